//! What is wrong with single values of the configuration file. Everything else in it works, so that it can be mended.

use std::path::Path;

use atlctl_core::store::nearest;
use toml_edit::{Document, DocumentMut, Item, Key, TableLike, TomlError, Value};

use super::setting_forms::{Form, OF_ALL, OF_PROFILES, form};
use super::setting_values::missed;
use crate::error::CliError;
use crate::hint_commands;
use crate::ui::display;

/// A value of the configuration file that cannot be used, or a key that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its line, from 1.
    line: usize,
    /// Its keys, from the top.
    path: Vec<String>,
    /// What there should be; `None` when there is no such key.
    expected: Option<&'static str>,
    /// What there is.
    found: String,
    /// The value as it may be meant, as words of a command line.
    meant: Option<Vec<String>>,
}

/// Keys of a profile without which a change is as safe as with them, and goes to the same place.
const NO_GUARDS: [&str; 5] = [
    "org_name",
    "postgres",
    "keep_daily",
    "keep_weekly",
    "api_key_ends",
];

/// Keys of a profile that say which organization it is and how it is reached.
const CONNECTION: [&str; 7] = [
    "org",
    "store",
    "api_base",
    "portal_base",
    "token_command",
    "scim_directories",
    "simulated",
];

impl Fault {
    /// The profile it is in.
    pub fn profile(&self) -> Option<&str> {
        match self.path.as_slice() {
            [first, name, ..] if first == "profile" => Some(name),
            _ => None,
        }
    }

    /// The key within its profile; nothing for other keys, and for a profile that is none.
    fn own_key(&self) -> Option<&str> {
        self.profile().and(self.path.get(2)).map(String::as_str)
    }

    /// Its keys, as text: from the profile, else from the top.
    fn key(&self) -> String {
        let skip = if self.own_key().is_some() { 2 } else { 0 };
        let keys = self.path.iter().skip(skip);
        let keys: Vec<String> = keys.map(|key| Key::new(key).to_string()).collect();
        keys.join(".")
    }

    /// Whether it is at these keys or below.
    pub fn is_in(&self, path: &[&str]) -> bool {
        let own = self.path.iter().map(String::as_str);
        own.take(path.len()).eq(path.iter().copied())
    }

    /// The name of the entry of this table that it is, or the table's own where that is none.
    pub fn entry_of(&self, table: &[&str]) -> Option<String> {
        match self.path.get(table.len()..) {
            _ if !self.is_in(table) => None,
            Some([name]) => Some(display(name)),
            Some([]) => Some(self.key()),
            _ => None,
        }
    }

    /// Whether a command that needs this profile's connection, or `keys` of it, needs this value.
    pub fn is_needed(&self, keys: &[&str]) -> bool {
        self.own_key()
            .is_none_or(|own| CONNECTION.contains(&own) || keys.contains(&own))
    }

    /// Whether it may be meant to limit or to stop changes: a guard, or something whose meaning is not known.
    pub fn may_be_guard(&self) -> bool {
        match self.path.first().map(String::as_str) {
            Some("profile") => self.own_key().is_none_or(|own| !NO_GUARDS.contains(&own)),
            Some("default_profile" | "actions" | "prices" | "saved") => false,
            // A key that does not exist, such as a guard that stands outside its profile.
            _ => true,
        }
    }

    /// What is wrong, in words: `line 3: max_changes of the profile work: …`.
    pub fn text(&self) -> String {
        let of = match (self.profile(), self.own_key()) {
            (Some(name), Some(_)) => format!(" of the profile {}", display(name)),
            _ => String::new(),
        };
        let key = display(&self.key());
        match self.expected {
            Some(expected) => format!(
                "line {}: {key}{of} must be {expected}, but {}",
                self.line, self.found
            ),
            None if of.is_empty() => format!("line {}: unknown setting {key}", self.line),
            None => format!("line {}: unknown setting {key}{of}", self.line),
        }
    }

    /// What mends it. Removing a setting that may be a guard is never that.
    pub fn mend(&self) -> String {
        let own = self.profile().filter(|_| self.own_key().is_some());
        let with_profile = |words: &[&str]| {
            let profile = own.map(|name| ["--profile", name]);
            let words = words.iter().copied().chain(profile.into_iter().flatten());
            hint_commands::command(&words.collect::<Vec<_>>())
        };
        let key = self.key();
        if let Some(meant) = &self.meant {
            let mut words: Vec<&str> = vec!["config", "set", &key];
            words.extend(meant.iter().map(String::as_str));
            return format!("fix it: {}", with_profile(&words));
        }
        let unset = with_profile(&["config", "unset", &key]);
        let correct = if self.expected.is_some() {
            "correct that line".to_owned()
        } else {
            self.right_place()
        };
        format!("{correct}; or remove the setting: {unset}")
    }

