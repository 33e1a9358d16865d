//! Exports the views as files.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::manifest::{Manifest, ManifestFile};
use super::writer::Writer;
use super::{Directory, FileFormat};
use crate::export::read::Moment;
use crate::export::{ExportError, ExportedView, Value, View, views};
use crate::private_files;
use crate::replacement_files::NewDirectory;
use crate::store::Mirror;

/// The view whose rows never change: it is partitioned by day, the others by snapshot.
const EVENTS: &str = "event";
/// The partition of rows without a day, as Hive calls it.
const NO_DAY: &str = "__HIVE_DEFAULT_PARTITION__";

/// What to export, and how.
#[derive(Debug, Clone)]
pub struct FilesOptions {
    /// The format of the files.
    pub format: FileFormat,
    /// Only these views; empty for all. Files of other views that an earlier export wrote stay.
    pub only: Vec<String>,
    /// With the JSON that Atlassian sent.
    pub raw: bool,
    /// Keep the partitions of other snapshots, and of days that the mirror no longer has.
    pub keep: bool,
    /// The time of the export.
    pub now: Timestamp,
}

/// What was exported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesExport {
    /// The views.
    pub views: Vec<ExportedView>,
    /// The files that were written.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Files kept from earlier exports.
    pub kept: u64,
}

/// Exports the views into a directory, which is replaced as a whole once all is written; what stays of an earlier export is
/// in the new one, too. `progress` gets each view
/// before it is written.
///
/// # Errors
/// When the mirror cannot be read or a file not written; the directory is then as it was.
pub fn export_files(
    mirror: &Mirror,
    directory: &Directory,
    options: &FilesOptions,
    progress: &mut dyn FnMut(&str),
) -> Result<FilesExport, ExportError> {
    let moment = Moment::of(mirror)?;
    let new = directory.beside()?;
    let mut export = Export {
        options,
        snapshot: moment.sync.as_ref().map_or(0, |sync| sync.sync),
        new: &new,
        files: Vec::new(),
    };
    let mut done = FilesExport::default();
    for view in views(mirror, &options.only, options.raw)? {
        progress(view.name);
        done.views.push(export.view(&moment, &view)?);
    }
    let mut files = export.files;
    done.files = files.len() as u64;
    done.bytes = files.iter().map(|file| file.bytes).sum();
    let stays = |file: &ManifestFile| {
        let is_written = done.views.iter().any(|view| view.view == file.view);
        options.keep || !options.only.is_empty() && !is_written
    };
    let kept = keep(directory, &new, &files, &stays)?;
    done.kept = kept.len() as u64;
    files.extend(kept);
    let manifest = Manifest {
        version: 1,
        made_by: concat!("atlctl ", env!("CARGO_PKG_VERSION")).to_owned(),
        format: options.format.as_str().to_owned(),
        org_id: moment.org.0.clone(),
        org_name: moment.org.1.clone(),
        sync: moment.sync.as_ref().map(|sync| sync.sync),
        synced_at: moment.sync.as_ref().and_then(|sync| sync.finished_at),
        exported_at: options.now,
        raw: options.raw,
        files,
    };
    manifest.write(new.path())?;
    directory.put(new)?;
    Ok(done)
}

/// Files of an earlier export that stay and that this one has not, as links to the same files where the file system can.
fn keep(
    directory: &Directory,
    new: &NewDirectory,
    written: &[ManifestFile],
    stays: &dyn Fn(&ManifestFile) -> bool,
) -> Result<Vec<ManifestFile>, ExportError> {
    let Some(earlier) = directory.before() else {
        return Ok(Vec::new());
    };
    let before = earlier.files.iter().filter(|file| stays(file));
    let is_new = |file: &&ManifestFile| written.iter().all(|other| other.path != file.path);
    let mut kept = Vec::new();
    for file in before.filter(is_new) {
        let (from, to) = (
            directory.path().join(&file.path),
            new.path().join(&file.path),
        );
        if let Some(parent) = to.parent() {
            make(parent)?;
        }
        if fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to).map_err(ExportError::io("copy", &from))?;
        }
        kept.push(ManifestFile {
            sync: file.sync.or(earlier.sync),
            exported_at: file.exported_at.or(Some(earlier.exported_at)),
            ..file.clone()
        });
    }
    Ok(kept)
}

fn make(directory: &Path) -> Result<(), ExportError> {
    private_files::directory()
        .recursive(true)
        .create(directory)
        .map_err(ExportError::io("create", directory))
}

struct Export<'a> {
    options: &'a FilesOptions,
    snapshot: i64,
    new: &'a NewDirectory,
    files: Vec<ManifestFile>,
}

/// A file that is being written.
struct Open {
    path: String,
    rows: u64,
    writer: Box<dyn Writer>,
}

impl Export<'_> {
    fn view(&mut self, moment: &Moment<'_>, view: &View) -> Result<ExportedView, ExportError> {
        let partitioned = self.options.format.is_partitioned();
        let time = view.time().filter(|_| partitioned && view.name == EVENTS);
        let mut day = None;
        let mut open = match time {
            Some(_) => None,
            None => Some(self.begin(view, &self.path(view))?),
        };
        let by_time = time.map(|(_, column)| column.name);
        let found = moment.each_row(view, by_time, &mut |values| {
            if let Some((at, _)) = time {
                let of_row = day_of(values.get(at));
                if open.is_none() || day != of_row {
                    if let Some(full) = open.take() {
                        self.end(view, full)?;
                    }
                    open = Some(self.begin(view, &of_day(view, of_row))?);
                    day = of_row;
                }
            }
            let Some(open) = &mut open else {
                return Ok(());
            };
            open.rows += 1;
            open.writer.row(values)
        })?;
        // A view without rows still says which columns it has.
        let last = match open {
            Some(open) => open,
            None => self.begin(view, &of_day(view, None))?,
        };
        self.end(view, last)?;
        Ok(found)
    }

    /// The path of a view's file.
    fn path(&self, view: &View) -> String {
        let ending = self.options.format.as_str();
        if self.options.format.is_partitioned() {
            format!("{}/snapshot={}/part-0.{ending}", view.name, self.snapshot)
        } else {
            format!("{}.{ending}", view.name)
        }
    }

    fn begin(&self, view: &View, path: &str) -> Result<Open, ExportError> {
        let full = self.new.path().join(path);
        if let Some(parent) = full.parent() {
            make(parent)?;
        }
        Ok(Open {
            path: path.to_owned(),
            rows: 0,
            writer: self.options.format.create(&full, view)?,
        })
    }

    fn end(&mut self, view: &View, open: Open) -> Result<(), ExportError> {
        self.files.push(ManifestFile {
            view: view.name.to_owned(),
            rows: open.rows,
            bytes: open.writer.end()?,
            path: open.path,
            sync: None,
            exported_at: None,
        });
        Ok(())
    }
}

fn day_of(value: Option<&Value<'_>>) -> Option<Date> {
    match value {
        Some(Value::Time(time)) => Some(Offset::UTC.to_datetime(*time).date()),
        _ => None,
    }
}

fn of_day(view: &View, day: Option<Date>) -> String {
    let day = day.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string());
    format!("{}/day={day}/part-0.parquet", view.name)
}
