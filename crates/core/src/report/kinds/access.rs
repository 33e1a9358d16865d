//! `report access`: who has which app.

use std::collections::{BTreeSet, HashSet};

use super::super::app_removals::RowOf;
use super::super::beside::beside;
use super::super::chart::{Bar, Chart, Color, Drawing};
use super::super::contents::{Figure, Holds, Report, ReportColumn, ReportList, Tone, text};
use super::super::facts::{Accesses, Holdings, People};
use super::super::person_rows::{PersonList, moment};
use super::super::request::Request;
use super::super::undecided::{at_least, found_cell};
use super::top_apps;
use crate::number::{capital, counted, people as people_of};
use crate::query::Cell;
use crate::sql::SqlError;
use crate::store::App;

const APPS: [ReportColumn; 8] = [
    ReportColumn::new("app", "App", Holds::Key),
    ReportColumn::counted("people", "People"),
    ReportColumn::counted("managed", "Managed"),
    ReportColumn::counted("external", "External"),
    ReportColumn::counted("managed_unknown", "Management unknown"),
    ReportColumn::counted("access_unknown", "Access unknown"),
    ReportColumn::new("key", "Key", Holds::Text).on_request(),
    ReportColumn::new("app_id", "App ID", Holds::Id).on_request(),
];
const PEOPLE: [ReportColumn; 5] = [
    ReportColumn::new("app", "App", Holds::Text),
    ReportColumn::new("last_active", "Last active in it", Holds::Time),
    ReportColumn::new("managed", "Managed", Holds::Text),
    ReportColumn::new("status", "Status", Holds::Text),
    ReportColumn::new("app_id", "App ID", Holds::ForeignId).on_request(),
];
const WITHOUT: [ReportColumn; 3] = [
    ReportColumn::new("status", "Status", Holds::Text),
    ReportColumn::new("managed", "Managed", Holds::Text),
    ReportColumn::new("added", "Added", Holds::Text),
];

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn access(request: &Request<'_>) -> Result<Report, SqlError> {
    let (accesses, people) = beside(request, Accesses::read, || People::read(request))?;
    let holdings = Holdings::read(request)?;
    // Managed, external, unknown.
    let mut numbers = vec![[0_u64; 3]; holdings.apps.len()];
    let mut has = vec![false; people.len() as usize];
    let mut no_management = HashSet::new();
    let mut rows = Vec::new();
    accesses.each(&people, &holdings, |access| {
        let kind = match access.person.managed {
            Some(true) => 0,
            Some(false) => 1,
            None => {
                no_management.insert(access.person.no);
                2
            }
        };
        if let Some(number) = numbers.get_mut(access.app).and_then(|of| of.get_mut(kind)) {
            *number += 1;
        }
        if let Some(has) = people
            .position(access.person.no)
            .and_then(|at| has.get_mut(at))
        {
            *has = true;
        }
        rows.push((access.person.no, (access.app, access.active)));
    });
    rows.sort_by_key(|(no, (app, active))| (*app, active.is_none(), active.flatten(), *no));
    let unapped = people.count(|facts| !facts.apps_known);
    let without: Vec<(i64, ())> = people
        .iter()
        .zip(&has)
        .filter(|(facts, has)| facts.apps_known && !**has)
        .map(|(facts, _)| (facts.no, ()))
        .collect();
    let with = people.len() - unapped - without.len() as u64;
    let may_have = people.may_be_more() + unapped;
    let more = people.may_be_more();
    // People with unknown apps may have each of them.
    let [open_managed, open_external, open_unknown] = [Some(true), Some(false), None]
        .map(|managed| people.count(|facts| !facts.apps_known && facts.managed == managed));
    let of_unknown: u64 = numbers.iter().map(|[.., unknown]| unknown).sum();
    let external: u64 = numbers.iter().map(|[_, external, _]| external).sum();
    let mut report = Report::begin("access", "Access to apps", request);
    report.verdict = (
        Tone::Plain,
        if with == 0 && may_have > 0 {
            "It is unknown who has access to which apps.".to_owned()
        } else {
            format!(
                "{} {} access to {} ({}).",
                capital(&at_least(people_of(with), may_have)),
                if with == 1 { "has" } else { "have" },
                counted(holdings.apps.len() as u64, "app", "apps"),
                at_least(
                    counted(rows.len() as u64, "app access", "app accesses"),
                    may_have
                )
            )
        },
    );
    report.undecided(&people);
    report.unknown_of(
        unapped,
        "the apps are unknown; each app may have them, too",
        "",
    );
    report.unknown_of(
        no_management.len() as u64,
        "who have access, it is unknown whether the organization manages the account; they count as neither managed nor external",
        "",
    );
    report.figures = vec![
        Figure::plain("external", "app accesses of external users", external)
            .undecided(may_have + of_unknown),
        Figure::plain(
            "without",
            "people without any of these apps",
            without.len() as u64,
        )
        .undecided(may_have),
        Figure::plain("unknown", "people with unknown apps", unapped)
            .undecided(people.may_be_more()),
        Figure::plain("with", "people with access", with).undecided(may_have),
        Figure::plain("pairs", "app accesses", rows.len() as u64).undecided(may_have),
    ];
    let bars = top_apps(&holdings, &numbers)
        .into_iter()
        .map(|(label, parts)| Bar {
            label,
            parts: parts.into_iter().flatten().collect(),
            mark: None,
        });
    let parts = [
        ("managed", Color::Plain),
        ("external", Color::Warning),
        ("unknown", Color::Unknown),
    ];
    report.charts = vec![Chart {
        title: "People by app".to_owned(),
        about: "By whether the organization manages the account.".to_owned(),
        undecided: may_have,
        drawing: Drawing::Bars {
            parts: parts
                .map(|(label, color)| (label.to_owned(), color))
                .to_vec(),
            rows: bars.collect(),
        },
    }];
    let apps = holdings
        .apps
        .iter()
        .zip(&numbers)
        .map(|(app, [managed, external, unknown])| {
            let all = managed + external + unknown;
            let may_be = more + open_unknown + unknown;
            let numbers = [
                (all, may_have),
                (*managed, may_be + open_managed),
                (*external, may_be + open_external),
                (*unknown, more + open_unknown),
                (people.undecided + unapped, people.not_read()),
            ];
            let mut row = vec![Cell::Text(app.title())];
            row.extend(numbers.map(|(number, undecided)| found_cell(number, undecided)));
            row.extend([text(app.key.as_deref()), Cell::Text(app.id.clone())]);
            row
        });
    let apps = ReportList {
        name: "apps",
        title: "Apps".to_owned(),
        things: "apps",
        about: String::new(),
        columns: APPS.to_vec(),
        rows: apps.take(request.most()).collect(),
        total: holdings.apps.len() as u64,
        next: Vec::new(),
    };
    let titles: Vec<String> = holdings.apps.iter().map(App::title).collect();
    let list = PersonList {
        name: "people",
        things: "app accesses",
        title: "Who has which app".to_owned(),
        about: "A row for each person and app; by app, the longest inactive first.",
        columns: &PEOPLE,
        next: None,
    };
    let mut list = list.of(request, &rows, |named, (app, active)| {
        let id = holdings.apps.get(*app).map(|app| app.id.as_str());
        vec![
            text(titles.get(*app).map(String::as_str)),
            moment(*active),
            named.managed.clone(),
            named.status.clone(),
            text(id),
        ]
    })?;
    let with_rows: BTreeSet<usize> = rows.iter().map(|(_, (app, _))| *app).collect();
    let with_access: Vec<&App> = with_rows
        .iter()
        .filter_map(|app| holdings.apps.get(*app))
        .collect();
    list.next = request.app_removals("people", &with_access, RowOf::App)?;
    let none = PersonList {
        name: "without",
        things: "people",
        title: "People without any of these apps".to_owned(),
        about: "Their apps are known, and these are not among them.",
        columns: &WITHOUT,
        next: None,
    };
    let none = none.of(request, &without, |named, ()| {
        vec![
            named.status.clone(),
            named.managed.clone(),
            named.added.clone(),
        ]
    })?;
    report.lists = vec![apps, list, none];
    Ok(report)
}
