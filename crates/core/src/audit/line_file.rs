//! Opening, cutting and compressing files of lines.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::plan::checksum;
use crate::private_files;

/// What tells a file from all others, whichever way its path is written.
#[must_use]
pub fn file_key(path: &Path) -> String {
    let real = path.canonicalize().or_else(|_| {
        let directory = directory(path).canonicalize()?;
        Ok::<_, io::Error>(directory.join(path.file_name().unwrap_or_default()))
    });
    let real = real.unwrap_or_else(|_| path.to_owned());
    checksum(real.to_string_lossy().as_bytes())
}

/// Opens the file, to read it and to write at its end, wherever that is by then: others may write to it, too.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let file = private_files::file()
        .create(true)
        .read(true)
        .append(true)
        .open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a regular file",
        ));
    }
    Ok(file)
}

/// Cuts the file. What appends need not be allowed to cut.
pub(super) fn cut(path: &Path, size: u64) -> io::Result<()> {
    private_files::file_itself()
        .write(true)
        .open(path)?
        .set_len(size)
}

/// The size of the file up to its last line end.
pub(super) fn whole_lines(file: &mut File) -> io::Result<u64> {
    const BLOCK: u64 = 64 * 1024;
    let mut end = file.seek(SeekFrom::End(0))?;
    while end > 0 {
        let start = end.saturating_sub(BLOCK);
        file.seek(SeekFrom::Start(start))?;
        let mut block = Vec::new();
        Read::by_ref(file)
            .take(end - start)
            .read_to_end(&mut block)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

pub(super) fn compressed(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".gz");
    PathBuf::from(name)
}

/// Replaces a file by a compressed one. Stopped anywhere, one of them is whole.
pub(super) fn compress(path: &Path) -> io::Result<()> {
    let mut part = crate::replacement_files::new_file(&compressed(path))?;
    let mut from = BufReader::new(File::open(path)?);
    let mut to = GzEncoder::new(BufWriter::new(part.as_file_mut()), Compression::default());
    io::copy(&mut from, &mut to)?;
    to.finish()?.flush()?;
    part.as_file().sync_all()?;
    part.persist(compressed(path))
        .map_err(|error| error.error)?;
    sync_dir(path)?;
    fs::remove_file(path)
}

pub(super) fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Waits until the names in the file's directory are on the disk.
pub(super) fn sync_dir(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(directory(path))?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
