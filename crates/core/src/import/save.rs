//! Imported files: what they say stays apart from what the service said.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{Column, Fact, ImportKind, ImportedFile, ImportedPerson, LastActive};
use crate::store::{During, Mirror, StoreError, email_key};

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSource {
    /// The kind of the file.
    pub kind: ImportKind,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// When it was exported.
    pub as_of: Timestamp,
    /// Whether the user said so; otherwise it is when the file was last changed.
    pub as_of_is_given: bool,
    /// When it is imported.
    pub now: Timestamp,
    /// The policy of all people in the file, if the user named it.
    pub policy: Option<String>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// The import's number.
    pub import: i64,
    /// People of the file who are in the mirror.
    pub matched: u64,
    /// People of the mirror, without those who are gone.
    pub mirrored: u64,
}

/// An import of the same file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierImport {
    /// The import's number.
    pub import: i64,
    /// When it was made.
    pub imported_at: Timestamp,
}

impl Mirror {
    /// Whether a file was imported.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_imports(&self) -> Result<bool, StoreError> {
        self.db
            .query_row("SELECT EXISTS (SELECT 1 FROM mirror_import)", [], |row| {
                row.get(0)
            })
            .during("read its imports")
    }

    /// The import of the same file, if there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn import_of(&self, source: &ImportSource) -> Result<Option<EarlierImport>, StoreError> {
        self.db
            .query_row(
                "SELECT no, imported_at FROM mirror_import \
                 WHERE kind = ?1 AND sha256 = ?2 AND policy IS ?3 AND as_of = ?4",
                params![
                    source.kind.as_str(),
                    source.sha256,
                    source.policy,
                    source.as_of.as_second()
                ],
                |row| {
                    Ok(EarlierImport {
                        import: row.get(0)?,
                        imported_at: Timestamp::from_second(row.get(1)?).unwrap_or_default(),
                    })
                },
            )
            .optional()
            .during("read its imports")
    }

    /// Saves what a file says.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn import(
        &mut self,
        source: &ImportSource,
        file: &ImportedFile,
    ) -> Result<Imported, StoreError> {
        let change = self.change().during("save an import")?;
        let import = save(&change, source, file).during("save an import")?;
        let count = |sql: &str| -> rusqlite::Result<i64> {
            let mut read = change.prepare(sql)?;
            let values: &[&dyn rusqlite::ToSql] = if sql.contains("?1") { &[&import] } else { &[] };
            read.query_row(values, |row| row.get(0))
        };
        let matched = count(
            "SELECT count(*) FROM imported_user i WHERE i.import = ?1 AND EXISTS \
             (SELECT 1 FROM mirror_user u WHERE u.account_id = i.account_id AND u.gone_sync IS NULL)",
        )
        .during("read its people")?;
        let mirrored = count("SELECT count(*) FROM mirror_user WHERE gone_sync IS NULL")
            .during("read its people")?;
        change.commit().during("save an import")?;
        Ok(Imported {
            import,
            matched: matched.unsigned_abs(),
            mirrored: mirrored.unsigned_abs(),
        })
    }

    /// Removes an import; false when there is none with this number.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove_import(&mut self, import: i64) -> Result<bool, StoreError> {
        let change = self.change().during("remove an import")?;
        let mut removed = 0;
        for sql in [
            "DELETE FROM mirror_imported_app WHERE imported_no IN (SELECT no FROM mirror_imported_user WHERE import_no = ?1)",
            "DELETE FROM mirror_imported_group WHERE imported_no IN (SELECT no FROM mirror_imported_user WHERE import_no = ?1)",
            "DELETE FROM mirror_imported_user WHERE import_no = ?1",
            "DELETE FROM mirror_import_column WHERE import_no = ?1",
            "DELETE FROM mirror_import WHERE no = ?1",
        ] {
            removed = change.execute(sql, [import]).during("remove an import")?;
        }
        change.commit().during("remove an import")?;
        Ok(removed > 0)
    }
}

fn save(db: &Transaction<'_>, source: &ImportSource, file: &ImportedFile) -> rusqlite::Result<i64> {
    db.execute(
        "INSERT INTO mirror_import (kind, file, sha256, as_of, as_of_from, imported_at, policy, rows, problems) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            source.kind.as_str(),
            source.file,
            source.sha256,
            source.as_of.as_second(),
            if source.as_of_is_given { "you" } else { "file" },
            source.now.as_second(),
            source.policy,
            number(file.rows),
            number(file.problems.len() as u64),
        ],
    )?;
    let import = db.last_insert_rowid();
    for (place, column) in file.columns.iter().enumerate() {
        save_column(db, import, number(place as u64 + 1), column)?;
    }
    for person in &file.people {
        save_person(db, import, person)?;
    }
    Ok(import)
}

fn save_column(
    db: &Transaction<'_>,
    import: i64,
    place: i64,
    column: &Column,
) -> rusqlite::Result<()> {
    let fact = column.fact.as_ref();
    let (app, site) = fact.and_then(|fact| fact.app()).unzip();
    db.prepare_cached(
        "INSERT INTO mirror_import_column (import_no, place, heading, fact, app, site, filled, odd) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        import,
        place,
        column.heading,
        fact.map(Fact::as_str),
        app,
        site.flatten(),
        number(column.filled),
        number(column.odd),
    ])
    .map(drop)
}

fn save_person(db: &Transaction<'_>, import: i64, person: &ImportedPerson) -> rusqlite::Result<()> {
    let (known, last_active) = activity(person.last_active);
    db.prepare_cached(
        "INSERT INTO mirror_imported_user (import_no, line, account_id, email, email_key, name, status, billable, \
         org_role, added_to_org, last_active_known, last_active, policy, policy_type, single_sign_on, \
         two_step_verification, raw) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?
    .execute(params![
        import,
        person.line.map(number),
        person.account_id,
        person.email,
        person.email.as_deref().map(email_key),
        person.name,
        person.status,
        person.billable,
        person.org_role,
        person.added_to_org.map(Timestamp::as_second),
        known,
        last_active,
        person.policy,
        person.policy_type,
        person.single_sign_on,
        person.two_step_verification,
        raw(person),
    ])?;
    let no = db.last_insert_rowid();
    for app in &person.apps {
        let (known, last_active) = activity(app.last_active);
        db.prepare_cached(
            "INSERT INTO mirror_imported_app (imported_no, place, app, site, access, last_active_known, last_active) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![no, number(app.place), app.app, app.site, app.access, known, last_active])?;
    }
    for group in &person.groups {
        db.prepare_cached("INSERT INTO mirror_imported_group (imported_no, name) VALUES (?1, ?2)")?
            .execute(params![no, group])?;
    }
    Ok(())
}

/// The rows about a person as JSON.
fn raw(person: &ImportedPerson) -> String {
    let object = |row: &Vec<(String, String)>| {
        let cells = row
            .iter()
            .map(|(heading, cell)| (heading.clone(), cell.clone().into()));
        serde_json::Value::Object(cells.collect())
    };
    serde_json::Value::Array(person.raw.iter().map(object).collect()).to_string()
}

fn activity(last_active: LastActive) -> (bool, Option<i64>) {
    match last_active {
        LastActive::Unknown => (false, None),
        LastActive::Never => (true, None),
        LastActive::At(time) => (true, Some(time.as_second())),
    }
}

/// SQLite's numbers have a sign.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
