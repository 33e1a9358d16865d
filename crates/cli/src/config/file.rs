//! `config.toml`: profiles, and the default profile. It never contains a secret.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use atlctl_core::plan::{Bound, one_or_many};
use atlctl_core::private;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, Item, Table, value};

use crate::error::{CliError, CliResult};
use crate::ui::redact;

/// One profile: an organization and how to reach it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Organization ID.
    pub org: Option<String>,
    /// Organization name, for people.
    pub org_name: Option<String>,
    /// Where the credential is stored: `keyring`, `file` or `none`.
    pub store: Option<String>,
    /// Base address of the official APIs, when it is not Atlassian's.
    pub api_base: Option<String>,
    /// Base address of the portal's gateway, when it is not Atlassian's.
    pub portal_base: Option<String>,
    /// Email addresses and account IDs that no bulk change may include.
    pub protected: Vec<String>,
    /// Names and IDs of groups whose members no bulk change may include.
    pub protected_groups: Vec<String>,
    /// Limit of changes in one run: `500`, `"10%"` of the managed accounts, or both.
    #[serde(deserialize_with = "one_or_many")]
    pub max_changes: Vec<Bound>,
    /// Limit of changes in one group: `50`, `"25%"` of its members, or both.
    #[serde(deserialize_with = "one_or_many")]
    pub max_group_changes: Vec<Bound>,
    /// Guard accounts that were added to the organization in the last so many days.
    pub protect_new: Option<u32>,
    /// Keep one snapshot a day for so many days.
    pub keep_daily: Option<u32>,
    /// Keep one snapshot a week for so many days.
    pub keep_weekly: Option<u32>,
    /// Who may approve plans: `NAME:PUBLIC-KEY`. Empty: plans need no approval.
    pub approvers: Vec<String>,
    /// Whom to tell of each run.
    pub notify: Option<NotifyProfile>,
    /// A PostgreSQL database that gets a copy of the mirror after each sync: a URL without a password.
    pub postgres: Option<String>,
    /// Whether every change is refused before anything is sent.
    pub read_only: bool,
    /// A command that prints the session token or the API key (for password managers).
    pub token_command: Vec<String>,
    /// IDs of directories of identity providers whose keys are stored.
    pub scim_directories: Vec<String>,
    /// The expiry date of the API key, as given: `2027-01-31`. The key does not contain it.
    pub api_key_ends: Option<String>,
    /// The organization is simulated within this process: `people=5000,seed=7`.
    pub simulated: Option<String>,
}

/// A webhook that is told of each run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct NotifyProfile {
    /// Its address: https, or this machine.
    pub url: Option<String>,
    /// Whether the message has addresses, the reason and who made the run.
    pub names: bool,
}

impl Profile {
    /// When the API key expires, if given: the beginning of that day, so that a warning is not late.
    pub fn api_key_end(&self) -> Option<Timestamp> {
        let day: jiff::civil::Date = self.api_key_ends.as_deref()?.parse().ok()?;
        format!("{day}T00:00:00Z").parse().ok()
    }
}

/// What a seat costs a month, by a name of its app.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PriceTable {
    currency: Option<String>,
    #[serde(flatten)]
    apps: BTreeMap<String, f64>,
}

/// What has a name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SavedTable {
    /// Arguments of reports for `report @NAME`.
    reports: BTreeMap<String, String>,
    /// Conditions for `--where @NAME`.
    #[serde(flatten)]
    conditions: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Model {
    default_profile: Option<String>,
    /// Other words for the actions of `atlctl change`, such as another language's.
    actions: BTreeMap<String, String>,
    prices: PriceTable,
    saved: SavedTable,
    profile: BTreeMap<String, Profile>,
}

/// The configuration file: its settings, and its text with the user's comments.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    model: Model,
    text: DocumentMut,
}

