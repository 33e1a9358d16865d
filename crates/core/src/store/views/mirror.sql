-- These views keep their names and columns. Times are ISO 8601 in UTC. NULL means "unknown", never "no".
-- The reference page is generated from this file: the comment above a view says what a row is, the comment
-- after a column what it holds.
-- Rows of an earlier moment are a union of two tables. Where a column counts some of them, `LIMIT -1` keeps SQLite from
-- reading them all: it then counts the result of a list, whose condition each half of the union is searched by.

-- view user: a person or app account in the organization, including those that are gone
CREATE VIEW user AS SELECT
  u.account_id AS account_id, -- Atlassian account ID
  u.email AS email, -- address
  u.name AS name, -- full name
  u.nickname AS nickname, -- public name
  u.status AS status, -- status as administrators see it: active, suspended, not_invited, deactivated, for_deletion; on the original user management also words of the portal's own, such as blocked, which count as unknown
  u.account_status AS account_status, -- status of the account itself: active, inactive, closed
  u.membership_status AS membership_status, -- status in the directory: active, suspended, no_membership
  u.account_type AS account_type, -- atlassian, customer, app
  u.claim_status AS claim_status, -- managed or unmanaged
  CASE u.claim_status WHEN 'managed' THEN 1 WHEN 'unmanaged' THEN 0 END AS managed, -- 1 when the organization manages the account, 0 when not
  u.management_source AS management_source, -- invited or synced (by an identity provider)
  u.email_verified AS email_verified, -- 1 when the address is verified
  u.mfa_enabled AS mfa_enabled, -- 1 with two-step verification
  iif(u.org_admin = 0 AND NOT EXISTS (SELECT 1 FROM mirror_admin), NULL, u.org_admin) AS org_admin, -- 1 for an organization admin; NULL when unknown, and for everyone while Atlassian reports no organization admin
  strftime('%Y-%m-%dT%H:%M:%SZ', u.last_active, 'unixepoch') AS last_active, -- last activity in any app
  u.last_active AS last_active_unix, -- the same in seconds since 1970
  u.activity_known AS activity_known, -- 1 when Atlassian reported it; then a NULL last_active means never
  u.added_to_org AS added_to_org, -- when the person was added to the organization, as Atlassian sent it
  p.id AS policy_id, -- authentication policy
  p.name AS policy, -- the policy's name, if known
  m.user_no IS NOT NULL AS policy_known, -- 1 when Atlassian reported it; then a NULL policy_id means none
  substr(u.email_key, instr(u.email_key, '@') + 1) AS domain, -- part of the address after the @, in lower case
  u.job_title AS job_title, -- job title
  u.department AS department, -- department
  u.organization AS organization, -- company
  u.location AS location, -- place
  u.time_zone AS time_zone, -- time zone
  u.resources AS resources, -- number of resources the person has access to
  u.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found the person
  u.first_sync AS first_sync, -- the first sync that found the person
  u.seen AS last_sync, -- the last sync that found the person
  u.gone_sync AS gone_sync, -- the sync that found the person missing
  u.no AS no, -- row number of the person in this file; it never changes
  (SELECT ltrim(r.raw) FROM mirror_user_raw r WHERE r.no = u.no) AS raw, -- the JSON that Atlassian sent
  CASE WHEN date(substr(u.added_to_org, 1, 10)) = substr(u.added_to_org, 1, 10) THEN CAST(strftime('%s', u.added_to_org) AS INTEGER) END AS added_to_org_unix, -- when the person was added, in seconds since 1970; NULL when that is no date
  u.groups_known AS groups_known, -- 1 when Atlassian reported the groups; then no row in user_group means none
  strftime('%Y-%m-%dT%H:%M:%SZ', CASE WHEN u.groups_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.groups_reported_at END, 'unixepoch') AS groups_known_at, -- when they were last known
  CASE WHEN u.groups_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.groups_reported_at END AS groups_known_at_unix, -- the same in seconds since 1970
  iif(u.org_admin = 0 AND NOT EXISTS (SELECT 1 FROM mirror_admin), 0, u.roles_known) AS roles_known, -- 1 when the roles are known; then a person without rows in user_role has no role. 0 if Atlassian reports no organization admin at all
  strftime('%Y-%m-%dT%H:%M:%SZ', CASE WHEN u.roles_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.roles_reported_at END, 'unixepoch') AS roles_known_at, -- when they were last known
  CASE WHEN u.roles_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.roles_reported_at END AS roles_known_at_unix, -- the same in seconds since 1970
  u.apps_known AS apps_known, -- 1 when Atlassian reported the apps; then no row in user_app means none
  strftime('%Y-%m-%dT%H:%M:%SZ', CASE WHEN u.apps_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.apps_reported_at END, 'unixepoch') AS apps_known_at, -- when they were last known
  CASE WHEN u.apps_known THEN (SELECT s.started_at FROM mirror_sync s WHERE s.no = u.seen) ELSE u.apps_reported_at END AS apps_known_at_unix, -- the same in seconds since 1970
  strftime('%Y-%m-%dT%H:%M:%SZ', m.read_at / 1000, 'unixepoch') AS policy_read_at, -- when the policy was last read
  m.read_at / 1000 AS policy_read_at_unix -- the same in seconds since 1970