    /// Where a key that does not exist may belong, or what it may be called.
    fn right_place(&self) -> String {
        let key = self.path.last().map(String::as_str).unwrap_or_default();
        let of_profiles = || OF_PROFILES.iter().map(|(name, _)| *name);
        let in_profile = self.own_key().is_some();
        if !in_profile && of_profiles().any(|name| name == key) {
            return format!("move that line below [profile.NAME]: {key} is a setting of profiles");
        }
        let known: Vec<&str> = if in_profile {
            of_profiles().collect()
        } else {
            OF_ALL.into_iter().chain(of_profiles()).collect()
        };
        match nearest(key, &known) {
            Some(near) => format!("correct that line (did you mean {near}?)"),
            None => "correct that line".to_owned(),
        }
    }

    /// The error for a command that needs the value.
    pub fn error(&self, file: &Path) -> CliError {
        let file = display(&file.to_string_lossy());
        CliError::usage(format!("{file}, {}", self.text())).hint(self.mend())
    }
}

/// Takes what cannot be used out of a configuration: the rest, and what is wrong.
///
/// # Errors
/// When the text is not TOML.
pub(super) fn usable(text: &str) -> Result<(DocumentMut, Vec<Fault>), TomlError> {
    let spanned = Document::parse(text)?;
    let mut faults = Vec::new();
    walk(text, spanned.as_table(), &mut Vec::new(), &mut faults);
    let mut rest: DocumentMut = text.parse()?;
    for fault in &faults {
        remove(rest.as_table_mut(), &fault.path);
    }
    Ok((rest, faults))
}

fn walk(text: &str, table: &dyn TableLike, path: &mut Vec<String>, faults: &mut Vec<Fault>) {
    for (name, item) in table.iter() {
        path.push(name.to_owned());
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        let form = form(&keys);
        let wrong = match (form, item.as_table_like()) {
            (Some(Form::Table), Some(table)) => {
                walk(text, table, path, faults);
                None
            }
            (Some(form), _) if form.fits(item) => {
                missed(&keys, texts(item)).map(|expected| (expected, among(item, &keys)))
            }
            (Some(form), _) => Some((form.expected(), found(form, item))),
            (None, _) => Some(("", String::new())),
        };
        if let Some((expected, found)) = wrong {
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            let key = table.key(name).and_then(Key::span);
            let at = item.span().or(key).map_or(0, |span| span.start);
            let before = text.get(..at).unwrap_or_default();
            faults.push(Fault {
                line: before.matches('\n').count() + 1,
                path: path.clone(),
                expected: form.map(|_| expected),
                found,
                meant: form
                    .and_then(|form| form.meant(name, item))
                    .filter(|words| missed(&keys, words.iter().map(String::as_str)).is_none()),
            });
        }
        path.pop();
    }
}

/// The texts of a value: it is one, or a list of them.
fn texts(item: &Item) -> impl Iterator<Item = &str> {
    let list = item.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).chain(item.as_str())
}

/// Which texts of a list are not what its setting needs.
fn among(item: &Item, keys: &[&str]) -> String {
    if item.is_str() {
        return "this text is not".to_owned();
    }
    let wrong = (1..).zip(texts(item));
    let wrong = wrong.filter(|(_, text)| missed(keys, [*text]).is_some());
    let wrong: Vec<String> = wrong.map(|(at, _): (usize, _)| at.to_string()).collect();
    match wrong.as_slice() {
        [one] => format!("value {one} is not"),
        many => format!("values {} are not", many.join(", ")),
    }
}

/// What a value is. The value itself is not repeated: it may be a secret in the wrong place.
fn found(form: Form, item: &Item) -> String {
    if let (Form::List, Some(list)) = (form, item.as_array()) {
        let odd = (1_usize..).zip(list).find(|(_, value)| !value.is_str());
        if let Some((at, value)) = odd {
            return format!("value {at} is {}", kind(value));
        }
    }
    match item {
        Item::Value(Value::String(_)) if form == Form::Bounds => "is a text".to_owned(),
        Item::Value(Value::Array(_)) if form == Form::Bounds => "this list is not".to_owned(),
        Item::Value(Value::Integer(_) | Value::Float(_)) if form == Form::Price => {
            "this number is not".to_owned()
        }
        Item::Value(value) => format!("is {}", kind(value)),
        Item::ArrayOfTables(_) => "is a list".to_owned(),
        Item::Table(_) => "is a table".to_owned(),
        Item::None => "is empty".to_owned(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date without quotes",
        Value::Array(_) => "a list",
        Value::InlineTable(_) => "a table",
    }
}

/// Removes what is at these keys; false if there is nothing.
pub(super) fn remove(table: &mut dyn TableLike, path: &[String]) -> bool {
    match path {
        [] => false,
        [last] => table.remove(last).is_some(),
        [first, rest @ ..] => {
            let below = table.get_mut(first).and_then(Item::as_table_like_mut);
            below.is_some_and(|below| remove(below, rest))
        }
    }
}
