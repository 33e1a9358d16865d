//! `report access`: who has which app.

use std::collections::{BTreeSet, HashSet};

use super::super::app_removals::RowOf;
use super::super::chart::{Bar, Chart, Color, Drawing};
use super::super::facts::{Accesses, Facts, Holdings, People, was_read};
use super::super::parallel_reads::read_both;
use super::super::person_rows::{PersonList, moment};
use super::super::report_model::{Figure, Holds, Report, ReportColumn, ReportList, Tone, text};
use super::super::request::Request;
use super::super::undecided::{at_least, found_cell};
use super::top_apps;
use crate::number::{capital, counted, grouped, people as people_of};
use crate::query::Cell;
use crate::sql::SqlError;
use crate::store::App;

const APPS: [ReportColumn; 9] = [
    ReportColumn::new("app", "App", Holds::Key),
    ReportColumn::counted("people", "People"),
    ReportColumn::counted("managed_count", "Managed"),
    ReportColumn::counted("external_count", "External"),
    ReportColumn::counted("managed_unknown", "Management unknown"),
    ReportColumn::counted("app_accounts", "App accounts"),
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
    ReportColumn::new("added_to_org", "Added", Holds::Time),
];

/// Who has an app.
#[derive(Debug, Clone, Copy, Default)]
struct Numbers {
    managed: u64,
    external: u64,
    /// People with unknown management of the account.
    no_management: u64,
    /// Accounts of apps.
    app_accounts: u64,
    /// Accounts of people or apps.
    no_kind: u64,
    /// Of these, those of which the management is unknown, too. A managed one is a person's.
    neither: u64,
}

impl Numbers {
    fn people(&self) -> u64 {
        self.managed + self.external + self.no_management
    }