FROM mirror_user u
LEFT JOIN mirror_policy_member m ON m.user_no = u.no
LEFT JOIN mirror_policy p ON p.no = m.policy_no;

-- view user_group: a person's membership in a group, if neither is gone and the person's groups are known
CREATE VIEW user_group AS SELECT
  u.account_id AS account_id, -- the person's account ID
  u.email AS email, -- the person's address
  g.id AS group_id, -- the group's ID
  g.name AS group_name -- the group's name
FROM mirror_membership m
JOIN mirror_user u ON u.no = m.user_no
JOIN mirror_group g ON g.no = m.group_no
WHERE u.gone_sync IS NULL AND u.groups_known AND g.gone_sync IS NULL;

-- view user_app: an app that a person has access to, with their last activity in it
CREATE VIEW user_app AS SELECT
  u.account_id AS account_id, -- the person's account ID
  u.email AS email, -- the person's address
  p.id AS app_id, -- the app's ID, an ARI
  coalesce(w.product_key, p.key) AS app_key, -- kind of app, such as jira-software; the same word in every view
  w.name AS app_name, -- the app's name, if known
  w.host_url AS site, -- the address of its site, if known
  strftime('%Y-%m-%dT%H:%M:%SZ', a.last_active, 'unixepoch') AS last_active, -- last activity in the app
  a.last_active AS last_active_unix, -- the same in seconds since 1970
  NOT a.activity_unknown AS activity_known -- 1 when Atlassian reported it; then a NULL last_active means never
FROM mirror_access a
JOIN mirror_user u ON u.no = a.user_no
JOIN mirror_product p ON p.no = a.product_no
LEFT JOIN mirror_workspace w ON w.id = p.id
WHERE u.gone_sync IS NULL AND u.apps_known;

-- view user_product: the same as user_app, with the names of the first release
CREATE VIEW user_product AS SELECT
  account_id AS account_id, -- the person's account ID
  email AS email, -- the person's address
  app_id AS product_id, -- the app's ID, an ARI
  app_key AS product_key, -- kind of app, as app_key
  last_active AS last_active, -- last activity in the app
  last_active_unix AS last_active_unix, -- the same in seconds since 1970
  activity_known AS activity_known, -- 1 when Atlassian reported it; then a NULL last_active means never
  site AS site -- the address of its site, if known
FROM user_app;

-- view user_role: an organization role of a person, if the person's roles are known
CREATE VIEW user_role AS SELECT
  u.account_id AS account_id, -- the person's account ID
  u.email AS email, -- the person's address
  r.role AS role -- such as atlassian/org-admin
FROM mirror_role r
JOIN mirror_user u ON u.no = r.user_no
WHERE u.gone_sync IS NULL AND u.roles_known;

-- view user_policy: an account and its authentication policy, if known
CREATE VIEW user_policy AS SELECT
  u.account_id AS account_id, -- the account's ID
  u.email AS email, -- the account's address
  p.id AS policy_id, -- the policy; NULL when the account has none
  p.name AS policy, -- the policy's name, if known
  strftime('%Y-%m-%dT%H:%M:%SZ', m.added_at / 1000, 'unixepoch') AS added_at, -- when the account was added to it
  m.seen AS last_sync, -- the last sync that read it
  m.added_at / 1000 AS added_at_unix, -- when the account was added to it, in seconds since 1970
  strftime('%Y-%m-%dT%H:%M:%SZ', m.read_at / 1000, 'unixepoch') AS read_at, -- when a sync or a run read it
  m.read_at / 1000 AS read_at_unix -- the same in seconds since 1970
