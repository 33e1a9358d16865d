//! The folder of a review: made whole or not at all, for its owner alone, and only ever added to.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use super::{FileEntry, Manifest, ReviewError, ReviewRow, Step};
use crate::private_files;
use crate::report::{SaveError, save};

/// The manifest's file.
pub const MANIFEST: &str = "manifest.json";
/// The file of the rows.
pub const ROWS: &str = "rows.json";
/// The folder in which returned lists are put.
pub const RETURNED: &str = "returned";

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The path in the folder, with `/` between its parts.
    pub path: String,
    /// The content.
    pub content: Vec<u8>,
}

impl NewFile {
    /// A file.
    pub fn new(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            content: content.into(),
        }
    }

    /// Its entry in the manifest.
    #[must_use]
    pub fn entry(&self) -> FileEntry {
        FileEntry::of(&self.path, &self.content)
    }
}

/// A review's folder.
pub struct Folder {
    dir: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
}

/// Makes the folder of a review with these files, which are added to the step's. Nothing is left when it fails.
///
/// # Errors
/// When something is there already, or it cannot be written.
pub fn create(dir: &Path, files: &[NewFile], mut step: Step) -> Result<Folder, ReviewError> {
    not_there(dir)?;
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or_else(|| Path::new("."));
    let doing = "create the folder";
    let beside = for_owner(tempfile::Builder::new().prefix(".review-"))
        .tempdir_in(parent)
        .map_err(ReviewError::io(doing, dir))?;
    step.files.extend(files.iter().map(NewFile::entry));
    for file in files {
        write_new(beside.path(), file)?;
    }
    private_files::directory()
        .create(beside.path().join(RETURNED))
        .map_err(ReviewError::io(doing, dir))?;
    let mut manifest = Manifest::new();
    let text = add(&mut manifest, step, dir)?;
    write_new(beside.path(), &NewFile::new(MANIFEST, text))?;
    not_there(dir)?;
    fs::rename(beside.path(), dir).map_err(ReviewError::io(doing, dir))?;
    drop(beside);
    Ok(Folder {
        dir: dir.to_owned(),
        manifest,
    })
}

/// The folders of reviews: this one, else those in it, by name.
///
/// # Errors
/// When it cannot be read.
pub fn found_below(dir: &Path) -> Result<Vec<PathBuf>, ReviewError> {
    if dir.join(MANIFEST).is_file() {
        return Ok(vec![dir.to_owned()]);
    }
    let entries = fs::read_dir(dir).map_err(ReviewError::io("read", dir))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(ReviewError::io("read", dir))?.path();
        if !path.is_symlink() && path.join(MANIFEST).is_file() {
            found.push(path);
        }
    }
    found.sort_unstable();
    Ok(found)
}

impl Folder {
    /// Opens a review's folder. Whether it is unaltered is for [`super::verify`] to say.
    ///
    /// # Errors
    /// When it is not one, or cannot be read.
    pub fn open(dir: &Path) -> Result<Self, ReviewError> {
        let path = dir.join(MANIFEST);
        let bytes = match read_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ReviewError::NotAReview(dir.to_owned()));
            }
            read => read.map_err(ReviewError::io("read", &path))?,
        };
        let text = String::from_utf8(bytes)
            .map_err(|error| ReviewError::io("read", &path)(io::Error::other(error)))?;
        Ok(Self {
            dir: dir.to_owned(),
            manifest: Manifest::read(&path, &text)?,
        })
    }

    /// Its path.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The rows of the review.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn rows(&self) -> Result<Vec<ReviewRow>, ReviewError> {
        let path = self.dir.join(ROWS);
        let bytes = read_file(&path).map_err(ReviewError::io("read", &path))?;
        serde_json::from_slice(&bytes).map_err(|error| ReviewError::Manifest(path, error))
    }

    /// The content of a file of the review.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn content(&self, path: &str) -> Result<Vec<u8>, ReviewError> {
        let path = self.dir.join(path);
        read_file(&path).map_err(ReviewError::io("read", path))
    }

    /// The lists in the folder for returned ones, by path; those that a step recorded, and those that none did.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn returned(&self) -> Result<(Vec<String>, Vec<String>), ReviewError> {
        let found = walk(&self.dir)?.into_iter();
        let found = found.filter(|path| is_returned(path));
        Ok(found.partition(|path| self.manifest.files().any(|file| file.path == *path)))
    }

    /// Whether a step recorded this file.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.manifest.files().any(|file| file.path == path)
    }

    /// Adds a step: first its files, then the manifest. Files that are there already are recorded with `in_place`. What a
    /// step that was cut off left behind is replaced.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(
        &mut self,
        files: &[NewFile],
        in_place: Vec<FileEntry>,
        mut step: Step,
    ) -> Result<(), ReviewError> {
        for file in files {
            let path = self.dir.join(&file.path);
            if path.symlink_metadata().is_ok() && !self.has(&file.path) {
                fs::remove_file(&path).map_err(ReviewError::io("replace", &path))?;
            }
            write_new(&self.dir, file)?;
        }
        step.files.extend(files.iter().map(NewFile::entry));
        step.files.extend(in_place);
        let text = add(&mut self.manifest, step, &self.dir)?;
        let path = self.dir.join(MANIFEST);
        save(&path, &text, true).map_err(|error| {
            let source = match error {
                SaveError::Io(_, source) => source,
                other => io::Error::other(other.to_string()),
            };
            ReviewError::io("write", path)(source)
        })
    }
}

