-- What the service may leave out of a person's entry: whether the last reading reported it, and, where it did not,
-- when an earlier one did last. The rows stay; the views show them only while they are known.
ALTER TABLE mirror_user ADD COLUMN groups_known INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_user ADD COLUMN groups_reported_at INTEGER;
ALTER TABLE mirror_user ADD COLUMN roles_known INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_user ADD COLUMN roles_reported_at INTEGER;
ALTER TABLE mirror_user ADD COLUMN apps_known INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_user ADD COLUMN apps_reported_at INTEGER;

-- 1 where the service gave a time that nobody can read: that is not "never".
ALTER TABLE mirror_access ADD COLUMN activity_unknown INTEGER NOT NULL DEFAULT 0;

-- When the policy was read, in milliseconds since 1970: the newer reading wins.
ALTER TABLE mirror_policy_member ADD COLUMN read_at INTEGER;

-- The run that made the change; NULL for what a sync found.
ALTER TABLE mirror_change ADD COLUMN run TEXT;

-- The newest change when the sync ended: later ones are news for the next.
ALTER TABLE mirror_sync ADD COLUMN last_change INTEGER;

-- Lists and policies that were there and that the service calls empty now. They are believed at the end of the
-- stage, unless so many of them look like lost rights.
CREATE TABLE mirror_emptied (
  user_no INTEGER NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (user_no, what)
) WITHOUT ROWID;

-- What an older mirror knew. Its rows of a list may be from before the service stopped telling it.
UPDATE mirror_user SET
  roles_known = org_admin IS NOT NULL,
  apps_known = coalesce((SELECT CASE WHEN json_valid(r.raw) THEN json_type(r.raw, '$.productAccess') = 'array' END
    FROM mirror_user_raw r WHERE r.no = mirror_user.no), 0),
  groups_known = coalesce((SELECT CASE WHEN json_valid(r.raw) THEN
      CASE WHEN json_type(r.raw, '$.accountId') IS NULL
        -- An entry of the portal: its groups come from the lists of members.
        THEN EXISTS (SELECT 1 FROM mirror_membership m WHERE m.user_no = mirror_user.no)
        ELSE json_type(r.raw, '$.groups') = 'array' END
      END
    FROM mirror_user_raw r WHERE r.no = mirror_user.no), 0);
UPDATE mirror_access SET activity_unknown = 1
  WHERE last_active IS NULL AND user_no IN (SELECT no FROM mirror_user WHERE NOT activity_known);
UPDATE mirror_sync SET last_change = coalesce((SELECT max(c.no) FROM mirror_change c), 0)
  WHERE finished_at IS NOT NULL;

-- Who is in no count of members.
CREATE INDEX mirror_user_unlisted ON mirror_user (no) WHERE gone_sync IS NOT NULL OR groups_known = 0;
