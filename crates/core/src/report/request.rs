//! What a report is asked for.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};

use super::contents::About;
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
    /// The price by a name of the app: its key, product, name, site or ID.
    pub apps: BTreeMap<String, f64>,
}

impl Prices {
    /// The price of a seat of this app; `None` when the administrator gave none.
    #[must_use]
    pub fn of(&self, app: &App) -> Option<f64> {
        // The ID is closer than the site, the site than the product.
        let exact = self.apps.iter().find(|(name, _)| **name == app.id);
        let found = exact.or_else(|| self.apps.iter().find(|(name, _)| app.is_on(name)));
        let found = found.or_else(|| self.apps.iter().find(|(name, _)| app.is_named(name)));
        found.map(|(_, price)| *price)
    }
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