    /// The parts of its bar.
    fn parts(&self) -> [u64; 4] {
        let unknown = self.no_management + self.no_kind;
        [self.managed, self.external, self.app_accounts, unknown]
    }
}

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn access(request: &Request<'_>) -> Result<Report, SqlError> {
    let (accesses, people) = read_both(request, Accesses::read, || People::read(request))?;
    let holdings = Holdings::read(request)?;
    let mut numbers = vec![Numbers::default(); holdings.apps.len()];
    let mut has = vec![false; people.len() as usize];
    let (mut no_management, mut no_kind) = (HashSet::new(), HashSet::new());
    let mut rows = Vec::new();
    accesses.each(&people, &holdings, |access| {
        let mut numbers = numbers.get_mut(access.app);
        let mut count = |of: fn(&mut Numbers) -> &mut u64| {
            if let Some(numbers) = &mut numbers {
                *of(numbers) += 1;
            }
        };
        match (access.person.is_person(), access.person.managed) {
            (Some(false), _) => count(|of| &mut of.app_accounts),
            (Some(true), Some(true)) => count(|of| &mut of.managed),
            (Some(true), Some(false)) => count(|of| &mut of.external),
            (Some(true), None) => {
                no_management.insert(access.person.no);
                count(|of| &mut of.no_management);
            }
            (None, managed) => {
                no_kind.insert(access.person.no);
                count(|of| &mut of.no_kind);
                if managed.is_none() {
                    count(|of| &mut of.neither);
                }
            }
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
    let unapped = people.count(Facts::may_have_apps);
    let of = |is_person: Option<bool>, has_app: bool| {
        let with = people.iter().zip(&has);
        with.filter(move |(facts, has)| {
            facts.apps_known && facts.is_person() == is_person && **has == has_app
        })
    };
    let without: Vec<(i64, ())> = of(Some(true), false)
        .map(|(facts, _)| (facts.no, ()))
        .collect();
    let with = of(Some(true), true).count() as u64;
    let may_be_without = of(None, false).count() as u64;
    let more = people.may_be_more();
    let may_have = more + unapped;
    let may_be_with = may_have + no_kind.len() as u64;
    // Apps' accounts with unknown apps may have each of them, too.
    let unapped_apps = people.count(|facts| !facts.apps_known && facts.is_person() == Some(false));
    let may_be_pairs = may_have + unapped_apps;
    // People with unknown apps may have each of them.
    let [open_managed, open_external, open_unknown] = [Some(true), Some(false), None]
        .map(|managed| people.count(|facts| facts.may_have_apps() && facts.managed == managed));
    let open_apps = people.count(|facts| !facts.apps_known && facts.is_person() != Some(true));
    let sum = |of: fn(&Numbers) -> u64| numbers.iter().map(of).sum::<u64>();
    let external = sum(|of| of.external);
    let of_unknown = sum(|of| of.no_management + of.no_kind);
    let app_accounts = sum(|of| of.app_accounts);
    let may_be_apps = more + open_apps + sum(|of| of.no_kind);
    let mut report = Report::begin("access", "Access to apps", request);
    report.verdict = (
        Tone::Plain,
        if with == 0 && may_be_with > 0 {
            "It is unknown who has access to which apps.".to_owned()
        } else {
            format!(
                "{} {} access to {} ({}{}).",
                capital(&at_least(people_of(with), may_be_with)),
                if with == 1 { "has" } else { "have" },
                counted(holdings.apps.len() as u64, "app", "apps"),
                at_least(
                    counted(
                        rows.len() as u64,
                        "person-and-app pair",
                        "person-and-app pairs"
                    ),
                    may_be_pairs
                ),
                match app_accounts {
                    0 => String::new(),
                    some => format!(
                        ", {} of them by app accounts",
                        at_least(grouped(some), may_be_apps)
                    ),
                }
            )
        },
    );
    report.undecided(&people);
    report.unknown_of(
        unapped,
        "the apps are unknown; they may have access to any app",
        "",
    );
    report.unknown_of(
        no_management.len() as u64,
        "who have access, it is unknown whether the organization manages the account; they count as neither managed nor external",
        "",
    );
    report.unknown_of(
        no_kind.len() as u64 + may_be_without,
        "the account type is unknown; they count neither as people nor as app accounts",
        "",
    );
    report.figures = vec![
        Figure::plain("external", "access by external users", external)
            .undecided(may_have + of_unknown),
        Figure::plain(
            "without",
            "people without any of these apps",
            without.len() as u64,
        )
        .undecided(may_have + may_be_without),
        Figure::plain("unknown", "people with unknown apps", unapped)
            .undecided(people.may_be_more()),
        Figure::plain("with", "people with access", with).undecided(may_be_with),
        Figure::plain("app_accounts", "access by app accounts", app_accounts)
            .undecided(may_be_apps),
        Figure::plain("pairs", "person-and-app pairs", rows.len() as u64).undecided(may_be_pairs),
    ];
    let parts: Vec<[u64; 4]> = numbers.iter().map(Numbers::parts).collect();
    let bars = top_apps(&holdings, &parts)
        .into_iter()
        .map(|(label, parts)| Bar {
            label,
            parts: parts.into_iter().flatten().collect(),
            mark: None,
        });
    let parts = [
        ("managed", Color::Plain),
        ("external", Color::Warning),
        ("app account", Color::Other),
        ("unknown", Color::Unknown),
    ];
    report.charts = vec![Chart {
        title: "People by app".to_owned(),
        about: "By whether the organization manages the account.".to_owned(),
        undecided: may_be_pairs,
        drawing: Drawing::Bars {
            parts: parts
                .map(|(label, color)| (label.to_owned(), color))
                .to_vec(),
            rows: bars.collect(),
        },
    }];
    let apps = holdings.apps.iter().zip(&numbers).map(|(app, of)| {
        let may_be = more + open_unknown + of.no_management;
        let numbers = [
            (of.people(), may_have + of.no_kind),
            (of.managed, may_be + of.neither + open_managed),
            (of.external, may_be + of.no_kind + open_external),
            (of.no_management, more + open_unknown + of.neither),
            (of.app_accounts, more + open_apps + of.no_kind),
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
        undecided: u64::from(!was_read(request, "workspaces")?),
        next: Vec::new(),
    };
    let titles: Vec<String> = holdings.apps.iter().map(App::title).collect();
    let list = PersonList {
        name: "people",
        things: "app accesses",
        undecided: may_be_pairs,
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
    list.next = request.app_removals("people", &with_access, RowOf::App, None)?;
    let is_of_all = (request.filter.as_ref()).is_none_or(|filter| filter.app.is_empty());
    let none = PersonList {
        name: "without",
        things: "people",
        undecided: may_have + may_be_without,
        title: "People without any of these apps".to_owned(),
        about: "Their apps are known, and these are not among them.",
        columns: &WITHOUT,
        // Of some apps, they may well have others.
        next: is_of_all.then(|| {
            (
                "remove them from the organization",
                vec!["user", "remove", "--from-stdin"],
            )
        }),
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
