-- The tables. They are ours and may change between versions; what is promised are the views.
-- `no` are our own small numbers, so that a membership is two integers and not two long texts.
-- `seen` is the sync that saw the row last, `gone_sync` the one that found it missing.

CREATE TABLE mirror_sync (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  finished_at INTEGER,
  note TEXT
);

CREATE TABLE mirror_stage (
  sync_no INTEGER NOT NULL,
  stage TEXT NOT NULL,
  state TEXT NOT NULL,
  cursor TEXT,
  seen_rows INTEGER NOT NULL DEFAULT 0,
  total INTEGER,
  note TEXT,
  PRIMARY KEY (sync_no, stage)
) WITHOUT ROWID;

CREATE TABLE mirror_org (
  id TEXT PRIMARY KEY,
  name TEXT,
  raw TEXT,
  seen INTEGER
) WITHOUT ROWID;

CREATE TABLE mirror_user (
  no INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER,
  account_type TEXT,
  account_status TEXT,
  status TEXT,
  membership_status TEXT,
  claim_status TEXT,
  management_source TEXT,
  email_verified INTEGER,
  mfa_enabled INTEGER,
  org_admin INTEGER,
  activity_known INTEGER NOT NULL,
  last_active INTEGER,
  email TEXT,
  email_key TEXT,
  name TEXT,
  nickname TEXT,
  added_to_org TEXT,
  job_title TEXT,
  department TEXT,
  organization TEXT,
  location TEXT,
  time_zone TEXT,
  resources INTEGER
);

-- Kept up from the beginning: nobody is in it then, so that it costs nothing, where making it later reads everyone.
CREATE INDEX mirror_user_gone ON mirror_user (no) WHERE gone_sync IS NOT NULL;

CREATE TABLE mirror_user_raw (
  no INTEGER PRIMARY KEY,
  raw TEXT NOT NULL
);

CREATE TABLE mirror_membership (
  user_no INTEGER NOT NULL,
  group_no INTEGER NOT NULL,
  PRIMARY KEY (user_no, group_no)
) WITHOUT ROWID;

CREATE TABLE mirror_product (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  key TEXT
);

CREATE TABLE mirror_access (
  user_no INTEGER NOT NULL,
  product_no INTEGER NOT NULL,
  last_active INTEGER,
  PRIMARY KEY (user_no, product_no)
) WITHOUT ROWID;

CREATE TABLE mirror_role (
  user_no INTEGER NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (user_no, role)
) WITHOUT ROWID;

CREATE TABLE mirror_policy (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  name_from TEXT,
  kind TEXT
);

-- One row for each account that was asked about; policy_no is null when the service named none.
CREATE TABLE mirror_policy_member (
  user_no INTEGER PRIMARY KEY,
  policy_no INTEGER,
  added_at INTEGER,
  seen INTEGER NOT NULL
);

CREATE TABLE mirror_group (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  description TEXT,
  directory_id TEXT,
  managed_by TEXT,
  external_synced INTEGER,
  modifiable INTEGER,
  users INTEGER,
  resources INTEGER,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
);

CREATE TABLE mirror_directory (
  id TEXT PRIMARY KEY,
  name TEXT,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;

CREATE TABLE mirror_domain (
  id TEXT PRIMARY KEY,
  name TEXT,
  claim_status TEXT,
  claim_type TEXT,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;

CREATE TABLE mirror_workspace (
  id TEXT PRIMARY KEY,
  name TEXT,
  product TEXT,
  product_key TEXT,
  host_url TEXT,
  status TEXT,
  sandbox INTEGER,
  capacity INTEGER,
  usage INTEGER,
  raw TEXT,
  seen INTEGER NOT NULL,
  first_sync INTEGER NOT NULL,
  gone_sync INTEGER
) WITHOUT ROWID;

-- What was different from one sync to the next. The first sync of a mirror writes none.
CREATE TABLE mirror_change (
  no INTEGER PRIMARY KEY,
  sync_no INTEGER NOT NULL,
  at INTEGER NOT NULL,
  thing TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT
);
CREATE INDEX mirror_change_thing ON mirror_change (thing, id);
CREATE INDEX mirror_change_sync ON mirror_change (sync_no);
