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
  substr(u.email_key, instr(u.email_key, '@') + 1) AS domain, -- part of the address after the @, in lower case
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
  (SELECT r.raw FROM mirror_user_raw r WHERE r.no = u.no) AS raw -- the JSON as the service sent it
FROM mirror_user u
LEFT JOIN mirror_policy_member m ON m.user_no = u.no
LEFT JOIN mirror_policy p ON p.no = m.policy_no;

-- view user_group: a person in a group; neither is gone
CREATE VIEW user_group AS SELECT
  u.account_id AS account_id, -- the person
  u.email AS email, -- the person's address
  g.id AS group_id, -- the group
  g.name AS group_name -- the group's name
FROM mirror_membership m
JOIN mirror_user u ON u.no = m.user_no
JOIN mirror_group g ON g.no = m.group_no
WHERE u.gone_sync IS NULL AND g.gone_sync IS NULL;

-- view user_product: a product instance that a person may use
CREATE VIEW user_product AS SELECT
  u.account_id AS account_id, -- the person
  u.email AS email, -- the person's address
  p.id AS product_id, -- the product instance
  p.key AS product_key, -- the product
  strftime('%Y-%m-%dT%H:%M:%SZ', a.last_active, 'unixepoch') AS last_active -- last activity there; NULL for never or not told
FROM mirror_access a
JOIN mirror_user u ON u.no = a.user_no
JOIN mirror_product p ON p.no = a.product_no
WHERE u.gone_sync IS NULL;

-- view user_role: a role over the organization that a person holds
CREATE VIEW user_role AS SELECT
  u.account_id AS account_id, -- the person
  u.email AS email, -- the person's address
  r.role AS role -- such as atlassian/org-admin
FROM mirror_role r
JOIN mirror_user u ON u.no = r.user_no
WHERE u.gone_sync IS NULL;

-- view user_policy: an account with its authentication policy, once the service told
CREATE VIEW user_policy AS SELECT
  u.account_id AS account_id, -- the account
  u.email AS email, -- its address
  p.id AS policy_id, -- the policy; NULL when the service named none
  p.name AS policy, -- the policy's name, where known
  strftime('%Y-%m-%dT%H:%M:%SZ', m.added_at / 1000, 'unixepoch') AS added_at, -- since when
  m.seen AS last_sync -- the sync that read it last
FROM mirror_policy_member m
JOIN mirror_user u ON u.no = m.user_no
LEFT JOIN mirror_policy p ON p.no = m.policy_no
WHERE u.gone_sync IS NULL;

-- view group: a group (write "group" in quotes: it is a word of SQL)
CREATE VIEW "group" AS SELECT
  g.id AS id, -- the group
  g.name AS name, -- its name
  g.description AS description, -- what it is for
  (SELECT count(*) FROM mirror_membership m WHERE m.group_no = g.no
    AND m.user_no NOT IN (SELECT no FROM mirror_user WHERE gone_sync IS NOT NULL)) AS members, -- members in this mirror
  g.users AS users, -- members as the service counts them
  g.resources AS resources, -- how many resources it gives access to
  g.directory_id AS directory_id, -- the directory it is in
  g.managed_by AS managed_by, -- who manages it
  g.external_synced AS external_synced, -- 1 when an identity provider fills it
  g.modifiable AS modifiable, -- 0 when its members cannot be changed here
  g.gone_sync IS NOT NULL AS gone, -- 1 when a later sync did not find it any more
  g.first_sync AS first_sync, -- the sync that saw it first
  g.seen AS last_sync, -- the sync that saw it last
  g.raw AS raw -- the JSON as the service sent it
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
  note AS note -- what could not be read
FROM mirror_sync;

-- view sync_stage: a part of a sync
CREATE VIEW sync_stage AS SELECT
  sync_no AS sync, -- the sync
  stage AS stage, -- org, directories, domains, groups, users, workspaces, policies
  state AS state, -- running, complete, inexact, unavailable
  seen_rows AS rows, -- how many rows it read
  total AS total, -- how many the service said there are
  note AS note -- why it is not complete
FROM mirror_stage;

-- view change: what was different from one sync to the next
CREATE VIEW change AS SELECT
  sync_no AS sync, -- the sync that found it
  strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at, -- when it was found
  thing AS thing, -- user, group, directory, domain, workspace
  id AS id, -- which one
  kind AS kind, -- appeared, changed, gone, returned
  detail AS detail -- JSON: {"column":[before,after]}, for lists {"column":{"added":[],"removed":[]}}
FROM mirror_change;