FROM mirror_policy_member m
JOIN mirror_user u ON u.no = m.user_no
LEFT JOIN mirror_policy p ON p.no = m.policy_no
WHERE u.gone_sync IS NULL;

-- view group: a group (write "group" in double quotes, because it is an SQL keyword)
CREATE VIEW "group" AS SELECT
  g.id AS id, -- the group's ID
  g.name AS name, -- the group's name
  g.description AS description, -- the group's description
  iif(NOT EXISTS (SELECT 1 FROM mirror_stage WHERE stage = 'users' AND state IN ('complete', 'inexact', 'doubted'))
    AND (EXISTS (SELECT 1 FROM mirror_stage WHERE stage = 'users') OR NOT EXISTS (SELECT 1 FROM mirror_user)), g.users,
    (SELECT nullif(count(*), iif(EXISTS (SELECT 1 FROM mirror_unlisted WHERE groups_known = 0 AND gone_sync IS NULL), 0, -1))
    FROM (SELECT 1 FROM mirror_membership m WHERE m.group_no = g.no
    AND m.user_no NOT IN (SELECT no FROM mirror_unlisted) LIMIT -1))) AS members, -- members in the mirror; as Atlassian counts them where no sync has read the people to the end; NULL when unknown
  g.users AS users, -- members as Atlassian counts them
  g.resources AS resources, -- number of resources it gives access to
  g.directory_id AS directory_id, -- the directory it is in
  g.managed_by AS managed_by, -- the manager of the group
  g.external_synced AS external_synced, -- 1 when an identity provider syncs its members
  g.modifiable AS modifiable, -- 0 when its members cannot be changed here
  g.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  g.first_sync AS first_sync, -- the first sync that found it
  g.seen AS last_sync, -- the last sync that found it
  g.raw AS raw, -- the JSON that Atlassian sent
  iif(NOT EXISTS (SELECT 1 FROM mirror_stage WHERE stage = 'users' AND state IN ('complete', 'inexact', 'doubted'))
    AND (EXISTS (SELECT 1 FROM mirror_stage WHERE stage = 'users') OR NOT EXISTS (SELECT 1 FROM mirror_user)), g.users IS NOT NULL,
    NOT EXISTS (SELECT 1 FROM mirror_unlisted WHERE groups_known = 0 AND gone_sync IS NULL)) AS members_known -- 1 when members counts all of them: everybody's groups are known, or it is Atlassian's count
FROM mirror_group g;

-- view policy: an authentication policy, found through its members or named by hand
CREATE VIEW policy AS SELECT
  p.id AS id, -- the policy's ID
  p.name AS name, -- the policy's name, from the managed-accounts export or set by hand; no API returns it
  p.name_from AS name_from, -- source of the name: export or hand
  p.kind AS type, -- the policy's type, if the export contains it
  (SELECT count(*) FROM (SELECT 1 FROM mirror_policy_member m WHERE m.policy_no = p.no
    AND m.user_no NOT IN (SELECT no FROM mirror_unlisted WHERE gone_sync IS NOT NULL) LIMIT -1)) AS members -- accounts in it, as last read
FROM mirror_policy p;

-- view directory: a directory of people and groups
CREATE VIEW directory AS SELECT
  id AS id, -- the directory's ID
  name AS name, -- the directory's name
  gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  raw AS raw -- the JSON that Atlassian sent
FROM mirror_directory;

-- view domain: a domain that the organization has verified or tried to verify
CREATE VIEW domain AS SELECT
  d.id AS id, -- the domain's ID
  d.name AS name, -- such as example.com
  d.claim_status AS claim_status, -- verified, unverified, deleted, superseded, missing_token
  d.claim_type AS claim_type, -- http or dns
  d.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  d.raw AS raw -- the JSON that Atlassian sent
FROM mirror_domain d;

