//! `report externals`: who is there without a managed account.

use std::collections::HashMap;

use super::super::activity_age::{AGES, Ages, add, age, buckets};
use super::super::chart::{Bar, Chart, Color, Drawing};
use super::super::facts::{Facts, Holdings, Missing, Named, Open, People, Tally, all};
use super::super::person_rows::{PersonList, moment};
use super::super::report_model::{
    Figure, Holds, Report, ReportColumn, ReportList, known, text, truth,
};
use super::super::request::Request;
use super::super::undecided::{at_least, found_cell, in_words, judged};
use super::inactive::since;
use crate::number::{capital, people as people_of};
use crate::sql::SqlError;

const COLUMNS: [ReportColumn; 6] = [
    ReportColumn::new("domain", "Domain", Holds::Text).on_request(),
    ReportColumn::new("last_active", "Last active", Holds::Time),
    ReportColumn::new("app_count", "Apps", Holds::Number),
    ReportColumn::new("org_admin", "Org admin", Holds::Text),
    ReportColumn::new("status", "Status", Holds::Text),
    ReportColumn::new("added_to_org", "Added", Holds::Time),
];
const DOMAINS: [ReportColumn; 4] = [
    ReportColumn::new("domain", "Domain", Holds::Key),
    ReportColumn::counted("people", "People"),
    ReportColumn::counted("inactive", "Inactive"),
    ReportColumn::counted("activity_unknown", "Activity unknown"),
];

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn externals(request: &Request<'_>) -> Result<Report, SqlError> {
    let (cutoff, day) = since(request);
    let now = request.now.as_second();
    let mut ages: Ages = [0; AGES];
    let mut domains = Domains::default();
    let people = People::read_each(request, |facts, domain| {
        domains.add(domain, facts, facts.is_inactive(cutoff, day));
    })?;
    let holdings = Holdings::read(request)?;
    let (mut external, mut inactive) = (Vec::new(), Vec::new());
    for facts in people
        .iter()
        .filter(|facts| facts.is_external() == Some(true))
    {
        add(&mut ages, age(now, facts.active));
        let idle = facts.is_inactive(cutoff, day);
        external.push((facts.no, *facts));
        // Suspended people cannot do anything anymore.
        if all([idle, facts.is_active()]) == Some(true) {
            inactive.push((facts.no, *facts));
        }
    }
    let oldest =
        |(no, of): &(i64, Facts)| (of.active.is_none(), of.active.flatten(), of.added, *no);
    external.sort_unstable_by_key(oldest);
    inactive.sort_unstable_by_key(oldest);
    // Everybody who may be one, and among them what is unknown of those who are external.
    let is_admin = |of: &Facts| all([of.is_external(), of.org_admin]);
    let is_idle = |of: &Facts| {
        all([
            of.is_external(),
            of.is_active(),
            of.is_inactive(cutoff, day),
        ])
    };
    let mut unknown = Open::default();
    let mut no_admin = Open::default();
    let mut no_use = Open::default();
    for facts in people.iter() {
        if facts.is_external().is_none() {
            unknown.add(facts, &[Missing::Kind, Missing::Management]);
        } else {
            if is_admin(facts).is_none() {
                no_admin.add(facts, &[Missing::Admin]);
            }
            if is_idle(facts).is_none() {
                no_use.add(facts, &[Missing::Status, Missing::Activity, Missing::Added]);
            }
        }
    }
    let admins = Tally::of(people.iter().map(is_admin));
    let idle = Tally::of(people.iter().map(is_idle));
    let activity = external.iter().filter(|(_, of)| of.active.is_none());
    let activity = activity.count() as u64;
    let number = external.len() as u64;
    let may_be = people.may_be_more() + unknown.number;
    let may_be_admins = people.may_be_more() + admins.unknown;
    let may_be_idle = people.may_be_more() + idle.unknown;
    let (admins, idle) = (admins.yes, idle.yes);
    let mut report = Report::begin("externals", "External users", request);
    report.verdict = (
        judged(admins + idle, may_be_admins + may_be_idle),
        if number == 0 && may_be > 0 {
            "It is unknown who is external.".to_owned()
        } else {
            format!(
                "{} {} external: the organization does not manage their accounts. {} of them with an active account had no activity for {} days.",
                capital(&at_least(people_of(number), may_be)),
                if number == 1 { "is" } else { "are" },
                capital(&in_words(idle, may_be_idle)),
                request.days
            )
        },
    );
    report.undecided(&people);
    report.open(
        &unknown,
        "it is unknown whether they are external; they are left out",
    );
    report.open(
        &no_use,
        "who are external, it is unknown whether they have active accounts without activity; they do not count as such",
    );
    report.open(
        &no_admin,
        "who are external, it is unknown whether they are organization admins",
    );
    report.unknown_of(
        activity,
        "who are external, the last activity is unknown",
        "",
    );
    report.unknown_of(
        domains.none.all,
        "who are external, the address is unknown; they are in no domain",
        "",
    );
    report.figures = vec![
        Figure::bad("admins", "external organization admins", admins).undecided(may_be_admins),
        Figure::bad(
            "inactive",
            format!("active accounts without activity for {} days", request.days),
            idle,
        )
        .undecided(may_be_idle),
        Figure::plain("external", "external users", number).undecided(may_be),
        Figure::plain("domains", "domains of their addresses", domains.number())
            .undecided(may_be + domains.none.all),
        Figure::plain(
            "activity_unknown",
            "external users with unknown activity",
            activity,
        )
        .undecided(may_be),
        Figure::plain(
            "unknown",
            "people who may be external (unknown)",
            unknown.number,
        )
        .undecided(people.may_be_more()),
    ];
    let largest = domains.largest_first();
    let bars = largest.iter().take(15).map(|(domain, of)| Bar {
        label: domain.unwrap_or("unknown").to_owned(),
        parts: vec![of.all - of.inactive - of.unknown, of.inactive, of.unknown],
        mark: None,
    });
    let parts = [
        ("active", Color::Good),
        ("inactive", Color::Warning),
        ("activity unknown", Color::Unknown),
    ];
    report.charts = vec![
        Chart {
            title: "External users by domain".to_owned(),
            about: String::new(),
            undecided: may_be,
            drawing: Drawing::Bars {
                parts: parts
                    .map(|(label, color)| (label.to_owned(), color))
                    .to_vec(),
                rows: bars.collect(),
            },
        },
        Chart {
            title: "Last activity of external users".to_owned(),
            about: String::new(),
            undecided: may_be,
            drawing: Drawing::Columns(buckets(&ages)),
        },
    ];
    let cells = |named: &Named, of: &Facts| {
        let apps = match of.apps_known {
            true => Some(holdings.count_of(request, of.no)?),
            false => None,
        };
        Ok(vec![
            named.domain.clone(),
            moment(of.active),
            known(apps),
            truth(of.org_admin),
            named.status.clone(),
            named.added.clone(),
        ])
    };
    let everybody = PersonList {
        name: "people",
        things: "people",
        undecided: may_be,
        title: "External users".to_owned(),
        about: "The longest inactive first.",
        columns: &COLUMNS,
        next: Some((
            "remove all of them from the organization",
            vec!["user", "remove", "--from-stdin"],
        )),
    };
    let inactive_list = PersonList {
        name: "inactive",
        things: "people",
        undecided: may_be_idle,
        title: format!("External users without activity for {} days", request.days),
        about: "With active accounts.",
        columns: &COLUMNS,
        next: Some((
            "suspend their access",
            vec!["user", "suspend", "--from-stdin"],
        )),
    };
    let rows = largest.iter().map(|(domain, of)| {
        let (more, more_idle) = domains.may_be_more(*domain, of);
        let outside = people.may_be_more();
        vec![
            text(*domain),
            found_cell(of.all, outside + more),
            found_cell(of.idle, outside + more_idle),
            found_cell(of.unknown, outside + more),
        ]
    });
    report.lists = vec![
        everybody.of_each(request, &external, cells)?,
        inactive_list.of_each(request, &inactive, cells)?,
        ReportList {
            name: "domains",
            title: "Domains".to_owned(),
            things: "domains",
            about: "Inactive counts active accounts, as the figure above.".to_owned(),
            columns: DOMAINS.to_vec(),
            rows: rows.take(request.most()).collect(),
            total: largest.len() as u64,
            undecided: may_be,
            next: Vec::new(),
        },
    ];
    Ok(report)
}