impl ConfigFile {
    /// Reads the file; a missing file counts as empty.
    ///
    /// # Errors
    /// When it cannot be read or is not valid; the message contains line and key.
    pub fn read(path: &Path) -> CliResult<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(
                    CliError::failed(format!("cannot read {}", path.display()))
                        .cause(&error)
                        .hint("it must be a text file in UTF-8; correct it, or move it away and sign in again"),
                );
            }
        };
        text.lines().for_each(redact::remember_setting);
        let wrong = |error: &(dyn std::error::Error + 'static)| {
            CliError::usage(format!("{} is not a valid configuration", path.display()))
                .cause(error)
                .hint("correct the file, or move it away and sign in again")
        };
        let model = toml_edit::de::from_str(&text).map_err(|error| wrong(&error))?;
        let text = text.parse::<DocumentMut>().map_err(|error| wrong(&error))?;
        Ok(Self {
            path: path.to_owned(),
            model,
            text,
        })
    }

    /// The default profile.
    pub fn default_profile(&self) -> Option<&str> {
        self.model.default_profile.as_deref()
    }

    /// Other words for the actions of `atlctl change`: the word, and the action that it means.
    pub fn actions(&self) -> &BTreeMap<String, String> {
        &self.model.actions
    }

    /// The currency of the prices, and what a seat costs a month, by a name of its app.
    pub fn prices(&self) -> (Option<&str>, &BTreeMap<String, f64>) {
        let prices = &self.model.prices;
        (prices.currency.as_deref(), &prices.apps)
    }

    /// The saved conditions: name, and the SQL condition.
    pub fn saved_conditions(&self) -> &BTreeMap<String, String> {
        &self.model.saved.conditions
    }

    /// The saved reports: name, and what follows `atlctl report`.
    pub fn saved_reports(&self) -> &BTreeMap<String, String> {
        &self.model.saved.reports
    }

    /// A profile by name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.model.profile.get(name)
    }

    /// All profiles, by name.
    pub fn profiles(&self) -> impl Iterator<Item = (&str, &Profile)> {
        self.model
            .profile
            .iter()
            .map(|(name, profile)| (name.as_str(), profile))
    }

    /// Makes this the default profile.
    pub fn set_default(&mut self, name: &str) {
        self.model.default_profile = Some(name.to_owned());
        self.text.insert("default_profile", value(name));
    }

    /// Adds or replaces a profile; comments stay.
    pub fn set_profile(&mut self, name: &str, profile: Profile) {
        let all = self.text.entry("profile").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        if let Some(all) = all.as_table_like_mut() {
            let entry = all.entry(name).or_insert_with(|| Item::Table(Table::new()));
            if let Some(entry) = entry.as_table_like_mut() {
                let mut put = |key: &str, text: Option<&str>| match text {
                    Some(text) => {
                        entry.insert(key, value(text));
                    }
                    None => {
                        entry.remove(key);
                    }
                };
                put("org", profile.org.as_deref());
                put("org_name", profile.org_name.as_deref());
                put("store", profile.store.as_deref());
                put("api_base", profile.api_base.as_deref());
                put("portal_base", profile.portal_base.as_deref());
                put("api_key_ends", profile.api_key_ends.as_deref());
                put("simulated", profile.simulated.as_deref());
                put("postgres", profile.postgres.as_deref());
                for (key, days) in [
                    ("protect_new", profile.protect_new),
                    ("keep_daily", profile.keep_daily),
                    ("keep_weekly", profile.keep_weekly),
                ] {
                    match days {
                        Some(days) => {
                            entry.insert(key, value(i64::from(days)));
                        }
                        None => {
                            entry.remove(key);
                        }
                    }
                }
                if profile.read_only {
                    entry.insert("read_only", value(true));
                } else {
                    entry.remove("read_only");
                }
                for (key, list) in [
                    ("protected", &profile.protected),
                    ("protected_groups", &profile.protected_groups),
                    ("token_command", &profile.token_command),
                    ("approvers", &profile.approvers),
                    ("scim_directories", &profile.scim_directories),
                ] {
                    if list.is_empty() {
                        entry.remove(key);
                    } else {
                        entry.insert(key, value(list.iter().collect::<toml_edit::Array>()));
                    }
                }
                for (key, bounds) in [
                    ("max_changes", &profile.max_changes),
                    ("max_group_changes", &profile.max_group_changes),
                ] {
                    if bounds.is_empty() {
                        entry.remove(key);
                    } else {
                        entry.insert(
                            key,
                            value(bounds.iter().map(toml_value).collect::<toml_edit::Array>()),
                        );
                    }
                }
            }
        }
        self.model.profile.insert(name.to_owned(), profile);
    }

    /// Removes a profile; false if it did not exist.
    pub fn remove_profile(&mut self, name: &str) -> bool {
        if self.model.default_profile.as_deref() == Some(name) {
            self.model.default_profile = None;
            self.text.remove("default_profile");
        }
        if let Some(all) = self
            .text
            .get_mut("profile")
            .and_then(Item::as_table_like_mut)
        {
            all.remove(name);
        }
        self.model.profile.remove(name).is_some()
    }

    /// Writes the file atomically.
    ///
    /// # Errors
    /// When the directory or the file cannot be written; the old file is then still there.
    pub fn write(&self) -> CliResult<()> {
        let failed = |error: &io::Error| {
            CliError::failed(format!("cannot write {}", self.path.display())).cause(error)
        };
        let directory = self.path.parent().unwrap_or(Path::new("."));
        private::directory()
            .recursive(true)
            .create(directory)
            .map_err(|error| failed(&error))?;
        let mut file = tempfile::Builder::new()
            .prefix(".config")
            .tempfile_in(directory)
            .map_err(|error| failed(&error))?;
        file.write_all(self.text.to_string().as_bytes())
            .and_then(|()| file.as_file().sync_all())
            .map_err(|error| failed(&error))?;
        file.persist(&self.path)
            .map_err(|error| failed(&error.error))?;
        Ok(())
    }
}

