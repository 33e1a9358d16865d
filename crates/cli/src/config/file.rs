//! `config.toml`: profiles, and the default profile. It never contains a secret.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use atlctl_core::private_files;
use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, value};

use super::profile::Profile;
use super::setting_forms::toml_value;
use super::value_errors::{Fault, usable};
use crate::error::{CliError, CliResult, Kind};
use crate::input_file::read_text_file;
use crate::ui::{display, redact};

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
    pub(super) text: DocumentMut,
    faults: Vec<Fault>,
}

impl ConfigFile {
    /// Reads the file; a missing file counts as empty.
    ///
    /// # Errors
    /// When it cannot be read or is not valid; the message contains line and key.
    pub fn read(path: &Path) -> CliResult<Self> {
        let text = match read_text_file(path) {
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
        Self::parsed(path, &text)
    }

    fn parsed(path: &Path, text: &str) -> CliResult<Self> {
        let file = path.display();
        // In one line, without the drawing of the parser: other commands print it within a table.
        let wrong = |message: &str, span: Option<Range<usize>>| {
            let at = span.map_or(0, |span| span.start);
            let before = text.get(..at).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            let parts: Vec<&str> = message.lines().map(str::trim).collect();
            let reason = format!("line {line}, column {column}: {}", parts.join(", "));
            CliError::usage(format!("{file} is not a valid configuration"))
                .because(display(&reason))
                .hint(format!("edit the file: correct line {line}"))
        };
        let (usable, faults) =
            usable(text).map_err(|error| wrong(error.message(), error.span()))?;
        let mut model: Model = toml_edit::de::from_document(usable)
            .map_err(|error| wrong(error.message(), error.span()))?;
        for fault in &faults {
            if let Some(name) = fault.profile() {
                let profile = model.profile.entry(name.to_owned()).or_default();
                profile.faults.push(fault.clone());
            }
        }
        let text = text
            .parse::<DocumentMut>()
            .map_err(|error| wrong(error.message(), error.span()))?;
        Ok(Self {
            path: path.to_owned(),
            model,
            text,
            faults,
        })
    }

    /// Takes in what was changed in the text.
    pub(super) fn read_again(&mut self) -> CliResult<()> {
        *self = Self::parsed(&self.path, &self.text.to_string())?;
        Ok(())
    }

    /// What is wrong in the file.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Refuses what is wrong at these keys or below.
    ///
    /// # Errors
    /// When something is.
    pub fn check(&self, path: &[&str]) -> CliResult<()> {
        let mut faults = self.faults.iter();
        match faults.find(|fault| fault.is_in(path)) {
            Some(fault) => Err(fault.error(&self.path)),
            None => Ok(()),
        }
    }

    /// Refuses a profile whose connection is not known, or which has something wrong at `keys`.
    ///
    /// # Errors
    /// When it is so.
    pub fn check_profile(&self, name: &str, keys: &[&str]) -> CliResult<()> {
        let whole = |fault: &&Fault| fault.is_in(&["profile"]) && fault.profile().is_none();
        let own = |fault: &&Fault| fault.profile() == Some(name) && fault.is_needed(keys);
        let mut faults = self.faults.iter();
        match faults.find(|fault| whole(fault) || own(fault)) {
            Some(fault) => Err(fault.error(&self.path)),
            None => Ok(()),
        }
    }

    /// Refuses a change with a profile of which a guard, or a setting that may be one, cannot be used.
    ///
    /// # Errors
    /// When it is so.
    pub fn check_guards(&self, name: &str) -> CliResult<()> {
        let mut faults = self.faults.iter();
        let wrong = faults.find(|fault| {
            let here = fault.profile().is_none_or(|profile| profile == name);
            here && fault.may_be_guard()
        });
        match wrong {
            Some(fault) => Err(fault
                .error(&self.path)
                .context("changes are refused while a setting that may limit them cannot be used")
                .of_kind(Kind::Refused)),
            None => Ok(()),
        }
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
            if !entry.is_table_like() {
                *entry = Item::Table(Table::new());
            }
            // What cannot be used stays until it is mended: it may be a guard.
            let wrong = |key: &str| {
                let mut faults = self.faults.iter();
                faults.any(|fault| fault.is_in(&["profile", name, key]))
            };
            if let Some(entry) = entry.as_table_like_mut() {
                let mut put = |key: &str, text: Option<&str>| match text {
                    Some(text) => {
                        entry.insert(key, value(text));
                    }
                    None if wrong(key) => {}
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
                        None if wrong(key) => {}
                        None => {
                            entry.remove(key);
                        }
                    }
                }
                if profile.read_only {
                    entry.insert("read_only", value(true));
                } else if !wrong("read_only") {
                    entry.remove("read_only");
                }
                for (key, list) in [
                    ("protected", &profile.protected),
                    ("protected_groups", &profile.protected_groups),
                    ("token_command", &profile.token_command),
                    ("approvers", &profile.approvers),
                    ("scim_directories", &profile.scim_directories),
                ] {
                    if list.is_empty() && wrong(key) {
                        continue;
                    }
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
                    if bounds.is_empty() && wrong(key) {
                        continue;
                    }
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
        private_files::directory()
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

#[cfg(test)]
mod tests {
    use atlctl_core::plan::CountOrPercent;

    use std::fs;

    use super::*;

    #[test]
    fn a_profile_survives_the_way_to_disk_and_back_beside_comments() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/config.toml");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "# mine\n[profile.old]\norg = \"o\" # keep\n").unwrap();
        let mut file = ConfigFile::read(&path).unwrap();
        let profile = Profile {
            org: Some("org-1".to_owned()),
            org_name: Some("Acme \"1\"".to_owned()),
            protected: vec!["root@example.com".to_owned()],
            protected_groups: vec!["break-glass".to_owned()],
            max_changes: vec![CountOrPercent::Count(500), CountOrPercent::Percent(10)],
            max_group_changes: vec![CountOrPercent::Percent(25)],
            read_only: true,
            protect_new: Some(7),
            approvers: vec!["bob:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned()],
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
            ConfigFile::read(&path).unwrap()
        };
        let limits = |text: &str| read(text).profile("a").unwrap().max_changes.clone();
        assert_eq!(limits("50"), [CountOrPercent::Count(50)]);
        assert_eq!(limits("\"10%\""), [CountOrPercent::Percent(10)]);
        assert_eq!(
            limits("[50, \"10%\"]"),
            [CountOrPercent::Count(50), CountOrPercent::Percent(10)]
        );
        let error = read("\"many\"").check_guards("a").unwrap_err();
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
        let file = ConfigFile::read(&path).unwrap();
        let error = file.check_guards("a").unwrap_err();
        assert!(error.causes().join(" ").contains("ogr"), "{error:?}");
    }

    #[test]
    fn a_sign_in_keeps_a_guard_that_cannot_be_used() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        let text = "[profile.a]\nread_only = \"yes\"\nmax_changes = \"few\"\nprotected = 5\n";
        fs::write(&path, text).unwrap();
        let mut file = ConfigFile::read(&path).unwrap();
        let profile = file.profile("a").cloned().unwrap();
        file.set_profile("a", profile);
        file.write().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}
