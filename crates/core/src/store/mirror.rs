//! Opens the mirror.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::StoreError;
use super::error::During;
use super::history::{Instead, Moment, Position, show};
use super::never_read::never_read;
use super::schema::{
    ADMINS_AND_UNLISTED, APPLICATION, DOCUMENTED, VERSION, has_views, migrate, renew_views,
};
use crate::private_files;

/// How long to wait for another program's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Cache of a read connection, and of what it sorts, in KiB (negative, because SQLite counts positive numbers in pages). The
/// limit of `sql::bounds` counts for all connections of the process, of which two may be open: both fit under it.
const READING_KIB: i64 = -65_536;
/// Cache of a second connection, which walks along tables and comes to no page twice.
const WALKING_KIB: i64 = -8_192;

/// The mirror of one organization.
#[derive(Debug)]
pub struct Mirror {
    pub(crate) db: Connection,
    path: PathBuf,
    shown: Option<Shown>,
    /// A connection held to reading that shows the same moment of the past, between two questions: laying the past over a
    /// large mirror takes longer than most answers.
    pub(crate) held_to_reading: RefCell<Option<Connection>>,
    /// Parts that no sync has read.
    never_read: Vec<&'static str>,
}

/// The moment that a mirror shows.
#[derive(Debug)]
struct Shown {
    moment: Moment,
    instead: Option<Instead>,
    at: Timestamp,
    unknown: Vec<&'static str>,
}