/// A bound as a TOML value.
fn toml_value(bound: &Bound) -> toml_edit::Value {
    match bound {
        Bound::Count(count) => i64::try_from(*count).unwrap_or(i64::MAX).into(),
        Bound::Percent(_) => bound.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_survives_the_way_to_disk_and_back_beside_comments() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/config.toml");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "# mine\n[profile.old]\norg = \"o\" # keep\n").unwrap();
        let mut file = ConfigFile::read(&path).unwrap();
        let profile = Profile {
            org: Some("org-\"1\"".to_owned()),
            protected: vec!["root@example.com".to_owned()],
            protected_groups: vec!["break-glass".to_owned()],
            max_changes: vec![Bound::Count(500), Bound::Percent(10)],
            max_group_changes: vec![Bound::Percent(25)],
            read_only: true,
            protect_new: Some(7),
            approvers: vec!["bob:AAAA".to_owned()],
            scim_directories: vec!["4c8a".to_owned()],
            simulated: Some("people=50,seed=1".to_owned()),
            ..Profile::default()
        };
        file.set_profile("new one", profile.clone());
        file.set_default("new one");
        file.write().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("# mine") && text.contains("# keep"), "{text}");
        let again = ConfigFile::read(&path).unwrap();
        assert_eq!(again.profile("new one"), Some(&profile));
        assert_eq!(again.default_profile(), Some("new one"));
        assert_eq!(again.profiles().count(), 2);
    }

    #[test]
    fn removing_the_default_leaves_none() {
        let dir = tempfile::tempdir().unwrap();
        let mut file = ConfigFile::read(&dir.path().join("config.toml")).unwrap();
        file.set_profile("a", Profile::default());
        file.set_default("a");
        assert!(file.remove_profile("a"));
        assert!(!file.remove_profile("a"));
        assert_eq!(file.default_profile(), None);
    }

    #[test]
    fn limits_are_numbers_shares_or_both() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        let read = |text: &str| {
            fs::write(&path, format!("[profile.a]\nmax_changes = {text}\n")).unwrap();
            ConfigFile::read(&path).map(|file| file.profile("a").unwrap().max_changes.clone())
        };
        assert_eq!(read("50").unwrap(), [Bound::Count(50)]);
        assert_eq!(read("\"10%\"").unwrap(), [Bound::Percent(10)]);
        assert_eq!(
            read("[50, \"10%\"]").unwrap(),
            [Bound::Count(50), Bound::Percent(10)]
        );
        let error = read("\"many\"").unwrap_err();
        assert!(
            error.causes().join(" ").contains("a share such as"),
            "{error:?}"
        );
    }

    #[test]
    fn a_misspelled_key_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        fs::write(&path, "[profile.a]\nogr = \"x\"\n").unwrap();
        let error = ConfigFile::read(&path).unwrap_err();
        assert!(error.causes().join(" ").contains("ogr"), "{error:?}");
    }
}
