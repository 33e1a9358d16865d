
-- view import: a file that Atlassian exported and you imported
CREATE VIEW import AS SELECT
  i.no AS import, -- the import's number
  i.kind AS kind, -- users, managed-accounts, policy-members
  i.file AS file, -- the file's name
  strftime('%Y-%m-%dT%H:%M:%SZ', i.as_of, 'unixepoch') AS as_of, -- when the file was exported
  i.as_of AS as_of_unix, -- the same in seconds since 1970
  i.as_of_from AS as_of_from, -- source of that time: you (--exported-at) or file (when the file was last changed)
  strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch') AS imported_at, -- when the file was imported
  i.imported_at AS imported_at_unix, -- the same in seconds since 1970
  i.policy AS policy, -- the policy of all people in the file, if you named it
  i.rows AS rows, -- rows in the file
  (SELECT count(*) FROM mirror_imported_user u WHERE u.import_no = i.no) AS people, -- people in the file
  i.problems AS problems, -- rows and cells that were not understood
  i.sha256 AS sha256, -- SHA-256 of the file
  NOT EXISTS (SELECT 1 FROM mirror_import o WHERE o.kind = i.kind AND i.kind <> 'policy-members' AND (o.as_of, o.no) > (i.as_of, i.no)) AS newest -- 1 for the newest file of its kind; always 1 for members of a policy, because each file has another policy
FROM mirror_import i;

-- view import_column: a column of an imported file, and what it says
CREATE VIEW import_column AS SELECT
  c.import_no AS import, -- the import
  c.place AS place, -- place of the column in the file, counted from 1
  c.heading AS heading, -- the heading
  c.fact AS fact, -- what the column says, such as a column of imported_user; NULL when it is not known (the text is in raw)
  c.app AS app, -- the app that the column is about
  c.site AS site, -- the site of the app
  c.filled AS filled, -- cells with a value
  c.odd AS odd -- cells with a value that was not understood
FROM mirror_import_column c;

-- view imported_user: what an imported file says about a person
CREATE VIEW imported_user AS SELECT
  p.import_no AS import, -- the import
  i.kind AS kind, -- kind of the file
  strftime('%Y-%m-%dT%H:%M:%SZ', i.as_of, 'unixepoch') AS as_of, -- when the file was exported
  i.as_of AS as_of_unix, -- the same in seconds since 1970
  p.line AS line, -- line of the file on which the person comes first
  coalesce(p.account_id, (SELECT u.account_id FROM mirror_user u WHERE u.email_key = p.email_key ORDER BY u.gone_sync IS NOT NULL LIMIT 1)) AS account_id, -- account ID: the file's, else that of the person in the mirror with this address
  p.email AS email, -- address
  p.name AS name, -- full name
  p.status AS status, -- status, in lower case
  p.billable AS billable, -- 1 when the account is billed
  p.org_role AS org_role, -- role in the organization
  strftime('%Y-%m-%dT%H:%M:%SZ', p.added_to_org, 'unixepoch') AS added_to_org, -- when the person was added to the organization
  p.added_to_org AS added_to_org_unix, -- the same in seconds since 1970
  strftime('%Y-%m-%dT%H:%M:%SZ', p.last_active, 'unixepoch') AS last_active, -- last activity in any app
  p.last_active AS last_active_unix, -- the same in seconds since 1970
  p.last_active_known AS activity_known, -- 1 when the file says it; then a NULL last_active means never
  p.policy AS policy, -- name of the authentication policy
  p.policy_type AS policy_type, -- type of the policy
  p.single_sign_on AS single_sign_on, -- 1 with SAML single sign-on
  p.two_step_verification AS two_step_verification, -- 1 with two-step verification
  p.raw AS raw -- the rows of the file as JSON: an object per row, without empty cells
FROM mirror_imported_user p
JOIN mirror_import i ON i.no = p.import_no;

-- view imported_app: what an imported file says about a person and an app
CREATE VIEW imported_app AS SELECT
  p.import_no AS import, -- the import
  p.account_id AS account_id, -- account ID in the file
  p.email AS email, -- address in the file
  a.app AS app, -- the app's name
  a.site AS site, -- the site's name
  a.access AS access, -- 1 when the person has access to the app, 0 when not
  strftime('%Y-%m-%dT%H:%M:%SZ', a.last_active, 'unixepoch') AS last_active, -- last activity in the app
  a.last_active AS last_active_unix, -- the same in seconds since 1970
  a.last_active_known AS activity_known -- 1 when the file says it; then a NULL last_active means never
FROM mirror_imported_app a
JOIN mirror_imported_user p ON p.no = a.imported_no;

-- view imported_group: a group that a person is in, as an imported file says
CREATE VIEW imported_group AS SELECT
  p.import_no AS import, -- the import
  p.account_id AS account_id, -- account ID in the file
  p.email AS email, -- address in the file
  g.name AS group_name -- the group's name
FROM mirror_imported_group g
JOIN mirror_imported_user p ON p.no = g.imported_no;