impl Mirror {
    /// Opens the mirror for reading and writing. Creates it when missing (file 0600, directories 0700) and upgrades an
    /// older format.
    ///
    /// # Errors
    /// When the file cannot be created or opened, is not a mirror, or has a newer format.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        Self::opened(path).map_err(|error| error.of_file(path))
    }

    fn opened(path: &Path) -> Result<Self, StoreError> {
        if let Some(parent) = path.parent() {
            private_files::directory()
                .recursive(true)
                .create(parent)
                .map_err(|error| StoreError::io("make", parent, error))?;
        }
        no_link(path)?;
        // SQLite gives its side files the mode of this one.
        private_files::file()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|error| StoreError::io("open", path, error))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = connect(path, flags)?;
        let from = version(&db, path)?;
        if from == 0 {
            // A person's rows are a kilobyte or two: larger pages are fewer to write and to read.
            db.pragma_update(None, "page_size", 16_384)
                .during("open its file")?;
        }
        // Write-ahead logging comes with the first sync that ends, and then stays: see there.
        db.pragma_update(None, "synchronous", "NORMAL")
            .during("open its file")?;
        if from < VERSION {
            migrate(&mut db, from)?;
        } else {
            renew_views(&mut db)?;
        }
        Ok(Self {
            db,
            path: path.to_owned(),
            shown: None,
            held_to_reading: RefCell::new(None),
            never_read: Vec::new(),
        })
    }

    /// Opens the mirror read-only. An older format is upgraded first.
    ///
    /// # Errors
    /// `Missing` when the organization is not mirrored yet; otherwise as [`Mirror::open`].
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        Self::opened_read_only(path).map_err(|error| error.of_file(path))
    }

    fn opened_read_only(path: &Path) -> Result<Self, StoreError> {
        let missing = || StoreError::Missing {
            path: path.to_owned(),
        };
        no_link(path)?;
        match fs::metadata(path) {
            Ok(file) if file.len() == 0 => return Err(missing()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing()),
            Err(error) => return Err(StoreError::io("open", path, error)),
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = connect(path, flags)?;
        if version(&db, path)? < VERSION {
            drop(db);
            drop(Self::open(path)?);
            db = connect(path, flags)?;
        } else if !has_views(&db).during("open its file")? {
            // Where it cannot be written, what there is can still be read.
            drop(db);
            drop(Self::open(path));
            db = connect(path, flags)?;
        }
        for (name, value) in [
            ("cache_size", Value::from(READING_KIB)),
            // What is larger goes to an unnamed file.
            ("temp_store", Value::from("FILE".to_owned())),
        ] {
            db.pragma_update(None, name, value)
                .during("open its file")?;
        }
        let never_read = never_read(&db).during("open its file")?;
        Ok(Self {
            db,
            path: path.to_owned(),
            shown: None,
            held_to_reading: RefCell::new(None),
            never_read,
        })
    }

    /// Opens the mirror read-only beside an open one, to walk along other tables, or along another part of one, at the same
    /// time.
    ///
    /// # Errors
    /// As [`Mirror::open_read_only`].
    pub(crate) fn open_beside(path: &Path) -> Result<Self, StoreError> {
        let mirror = Self::open_read_only(path)?;
        let set = mirror.db.pragma_update(None, "cache_size", WALKING_KIB);
        set.during("open its file")?;
        Ok(mirror)
    }

    /// Opens the mirror read-only, as it was at a moment; without one, as it is.
    ///
    /// # Errors
    /// `NoHistory` or `NoSnapshot` when that moment is not known; otherwise as [`Mirror::open_read_only`].
    pub fn open_as_of(path: impl AsRef<Path>, moment: Option<Moment>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let mut mirror = Self::open_read_only(path)?;
        if let Some(moment) = moment {
            mirror
                .go_back(moment)
                .map_err(|error| error.of_file(path))?;
        }
        Ok(mirror)
    }

    /// Shows the mirror as it was at a moment, from now on. Only for a connection that reads.
    pub(crate) fn go_back(&mut self, moment: Moment) -> Result<(), StoreError> {
        let doing = "show an earlier moment";
        self.db.execute_batch("BEGIN").during(doing)?;
        let position = Position::find(&self.db, moment)?;
        let unknown = show(&self.db, &position, (DOCUMENTED, ADMINS_AND_UNLISTED)).during(doing)?;
        self.shown = Some(Shown {
            moment: position.shown(moment),
            instead: position.instead,
            at: Timestamp::from_millisecond(position.at).unwrap_or_default(),
            unknown,
        });
        Ok(())
    }

    /// The moment that it shows; `None` for the present.
    #[must_use]
    pub fn as_of(&self) -> Option<Moment> {
        self.shown.as_ref().map(|shown| shown.moment)
    }

    /// Why it shows another moment than the one that was asked for.
    #[must_use]
    pub fn instead(&self) -> Option<Instead> {
        self.shown.as_ref().and_then(|shown| shown.instead)
    }

    /// The time of the moment that it shows; `None` for the present.
    #[must_use]
    pub fn shown_at(&self) -> Option<Timestamp> {
        self.shown.as_ref().map(|shown| shown.at)
    }

    /// The parts of the organization that had not been read at the moment that it shows: what they hold is unknown. Only
    /// of a mirror that was opened read-only.
    #[must_use]
    pub fn unknown_parts(&self) -> &[&'static str] {
        let shown = self.shown.as_ref();
        shown.map_or(&self.never_read, |shown| &shown.unknown)
    }

    /// Refuses what needs a part that is unknown: an empty list would say that there were none.
    ///
    /// # Errors
    /// `NoHistoryOf` of a moment before the part was read, `NeverRead` of the present.
    pub fn must_know(&self, part: &'static str) -> Result<(), StoreError> {
        if !self.unknown_parts().contains(&part) {
            return Ok(());
        }
        if self.is_not_available(part)? {
            return Err(StoreError::NotAvailable { part });
        }
        Err(match self.shown {
            Some(_) => StoreError::NoHistoryOf { part },
            None => StoreError::NeverRead {
                part,
                why: self.part(part)?.and_then(|part| part.note),
            },
        })
    }

    /// A transaction that may write. It waits for the right to write before it reads: one that asks for
    /// it afterward is refused at once when a sync wrote meanwhile, however patient it is.
    pub(crate) fn change(&mut self) -> rusqlite::Result<Transaction<'_>> {
        self.db
            .transaction_with_behavior(TransactionBehavior::Immediate)
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A link in place of the file would lead us to write to another place.
pub(super) fn no_link(path: &Path) -> Result<(), StoreError> {
    match fs::symlink_metadata(path) {
        Ok(file) if file.is_symlink() => Err(StoreError::Link {
            path: path.to_owned(),
        }),
        _ => Ok(()),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let doing = "open its file";
    let db = Connection::open_with_flags(path, flags).during(doing)?;
    db.busy_timeout(BUSY_TIMEOUT).during(doing)?;
    // The file may have been given to us: nothing in its schema may run with our rights.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
        .during(doing)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)
        .during(doing)?;
    db.pragma_update(None, "temp_store", "MEMORY")
        .during(doing)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// The file's format; 0 for an empty file.
fn version(db: &Connection, path: &Path) -> Result<i64, StoreError> {
    let not_ours = || StoreError::NotAMirror {
        path: path.to_owned(),
    };
    let number = |name: &str| -> rusqlite::Result<i64> {
        db.pragma_query_value(None, name, |row| row.get(0))
    };
    let read = || -> rusqlite::Result<(i64, i64, bool)> {
        let empty = db.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| {
            row.get(0)
        })?;
        Ok((number("application_id")?, number("user_version")?, empty))
    };
    match read() {
        Ok((0, 0, true)) => Ok(0),
        Ok((APPLICATION, found, _)) if found > VERSION => Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known: VERSION,
        }),
        Ok((APPLICATION, found, _)) => Ok(found),
        Ok(_) => Err(not_ours()),
        Err(rusqlite::Error::SqliteFailure(error, _))
            if error.code == rusqlite::ErrorCode::NotADatabase =>
        {
            Err(not_ours())
        }
        Err(source) => Err(source).during("open its file"),
    }
}
