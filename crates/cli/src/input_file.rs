//! Files that are read whole into memory: not without end.

use std::fs::{File, FileType};
use std::io::{Error, ErrorKind, Read as _, Result};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::error::{CliError, CliResult};
use crate::ui::{display, redact};

/// The largest input. A list of 500,000 people with everything that is known of them is smaller.
const LARGEST: u64 = 1 << 30;
/// So much of a device is read: some, such as `/dev/zero`, have no end.
const LARGEST_OF_DEVICE: u64 = 16 << 20;

/// Reads a file, a pipe, or what was typed.
///
/// # Errors
/// When it cannot be read, or is larger than any input.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path)?;
    let kind = file.metadata()?.file_type();
    let largest = if is_device(kind) {
        LARGEST_OF_DEVICE
    } else {
        LARGEST
    };
    read_up_to(file, largest)
}

/// Reads a text file, as [`read_file`] does.
///
/// # Errors
/// As there, and when it is not UTF-8.
pub fn read_text_file(path: &Path) -> Result<String> {
    String::from_utf8(read_file(path)?).map_err(|_| {
        let what = "stream did not contain valid UTF-8";
        Error::new(ErrorKind::InvalidData, what)
    })
}

/// Refuses a list in a file without any text: what was to write it failed. A list of nobody has its headings, or is `[]`;
/// only a pipe may be empty, since a program that finds nobody prints nothing.
///
/// # Errors
/// When the file is empty.
pub fn must_not_be_empty(path: &Path) -> CliResult<()> {
    /// A byte order mark and an end of line fit into these.
    const BLANK: u64 = 16;
    let metadata = std::fs::metadata(path);
    if !metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() <= BLANK) {
        return Ok(());
    }
    let text = std::fs::read(path).unwrap_or_default();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    if !text.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    let shown = display(&path.to_string_lossy());
    Err(CliError::usage(format!("{shown} is empty"))
        .hint("check the command that writes it; a list without people still needs a heading, such as: email")
        .hint("or read it from standard input, which may be empty: --from-stdin"))
}

/// Reads an input that may have no end.
///
/// # Errors
/// When it cannot be read, or is larger than any input.
pub fn read_input(input: impl std::io::Read) -> Result<Vec<u8>> {
    read_up_to(input, LARGEST)
}

fn read_up_to(input: impl std::io::Read, largest: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        let size = largest >> 20;
        let what = format!("it has no end, or is larger than {size} MiB");
        return Err(Error::new(ErrorKind::FileTooLarge, what));
    }
    redact::remember_input(&bytes);
    Ok(bytes)
}

/// SHA-256 of an input, in hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(unix)]
fn is_device(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: FileType) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_end_is_refused() {
        assert!(read_up_to(std::io::repeat(b'a'), 1 << 10).is_err());
        assert_eq!(read_up_to(&b"abc"[..], 3).unwrap(), b"abc");
        assert!(read_up_to(&b"abcd"[..], 3).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_read_as_far_as_they_have_an_end() {
        assert!(read_file(Path::new("/dev/zero")).is_err());
        assert_eq!(read_file(Path::new("/dev/null")).unwrap(), b"");
    }
}
