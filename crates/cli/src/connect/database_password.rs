//! The password of a database: from the environment or a private file, never from an argument.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use atlctl_signin::{Database, pgpass, text};
use secrecy::SecretString;

use super::credential_file::{LONGEST, private};
use crate::environment::DATABASE_PASSWORD_VARIABLE;
use crate::error::{CliError, CliResult};
use crate::secret_argument;

/// The password of a database: the first line of `file`, else `PGPASSWORD`, else the line of `PGPASSFILE` or
/// `~/.pgpass`; none where the server may need none.
///
/// # Errors
/// When a file cannot be read, or others can read it.
pub fn database_password(
    file: Option<&Path>,
    database: Database<'_>,
) -> CliResult<Option<SecretString>> {
    if let Some(path) = file {
        let name = secret_argument::file_name("--password-file", path)?;
        let all =
            read(path, &name)?.ok_or_else(|| CliError::usage(format!("{name} does not exist")))?;
        let line = all.lines().next().unwrap_or_default();
        if line.is_empty() {
            return Err(
                CliError::usage(format!("the first line of {name} is empty"))
                    .hint("write the password into the first line"),
            );
        }
        return Ok(Some(SecretString::from(line.to_owned())));
    }
    if let Ok(password) = std::env::var(DATABASE_PASSWORD_VARIABLE)
        && !password.is_empty()
    {
        return Ok(Some(SecretString::from(password)));
    }
    let Some(path) = pgpass_file() else {
        return Ok(None);
    };
    let name = path.display().to_string();
    Ok(read(&path, &name)?.and_then(|all| pgpass(&all, database)))
}

fn pgpass_file() -> Option<PathBuf> {
    let given = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    given("PGPASSFILE")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(given("HOME")?).join(".pgpass")))
}

/// The text of a file that others cannot read; nothing when there is no file.
fn read(path: &Path, name: &str) -> CliResult<Option<String>> {
    let failed = |error: std::io::Error| {
        CliError::usage(format!("cannot read the password from {name}")).cause(&error)
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    private(&file, name)?;
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(text::decode(&bytes)))
}
