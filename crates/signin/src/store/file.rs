//! A file that only its owner can read: for machines without a keyring, and only when chosen.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::stored::Stored;
use super::{CredentialStore, StoreError};
use crate::credentials::Credentials;
use crate::private_dir::make_private;

/// The largest file that is read.
const LARGEST: u64 = 256 * 1024;

/// One file (0600) a profile in a directory (0700).
#[derive(Debug, Clone)]
pub struct FileStore {
    directory: PathBuf,
}

impl FileStore {
    /// Keeps files in this directory, which is made when it is needed.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
        }
    }

    fn path(&self, profile: &str) -> PathBuf {
        // A profile's name is the person's own, but must not lead out of the directory.
        let mut name = String::new();
        for byte in profile.bytes() {
            if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
                name.push(char::from(byte));
            } else {
                name.push_str(&format!("%{byte:02X}"));
            }
        }
        self.directory.join(format!("{name}.json"))
    }
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let place = path.display().to_string();
    move |source| StoreError::Io {
        doing,
        place,
        source,
    }
}

/// Opens a file that only we can read; `None` when it does not exist.
#[cfg(unix)]
fn open_own(path: &Path) -> Result<Option<File>, StoreError> {
    use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
    let place = || path.display().to_string();
    let no_follow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    let file = match OpenOptions::new()
        .read(true)
        .custom_flags(no_follow)
        .open(path)
    {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
            return Err(StoreError::Foreign {
                place: place(),
                what: "a symbolic link",
            });
        }
        Err(error) => return Err(failed("read", path)(error)),
    };
    let about = file.metadata().map_err(failed("read", path))?;
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(StoreError::Foreign {
            place: place(),
            what: "owned by another user",
        });
    }
    if about.mode() & 0o077 != 0 {
        return Err(StoreError::Open {
            place: place(),
            mode: about.mode() & 0o777,
        });
    }
    Ok(Some(file))
}

/// On Windows what lies in the person's own directories is theirs alone.
#[cfg(not(unix))]
fn open_own(path: &Path) -> Result<Option<File>, StoreError> {
    match OpenOptions::new().read(true).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path)(error)),
    }
}

impl CredentialStore for FileStore {
    fn load(&self, profile: &str) -> Result<Credentials, StoreError> {
        let path = self.path(profile);
        let place = || path.display().to_string();
        let Some(mut file) = open_own(&path)? else {
            return Ok(Credentials::default());
        };
        let mut bytes = Vec::new();
        let mut limited = (&mut file).take(LARGEST);
        limited
            .read_to_end(&mut bytes)
            .map_err(failed("read", &path))?;
        Stored::read(&bytes, &place())
    }

    fn save(&self, profile: &str, credentials: &Credentials) -> Result<(), StoreError> {
        let path = self.path(profile);
        make_private(&self.directory).map_err(failed("create", &self.directory))?;
        // The directory may be older than this rule.
        #[cfg(unix)]
        fs::set_permissions(
            &self.directory,
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )
        .map_err(failed("protect", &self.directory))?;
        // Created again with 0600 and moved into place: no one can read a partial or an open file.
        let mut file = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(&self.directory)
            .map_err(failed("write to", &self.directory))?;
        file.write_all(&Stored::of(credentials).bytes())
            .and_then(|()| file.as_file().sync_all())
            .map_err(failed("write", &path))?;
        file.persist(&path)
            .map_err(|error| failed("write", &path)(error.error))?;
        // The name must survive a power cut too.
        let _ = File::open(&self.directory).and_then(|directory| directory.sync_all());
        Ok(())
    }

    fn remove(&self, profile: &str) -> Result<bool, StoreError> {
        let path = self.path(profile);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(failed("remove", &path)(error)),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn both() -> Credentials {
        Credentials {
            session: Some(crate::SessionToken::parse("a.b.c").unwrap()),
            api_key: Some(crate::ApiKey::parse("ATCTT1").unwrap()),
            directory_keys: [("d1".to_owned(), crate::ApiKey::parse("dk1").unwrap())].into(),
        }
    }

    fn place() -> (tempfile::TempDir, FileStore) {
        let dir = tempfile::tempdir().unwrap();
        let store = FileStore::new(dir.path().join("credentials"));
        (dir, store)
    }

    #[test]
    fn a_stored_credential_is_read_and_deleted() {
        let (_dir, store) = place();
        assert!(store.load("a").unwrap().is_empty());
        store.save("a", &both()).unwrap();
        store.save("../../x", &both()).unwrap();
        let back = store.load("a").unwrap();
        assert_eq!(back.session.unwrap().expose(), "a.b.c");
        assert_eq!(back.api_key.unwrap().expose(), "ATCTT1");
        assert_eq!(back.directory_keys["d1"].expose(), "dk1");
        assert!(store.remove("a").unwrap());
        assert!(!store.remove("a").unwrap());
        assert!(store.load("a").unwrap().is_empty());
        assert!(!store.load("../../x").unwrap().is_empty());
        let files: Vec<_> = fs::read_dir(&store.directory).unwrap().collect();
        assert_eq!(files.len(), 1, "nothing else is left behind: {files:?}");
    }

    #[test]
    fn nobody_else_can_read_it() {
        let (_dir, store) = place();
        store.save("a", &both()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&store.directory), 0o700);
        assert_eq!(mode(&store.path("a")), 0o600);
    }

    #[test]
    fn a_file_that_others_can_read_or_that_is_a_link_is_refused() {
        let (dir, store) = place();
        store.save("a", &both()).unwrap();
        let path = store.path("a");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = store.load("a").unwrap_err();
        assert!(
            matches!(error, StoreError::Open { mode: 0o644, .. }),
            "{error}"
        );
        let elsewhere = dir.path().join("elsewhere");
        fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        assert!(matches!(
            store.load("a").unwrap_err(),
            StoreError::Foreign { .. }
        ));
        // Saving replaces the link and leaves what it pointed to.
        store.save("a", &both()).unwrap();
        assert!(store.load("a").is_ok() && elsewhere.exists());
    }

    #[test]
    fn errors_about_damage_do_not_contain_the_secret() {
        let (_dir, store) = place();
        store.save("a", &both()).unwrap();
        for (content, newer) in [
            (r#"{"version":1,"session":"canary"}"#, false),
            ("canary", false),
            (r#"{"version":2,"session":"canary"}"#, true),
        ] {
            fs::write(store.path("a"), content).unwrap();
            let error = store.load("a").unwrap_err();
            assert_eq!(matches!(error, StoreError::Newer { .. }), newer);
            assert!(!format!("{error:?}").contains("canary"));
        }
    }
}
