//! The file of `--credential`, which is used for one run.

use std::fs::File;
use std::io::{BufRead, Read as _};
use std::path::Path;

use atlctl_signin::{Credentials, text};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

use crate::error::{CliError, CliResult};
use crate::secret_argument;

/// Longer than any credential.
pub(super) const LONGEST: u64 = 64 * 1024;

/// Reads it: a file, or the first line of standard input, whose rest is the command's.
///
/// # Errors
/// When it cannot be read, others can read it, or it is not a credential.
pub fn read_credential(path: &Path, now: Timestamp) -> CliResult<Credentials> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin {
        "standard input".to_owned()
    } else {
        secret_argument::file_name("--credential", path)?
    };
    let unread = |error: std::io::Error| {
        CliError::usage(format!("cannot read the credential from {name}"))
            .cause(&error)
            .hint("--credential names a file that holds a session token or an API key; - reads standard input")
    };
    let mut bytes = Vec::new();
    if from_stdin {
        first_line(&mut std::io::stdin().lock(), &mut bytes).map_err(unread)?;
    } else {
        let file = File::open(path).map_err(unread)?;
        private(&file, &name)?;
        file.take(LONGEST).read_to_end(&mut bytes).map_err(unread)?;
    }
    let text = SecretString::from(text::decode(&bytes));
    Credentials::of_either(text.expose_secret(), now).map_err(|error| {
        CliError::usage(format!("{name} contains no credential"))
            .cause(&error)
            .hint("it must contain a session token, alone or in a copied request, or an organization API key")
    })
}

/// The first line, also of UTF-16; what follows is left for the command.
fn first_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<()> {
    let mut input = input.take(LONGEST);
    loop {
        if input.read_until(b'\n', line)? == 0 {
            return Ok(());
        }
        // The end of a line is two bytes there: in one order the second is still to come, in the other the first
        // must have been zero.
        let little = line.starts_with(&[0xFF, 0xFE]) || line.get(1) == Some(&0);
        let big = line.starts_with(&[0xFE, 0xFF]) || line.first() == Some(&0);
        if little {
            let mut second = [0];
            if line.len().is_multiple_of(2) || input.read(&mut second)? == 0 {
                continue;
            }
            line.extend(second);
            if second == [0] {
                return Ok(());
            }
        } else if !big || (line.len().is_multiple_of(2) && line.iter().rev().nth(1) == Some(&0)) {
            return Ok(());
        }
    }
}

/// Refuses a file that others can read. Pipes are allowed.
pub(super) fn private(file: &File, name: &str) -> CliResult<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let about = file.metadata().ok();
        if let Some(about) = about.filter(|about| about.is_file() && about.mode() & 0o077 != 0) {
            return Err(CliError::usage(format!(
                "{name} can be read by others (mode {:o}); a credential in it is not safe",
                about.mode() & 0o777
            ))
            .hint(format!(
                "run chmod 600 {name}, and replace the credential if others may have read it"
            )));
        }
    }
    #[cfg(not(unix))]
    let _ = (file, name);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_in_any_encoding_and_no_more() {
        let wide = |text: &str, of: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(of).collect()
        };
        // The second character holds the byte of a line end.
        for text in ["a.b.c\r\nrest", "a.b.c\nrest", "a\u{10a}\u{a0a}b\nrest"] {
            let first = text.split_inclusive('\n').next().unwrap();
            for (all, line) in [
                (text.as_bytes().to_vec(), first.as_bytes().to_vec()),
                (wide(text, u16::to_le_bytes), wide(first, u16::to_le_bytes)),
                (wide(text, u16::to_be_bytes), wide(first, u16::to_be_bytes)),
            ] {
                let mut input = &all[..];
                let mut read = Vec::new();
                first_line(&mut input, &mut read).unwrap();
                assert_eq!(read, line, "{all:?}");
                assert_eq!(input.len(), all.len() - line.len());
            }
        }
        let mut read = Vec::new();
        first_line(&mut &b"a.b.c"[..], &mut read).unwrap();
        assert_eq!(read, b"a.b.c");
    }
}
