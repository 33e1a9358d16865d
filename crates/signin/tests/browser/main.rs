//! Sessions in profiles of every kind, as the browsers lay them out. (Real browsers make theirs in the tests of the
//! program.)
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![cfg(target_os = "linux")]

mod chromium;
mod firefox;
mod places;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use atlctl_signin::SessionToken;
use atlctl_signin::browser::{ATLASSIAN_HOSTS, Borrowed, BrowserError, Places, Spec, take};
use jiff::Timestamp;

/// Noon of the day on which these tests take place, in seconds.
const NOW: i64 = 1_795_521_600;

/// A person's home.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn directory(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn places(&self) -> Places {
        Places::new(self.0.path())
    }

    /// Takes and opens, and looks at what is left: nothing.
    fn borrow(&self, spec: &str) -> Result<Borrowed, BrowserError> {
        let spec = Spec::parse(spec)?;
        let now = Timestamp::from_second(NOW).unwrap();
        let scratch = self.path("scratch");
        let taken = take(&spec, &self.places(), &ATLASSIAN_HOSTS, now, &scratch);
        let left: Vec<_> = std::fs::read_dir(&scratch)
            .map(|entries| entries.map(|entry| entry.unwrap().file_name()).collect())
            .unwrap_or_default();
        assert!(left.is_empty() || left == [".lock"], "{left:?} is left");
        taken?.open(Duration::from_secs(5), &AtomicBool::new(false))
    }

    #[track_caller]
    fn gives(&self, spec: &str, token: &str) {
        let token = SessionToken::parse(token).unwrap();
        match self.borrow(spec) {
            Ok(found) => assert!(found.token.same_as(&token), "{spec}: another one"),
            Err(error) => panic!("{spec}: {error}"),
        }
    }
}

fn file_of(profile: &Path, name: &str) -> rusqlite::Connection {
    std::fs::create_dir_all(profile).unwrap();
    rusqlite::Connection::open(profile.join(name)).unwrap()
}
