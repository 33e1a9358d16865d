//! What a report is asked for.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};

use super::report_model::About;
use crate::query::UserQuery;
use crate::sql::SqlError;
use crate::store::{App, Mirror};

/// Quotes the words of a command of this program for a shell, and names the program.
pub type Quote = fn(&[&str]) -> String;

/// What a report is made from.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The mirror.
    pub mirror: &'a Mirror,
    /// The time from which days count back.
    pub now: Timestamp,
    /// Of what the report is, and who makes it.
    pub about: About,
    /// Only these people; `None` for everyone.
    pub filter: Option<UserQuery>,
    /// Not active for this many days is inactive.
    pub days: u32,
    /// What the administrator pays.
    pub prices: Prices,
    /// The most rows of each list.
    pub rows: Option<usize>,
    /// The words of the command that makes this report, without its output.
    pub words: Vec<String>,
    /// Quotes a command.
    pub quote: Quote,
}

/// The administrator's own prices of a seat for a month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prices {
    /// The currency, as it is printed.
    pub currency: Option<String>,
    /// The price by a name of the app: its key, product, name, site or ID, or a name and a site, such as
    /// `confluence@acme-sandbox`.
    pub apps: BTreeMap<String, f64>,
}

impl Prices {
    /// The price of a seat of this app; `None` when the administrator gave none. A sandbox is free, unless a price names it or
    /// its site: Atlassian does not bill for it. So where it is unknown whether it is one, a price of all apps of a name says
    /// nothing.
    #[must_use]
    pub fn of(&self, app: &App) -> Option<f64> {
        match (self.own(app), app.sandbox) {
            (Some(own), _) => Some(own),
            (None, Some(true)) => (!self.apps.is_empty()).then_some(0.0),
            (None, Some(false)) => self.of_name(app),
            (None, None) => None,
        }
    }

    /// Whether it is a sandbox without a price of its own.
    #[must_use]
    pub fn is_free(&self, app: &App) -> bool {
        app.sandbox == Some(true) && !self.apps.is_empty() && self.own(app).is_none()
    }

    /// Whether it has a price or costs nothing, and it is unknown which: it may be a sandbox.
    #[must_use]
    pub fn may_be_free(&self, app: &App) -> bool {
        app.sandbox.is_none() && self.own(app).is_none() && self.of_name(app).is_some()
    }

    fn of_name(&self, app: &App) -> Option<f64> {
        self.first(|name| app.is_named(name))
    }

    /// Whether this name of a price is one of the app.
    #[must_use]
    pub fn names(name: &str, app: &App) -> bool {
        app.is_named(name) || is_on(app, name) || is_at(name, app)
    }

    /// The price that names this app or its site. The ID is closer than a name and a site, these than the site alone.
    fn own(&self, app: &App) -> Option<f64> {
        self.first(|name| name == app.id)
            .or_else(|| self.first(|name| is_at(name, app)))
            .or_else(|| self.first(|name| is_on(app, name)))
    }

    fn first(&self, is_it: impl Fn(&str) -> bool) -> Option<f64> {
        let mut all = self.apps.iter();
        all.find(|(name, _)| is_it(name)).map(|(_, price)| *price)
    }
}

/// Whether it is `NAME@SITE` of the app.
fn is_at(name: &str, app: &App) -> bool {
    name.rsplit_once('@')
        .is_some_and(|(of, site)| app.is_named(of) && is_on(app, site))
}

/// Whether the app is on this site, by its address or the part of it before `.atlassian.net`.
fn is_on(app: &App, site: &str) -> bool {
    app.is_on(site) || app.is_on(&format!("{}.atlassian.net", site.trim()))
}

impl Request<'_> {
    /// So many days before now.
    pub(super) fn cutoff(&self) -> Timestamp {
        self.now
            .checked_sub((i64::from(self.days) * 24).hours())
            .unwrap_or(Timestamp::MIN)
    }

    /// The command that prints the IDs of a list of this report, and hands them to a command.
    pub(super) fn pipe(&self, list: &str, to: &[&str]) -> String {
        let mut words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        words.extend(["--list", list, "-o", "id"]);
        format!("{} | {}", (self.quote)(&words), (self.quote)(to))
    }

    /// A command.
    pub(super) fn command(&self, words: &[&str]) -> String {
        (self.quote)(words)
    }

    /// The app that the report is of, as it was named, when it is one.
    pub(super) fn app(&self) -> Option<&str> {
        match self.filter.as_ref().map(|filter| filter.app.as_slice()) {
            Some([app]) => Some(app),
            _ => None,
        }
    }

    /// Refuses a moment at which this part had not been read yet.
    pub(super) fn needs(&self, part: &'static str) -> Result<(), SqlError> {
        Ok(self.mirror.must_know(part)?)
    }

    /// How many rows of a list to make.
    pub(super) fn most(&self) -> usize {
        self.rows.unwrap_or(usize::MAX)
    }
}
