-- Parts beside people and groups: roles, tokens, keys, service accounts, organization policies, links. Times are
-- seconds since 1970; beside one that may be "never" stands whether it is known. No table holds a secret.

-- When each part of a sync ended: how fresh it is.
ALTER TABLE mirror_stage ADD COLUMN ended_at INTEGER;

-- The sync that read the group's roles last, and when; NULL while they are unknown.
ALTER TABLE mirror_group ADD COLUMN roles_sync INTEGER;
ALTER TABLE mirror_group ADD COLUMN roles_read_at INTEGER;

CREATE TABLE mirror_group_role (
  id TEXT PRIMARY KEY,
  group_id TEXT NOT NULL,
  resource TEXT NOT NULL,
  resource_key TEXT,
  role TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;
CREATE INDEX mirror_group_role_group ON mirror_group_role (group_id);

-- What roles are held on: apps, sites, the organization.
CREATE TABLE mirror_resource (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  key TEXT
);

-- A person's role on a resource, and how it came about; all three are 0 where the service does not say.
CREATE TABLE mirror_user_grant (
  user_no INTEGER NOT NULL,
  resource_no INTEGER NOT NULL,
  directory_id TEXT NOT NULL,
  role TEXT NOT NULL,
  direct INTEGER NOT NULL,
  by_group INTEGER NOT NULL,
  inferred INTEGER NOT NULL,
  PRIMARY KEY (user_no, resource_no, directory_id, role)
) WITHOUT ROWID;

-- The people whose roles were read. Without a row, they are unknown.
CREATE TABLE mirror_user_grant_read (
  user_no INTEGER PRIMARY KEY,
  sync_no INTEGER NOT NULL,
  read_at INTEGER NOT NULL
);

CREATE TABLE mirror_token (
  id TEXT PRIMARY KEY,
  account_id TEXT,
  email TEXT,
  name TEXT,
  label TEXT,
  status TEXT,
  created INTEGER,
  expires INTEGER,
  expires_known INTEGER NOT NULL,
  last_used INTEGER,
  last_used_known INTEGER NOT NULL,
  scopes TEXT,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;
CREATE INDEX mirror_token_account ON mirror_token (account_id);

CREATE TABLE mirror_api_key (
  id TEXT PRIMARY KEY,
  label TEXT,
  created_by_id TEXT,
  created_by_email TEXT,
  created_by_name TEXT,
  created INTEGER,
  expires INTEGER,
  expires_known INTEGER NOT NULL,
  last_used INTEGER,
  last_used_known INTEGER NOT NULL,
  scopes TEXT,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;

CREATE TABLE mirror_service_account (
  id TEXT PRIMARY KEY,
  account_id TEXT,
  email TEXT,
  name TEXT,
  description TEXT,
  status TEXT,
  created_by_id TEXT,
  updated INTEGER,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;

-- `id` is the kind and the credential's own ID.
CREATE TABLE mirror_service_account_credential (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  service_account_id TEXT,
  service_account_email TEXT,
  service_account_name TEXT,
  label TEXT,
  status TEXT,
  created INTEGER,
  created_by_id TEXT,
  expires INTEGER,
  expires_known INTEGER NOT NULL,
  last_used INTEGER,
  last_used_known INTEGER NOT NULL,
  revoked INTEGER,
  revoked_by_id TEXT,
  scopes TEXT,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;

CREATE TABLE mirror_oauth_client (
  id TEXT PRIMARY KEY,
  name TEXT,
  status TEXT,
  created INTEGER,
  updated INTEGER,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;

CREATE TABLE mirror_org_policy (
  id TEXT PRIMARY KEY,
  name TEXT,
  type TEXT,
  status TEXT,
  allowed TEXT,
  resources TEXT,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;

-- `id` is the directory and the record's own ID.
CREATE TABLE mirror_scim_link (
  id TEXT PRIMARY KEY,
  directory_id TEXT NOT NULL,
  scim_user_id TEXT NOT NULL,
  account_id TEXT,
  user_name TEXT,
  external_id TEXT,
  email TEXT,
  active INTEGER,
  last_modified INTEGER,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;
CREATE INDEX mirror_scim_link_account ON mirror_scim_link (account_id);