/// External people, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Of {
    all: u64,
    inactive: u64,
    /// Those with unknown activity.
    unknown: u64,
    /// Those with an active account without activity.
    idle: u64,
    /// People who may be external.
    may_be: u64,
    /// People who may be external and idle.
    may_be_idle: u64,
}

impl Of {
    fn add(&mut self, facts: &Facts, inactive: Option<bool>) {
        match facts.is_external() {
            Some(false) => return,
            Some(true) => {
                self.all += 1;
                self.inactive += u64::from(inactive == Some(true));
                self.unknown += u64::from(inactive.is_none());
            }
            None => self.may_be += 1,
        }
        match all([facts.is_external(), facts.is_active(), inactive]) {
            Some(idle) => self.idle += u64::from(idle),
            None => self.may_be_idle += 1,
        }
    }
}

/// External people by the domain of their address.
#[derive(Debug, Default)]
struct Domains {
    named: HashMap<String, Of>,
    /// Those whose address is unknown.
    none: Of,
}

impl Domains {
    fn add(&mut self, domain: Option<&str>, facts: &Facts, inactive: Option<bool>) {
        if facts.is_external() == Some(false) {
            return;
        }
        let Some(domain) = domain else {
            return self.none.add(facts, inactive);
        };
        // The name is copied once, and not for every person.
        match self.named.get_mut(domain) {
            Some(of) => of.add(facts, inactive),
            None => {
                let of = self.named.entry(domain.to_owned()).or_default();
                of.add(facts, inactive);
            }
        }
    }

    /// How many domains they have.
    fn number(&self) -> u64 {
        self.named.values().filter(|of| of.all > 0).count() as u64
    }

    /// How many more external people a domain may have, and how many more idle ones. Without an address, they may be of any.
    fn may_be_more(&self, domain: Option<&str>, of: &Of) -> (u64, u64) {
        match domain {
            None => (of.may_be, of.may_be_idle),
            Some(_) => (
                of.may_be + self.none.all + self.none.may_be,
                of.may_be_idle + self.none.idle + self.none.may_be_idle,
            ),
        }
    }

    fn largest_first(&self) -> Vec<(Option<&str>, Of)> {
        let none = (None, self.none);
        let named = self.named.iter();
        let named = named.map(|(name, of)| (Some(name.as_str()), *of));
        let mut all: Vec<(Option<&str>, Of)> =
            (named.chain([none])).filter(|(_, of)| of.all > 0).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }
}
