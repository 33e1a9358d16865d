
-- view part: a part of the organization, and how fresh it is; a part that was never asked for has no row
CREATE VIEW part AS SELECT
  l.stage AS part, -- org, directories, domains, workspaces, groups, users, policies, group-roles, user-roles, tokens, keys, service-accounts, service-account-credentials, oauth-clients, org-policies, scim-links, events
  strftime('%Y-%m-%dT%H:%M:%SZ', coalesce(g.ended_at, gs.finished_at, gs.touched_at), 'unixepoch') AS read_at, -- when it was last read; NULL for never
  coalesce(g.ended_at, gs.finished_at, gs.touched_at) AS read_at_unix, -- the same in seconds since 1970
  CAST(g.seen_rows AS INTEGER) AS rows, -- number of rows read then
  CAST(g.sync_no AS INTEGER) AS sync, -- the sync that read it then
  iif(l.stage = 'directories' AND l.note IN ('not available on the original user management', 'not available on the old user management'), 'unavailable', l.state) AS state, -- how the last attempt ended: complete, inexact, doubted (too much was missing), unavailable, failed (the next sync tries again); running for an interrupted one
  CAST(l.sync_no AS INTEGER) AS last_sync, -- the sync of the last attempt
  l.note AS note -- why it is not complete
FROM mirror_stage l
LEFT JOIN mirror_stage g ON g.stage = l.stage AND g.sync_no =
  (SELECT max(b.sync_no) FROM mirror_stage b WHERE b.stage = l.stage AND b.state IN ('complete', 'inexact', 'doubted')
   AND NOT (b.stage = 'directories' AND coalesce(b.note, '') IN ('not available on the original user management', 'not available on the old user management')))
LEFT JOIN mirror_sync gs ON gs.no = g.sync_no
WHERE l.sync_no = (SELECT max(b.sync_no) FROM mirror_stage b WHERE b.stage = l.stage)
  AND NOT (l.stage = 'events' AND EXISTS (SELECT 1 FROM mirror_event_position))
UNION ALL
SELECT 'events', e.read_at, e.read_at_unix, e.events, NULL, coalesce(f.state, iif(e.complete, 'complete', 'inexact')), f.sync_no, f.note
FROM event_log e
LEFT JOIN mirror_stage f ON f.stage = 'events' AND f.state IN ('unavailable', 'failed') AND f.ended_at >= e.read_at_unix
  AND f.sync_no = (SELECT max(b.sync_no) FROM mirror_stage b WHERE b.stage = 'events');

-- view group_role: a role that a group gives its members, of groups whose roles are known
CREATE VIEW group_role AS SELECT
  g.id AS group_id, -- the group's ID
  g.name AS group_name, -- the group's name
  r.resource AS app_id, -- what it gives access to: an app, a site or the organization, an ARI
  coalesce(w.product_key, k.key, r.resource_key) AS app_key, -- kind of app, such as jira-software; the same word in every view
  r.resource_key AS resource_key, -- Atlassian's word for it in lists of roles, which may differ, such as jira-servicedesk
  w.name AS app_name, -- the app's name, if known
  w.host_url AS site, -- the address of its site, if known
  r.role AS role, -- such as atlassian/user
  r.is_default AS default_group, -- 1 when people who get the role are added to this group
  strftime('%Y-%m-%dT%H:%M:%SZ', iif(g.roles_sync > (SELECT max(no) FROM mirror_sync), NULL, g.roles_read_at), 'unixepoch') AS read_at, -- when the group's roles were read; NULL at an earlier moment when they were read again since
  iif(g.roles_sync > (SELECT max(no) FROM mirror_sync), NULL, g.roles_read_at) AS read_at_unix -- the same in seconds since 1970
FROM mirror_group_role r
JOIN mirror_group g ON g.id = r.group_id
LEFT JOIN mirror_workspace w ON w.id = r.resource
LEFT JOIN mirror_product k ON k.id = r.resource
WHERE r.gone_sync IS NULL AND g.gone_sync IS NULL;

