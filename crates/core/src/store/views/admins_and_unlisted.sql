-- Few people, about whom other views ask for every row. An index has those of now; of an earlier moment, they are kept in
-- temporary tables (see history/admins_and_unlisted.rs). Each is one line, about columns of mirror_user.
CREATE VIEW mirror_admin AS SELECT no FROM mirror_user WHERE org_admin = 1 AND gone_sync IS NULL;
CREATE VIEW mirror_unlisted AS SELECT no, gone_sync, groups_known FROM mirror_user WHERE gone_sync IS NOT NULL OR groups_known = 0;
