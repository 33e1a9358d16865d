//! `report inactive`: who has not been active, in any app or in the apps that are named.

use super::super::activity_age::{AGES, Ages, add, age, buckets, labels};
use super::super::app_removals::RowOf;
use super::super::chart::{Chart, Drawing};
use super::super::facts::{Accesses, Facts, Holdings, Missing, Open, People};
use super::super::parallel_reads::read_both;
use super::super::person_rows::{PersonList, moment};
use super::super::report_model::{Figure, Holds, Report, ReportColumn};
use super::super::request::Request;
use super::super::undecided::{at_least, in_words, judged};
use super::top_apps;
use crate::number::{capital, grouped, people as people_of};
use crate::query::Cell;
use crate::sql::SqlError;
use crate::store::App;

const COLUMNS: [ReportColumn; 6] = [
    ReportColumn::new("last_active", "Last active", Holds::Time),
    ReportColumn::new("days", "Days", Holds::Number).or_none(),
    ReportColumn::new("status", "Status", Holds::Text).on_request(),
    ReportColumn::new("managed", "Managed", Holds::Text),
    ReportColumn::new("policy", "Policy", Holds::Text)
        .or_none()
        .on_request(),
    ReportColumn::new("added_to_org", "Added", Holds::Time),
];

/// A person's use of the apps that are asked about.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    has: bool,
    unknown: bool,
    last: Option<i64>,
    /// See `Access`.
    added: Option<u32>,
}

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn inactive(request: &Request<'_>) -> Result<Report, SqlError> {
    let (accesses, people) = read_both(request, Accesses::read, || People::read(request))?;
    let holdings = Holdings::read(request)?;
    let filter = request.filter.as_ref();
    let by_app = filter.is_some_and(|filter| !filter.app.is_empty());
    let any_status = filter.is_some_and(|filter| !filter.status.is_empty());
    let mut uses = vec![Use::default(); if by_app { people.len() as usize } else { 0 }];
    let mut heat = vec![[0; AGES]; holdings.apps.len()];
    let now = request.now.as_second();
    let counted_by_status = |facts: &Facts| any_status || facts.is_active() == Some(true);
    accesses.each(&people, &holdings, |access| {
        if counted_by_status(access.person)
            && let Some(ages) = heat.get_mut(access.app)
        {
            add(ages, age(now, access.active));
        }
        let of = people.position(access.person.no);
        if let Some(of) = of.and_then(|at| uses.get_mut(at)) {
            of.has = true;
            of.unknown |= access.active.is_none();
            of.last = of.last.max(access.active.flatten());
            of.added = of.added.max(access.added);
        }
    });
    let (cutoff, day) = since(request);
    let mut ages: Ages = [0; AGES];
    let (mut inactive, mut open) = (Vec::new(), Open::default());
    let (mut apart, mut no_status) = (0, 0);
    for (at, facts) in people.iter().enumerate() {
        match facts.is_active() {
            Some(false) if !any_status => {
                apart += 1;
                continue;
            }
            None if !any_status => {
                no_status += 1;
                continue;
            }
            _ => {}
        }
        let active = if by_app {
            let of = uses.get(at).copied().unwrap_or_default();
            // An activity that is known counts, though that in another app is not.
            (of.last.is_some_and(|last| last >= cutoff) || !of.unknown).then_some(of.last)
        } else {
            facts.active
        };
        add(&mut ages, age(now, active));
        let added = if by_app {
            uses.get(at).and_then(|of| of.added)
        } else {
            facts.added
        };
        let of = Facts {
            active,
            added,
            ..*facts
        };
        match of.is_inactive(cutoff, day) {
            Some(true) => inactive.push((facts.no, of)),
            Some(false) => {}
            None => open.add(&of, &[Missing::Activity, Missing::Added]),
        }
    }
    inactive.sort_unstable_by_key(|(no, of)| (of.active.flatten(), of.added, *no));
    let counted: u64 = ages.iter().sum();
    let of = |fits: fn(&Facts) -> bool| inactive.iter().filter(|(_, of)| fits(of)).count() as u64;
    let (number, days) = (inactive.len() as u64, request.days);
    let unknown = open.number;
    // Whether they belong here is unknown, and so is everything that is counted of them.
    let outside = people.may_be_more() + no_status;
    let may_be = outside + unknown;
    let no_apps = people.count(|facts| counted_by_status(facts) && !facts.apps_known);
    let mut report = Report::begin("inactive", "Inactive people", request);
    report.verdict = (
        judged(number, may_be),
        if counted == 0 && outside > 0 {
            format!(
                "It is unknown who has not been active for {days} days{}.",
                within(request)
            )
        } else {
            format!(
                "{} of {} have not been active for {days} days{}.",
                capital(&in_words(number, may_be)),
                at_least(people_of(counted), outside),
                within(request)
            )
        },
    );
    report.undecided(&people);
    report.open(
        &open,
        "it is unknown whether they are inactive; they do not count as inactive",
    );
    report.unknown_of(no_status, "the status is unknown; they are left out", "");
    let no_management = of(|of| of.managed.is_none());
    report.unknown_of(
        no_management,
        "who are inactive, it is unknown whether the organization manages the account; they count as neither managed nor external",
        "",
    );
    let mut not_told_external = Open::default();
    for (_, of) in inactive.iter().filter(|(_, of)| of.managed.is_some()) {
        if of.is_external().is_none() {
            not_told_external.add(of, &[Missing::Kind]);
        }
    }
    report.open(
        &not_told_external,
        "who are inactive, it is unknown whether they are external",
    );
    if apart > 0 {
        report.notes.push(format!(
            "{} not counted because the status is not active, such as suspended or deactivated; use --status to count other statuses.",
            if apart == 1 { "1 person is".to_owned() } else { format!("{} people are", grouped(apart)) }
        ));
    }
    report.figures = vec![
        Figure::bad("inactive", format!("not active for {days} days"), number).undecided(may_be),
        Figure::bad(
            "never_active",
            "inactive and never active before",
            of(|of| of.active == Some(None)),
        )
        .undecided(may_be),
        Figure::plain(
            "managed",
            "inactive managed accounts",
            of(|of| of.managed == Some(true)),
        )
        .undecided(may_be + no_management),
        Figure::plain(
            "external",
            "inactive external users",
            of(|of| of.is_external() == Some(true)),
        )
        .undecided(may_be + of(|of| of.is_external().is_none())),
        Figure::plain(
            "apps",
            "inactive app accounts",
            of(|of| of.is_person() == Some(false)),
        )
        .undecided(may_be + of(|of| of.is_person().is_none())),
        Figure::plain("unknown", "people with unknown activity", unknown).undecided(outside),
        Figure::plain("people", "people counted", counted).undecided(outside),
    ];
    report.charts = vec![
        Chart {
            title: "Last activity".to_owned(),
            about: String::new(),
            undecided: outside,
            drawing: Drawing::Columns(buckets(&ages)),
        },
        Chart {
            title: "Last activity by app".to_owned(),
            about: format!(
                "{} with access to each app, by their last activity in it. The stronger the color, the larger the share of the app's people.",
                if any_status {
                    "People"
                } else {
                    "Active people"
                }
            ),
            undecided: outside + no_apps,
            drawing: Drawing::Heat {
                columns: labels(),
                rows: top_apps(&holdings, &heat),
            },
        },
    ];
    let suspend = (
        "suspend their access",
        vec!["user", "suspend", "--from-stdin"],
    );
    let list = PersonList {
        name: "people",
        things: "people",
        undecided: may_be,
        title: "Inactive people".to_owned(),
        about: "The longest inactive first.",
        columns: &COLUMNS,
        // Who is not active in some apps may be active in others.
        next: (!by_app).then_some(suspend),
    };
    let mut list = list.of(request, &inactive, |named, of| {
        let days = match of.active {
            Some(Some(at)) => Cell::Number((now - at).div_euclid(86_400)),
            Some(None) => Cell::Never,
            None => Cell::Unknown,
        };
        vec![
            moment(of.active),
            days,
            named.status.clone(),
            named.managed.clone(),
            named.policy.clone(),
            named.added.clone(),
        ]
    })?;
    if by_app && !inactive.is_empty() {
        let apps: Vec<&App> = holdings.apps.iter().collect();
        list.next = request.app_removals("people", &apps, RowOf::Person, None)?;
    }
    report.lists = vec![list];
    Ok(report)
}

/// The cutoff, in seconds and as a day.
pub(super) fn since(request: &Request<'_>) -> (i64, u32) {
    let cutoff = request.cutoff();
    let day = super::super::facts::day(&cutoff.to_string()).unwrap_or_default();
    (cutoff.as_second(), day)
}

fn within(request: &Request<'_>) -> String {
    request
        .app()
        .map_or_else(String::new, |app| format!(" in {app}"))
}