-- view user_role_grant: a person's role, and how it came about: read of the person, or following from a group's roles and members
CREATE VIEW user_role_grant AS SELECT
  u.account_id AS account_id, -- the person's account ID
  u.email AS email, -- the person's address
  p.id AS app_id, -- an app, a site or the organization, an ARI; NULL for an organization role that the list of people has
  coalesce(w.product_key, k.key, p.key) AS app_key, -- kind of app, such as jira-software; the same word in every view
  p.key AS resource_key, -- Atlassian's word for it in lists of roles, which may differ, such as jira-servicedesk
  w.name AS app_name, -- the app's name, if known
  w.host_url AS site, -- the address of its site, if known
  g.role AS role, -- such as atlassian/user
  o.origin AS origin, -- direct, group_direct (by a group), inferred (follows from another role); NULL when unknown
  NULL AS group_id, -- the group that gives the role, with origin group_direct; NULL when no known group does
  NULL AS group_name, -- the group's name
  'read' AS source, -- read (of the person), derived (from the group's roles and members), people (from the list of people)
  d.read_at AS read_at, -- when it was read; of a derived one, the group's roles
  d.read_at_unix AS read_at_unix, -- the same in seconds since 1970
  d.outdated AS outdated -- 1 when something changed since that may have changed the person's roles: the role may have been revoked
FROM mirror_user_grant g
JOIN mirror_user u ON u.no = g.user_no
JOIN mirror_resource p ON p.no = g.resource_no
JOIN user_role_read d ON d.account_id = u.account_id
JOIN (SELECT 'direct' AS origin UNION ALL SELECT 'inferred' UNION ALL SELECT 'group_direct' UNION ALL SELECT NULL) o
LEFT JOIN mirror_workspace w ON w.id = p.id
LEFT JOIN mirror_product k ON k.id = p.id
WHERE u.gone_sync IS NULL AND CASE o.origin
  WHEN 'direct' THEN g.direct
  WHEN 'inferred' THEN g.inferred
  WHEN 'group_direct' THEN g.by_group AND NOT EXISTS (SELECT 1 FROM mirror_membership m JOIN mirror_group mg ON mg.no = m.group_no
    JOIN mirror_group_role r ON r.group_id = mg.id
    WHERE m.user_no = g.user_no AND u.groups_known AND mg.gone_sync IS NULL AND r.gone_sync IS NULL AND r.resource = p.id AND r.role = g.role)
    AND (NOT d.outdated OR NOT u.groups_known OR EXISTS (SELECT 1 FROM mirror_membership m JOIN mirror_group mg ON mg.no = m.group_no
      WHERE m.user_no = g.user_no AND mg.gone_sync IS NULL AND mg.roles_read_at IS NULL))
  ELSE NOT (g.direct OR g.inferred OR g.by_group) END
UNION ALL
SELECT u.account_id, u.email, r.resource, coalesce(w.product_key, k.key, r.resource_key), r.resource_key, w.name, w.host_url, r.role, 'group_direct',
  g.id, g.name, 'derived', strftime('%Y-%m-%dT%H:%M:%SZ', iif(g.roles_sync > (SELECT max(no) FROM mirror_sync), NULL, g.roles_read_at), 'unixepoch'),
  iif(g.roles_sync > (SELECT max(no) FROM mirror_sync), NULL, g.roles_read_at), 0
FROM mirror_group_role r
JOIN mirror_group g ON g.id = r.group_id
JOIN mirror_membership m ON m.group_no = g.no
JOIN mirror_user u ON u.no = m.user_no
LEFT JOIN mirror_workspace w ON w.id = r.resource
LEFT JOIN mirror_product k ON k.id = r.resource
WHERE r.gone_sync IS NULL AND g.gone_sync IS NULL AND u.gone_sync IS NULL AND u.groups_known
UNION ALL
SELECT u.account_id, u.email, NULL, NULL, NULL, NULL, NULL, r.role, NULL, NULL, NULL, 'people',
  strftime('%Y-%m-%dT%H:%M:%SZ', s.started_at, 'unixepoch'), s.started_at, 0
FROM mirror_role r
JOIN mirror_user u ON u.no = r.user_no
LEFT JOIN mirror_sync s ON s.no = u.seen
WHERE u.gone_sync IS NULL AND u.roles_known
  AND NOT EXISTS (SELECT 1 FROM mirror_user_grant g WHERE g.user_no = r.user_no AND g.role = r.role);

-- view user_role_read: a person whose roles were read one by one, so that user_role_grant had all of them then
CREATE VIEW user_role_read AS SELECT
  u.account_id AS account_id, -- the person's account ID
  u.email AS email, -- the person's address
  strftime('%Y-%m-%dT%H:%M:%SZ', iif(d.sync_no > (SELECT max(no) FROM mirror_sync), NULL, d.read_at), 'unixepoch') AS read_at, -- when the roles were read; NULL at an earlier moment when they were read again since
  iif(d.sync_no > (SELECT max(no) FROM mirror_sync), NULL, d.read_at) AS read_at_unix, -- the same in seconds since 1970
  NOT (d.sync_no BETWEEN 1 AND (SELECT coalesce(max(no), 9223372036854775807) FROM mirror_sync)) AS outdated -- 1 when something changed since that may have changed the person's own roles: in their entry, in their groups, by a run, or by an event that names them
FROM mirror_user_grant_read d
JOIN mirror_user u ON u.no = d.user_no
WHERE u.gone_sync IS NULL;

-- view token: an API token of a managed account; never its secret
CREATE VIEW token AS SELECT
  t.id AS id, -- the token's ID
  t.account_id AS account_id, -- the owner's account ID
  t.email AS email, -- the owner's address
  t.name AS name, -- the owner's name
  t.label AS label, -- what the owner calls it
  t.status AS status, -- allowed, or blocked by a policy
  strftime('%Y-%m-%dT%H:%M:%SZ', t.created, 'unixepoch') AS created, -- when it was created
  t.created AS created_unix, -- the same in seconds since 1970
  strftime('%Y-%m-%dT%H:%M:%SZ', t.last_used, 'unixepoch') AS last_used, -- when it was last used
  t.last_used AS last_used_unix, -- the same in seconds since 1970
  t.last_used_known AS last_used_known, -- 1 when Atlassian reported it; then a NULL last_used means never
  strftime('%Y-%m-%dT%H:%M:%SZ', t.expires, 'unixepoch') AS expires, -- when it expires
  t.expires AS expires_unix, -- the same in seconds since 1970
  t.expires_known AS expires_known, -- 1 when Atlassian reported it; then a NULL expires means never
  t.scopes AS scopes, -- JSON list of its scopes; an empty one may do everything the owner may
  t.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  t.first_sync AS first_sync, -- the first sync that found it
  t.seen AS last_sync, -- the last sync that found it
  t.raw AS raw -- the JSON that Atlassian sent
FROM mirror_token t;

-- view api_key: an API key of the organization; never the key itself
CREATE VIEW api_key AS SELECT
  k.id AS id, -- the key's ID
  k.label AS label, -- what its creator calls it
  k.label AS name, -- the same
  k.created_by_id AS created_by_id, -- the creator's account ID
  k.created_by_email AS created_by_email, -- the creator's address
  k.created_by_name AS created_by_name, -- the creator's name
  coalesce(k.created_by_email, k.created_by_name) AS created_by, -- the creator's address, or else the name
  strftime('%Y-%m-%dT%H:%M:%SZ', k.created, 'unixepoch') AS created, -- when it was created
  k.created AS created_unix, -- the same in seconds since 1970
  strftime('%Y-%m-%dT%H:%M:%SZ', k.last_used, 'unixepoch') AS last_used, -- when it was last used
  k.last_used AS last_used_unix, -- the same in seconds since 1970
  k.last_used_known AS last_used_known, -- 1 when Atlassian reported it; then a NULL last_used means never
  strftime('%Y-%m-%dT%H:%M:%SZ', k.expires, 'unixepoch') AS expires, -- when it expires
  k.expires AS expires_unix, -- the same in seconds since 1970
  k.expires_known AS expires_known, -- 1 when Atlassian reported it; then a NULL expires means never
  k.scopes AS scopes, -- JSON list of its scopes; an empty one may do everything
  k.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  k.first_sync AS first_sync, -- the first sync that found it
  k.seen AS last_sync, -- the last sync that found it
  k.raw AS raw -- the JSON that Atlassian sent
FROM mirror_api_key k;

-- view service_account: a service account
CREATE VIEW service_account AS SELECT
  a.id AS id, -- the service account's ID
  a.account_id AS account_id, -- its Atlassian account ID
  a.email AS email, -- its address
  a.name AS name, -- its name
  a.description AS description, -- what it is for
  a.status AS status, -- its status, as Atlassian names it
  a.created_by_id AS created_by_id, -- the creator's account ID
  strftime('%Y-%m-%dT%H:%M:%SZ', a.updated, 'unixepoch') AS updated, -- when it was last changed
  a.updated AS updated_unix, -- the same in seconds since 1970
  CASE WHEN EXISTS (SELECT 1 FROM mirror_stage s WHERE s.stage = 'service-account-credentials' AND s.state IN ('complete', 'doubted'))
    THEN (SELECT count(*) FROM mirror_service_account_credential c
      WHERE c.gone_sync IS NULL AND c.kind = 'api_token' AND c.service_account_id IN (a.id, a.account_id)) END AS tokens, -- number of its API tokens; NULL when they were never read
  a.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  a.first_sync AS first_sync, -- the first sync that found it
  a.seen AS last_sync, -- the last sync that found it
  a.raw AS raw -- the JSON that Atlassian sent
FROM mirror_service_account a;

-- view service_account_credential: an API token or OAuth client of a service account; never its secret
CREATE VIEW service_account_credential AS SELECT
  c.credential_id AS id, -- the credential's ID
  c.kind AS kind, -- api_token or oauth_client
  c.service_account_id AS service_account_id, -- the service account
  coalesce(c.service_account_name, a.name) AS service_account, -- the service account's name
  coalesce(c.service_account_name, a.name) AS name, -- the same
  coalesce(c.service_account_email, a.email) AS email, -- the service account's address
  a.account_id AS account_id, -- the service account's Atlassian account ID
  c.label AS label, -- the credential's name
  c.status AS status, -- allowed or blocked; revoked for a revoked client; NULL when Atlassian does not say
  strftime('%Y-%m-%dT%H:%M:%SZ', c.created, 'unixepoch') AS created, -- when it was created
  c.created AS created_unix, -- the same in seconds since 1970
  c.created_by_id AS created_by_id, -- the creator's account ID
  strftime('%Y-%m-%dT%H:%M:%SZ', c.last_used, 'unixepoch') AS last_used, -- when it was last used
  c.last_used AS last_used_unix, -- the same in seconds since 1970
  c.last_used_known AS last_used_known, -- 1 when Atlassian reported it; then a NULL last_used means never
  strftime('%Y-%m-%dT%H:%M:%SZ', c.expires, 'unixepoch') AS expires, -- when it expires
  c.expires AS expires_unix, -- the same in seconds since 1970
  c.expires_known AS expires_known, -- 1 when Atlassian reported it; then a NULL expires means never
  strftime('%Y-%m-%dT%H:%M:%SZ', c.revoked, 'unixepoch') AS revoked, -- when it was revoked
  c.revoked AS revoked_unix, -- the same in seconds since 1970
  c.scopes AS scopes, -- JSON list of its scopes
  c.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  c.first_sync AS first_sync, -- the first sync that found it
  c.seen AS last_sync, -- the last sync that found it
  c.raw AS raw -- the JSON that Atlassian sent
FROM mirror_service_account_credential c
LEFT JOIN mirror_service_account a ON a.id = c.service_account_id;

-- view oauth_client: an OAuth client; never its secret
CREATE VIEW oauth_client AS SELECT
  c.id AS id, -- the client's ID
  c.name AS name, -- the client's name
  c.status AS status, -- its status, as Atlassian names it, in lower case
  strftime('%Y-%m-%dT%H:%M:%SZ', c.created, 'unixepoch') AS created, -- when it was created
  c.created AS created_unix, -- the same in seconds since 1970
  strftime('%Y-%m-%dT%H:%M:%SZ', c.updated, 'unixepoch') AS updated, -- when it was last changed
  c.updated AS updated_unix, -- the same in seconds since 1970
  c.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  c.first_sync AS first_sync, -- the first sync that found it
  c.seen AS last_sync, -- the last sync that found it
  c.raw AS raw -- the JSON that Atlassian sent
FROM mirror_oauth_client c;

-- view org_policy: a policy of the organization, such as data residency or an IP allowlist; authentication policies are in policy
CREATE VIEW org_policy AS SELECT
  p.id AS id, -- the policy's ID
  p.name AS name, -- the policy's name
  p.type AS type, -- what it is about
  p.status AS status, -- enabled or disabled
  p.allowed AS allowed, -- JSON list of what it allows: addresses, or a region
  p.resources AS resources, -- JSON list of where it applies: id (an ARI) and status
  p.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  p.first_sync AS first_sync, -- the first sync that found it
  p.seen AS last_sync, -- the last sync that found it
  p.raw AS raw -- the JSON that Atlassian sent
FROM mirror_org_policy p;

-- view scim_link: a user record of an identity provider, and the account it belongs to
CREATE VIEW scim_link AS SELECT
  l.scim_user_id AS id, -- the record's ID
  l.directory_id AS directory_id, -- the identity provider's directory
  l.account_id AS account_id, -- the account; NULL for a record that belongs to none
  l.user_name AS name, -- the name by which the provider signs the person in
  l.external_id AS external_id, -- the provider's own ID
  l.email AS email, -- the record's address
  l.active AS active, -- 1 when the provider lets the person in
  strftime('%Y-%m-%dT%H:%M:%SZ', l.last_modified, 'unixepoch') AS last_modified, -- when the record was last changed
  l.last_modified AS last_modified_unix, -- the same in seconds since 1970
  l.gone_sync IS NOT NULL AS gone, -- 1 when a later sync no longer found it
  l.first_sync AS first_sync, -- the first sync that found it
  l.seen AS last_sync, -- the last sync that found it
  l.raw AS raw -- the JSON that Atlassian sent
FROM mirror_scim_link l;
