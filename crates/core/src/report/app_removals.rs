//! The commands that take an app from the people of a list. IDs of accounts do not say of which app a row is, so each
//! command names one app on both sides of the pipe.

use super::facts::can_change;
use super::report_model::NextCommand;
use super::request::Request;
use crate::escape_characters::visible;
use crate::sql::SqlError;
use crate::store::App;

/// More apps than this get no command: they are in the list.
const MOST: usize = 20;

/// What a row of a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowOf {
    /// A person and an app: the list is made of one app for each command.
    App,
    /// A person, with all the apps that the report is of.
    Person,
}

impl Request<'_> {
    /// For each of these apps, the command that takes it from the people of a list, and keeps their accounts. `plan`: the
    /// beginning of the name of a file for each plan.
    pub(super) fn app_removals(
        &self,
        list: &str,
        apps: &[&App],
        row: RowOf,
        plan: Option<&str>,
    ) -> Result<Vec<NextCommand>, SqlError> {
        if !can_change(self, &["user", "remove-access"])? {
            return Ok(Vec::new());
        }
        let all = self.mirror.apps()?;
        let commands = apps.iter().take(MOST).map(|app| {
            let name = self.app_name(app, &all);
            let words = match row {
                RowOf::App => of_app(&self.words, &name),
                RowOf::Person => self.words.clone(),
            };
            let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
            words.extend(["--list", list, "-o", "id"]);
            let file = plan.map(|plan| format!("{plan}-{}.json", file_name(&name)));
            let mut take = vec!["user", "remove-access", "--app", &name, "--from-stdin"];
            take.extend(file.iter().flat_map(|file| ["--plan", file]));
            NextCommand {
                what: format!(
                    "remove access to {} and keep the accounts (shows the plan first)",
                    visible(&app.title())
                ),
                command: format!("{} | {}", (self.quote)(&words), (self.quote)(&take)),
            }
        });
        Ok(commands.collect())
    }

    /// A name that only this app has: as it was named, else its key, else its key and site, else its ID.
    pub(super) fn app_name(&self, app: &App, all: &[App]) -> String {
        let named = [
            self.app().map(str::to_owned),
            app.key.clone(),
            app.key_on_site(),
        ];
        let is_only = |name: &String| {
            let mut found = all.iter().filter(|other| other.is_named(name));
            found.next().is_some_and(|one| one.id == app.id) && found.next().is_none()
        };
        let short = named.into_iter().flatten().find(is_only);
        short.unwrap_or_else(|| app.id.clone())
    }
}

/// The words of a command, about this app alone.
pub(super) fn of_app(words: &[String], app: &str) -> Vec<String> {
    let mut of_app = Vec::with_capacity(words.len() + 2);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if word == "--app" {
            rest.next();
        } else {
            of_app.push(word.clone());
        }
    }
    of_app.extend(["--app".to_owned(), app.to_owned()]);
    of_app
}

/// A name as part of a file's.
fn file_name(name: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '@' | '_');
    name.replace(|c| !safe(c), "_")
}
