//! Where files are: the XDG directories, or those set in the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{CliError, CliResult};

/// The directories of the program.
#[derive(Debug, Clone)]
pub struct Paths {
    config: PathBuf,
    data: PathBuf,
}

impl Paths {
    /// Finds the directories: `ATLCTL_CONFIG_DIR` and `ATLCTL_DATA_DIR`, else the XDG places.
    ///
    /// # Errors
    /// When there is no home directory and no variable replaces it.
    pub fn from_env() -> CliResult<Self> {
        Self::find(|name| std::env::var_os(name).filter(|value| !value.is_empty()))
    }

    fn find(get: impl Fn(&str) -> Option<OsString>) -> CliResult<Self> {
        let home = get("HOME")
            .or_else(|| get("USERPROFILE"))
            .map(PathBuf::from);
        let place = |own: &str, xdg: &str, under_home: &str| -> CliResult<PathBuf> {
            if let Some(own) = get(own) {
                return Ok(PathBuf::from(own));
            }
            // The XDG rule: a relative path is as good as none.
            if let Some(base) = get(xdg)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
            {
                return Ok(base.join("atlctl"));
            }
            match &home {
                Some(home) => Ok(home.join(under_home).join("atlctl")),
                None => Err(CliError::failed("no home directory to store files in")
                    .hint(format!("set HOME, or set {own} to a directory"))),
            }
        };
        Ok(Self {
            config: place("ATLCTL_CONFIG_DIR", "XDG_CONFIG_HOME", ".config")?,
            data: place("ATLCTL_DATA_DIR", "XDG_DATA_HOME", ".local/share")?,
        })
    }

    /// The configuration file.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The directory of credentials stored in files.
    pub fn credentials(&self) -> PathBuf {
        self.config.join("credentials")
    }

    /// The directory of data.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The directory of the profiles of sign-in windows, and of copies of cookie databases while one is read.
    pub fn windows(&self) -> PathBuf {
        self.data.join("windows")
    }

    /// The directory of one organization's mirror, journal and results. The ID comes from
    /// Atlassian, so it is encoded as one safe name.
    pub fn org(&self, org: &str) -> PathBuf {
        self.data.join("orgs").join(file_name(org))
    }

    /// The only organization of which anything is stored; `None` where there is none, or are several.
    pub fn only_org(&self) -> Option<String> {
        let mut found = std::fs::read_dir(self.data.join("orgs")).ok()?.flatten();
        let name = found.next()?.file_name().into_string().ok()?;
        (found.next().is_none() && !name.contains('%')).then_some(name)
    }

    /// What tells exports of events to one file apart: only one of them writes.
    pub fn event_file_lock(&self, key: &str) -> PathBuf {
        self.data.join("event-files").join(file_name(key))
    }

    /// The changes of a profile's simulated organization.
    pub fn simulated(&self, profile: &str) -> PathBuf {
        self.data
            .join("simulated")
            .join(file_name(profile))
            .with_extension("json")
    }

    /// How far a profile's reader of this name has read the audit log of an organization.
    pub fn event_state(&self, org: &str, profile: &str, name: &str) -> PathBuf {
        let file = format!("{}.{}", file_name(profile), file_name(name));
        // Not `with_extension`: what is behind the dot is the reader's name.
        self.org(org).join("events").join(file + ".json")
    }

    /// The runs of an organization.
    pub fn runs(&self, org: &str) -> PathBuf {
        self.org(org).join("runs")
    }

    /// The mirror of an organization.
    pub fn mirror(&self, org: &str) -> PathBuf {
        self.org(org).join("mirror.sqlite")
    }
}

/// Encodes an opaque ID as one path segment: characters other than letters, digits, `-` and `_` become
/// `%XX`, so that names are unique and cannot leave the directory.
fn file_name(id: &str) -> String {
    let mut name = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    if name.is_empty() {
        name.push('%');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> impl Fn(&str) -> Option<OsString> {
        let pairs: Vec<(String, OsString)> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), OsString::from(value)))
            .collect();
        move |wanted| {
            pairs
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.clone())
        }
    }

    #[test]
    fn own_variables_win_over_xdg_over_home() {
        let paths = Paths::find(env(&[("HOME", "/h")])).unwrap();
        assert_eq!(
            paths.config_file(),
            Path::new("/h/.config/atlctl/config.toml")
        );
        assert_eq!(paths.data(), Path::new("/h/.local/share/atlctl"));
        let paths = Paths::find(env(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")])).unwrap();
        assert_eq!(paths.config_file(), Path::new("/x/atlctl/config.toml"));
        let paths = Paths::find(env(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "rel")])).unwrap();
        assert_eq!(
            paths.config_file(),
            Path::new("/h/.config/atlctl/config.toml")
        );
        let paths = Paths::find(env(&[
            ("ATLCTL_CONFIG_DIR", "/c"),
            ("ATLCTL_DATA_DIR", "/d"),
        ]));
        assert_eq!(paths.unwrap().data(), Path::new("/d"));
    }

    #[test]
    fn no_home_is_an_error_that_says_what_to_set() {
        let error = Paths::find(env(&[])).unwrap_err();
        assert!(error.hints().join(" ").contains("ATLCTL_CONFIG_DIR"));
    }

    #[test]
    fn an_id_never_leaves_its_directory() {
        for id in ["../../etc", "a/b", "..", ".", "", "a\0b", "CON:", "ü"] {
            let name = file_name(id);
            assert!(
                !name.is_empty() && !name.contains(['/', '\\', '.', ':', '\0']),
                "{name}"
            );
        }
        assert_ne!(file_name("a/b"), file_name("a%2Fb"));
    }
}
