//! A file of lines that rotates by size and time.
//!
//! A rotated file is complete: it has its last name from the moment that it is no longer written. Compressed files get
//! their name when they are whole; what a crash left uncompressed is compressed at the next start.

use std::cmp::Ordering;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::line_file::{compress, compressed, cut, directory, open, sync_dir, whole_lines};

/// When a file is full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotation {
    /// At so many bytes; a line is never split.
    pub size: Option<u64>,
    /// At multiples of so many milliseconds since 1970: a day ends at midnight UTC.
    pub every: Option<i64>,
    /// Whether to compress full files.
    pub gzip: bool,
}

/// What is known of a file from when it was last written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// When it was begun, in milliseconds since 1970.
    pub begun: Option<i64>,
    /// Its size before a write of which nobody knows whether it ended: what is behind that is from this write.
    pub unsettled: Option<u64>,
}

/// What somebody else did to the file since it was last written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedFile {
    /// It is shorter: lines that were in it are gone.
    Shorter,
    /// It is longer: somebody else writes to it, too.
    Longer,
}

/// A file of lines.
#[derive(Debug)]
pub struct EventFile {
    path: PathBuf,
    rotation: Rotation,
    file: File,
    size: u64,
    begun: i64,
    /// Whether the last line has no end yet.
    is_open_ended: bool,
}

impl EventFile {
    /// Opens the file for more lines and creates it when it is missing (0600). A line that a write of ours left torn is
    /// removed: it was never confirmed, and comes again. Nothing else is: a last line without an end gets one before the
    /// next line.
    ///
    /// # Errors
    /// When it cannot be opened, or is not a regular file.
    pub fn open(path: &Path, rotation: Rotation, written: Written, now: i64) -> io::Result<Self> {
        let mut file = open(path)?;
        let lines = whole_lines(&mut file)?;
        let mut size = file.seek(SeekFrom::End(0))?;
        if written.unsettled.is_some_and(|ours| ours <= lines) && lines < size {
            cut(path, lines)?;
            size = file.seek(SeekFrom::End(0))?;
        }
        sync_dir(path)?;
        let this = Self {
            path: path.to_owned(),
            rotation,
            file,
            size,
            begun: written.begun.filter(|_| size > 0).unwrap_or(now),
            is_open_ended: lines < size,
        };
        if rotation.gzip {
            this.compress_leftovers()?;
        }
        Ok(this)
    }

    /// When the current file was begun, in milliseconds since 1970.
    #[must_use]
    pub fn begun(&self) -> i64 {
        self.begun
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether the last line has no end, and gets one before the next line.
    #[must_use]
    pub fn is_open_ended(&self) -> bool {
        self.is_open_ended
    }

    /// Sees where the file ends by now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn look(&mut self) -> io::Result<Option<ChangedFile>> {
        let size = self.file.metadata()?.len();
        let changed = match size.cmp(&self.size) {
            Ordering::Equal => return Ok(None),
            Ordering::Less => ChangedFile::Shorter,
            Ordering::Greater => ChangedFile::Longer,
        };
        self.size = size;
        self.is_open_ended = whole_lines(&mut self.file)? < size;
        Ok(Some(changed))
    }

    /// Writes lines and waits until they are on the disk. `now`: milliseconds since 1970. `rotated` is called when a new file
    /// was begun and nothing is in it yet, with the time at which it was begun.
    ///
    /// # Errors
    /// When they cannot be written. Some may have been.
    pub fn write(
        &mut self,
        lines: impl Iterator<Item = String>,
        now: i64,
        mut rotated: impl FnMut(i64) -> io::Result<()>,
    ) -> io::Result<()> {
        self.look()?;
        if self.is_open_ended {
            self.append("\n")?;
            self.is_open_ended = false;
        }
        let mut waiting = String::new();
        for line in lines {
            let bytes = line.len() as u64 + 1;
            let full = |size: u64| self.is_full(size, bytes, now);
            if full(self.size + waiting.len() as u64) {
                self.append(&waiting)?;
                waiting.clear();
                self.rotate(now)?;
                rotated(self.begun)?;
            }
            waiting.push_str(&line);
            waiting.push('\n');
        }
        self.append(&waiting)?;
        self.file.sync_data()
    }

