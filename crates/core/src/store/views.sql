-- The promise: these views keep their names and columns. Times are ISO 8601 in UTC. NULL is "unknown",
-- never "no". The reference page is made from this file: a comment above a view says what a row is, a
-- comment behind a column what it holds.

-- view user: a person or app of the organization, also one that is gone
CREATE VIEW user AS SELECT
  u.account_id AS account_id, -- the Atlassian account
  u.email AS email, -- address
  u.name AS name, -- full name
  u.nickname AS nickname, -- public name
  u.status AS status, -- what administrators see: active, suspended, not_invited, deactivated, for_deletion
  u.account_status AS account_status, -- of the account itself: active, inactive, closed
  u.membership_status AS membership_status, -- in the directory: active, suspended, no_membership
  u.account_type AS account_type, -- atlassian, customer, app
  u.claim_status AS claim_status, -- managed or unmanaged
  CASE u.claim_status WHEN 'managed' THEN 1 WHEN 'unmanaged' THEN 0 END AS managed, -- 1 when the organization manages the account, 0 when not
  u.management_source AS management_source, -- invited, or synced by an identity provider
  u.email_verified AS email_verified, -- 1 when the address is proven
  u.mfa_enabled AS mfa_enabled, -- 1 with two-step verification
  u.org_admin AS org_admin, -- 1 for an organization admin
  strftime('%Y-%m-%dT%H:%M:%SZ', u.last_active, 'unixepoch') AS last_active, -- last activity in any product
  u.last_active AS last_active_unix, -- the same in seconds since 1970, for arithmetic
  u.activity_known AS activity_known, -- 1 when the service told; then a NULL last_active means never
  u.added_to_org AS added_to_org, -- when the person came to the organization, as the service wrote it
  p.id AS policy_id, -- authentication policy
  p.name AS policy, -- its name, where known
  m.user_no IS NOT NULL AS policy_known, -- 1 when the service told; then a NULL policy_id means none
  substr(u.email_key, instr(u.email_key, '@') + 1) AS domain, -- part of the address behind the @, in lower case
  u.job_title AS job_title, -- job title
  u.department AS department, -- department
  u.organization AS organization, -- company
  u.location AS location, -- place
  u.time_zone AS time_zone, -- time zone
  u.resources AS resources, -- how many resources the person has access to
  u.gone_sync IS NOT NULL AS gone, -- 1 when a later sync did not find the person any more
  u.first_sync AS first_sync, -- the sync that saw the person first
  u.seen AS last_sync, -- the sync that saw the person last
  u.gone_sync AS gone_sync, -- the sync that found the person missing
  u.no AS no, -- number of the row in this file, which the person keeps as long as there is the file
  (SELECT r.raw FROM mirror_user_raw r WHERE r.no = u.no) AS raw, -- the JSON as the service sent it
  CAST(strftime('%s', u.added_to_org) AS INTEGER) AS added_to_org_unix, -- when the person came, in seconds since 1970
  u.groups_known AS groups_known, -- 1 when the service reported the groups; then no row in user_group means none
  strftime('%Y-%m-%dT%H:%M:%SZ', CASE WHEN u.groups_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.groups_reported_at END, 'unixepoch') AS groups_known_at, -- when they were known last
  CASE WHEN u.groups_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.groups_reported_at END AS groups_known_at_unix, -- the same in seconds since 1970
  u.roles_known AS roles_known, -- 1 when the service reported the roles; then no row in user_role means none
  strftime('%Y-%m-%dT%H:%M:%SZ', CASE WHEN u.roles_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.roles_reported_at END, 'unixepoch') AS roles_known_at, -- when they were known last
  CASE WHEN u.roles_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.roles_reported_at END AS roles_known_at_unix, -- the same in seconds since 1970
  u.apps_known AS apps_known, -- 1 when the service reported the apps; then no row in user_app means none
  strftime('%Y-%m-%dT%H:%M:%SZ', CASE WHEN u.apps_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.apps_reported_at END, 'unixepoch') AS apps_known_at, -- when they were known last
  CASE WHEN u.apps_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.apps_reported_at END AS apps_known_at_unix, -- the same in seconds since 1970
  strftime('%Y-%m-%dT%H:%M:%SZ', m.read_at / 1000, 'unixepoch') AS policy_read_at, -- when the policy was read last
  m.read_at / 1000 AS policy_read_at_unix -- the same in seconds since 1970
FROM mirror_user u
LEFT JOIN mirror_policy_member m ON m.user_no = u.no
LEFT JOIN mirror_policy p ON p.no = m.policy_no;

-- view user_group: a person in a group; neither is gone, and the service reported the person's groups
CREATE VIEW user_group AS SELECT
  u.account_id AS account_id, -- the person
  u.email AS email, -- the person's address
  g.id AS group_id, -- the group
  g.name AS group_name -- the group's name
