//! Runs a query with a time limit.
//!
//! SQLite runs in a thread of its own and the caller waits for its rows, so that the time limit holds whatever SQLite
//! does. A statement is interrupted between two of its steps. One that hangs in a single step (such as a function on
//! long texts) is abandoned: it can only read, and the program ends soon.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Batch, Connection, InterruptHandle, Rows, Statement, params_from_iter};

use super::{SqlError, read_only_connection, resource_limits};
use crate::query::Cell;
use crate::store::{Mirror, Moment};

/// How long an interrupted statement may take to end.
const GRACE: Duration = Duration::from_millis(500);
/// The most rows in a batch.
const BATCH: usize = 256;
/// Bytes after which a batch is sent, however few rows it has.
const BATCH_BYTES: usize = 64 << 10;
/// SQLite's parser and code generator go deep; the usual stack of a thread is a quarter of this.
const STACK: usize = 8 << 20;

/// A statement with the values of its placeholders.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// A message from the SQLite thread.
enum Part {
    Columns(Vec<String>),
    Rows(Vec<Vec<Cell>>),
    End(Result<(), SqlError>, Connection),
}

/// Takes the rows of an answer, each with the columns' names.
pub(crate) type Take<'a> = &'a mut dyn FnMut(&[String], Vec<Cell>) -> ControlFlow<()>;

/// Runs one query on the mirror at `path`, as it was at a moment; `take` gets each row and may stop. SQLite may take `time` in total, not
/// counting `take`. Returns the column names.
pub(crate) fn ask(
    (path, as_of): (&Path, Option<Moment>),
    question: Question,
    time: Duration,
    take: Take<'_>,
) -> Result<Vec<String>, SqlError> {
    ask_on(
        read_only_connection::open(path, as_of)?,
        question,
        time,
        take,
    )
    .0
}

/// Runs one query as [`ask`], on a mirror that is open. Of a moment of the past, the connection is kept for the next
/// query; of the present, each query sees what was written last.
pub(crate) fn ask_mirror(
    mirror: &Mirror,
    question: Question,
    time: Duration,
    take: Take<'_>,
) -> Result<Vec<String>, SqlError> {
    let as_of = mirror.as_of();
    if as_of.is_none() {
        return ask((mirror.path(), None), question, time, take);
    }
    let kept = mirror.held_to_reading.take();
    let db = kept.map_or_else(|| read_only_connection::open(mirror.path(), as_of), Ok)?;
    let (answer, db) = ask_on(db, question, time, take);
    mirror.held_to_reading.replace(db);
    answer
}

/// Runs one query on a connection that is held to reading. Gives the connection back, unless it was abandoned.
fn ask_on(
    db: Connection,
    question: Question,
    time: Duration,
    take: Take<'_>,
) -> (Result<Vec<String>, SqlError>, Option<Connection>) {
    let interrupt = db.get_interrupt_handle();
    // One batch waits while the next is read and the last is printed: no more rows are in memory.
    let (sender, receiver) = sync_channel(1);
    let worker = thread::Builder::new()
        .name("sql".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let end = Hand::new(&sender).answer(&db, &question);
            let _ = sender.send(Part::End(end, db));
        });
    if let Err(error) = worker {
        return (Err(SqlError::Thread(error.to_string())), None);
    }
    let mut columns = Vec::new();
    let mut left = time;
    loop {
        let began = Instant::now();
        let part = receiver.recv_timeout(left);
        left = left.saturating_sub(began.elapsed());
        match part {
            Ok(Part::Columns(names)) => columns = names,
            Ok(Part::Rows(rows)) => {
                for row in rows {
                    if take(&columns, row).is_break() {
                        return (Ok(columns), stop(&interrupt, &receiver));
                    }
                }
            }
            Ok(Part::End(end, db)) => return (end.map(|()| columns), Some(db)),
            Err(RecvTimeoutError::Timeout) => {
                let db = stop(&interrupt, &receiver);
                return (Err(SqlError::TooLong(time)), db);
            }
            Err(RecvTimeoutError::Disconnected) => {
                let error = SqlError::Thread("it ended without an answer".to_owned());
                return (Err(error), None);
            }
        }
    }
}

/// Has the statement stop, and waits for it a little: what it read meanwhile is thrown away. Gives its connection back
/// when it stopped.
fn stop(interrupt: &InterruptHandle, receiver: &Receiver<Part>) -> Option<Connection> {
    interrupt.interrupt();
    let mut left = GRACE;
    loop {
        let began = Instant::now();
        match receiver.recv_timeout(left) {
            Ok(Part::End(_, db)) => return Some(db),
            Err(_) => return None,
            Ok(Part::Columns(_) | Part::Rows(_)) => {}
        }
        left = left.saturating_sub(began.elapsed());
    }
}

/// Sends rows in batches. The first ones are small, so that the first rows appear at once.
struct Hand<'a> {
    sender: &'a SyncSender<Part>,
    rows: Vec<Vec<Cell>>,
    bytes: usize,
    full: usize,
}

impl<'a> Hand<'a> {
    fn new(sender: &'a SyncSender<Part>) -> Self {
        Self {
            sender,
            rows: Vec::new(),
            bytes: 0,
            full: 1,
        }
    }

