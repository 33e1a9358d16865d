-- What Atlassian's export files say, apart from what the service said.
CREATE TABLE mirror_import (
  no INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  as_of INTEGER NOT NULL,
  as_of_from TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  policy TEXT,
  rows INTEGER NOT NULL,
  problems INTEGER NOT NULL
);
CREATE TABLE mirror_import_column (
  import_no INTEGER NOT NULL REFERENCES mirror_import,
  place INTEGER NOT NULL,
  heading TEXT NOT NULL,
  fact TEXT,
  app TEXT,
  site TEXT,
  filled INTEGER NOT NULL,
  odd INTEGER NOT NULL,
  PRIMARY KEY (import_no, place)
) WITHOUT ROWID;
CREATE TABLE mirror_imported_user (
  no INTEGER PRIMARY KEY,
  import_no INTEGER NOT NULL REFERENCES mirror_import,
  line INTEGER,
  account_id TEXT,
  email TEXT,
  email_key TEXT,
  name TEXT,
  status TEXT,
  billable INTEGER,
  org_role TEXT,
  added_to_org INTEGER,
  last_active_known INTEGER NOT NULL,
  last_active INTEGER,
  policy TEXT,
  policy_type TEXT,
  single_sign_on INTEGER,
  two_step_verification INTEGER,
  raw TEXT NOT NULL
);
CREATE INDEX mirror_imported_user_import ON mirror_imported_user (import_no);
CREATE INDEX mirror_imported_user_account ON mirror_imported_user (account_id);
CREATE INDEX mirror_imported_user_email ON mirror_imported_user (email_key);
CREATE TABLE mirror_imported_app (
  imported_no INTEGER NOT NULL REFERENCES mirror_imported_user,
  place INTEGER NOT NULL,
  app TEXT NOT NULL,
  site TEXT,
  access INTEGER,
  last_active_known INTEGER NOT NULL,
  last_active INTEGER,
  PRIMARY KEY (imported_no, place, app, site)
);
CREATE TABLE mirror_imported_group (
  imported_no INTEGER NOT NULL REFERENCES mirror_imported_user,
  name TEXT NOT NULL,
  PRIMARY KEY (imported_no, name)
) WITHOUT ROWID;