FROM mirror_membership m
JOIN mirror_user u ON u.no = m.user_no
JOIN mirror_group g ON g.no = m.group_no
WHERE u.gone_sync IS NULL AND u.groups_known AND g.gone_sync IS NULL;

-- view user_app: an app that a person may use, with the person's last activity in it
CREATE VIEW user_app AS SELECT
  u.account_id AS account_id, -- the person
  u.email AS email, -- the person's address
  p.id AS app_id, -- the app, an ARI
  p.key AS app_key, -- which kind of app, such as jira-software
  w.name AS app_name, -- the app's name, where its workspace is known
  w.host_url AS site, -- the address of its site, where its workspace is known
  strftime('%Y-%m-%dT%H:%M:%SZ', a.last_active, 'unixepoch') AS last_active, -- last activity in the app
  a.last_active AS last_active_unix, -- the same in seconds since 1970
  NOT a.activity_unknown AS activity_known -- 1 when the service reported it; then a NULL last_active means never
FROM mirror_access a
JOIN mirror_user u ON u.no = a.user_no
JOIN mirror_product p ON p.no = a.product_no
LEFT JOIN mirror_workspace w ON w.id = p.id
WHERE u.gone_sync IS NULL AND u.apps_known;

-- view user_product: the same as user_app, under the names it had in the first release
CREATE VIEW user_product AS SELECT
  account_id AS account_id, -- the person
  email AS email, -- the person's address
  app_id AS product_id, -- the app, an ARI
  app_key AS product_key, -- which kind of app
  last_active AS last_active, -- last activity in the app
  last_active_unix AS last_active_unix, -- the same in seconds since 1970
  activity_known AS activity_known, -- 1 when the service reported it; then a NULL last_active means never
  site AS site -- the address of its site, where its workspace is known
FROM user_app;

-- view user_role: a role over the organization that a person holds, where the service reported the roles
CREATE VIEW user_role AS SELECT
  u.account_id AS account_id, -- the person
  u.email AS email, -- the person's address
  r.role AS role -- such as atlassian/org-admin
FROM mirror_role r
JOIN mirror_user u ON u.no = r.user_no
WHERE u.gone_sync IS NULL AND u.roles_known;

-- view user_policy: an account with its authentication policy, once the service told
CREATE VIEW user_policy AS SELECT
  u.account_id AS account_id, -- the account
  u.email AS email, -- its address
  p.id AS policy_id, -- the policy; NULL when the service named none
  p.name AS policy, -- the policy's name, where known
  strftime('%Y-%m-%dT%H:%M:%SZ', m.added_at / 1000, 'unixepoch') AS added_at, -- since when
  m.seen AS last_sync, -- the sync that read it last
  m.added_at / 1000 AS added_at_unix, -- since when, in seconds since 1970
  strftime('%Y-%m-%dT%H:%M:%SZ', m.read_at / 1000, 'unixepoch') AS read_at, -- when it was read, by a sync or by a run
  m.read_at / 1000 AS read_at_unix -- the same in seconds since 1970
FROM mirror_policy_member m
JOIN mirror_user u ON u.no = m.user_no
LEFT JOIN mirror_policy p ON p.no = m.policy_no
WHERE u.gone_sync IS NULL;

-- view group: a group (write "group" in quotes: it is a word of SQL)
CREATE VIEW "group" AS SELECT
  g.id AS id, -- the group
  g.name AS name, -- its name
  g.description AS description, -- what it is for
  (SELECT nullif(count(*), iif(EXISTS (SELECT 1 FROM mirror_user WHERE (gone_sync IS NOT NULL OR groups_known = 0) AND gone_sync IS NULL), 0, -1))
    FROM mirror_membership m WHERE m.group_no = g.no
    AND m.user_no NOT IN (SELECT no FROM mirror_user WHERE gone_sync IS NOT NULL OR groups_known = 0)) AS members, -- members in this mirror; NULL when nobody's membership is known
  g.users AS users, -- members as the service counts them
  g.resources AS resources, -- how many resources it gives access to
  g.directory_id AS directory_id, -- the directory it is in
  g.managed_by AS managed_by, -- who manages it
  g.external_synced AS external_synced, -- 1 when an identity provider fills it
  g.modifiable AS modifiable, -- 0 when its members cannot be changed here
  g.gone_sync IS NOT NULL AS gone, -- 1 when a later sync did not find it any more
  g.first_sync AS first_sync, -- the sync that saw it first
  g.seen AS last_sync, -- the sync that saw it last
  g.raw AS raw, -- the JSON as the service sent it
  NOT EXISTS (SELECT 1 FROM mirror_user WHERE (gone_sync IS NOT NULL OR groups_known = 0) AND gone_sync IS NULL) AS members_known -- 1 when the groups of everybody are known, so that members is all of them
FROM mirror_group g;