    fn answer(mut self, db: &Connection, question: &Question) -> Result<(), SqlError> {
        let mut prepared = prepare(db, question)?;
        let names: Vec<String> = prepared.column_names().map(str::to_owned).collect();
        let width = names.len();
        if self.sender.send(Part::Columns(names)).is_err() {
            return Ok(());
        }
        // A statement may name only the first of the values.
        let named = prepared.parameter_count();
        let rows = prepared.query(params_from_iter(question.values.iter().take(named)));
        let ended = self.all(rows.map_err(SqlError::of)?, width);
        self.flush();
        ended
    }

    fn all(&mut self, mut rows: Rows<'_>, width: usize) -> Result<(), SqlError> {
        while let Some(row) = rows.next().map_err(SqlError::of)? {
            let mut cells = Vec::with_capacity(width);
            let mut bytes = 0_usize;
            for at in 0..width {
                let value = row.get_ref(at).map_err(SqlError::of)?;
                bytes = bytes.saturating_add(Cell::bytes(value));
                if bytes > resource_limits::ROW {
                    return Err(SqlError::TooLarge);
                }
                cells.push(Cell::read(value).ok_or(SqlError::Memory)?);
            }
            self.rows.push(cells);
            self.bytes = self.bytes.saturating_add(bytes);
            if (self.rows.len() >= self.full || self.bytes >= BATCH_BYTES) && !self.flush() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Sends the batch; returns whether the receiver still exists.
    fn flush(&mut self) -> bool {
        if self.rows.is_empty() {
            return true;
        }
        self.full = (self.full * 2).min(BATCH);
        self.bytes = 0;
        let rows = std::mem::replace(&mut self.rows, Vec::with_capacity(self.full));
        self.sender.send(Part::Rows(rows)).is_ok()
    }
}

/// Prepares the single statement of the query.
fn prepare<'a>(db: &'a Connection, question: &'a Question) -> Result<Statement<'a>, SqlError> {
    use rusqlite::fallible_iterator::FallibleIterator;

    let mut statements = Batch::new(db, &question.sql);
    let first = FallibleIterator::next(&mut statements).map_err(SqlError::of)?;
    let prepared = first.ok_or(SqlError::Empty)?;
    // What follows is not run, but it must not be there: half of what was meant would be done. It may not
    // even be SQL, and is still more than one statement.
    if !matches!(FallibleIterator::next(&mut statements), Ok(None)) {
        return Err(SqlError::Several);
    }
    if !prepared.readonly() {
        return Err(SqlError::NotReading("the statement writes".to_owned()));
    }
    if prepared.parameter_count() > question.values.len() {
        return Err(SqlError::Sql(
            "the statement has placeholders; write the values into it".to_owned(),
        ));
    }
    Ok(prepared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::history::{Writer, mark_snapshot, record_as};

    fn names(mirror: &Mirror, sql: &str) -> Result<Vec<Vec<Cell>>, SqlError> {
        let question = Question {
            sql: sql.to_owned(),
            values: Vec::new(),
        };
        let mut rows = Vec::new();
        ask_mirror(mirror, question, Duration::from_secs(60), &mut |_, row| {
            rows.push(row);
            ControlFlow::Break(())
        })?;
        Ok(rows)
    }

    /// Laying the past over a large mirror takes longer than most answers.
    #[test]
    fn the_past_is_laid_once_for_all_questions() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mirror.sqlite");
        let mut mirror = Mirror::open(&path).unwrap();
        let change = mirror.change().unwrap();
        change
            .execute_batch(
                "INSERT INTO mirror_sync (state, started_at, touched_at, finished_at) VALUES ('complete', 1, 1, 1);
                 INSERT INTO mirror_stage (sync_no, stage, state) VALUES (1, 'org', 'complete');",
            )
            .unwrap();
        record_as(&change, Writer::Sync(1)).unwrap();
        change
            .execute_batch("INSERT INTO mirror_org (id, name, seen) VALUES ('o-1', 'Acme', 1)")
            .unwrap();
        mark_snapshot(&change, 1, &["org"]).unwrap();
        change.commit().unwrap();
        drop(mirror);
        let open = |moment| Mirror::open_as_of(&path, moment).unwrap();
        let kept = |mirror: &Mirror| {
            let kept = mirror.held_to_reading.borrow();
            let marked = "SELECT count(*) FROM temp.sqlite_schema WHERE name = 'marked'";
            kept.as_ref()
                .map(|db| db.query_row(marked, [], |row| row.get::<_, i64>(0)))
        };
        let past = open(Some(Moment::Sync(1)));
        assert_eq!(names(&past, "SELECT name FROM org").unwrap().len(), 1);
        {
            let mut db = past.held_to_reading.borrow_mut();
            let db = db.as_mut().unwrap();
            db.authorizer(
                None::<fn(rusqlite::hooks::AuthContext<'_>) -> rusqlite::hooks::Authorization>,
            )
            .unwrap();
            db.execute_batch("CREATE TEMP VIEW marked AS SELECT 1")
                .unwrap();
        }
        // Also after a question that stops early, and one with an error.
        names(&past, "SELECT name FROM org UNION ALL SELECT name FROM org").unwrap();
        assert!(names(&past, "SELECT nope FROM org").is_err());
        assert_eq!(kept(&past).unwrap().unwrap(), 1);
        let now = open(None);
        names(&now, "SELECT name FROM org").unwrap();
        assert!(
            kept(&now).is_none(),
            "it would not see what is written next"
        );
    }
}