    /// Whether a file of this size takes no more line of so many bytes.
    fn is_full(&self, size: u64, bytes: u64, now: i64) -> bool {
        let Rotation {
            size: most, every, ..
        } = self.rotation;
        let too_large = most.is_some_and(|most| size + bytes > most);
        let too_old = every.is_some_and(|every| {
            let every = every.max(1);
            now.div_euclid(every) > self.begun.div_euclid(every)
        });
        size > 0 && (too_large || too_old)
    }

    fn append(&mut self, text: &str) -> io::Result<()> {
        self.file.write_all(text.as_bytes())?;
        self.size += text.len() as u64;
        Ok(())
    }

    fn rotate(&mut self, now: i64) -> io::Result<()> {
        self.file.sync_all()?;
        let full = self.free_name(now)?;
        fs::rename(&self.path, &full)?;
        sync_dir(&self.path)?;
        (self.file, self.size) = (open(&self.path)?, 0);
        self.begun = now;
        sync_dir(&self.path)?;
        if self.rotation.gzip {
            compress(&full)?;
        }
        Ok(())
    }

    /// The name of the file that is full: with the time and a number, so that names sort as the files were written.
    fn free_name(&self, now: i64) -> io::Result<PathBuf> {
        let time = Timestamp::from_millisecond(now).unwrap_or_default();
        let stamp = time.strftime("%Y%m%dT%H%M%SZ").to_string();
        for number in 1..10_000 {
            let stamp = format!("{stamp}-{number:04}");
            let path = self.path.with_file_name(self.full_name(&stamp));
            if !path.try_exists()? && !compressed(&path).try_exists()? {
                return Ok(path);
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// `events.jsonl` becomes `events-STAMP.jsonl`.
    fn full_name(&self, stamp: &str) -> OsString {
        let mut name = self.path.file_stem().unwrap_or_default().to_owned();
        name.push("-");
        name.push(stamp);
        if let Some(ending) = self.path.extension() {
            name.push(".");
            name.push(ending);
        }
        name
    }

    /// Whether a file is one that this one became.
    fn was_this(&self, path: &Path) -> bool {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let its = path.file_stem().unwrap_or_default().to_string_lossy();
        let stamp = its.strip_prefix(&format!("{stem}-"));
        path.extension() == self.path.extension()
            && stamp.is_some_and(|stamp| {
                let (time, number) = stamp.split_at_checked(16).unwrap_or_default();
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                time.len() == 16
                    && digits(time.get(..8).unwrap_or("x"))
                    && time.get(8..9) == Some("T")
                    && digits(time.get(9..15).unwrap_or("x"))
                    && time.ends_with('Z')
                    && (number.is_empty() || number.strip_prefix('-').is_some_and(digits))
            })
    }

    fn compress_leftovers(&self) -> io::Result<()> {
        for entry in fs::read_dir(directory(&self.path))? {
            let path = entry?.path();
            if self.was_this(&path) {
                compress(&path)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read as _};

    use flate2::read::GzDecoder;

    use super::*;

    const DAY: i64 = 86_400_000;

    fn lines(from: u32, to: u32) -> impl Iterator<Item = String> {
        (from..to).map(|number| format!("{{\"n\":{number:06}}}"))
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Everything in the directory, in the order of time.
    fn all(dir: &Path) -> String {
        let mut text = String::new();
        let mut names = names(dir);
        // The current file has no time in its name, and is the last.
        names.sort_by_key(|name| (name == "events.jsonl", name.len(), name.clone()));
        for name in names {
            let file = File::open(dir.join(&name)).unwrap();
            if name.ends_with(".gz") {
                GzDecoder::new(file).read_to_string(&mut text).unwrap();
            } else {
                BufReader::new(file).read_to_string(&mut text).unwrap();
            }
        }
        text
    }

    fn whole(to: u32) -> String {
        lines(0, to).map(|line| line + "\n").collect()
    }

    #[test]
    fn it_rotates_by_size_and_never_splits_a_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.jsonl");
        let rotation = Rotation {
            size: Some(40),
            gzip: true,
            ..Rotation::default()
        };
        let mut file = EventFile::open(&path, rotation, Written::default(), 0).unwrap();
        file.write(lines(0, 7), 0, no).unwrap();
        assert_eq!(
            names(dir.path()),
            [
                "events-19700101T000000Z-0001.jsonl.gz",
                "events-19700101T000000Z-0002.jsonl.gz",
                "events.jsonl"
            ]
        );
        assert_eq!(all(dir.path()), whole(7));
        // A line longer than a file gets one of its own.
        file.write(std::iter::once("x".repeat(100)), 1, no).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 101);
    }

    #[test]
    fn it_rotates_at_midnight_also_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.jsonl");
        let rotation = Rotation {
            every: Some(DAY),
            ..Rotation::default()
        };
        let mut file = EventFile::open(&path, rotation, Written::default(), DAY - 2).unwrap();
        file.write(lines(0, 1), DAY - 1, no).unwrap();
        let begun = file.begun();
        drop(file);
        let written = Written {
            begun: Some(begun),
            unsettled: None,
        };
        let mut file = EventFile::open(&path, rotation, written, DAY).unwrap();
        assert_eq!(names(dir.path()), ["events.jsonl"]);
        file.write(lines(1, 3), DAY, no).unwrap();
        assert_eq!(
            names(dir.path()),
            ["events-19700102T000000Z-0001.jsonl", "events.jsonl"]
        );
        assert_eq!(all(dir.path()), whole(3));
    }

    #[expect(clippy::unnecessary_wraps, reason = "what is called may fail")]
    fn no(_: i64) -> io::Result<()> {
        Ok(())
    }

    /// Only what a write of ours left torn is removed.
    #[test]
    fn a_last_line_without_an_end_stays_unless_it_is_ours() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("one.json");
        let theirs = "{\"all\":\"my data\"}";
        for unsettled in [None, Some(1), Some(theirs.len() as u64), Some(9_000)] {
            fs::write(&path, theirs).unwrap();
            let written = Written {
                begun: Some(0),
                unsettled,
            };
            let mut file = EventFile::open(&path, Rotation::default(), written, 0).unwrap();
            assert!(file.is_open_ended());
            assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
            file.write(lines(0, 1), 0, no).unwrap();
            let expected = format!("{theirs}\n{}", whole(1));
            assert_eq!(fs::read_to_string(&path).unwrap(), expected);
            assert_eq!(file.size(), expected.len() as u64);
        }
    }

    #[test]
    fn what_a_crash_left_is_mended() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.jsonl");
        fs::write(&path, format!("{}{{\"n\":0000", whole(2))).unwrap();
        fs::write(dir.path().join("events-20261124T090000Z.jsonl"), "a\n").unwrap();
        fs::write(dir.path().join("events-mine.jsonl"), "b\n").unwrap();
        let rotation = Rotation {
            gzip: true,
            ..Rotation::default()
        };
        let written = Written {
            begun: None,
            unsettled: Some(whole(1).len() as u64),
        };
        let mut file = EventFile::open(&path, rotation, written, 0).unwrap();
        file.write(lines(2, 3), 0, no).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), whole(3));
        assert_eq!(
            names(dir.path()),
            [
                "events-20261124T090000Z.jsonl.gz",
                "events-mine.jsonl",
                "events.jsonl"
            ]
        );
    }

    #[test]
    fn what_others_add_stays_and_what_they_cut_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.jsonl");
        let open = || EventFile::open(&path, Rotation::default(), Written::default(), 0);
        let mut file = open().unwrap();
        file.write(lines(0, 1), 0, no).unwrap();
        assert_eq!(file.look().unwrap(), None);
        let mut other = open().unwrap();
        other.write(lines(1, 2), 0, no).unwrap();
        fs::write(&path, fs::read_to_string(&path).unwrap() + "theirs").unwrap();
        assert_eq!(file.look().unwrap(), Some(ChangedFile::Longer));
        file.write(lines(2, 3), 0, no).unwrap();
        let expected = format!("{}theirs\n{}", whole(2), lines(2, 3).next().unwrap() + "\n");
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        assert_eq!(file.size(), expected.len() as u64);
        // As when a file is copied and emptied.
        fs::write(&path, "").unwrap();
        assert_eq!(file.look().unwrap(), Some(ChangedFile::Shorter));
        file.write(lines(0, 3), 0, no).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), whole(3));
    }

    #[test]
    fn only_a_regular_file_is_written() {
        let (path, rotation) = (Path::new("/dev/null"), Rotation::default());
        assert!(EventFile::open(path, rotation, Written::default(), 0).is_err());
    }
}