-- view policy: an authentication policy found through its members, or named by hand
CREATE VIEW policy AS SELECT
  p.id AS id, -- the policy
  p.name AS name, -- its name; no API gives it: from the managed-accounts export or set by hand
  p.name_from AS name_from, -- where the name is from: export or hand
  p.kind AS type, -- its type, where the export says it
  (SELECT count(*) FROM mirror_policy_member m WHERE m.policy_no = p.no
    AND m.user_no NOT IN (SELECT no FROM mirror_user WHERE gone_sync IS NOT NULL)) AS members -- accounts in it, as last read
FROM mirror_policy p;

-- view directory: where people and groups are kept
CREATE VIEW directory AS SELECT
  id AS id, -- the directory
  name AS name, -- its name
  gone_sync IS NOT NULL AS gone, -- 1 when a later sync did not find it any more
  raw AS raw -- the JSON as the service sent it
FROM mirror_directory;

-- view domain: a domain the organization claimed or tried to
CREATE VIEW domain AS SELECT
  d.id AS id, -- the domain's id
  d.name AS name, -- such as example.com
  d.claim_status AS claim_status, -- verified, unverified, deleted, superseded, missing_token
  d.claim_type AS claim_type, -- http or dns
  d.gone_sync IS NOT NULL AS gone, -- 1 when a later sync did not find it any more
  d.raw AS raw -- the JSON as the service sent it
FROM mirror_domain d;

-- view workspace: a product instance of the organization
CREATE VIEW workspace AS SELECT
  id AS id, -- an ARI
  name AS name, -- its name
  product AS product, -- such as Jira
  product_key AS product_key, -- such as jira-software
  host_url AS host_url, -- its address
  status AS status, -- online, offline, deprecated
  sandbox AS sandbox, -- 1 for a sandbox
  capacity AS capacity, -- seats it may have, where told
  usage AS usage, -- seats in use, where told
  gone_sync IS NOT NULL AS gone, -- 1 when a later sync did not find it any more
  raw AS raw -- the JSON as the service sent it
FROM mirror_workspace;

-- view org: the organization
CREATE VIEW org AS SELECT
  id AS id, -- the organization
  name AS name, -- its name
  raw AS raw -- the JSON as the service sent it
FROM mirror_org;

-- view sync: a time at which the organization was read
CREATE VIEW sync AS SELECT
  no AS sync, -- its number
  state AS state, -- running (or cut off), complete, partial, abandoned
  strftime('%Y-%m-%dT%H:%M:%SZ', started_at, 'unixepoch') AS started_at, -- when it began
  strftime('%Y-%m-%dT%H:%M:%SZ', finished_at, 'unixepoch') AS finished_at, -- when it ended
  note AS note, -- what could not be read
  started_at AS started_at_unix, -- when it began, in seconds since 1970
  finished_at AS finished_at_unix -- when it ended, in seconds since 1970
FROM mirror_sync;

-- view sync_stage: a part of a sync
CREATE VIEW sync_stage AS SELECT
  sync_no AS sync, -- the sync
  stage AS stage, -- org, directories, domains, groups, users, workspaces, policies
  state AS state, -- running, complete, inexact, doubted (too much was missing to be believed), unavailable
  seen_rows AS rows, -- how many rows it read
  total AS total, -- how many the service said there are
  note AS note -- why it is not complete
FROM mirror_stage;

-- view change: what was different from one sync to the next, and what runs changed between them
CREATE VIEW change AS SELECT
  c.sync_no AS sync, -- the sync that found it; of a run's change, the newest sync at that time
  strftime('%Y-%m-%dT%H:%M:%SZ', c.at, 'unixepoch') AS at, -- when it was found; of a run's change, when it was confirmed
  c.thing AS thing, -- user, group, directory, domain, workspace
  c.id AS id, -- which one
  c.kind AS kind, -- appeared, changed, gone, returned
  c.detail AS detail, -- JSON: {"column":[before,after]}, for lists {"column":{"added":[],"removed":[]}}; names stand beside ids, under policy_name and group_names
  c.at AS at_unix, -- the time in seconds since 1970
  c.run AS run, -- the run of this program that made the change; NULL when a sync found it
  CASE c.thing
    WHEN 'user' THEN (SELECT coalesce(u.email, u.name) FROM mirror_user u WHERE u.account_id = c.id)
    WHEN 'group' THEN (SELECT g.name FROM mirror_group g WHERE g.id = c.id)
    WHEN 'directory' THEN (SELECT d.name FROM mirror_directory d WHERE d.id = c.id)
    WHEN 'domain' THEN (SELECT d.name FROM mirror_domain d WHERE d.id = c.id)
    WHEN 'workspace' THEN (SELECT w.name FROM mirror_workspace w WHERE w.id = c.id)
  END AS name -- its address or name now
FROM mirror_change c;
