-- The audit log. Times are in milliseconds since 1970.
CREATE TABLE mirror_event (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER,
  processed_at INTEGER,
  action TEXT,
  actor_id TEXT,
  actor_name TEXT,
  actor_email TEXT,
  app TEXT,
  auth_type TEXT,
  token_id TEXT,
  token_label TEXT,
  ip TEXT,
  city TEXT,
  country TEXT,
  product TEXT,
  message TEXT
);
CREATE INDEX mirror_event_at ON mirror_event (at);
CREATE INDEX mirror_event_action ON mirror_event (action, at);
CREATE INDEX mirror_event_actor ON mirror_event (actor_id, at);
CREATE INDEX mirror_event_actor_email ON mirror_event (actor_email) WHERE actor_email IS NOT NULL;
CREATE INDEX mirror_event_actor_name ON mirror_event (actor_name) WHERE actor_name IS NOT NULL;

-- Apart, so that what reads many events does not read their JSON.
CREATE TABLE mirror_event_raw (
  no INTEGER PRIMARY KEY,
  raw TEXT NOT NULL
);

CREATE TABLE mirror_event_target (
  event_no INTEGER NOT NULL,
  place INTEGER NOT NULL,
  container INTEGER NOT NULL,
  kind TEXT,
  id TEXT,
  name TEXT,
  email TEXT,
  PRIMARY KEY (event_no, place)
) WITHOUT ROWID;
CREATE INDEX mirror_event_target_id ON mirror_event_target (id) WHERE id IS NOT NULL;
CREATE INDEX mirror_event_target_email ON mirror_event_target (email) WHERE email IS NOT NULL;
CREATE INDEX mirror_event_target_name ON mirror_event_target (name) WHERE name IS NOT NULL;

-- How far the stream was read: one row.
CREATE TABLE mirror_event_position (
  no INTEGER PRIMARY KEY CHECK (no = 1),
  position TEXT NOT NULL,
  from_at INTEGER,
  read_at INTEGER NOT NULL,
  at_end INTEGER NOT NULL
);