/// A temporary folder for its owner alone.
#[cfg(unix)]
fn for_owner<'b, 'p, 's>(
    builder: &'b mut tempfile::Builder<'p, 's>,
) -> &'b mut tempfile::Builder<'p, 's> {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(0o700))
}

/// A temporary folder. On Windows it is its owner's alone in their own folders.
#[cfg(not(unix))]
fn for_owner<'b, 'p, 's>(
    builder: &'b mut tempfile::Builder<'p, 's>,
) -> &'b mut tempfile::Builder<'p, 's> {
    builder
}

fn add(manifest: &mut Manifest, step: Step, dir: &Path) -> Result<String, ReviewError> {
    let added = manifest.add(step).and_then(|()| manifest.text());
    added.map_err(|error| {
        let path = dir.join(MANIFEST);
        ReviewError::io("write", path)(io::Error::other(error))
    })
}

fn not_there(dir: &Path) -> Result<(), ReviewError> {
    match dir.symlink_metadata() {
        Ok(_) => Err(ReviewError::Exists(dir.to_owned())),
        Err(_) => Ok(()),
    }
}

fn write_new(dir: &Path, file: &NewFile) -> Result<(), ReviewError> {
    let path = dir.join(&file.path);
    let failed = |error| ReviewError::io("write", &path)(error);
    if let Some(parent) = path.parent() {
        private_files::directory()
            .recursive(true)
            .create(parent)
            .map_err(failed)?;
    }
    let mut written = private_files::file()
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(failed)?;
    written
        .write_all(&file.content)
        .and_then(|()| written.sync_all())
        .map_err(failed)
}

/// A file's content, never through a link. Reading a pipe or a device might not end.
pub(super) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let kind = path.symlink_metadata()?.file_type();
    if kind.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    if !kind.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::new();
    private_files::file_itself()
        .read(true)
        .open(path)?
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a path is in the folder for returned lists.
pub(super) fn is_returned(path: &str) -> bool {
    path.strip_prefix(RETURNED)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a path of a manifest stays in the folder.
pub(super) fn is_inside(path: &str) -> bool {
    let parts = Path::new(path).components();
    let inside = parts
        .into_iter()
        .all(|part| matches!(part, Component::Normal(_)));
    inside && !path.is_empty() && !path.contains('\\')
}

/// Every file below a folder, by its path in it; links are not followed.
pub(super) fn walk(dir: &Path) -> Result<Vec<String>, ReviewError> {
    let mut found = Vec::new();
    let mut left: Vec<(PathBuf, String)> = vec![(dir.to_owned(), String::new())];
    while let Some((folder, name)) = left.pop() {
        let entries = fs::read_dir(&folder).map_err(ReviewError::io("read", &folder))?;
        for entry in entries {
            let entry = entry.map_err(ReviewError::io("read", &folder))?;
            let kind = entry
                .file_type()
                .map_err(ReviewError::io("read", entry.path()))?;
            let path = format!("{name}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() {
                left.push((entry.path(), format!("{path}/")));
            } else {
                found.push(path);
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}
