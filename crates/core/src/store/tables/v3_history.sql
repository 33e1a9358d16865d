-- History: what every row was before it changed.

-- Who wrote: a sync (`run` is NULL), or a run at a time, in milliseconds since 1970 (`run` is empty for a command that is
-- no run). What a sync wrote counts from the end of the sync on.
CREATE TABLE mirror_writer (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  sync_no INTEGER NOT NULL,
  run TEXT,
  at INTEGER
);
CREATE UNIQUE INDEX mirror_writer_sync ON mirror_writer (sync_no) WHERE run IS NULL;

-- A column of a tracked table; the column '' stands for the row itself.
CREATE TABLE mirror_cell (
  no INTEGER PRIMARY KEY,
  of_table TEXT NOT NULL,
  of_column TEXT NOT NULL,
  UNIQUE (of_table, of_column)
);

-- The value that a cell had until then. `a` to `d` are the key of its row. Of a row itself, NULL: there was none.
CREATE TABLE mirror_was (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  writer INTEGER NOT NULL,
  cell INTEGER NOT NULL,
  a,
  b,
  c,
  d,
  was
);

-- The moments that can be shown exactly: the ends of syncs, with the newest row of mirror_was at that time.
CREATE TABLE mirror_snapshot (
  sync_no INTEGER PRIMARY KEY,
  last_seq INTEGER NOT NULL
);

-- The parts of the organization whose history is recorded, and the sync at whose end this began.
CREATE TABLE mirror_recorded (
  part TEXT PRIMARY KEY,
  since_sync INTEGER NOT NULL
) WITHOUT ROWID;

-- Of an older mirror, history begins now: at its last sync, or at the end of the one that goes on.
INSERT INTO mirror_recorded (part, since_sync)
  SELECT DISTINCT t.stage, (SELECT max(no) FROM mirror_sync)
  FROM mirror_stage t JOIN mirror_sync s ON s.no = t.sync_no
  WHERE s.finished_at IS NOT NULL AND t.state IN ('complete', 'inexact', 'doubted');
INSERT INTO mirror_snapshot (sync_no, last_seq)
  SELECT no, 0 FROM mirror_sync WHERE finished_at IS NOT NULL AND no = (SELECT max(no) FROM mirror_sync);
