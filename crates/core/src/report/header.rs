//! What every report begins with.

use super::facts::{Open, People, of_so_many};
use super::page_frame::time;
use super::report_model::{Report, Tone};
use super::request::Request;
use crate::number::capital;
use crate::sync::Stage;

/// What begins the sentence about the parts that had not been read at the moment that is shown.
pub const NOT_READ: &str = "Not read by then, so unknown: ";

/// What is said where only managed accounts could be read.
pub(super) const ONLY_MANAGED: &str = "only managed accounts could be read";

impl Report {
    /// An empty report.
    pub(super) fn begin(
        name: &'static str,
        title: impl Into<String>,
        request: &Request<'_>,
    ) -> Self {
        let mut title = title.into();
        if let Some(at) = request.about.as_of {
            title.push_str(&format!(", as of {}", time(at)));
        }
        // Of the others, and of the present, a figure that needs such a part says so.
        let not_read: Vec<&str> = (request.mirror.unknown_parts().iter().copied())
            .filter(|part| Stage::of(part).is_some_and(|stage| !stage.is_optional()))
            .collect();
        let of_past = request.about.as_of.is_some() && !not_read.is_empty();
        let unknown = of_past.then(|| format!("{NOT_READ}{}.", not_read.join(", ")));
        Self {
            name,
            title,
            about: request.about.clone(),
            verdict: (Tone::Plain, String::new()),
            unknown: (unknown.into_iter())
                .chain(request.about.older_parts())
                .collect(),
            notes: (request.about.incomplete.clone().into_iter())
                .chain(request.about.instead.clone())
                .collect(),
            figures: Vec::new(),
            charts: Vec::new(),
            lists: Vec::new(),
            currency: None,
        }
    }

    /// The report without the rows of its lists.
    #[must_use]
    pub fn without_rows(mut self) -> Self {
        for list in &mut self.lists {
            list.rows = Vec::new();
        }
        self
    }

    /// The report, of the past without commands that change something: a change starts from the present.
    #[must_use]
    pub(super) fn finished(mut self) -> Self {
        if self.about.as_of.is_some() {
            for list in &mut self.lists {
                list.next = Vec::new();
            }
        }
        self
    }

    /// Says of how many people the filter cannot be decided.
    pub(super) fn undecided(&mut self, people: &People) {
        self.unknown_of(
            people.undecided,
            "match the filter is unknown; they are left out",
            "whether",
        );
        if people.is_partly_read {
            self.unknown.push(
                "No sync read the people to the end, so there may be more than are counted."
                    .to_owned(),
            );
        } else if people.has_only_managed {
            self.unknown.push(format!(
                "{}; who is external is unknown.",
                capital(ONLY_MANAGED)
            ));
        }
    }

    /// Says of how many people something cannot be decided, and which facts are missing.
    pub(super) fn open(&mut self, open: &Open, what: &str) {
        let said = open.sentence(("person", "people"), what);
        self.unknown.extend(said);
    }

    /// Says of how many people something is unknown; nothing when of none.
    pub(super) fn unknown_of(&mut self, number: u64, what: &str, whether: &str) {
        let what = match whether {
            "" => what.to_owned(),
            whether => format!("{whether} they {what}"),
        };
        self.unknown
            .extend(of_so_many(number, ("person", "people"), &what));
    }
}