-- view workspace: an app of the organization
CREATE VIEW workspace AS SELECT
  id AS id, -- the app's ID, an ARI
  name AS name, -- the app's name
  product AS product, -- such as Jira
  product_key AS product_key, -- such as jira-software
  host_url AS host_url, -- the app's address
  status AS status, -- online, offline, deprecated
  sandbox AS sandbox, -- 1 for a sandbox
  capacity AS capacity, -- number of seats, if reported
  usage AS usage, -- seats in use, if reported
  gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  raw AS raw -- the JSON that Atlassian sent
FROM mirror_workspace;

-- view org: the organization
CREATE VIEW org AS SELECT
  id AS id, -- the organization's ID
  name AS name, -- the organization's name
  raw AS raw -- the JSON that Atlassian sent
FROM mirror_org;

-- view sync: a sync of the organization
CREATE VIEW sync AS SELECT
  no AS sync, -- the sync's number
  state AS state, -- running (or interrupted), complete, partial, abandoned
  strftime('%Y-%m-%dT%H:%M:%SZ', started_at, 'unixepoch') AS started_at, -- when the sync started
  strftime('%Y-%m-%dT%H:%M:%SZ', finished_at, 'unixepoch') AS finished_at, -- when the sync ended
  note AS note, -- what could not be read
  started_at AS started_at_unix, -- when the sync started, in seconds since 1970
  finished_at AS finished_at_unix -- when the sync ended, in seconds since 1970
FROM mirror_sync;

-- view sync_stage: a part of a sync
CREATE VIEW sync_stage AS SELECT
  sync_no AS sync, -- the sync
  stage AS stage, -- org, directories, domains, groups, users, workspaces, policies
  state AS state, -- running, complete, inexact, doubted (too much was missing), unavailable, failed (the next sync tries again)
  seen_rows AS rows, -- number of rows read
  total AS total, -- total that Atlassian reported
  note AS note -- why the part is not complete
FROM mirror_stage;

-- view change: a change, found by a sync or made by a run
CREATE VIEW change AS SELECT
  c.sync_no AS sync, -- the sync that found the change; for a run's change, the newest sync at that time
  strftime('%Y-%m-%dT%H:%M:%SZ', c.at, 'unixepoch') AS at, -- when the change was found; for a run's change, when it was confirmed
  c.thing AS thing, -- kind of object: user, group, directory, domain, workspace, token and so on; invitation for people whom a run invited
  c.id AS id, -- the object's ID; of an invitation, the address
  c.kind AS kind, -- kind of change: appeared, changed, gone, returned; invited
  CASE WHEN json_type(c.detail, '$.policy') = 'array'
    AND (json_extract(c.detail, '$.policy_name[0]') IS NULL OR json_extract(c.detail, '$.policy_name[1]') IS NULL)
    THEN (SELECT iif(n.before IS NULL AND n.after IS NULL, c.detail,
        json_set(c.detail, '$.policy_name', json_array(n.before, n.after)))
      FROM (SELECT
        coalesce(json_extract(c.detail, '$.policy_name[0]'),
          (SELECT p.name FROM mirror_policy p WHERE p.id = json_extract(c.detail, '$.policy[0]'))) AS before,
        coalesce(json_extract(c.detail, '$.policy_name[1]'),
          (SELECT p.name FROM mirror_policy p WHERE p.id = json_extract(c.detail, '$.policy[1]'))) AS after) n)
    ELSE c.detail
  END AS detail, -- JSON: {"column":[before,after]}, for lists {"column":{"added":[],"removed":[]}}; names are in policy_name and group_names, beside the IDs; a policy without a name then has its later one
  c.at AS at_unix, -- the time in seconds since 1970
  c.run AS run, -- the run that made the change; NULL when a sync found it
  CASE c.thing
    WHEN 'user' THEN (SELECT coalesce(u.email, u.name) FROM mirror_user u WHERE u.account_id = c.id)
    WHEN 'group' THEN (SELECT g.name FROM mirror_group g WHERE g.id = c.id)
    WHEN 'directory' THEN (SELECT d.name FROM mirror_directory d WHERE d.id = c.id)
    WHEN 'domain' THEN (SELECT d.name FROM mirror_domain d WHERE d.id = c.id)
    WHEN 'workspace' THEN (SELECT w.name FROM mirror_workspace w WHERE w.id = c.id)
  END AS name, -- current address or name
  c.no AS no -- number of the change: of one second, the highest is the newest
FROM mirror_change c;
