//! `report seats`: what is paid for, and which seats nobody uses.

use super::super::chart::{Bar, Chart, Color, Drawing};
use super::super::contents::{
    Figure, Holds, Report, ReportColumn, ReportList, Tone, count, known, text,
};
use super::super::facts::{Facts, Holdings, People, Status, each_access, several_ways};
use super::super::person_rows::{PersonList, moment};
use super::super::request::Request;
use super::inactive::since;
use crate::number::{counted, grouped};
use crate::query::Cell;
use crate::sql::SqlError;
use crate::store::App;

const APPS: [ReportColumn; 16] = [
    ReportColumn::new("app", "App", Holds::Key),
    ReportColumn::new("capacity", "Seats", Holds::Number),
    ReportColumn::new("usage", "In use", Holds::Number),
    ReportColumn::new("people", "People", Holds::Number),
    ReportColumn::new("active", "Active", Holds::Number),
    ReportColumn::new("idle", "Idle", Holds::Number),
    ReportColumn::new("never_used", "Never used", Holds::Number),
    ReportColumn::new("new", "New", Holds::Number).on_request(),
    ReportColumn::new("suspended", "Suspended", Holds::Number),
    ReportColumn::new("activity_unknown", "Unknown", Holds::Number),
    ReportColumn::new("several_ways", "Several ways", Holds::Number).on_request(),
    ReportColumn::new("price", "Price", Holds::Money).on_request(),
    ReportColumn::new("cost", "Cost (estimate)", Holds::Money),
    ReportColumn::new("unused_cost", "Of it unused (estimate)", Holds::Money),
    ReportColumn::new("key", "Key", Holds::Text).on_request(),
    ReportColumn::new("app_id", "App ID", Holds::Id).on_request(),
];
const PEOPLE: [ReportColumn; 6] = [
    ReportColumn::new("app", "App", Holds::Text),
    ReportColumn::new("why", "Why", Holds::Text),
    ReportColumn::new("last_active", "Last active in it", Holds::Time),
    ReportColumn::new("added", "Added", Holds::Text),
    ReportColumn::new("price", "Price (estimate)", Holds::Money),
    ReportColumn::new("app_id", "App ID", Holds::Text).on_request(),
];

/// What a seat is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Active,
    Idle,
    Never,
    /// Never used, and added lately.
    New,
    /// The person is suspended or deactivated, and still listed with the app.
    Suspended,
    Unknown,
}

const USES: [(Use, &str, Color); 6] = [
    (Use::Active, "active", Color::Good),
    (Use::New, "new", Color::Fair),
    (Use::Idle, "idle", Color::Warning),
    (Use::Never, "never used", Color::Bad),
    (Use::Suspended, "suspended", Color::Other),
    (Use::Unknown, "unknown", Color::Unknown),
];

impl Use {
    fn of(person: &Facts, active: Option<Option<i64>>, cutoff: i64, day: u32) -> Self {
        if matches!(person.status, Status::Suspended | Status::Deactivated) {
            return Self::Suspended;
        }
        match active {
            None => Self::Unknown,
            Some(Some(at)) if at < cutoff => Self::Idle,
            Some(Some(_)) => Self::Active,
            Some(None) if person.added.is_none_or(|added| added < day) => Self::Never,
            Some(None) => Self::New,
        }
    }

    fn index(self) -> usize {
        USES.iter()
            .position(|(of, ..)| *of == self)
            .unwrap_or_default()
    }
}

type Numbers = [u64; USES.len()];

fn number(numbers: &Numbers, of: Use) -> u64 {
    numbers.get(of.index()).copied().unwrap_or_default()
}

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn seats(request: &Request<'_>) -> Result<Report, SqlError> {
    let people = People::read(request)?;
    let holdings = Holdings::read(request)?;
    let (cutoff, day) = since(request);
    let mut uses = vec![[0; USES.len()]; holdings.apps.len()];
    let ways = several_ways(request, &people, &holdings)?;
    let mut several = ways.as_ref().map(|_| vec![0_u64; holdings.apps.len()]);
    let mut unused = Vec::new();
    each_access(request, &people, &holdings, |access| {
        let of = Use::of(access.person, access.active, cutoff, day);
        if let (Some((ways, _)), Some(several)) = (&ways, &mut several)
            && ways.contains(&(access.person.no, access.app))
            && let Some(number) = several.get_mut(access.app)
        {
            *number += 1;
        }
        if let Some(number) = uses
            .get_mut(access.app)
            .and_then(|uses| uses.get_mut(of.index()))
        {
            *number += 1;
        }
        if matches!(of, Use::Idle | Use::Never | Use::Suspended) {
            unused.push((access.person.no, (access.app, of, access.active)));
        }
    })?;
    unused.sort_by_key(|(no, (app, of, active))| {
        (*app, *of == Use::Suspended, active.flatten(), *no)
    });
    let prices: Vec<Option<f64>> = holdings
        .apps
        .iter()
        .map(|app| request.prices.of(app))
        .collect();
    let sum = |of: Use| uses.iter().map(|numbers| number(numbers, of)).sum::<u64>();
    let (idle, never) = (sum(Use::Idle), sum(Use::Never));
    let unknown = people.unknown(|facts| !facts.apps_known);
    let rows: Vec<Seat<'_>> = holdings
        .apps
        .iter()
        .zip(&uses)
        .zip(&prices)
        .enumerate()
        .map(|(at, ((app, numbers), price))| Seat {
            app,
            numbers,
            price: *price,
            several: several
                .as_ref()
                .and_then(|several| several.get(at).copied()),
            filtered: request.filter.is_some(),
        })
        .collect();
    let mut report = Report::begin("seats", "Seats", request);
    let saving = total(rows.iter().map(Seat::unused_cost));
    let currency = request.prices.currency.as_deref().unwrap_or_default();
    let worth = saving.map_or_else(String::new, |amount| {
        format!(
            " They cost about {} a month, at your prices (an estimate).",
            money(amount, currency)
        )
    });
    report.verdict = (
        Tone::bad_if(idle + never > 0),
        format!(
            "{} unused: {} idle for {} days, {} never used.{worth}",
            counted(idle + never, "seat is", "seats are"),
            grouped(idle),
            request.days,
            grouped(never)
        ),
    );
    notes(&mut report, &people, &rows, unknown);
    match &ways {
        None => report.unknown.push(format!(
            "The roles of groups were never read, so it is unknown who gets an app in several ways: {}",
            request.command(&["sync", "--only", "group-roles"])
        )),
        Some((_, 0)) => {}
        Some((_, groups)) => report.unknown.push(format!(
            "For {}, the roles are unknown; people may get an app in more ways than are counted.",
            counted(*groups, "group", "groups")
        )),
    }
    let amount = |amount: Option<f64>| amount.map_or(Cell::Unknown, Cell::Real);
    report.figures = vec![
        Figure::bad(
            "idle",
            format!("seats idle for {} days", request.days),
            idle,
        ),
        Figure::bad("never_used", "seats never used", never),
        Figure::bad(
            "suspended",
            "suspended or deactivated people, per app",
            sum(Use::Suspended),
        ),
        Figure::new(
            "several_ways",
            "seats given in several known ways",
            known(several.as_ref().map(|several| several.iter().sum())),
            Tone::Plain,
        ),
        Figure::new(
            "unused_cost",
            "unused, a month (estimate)",
            amount(saving),
            Tone::Plain,
        ),
        Figure::new(
            "cost",
            "seats in use, a month (estimate)",
            amount(total(rows.iter().map(Seat::cost))),
            Tone::Plain,
        ),
        Figure::plain("active", "seats in use", sum(Use::Active)),
        Figure::plain(
            "activity_unknown",
            "seats whose use is unknown",
            sum(Use::Unknown),
        ),
        Figure::plain("unknown", "people whose apps are unknown", unknown),
    ];
    report.charts = charts(&rows);
    let list = ReportList {
        name: "apps",
        title: "Apps".to_owned(),
        things: "apps",
        about: "Seats and In use as Atlassian counts them, the rest from people's access."
            .to_owned(),
        columns: APPS.to_vec(),
        rows: rows.iter().take(request.most()).map(Seat::row).collect(),
        total: rows.len() as u64,
        next: Vec::new(),
    };
    let next = request.app().map(|app| {
        (
            "take the app away and keep the accounts",
            vec!["user", "remove-access", "--app", app, "--from-stdin"],
        )
    });
    let titles: Vec<String> = holdings.apps.iter().map(App::title).collect();
    let people = PersonList {
        name: "unused",
        title: "Seats that nobody uses".to_owned(),
        about: "By app, the longest unused first. With --app APP, the IDs are those of one app.",
        columns: &PEOPLE,
        next,
    };
    let people = people.of(request, &unused, |named, (app, of, active)| {
        let word = USES.get(of.index()).map(|(_, word, _)| *word);
        let id = holdings.apps.get(*app).map(|app| app.id.as_str());
        vec![
            text(titles.get(*app).map(String::as_str)),
            text(word),
            moment(*active),
            named.added.clone(),
            amount(prices.get(*app).copied().flatten()),
            text(id),
        ]
    })?;
    report.lists = vec![list, people];
    Ok(report)
}

/// The seats of an app.
struct Seat<'a> {
    app: &'a App,
    numbers: &'a Numbers,
    price: Option<f64>,
    /// People who get it in several known ways.
    several: Option<u64>,
    /// Whether the report is about some people only.
    filtered: bool,
}

impl Seat<'_> {
    fn people(&self) -> u64 {
        self.numbers.iter().sum()
    }

    /// The seats in use: as Atlassian counts them, else those with access who are not suspended.
    fn used(&self) -> u64 {
        let usage = self.app.usage.filter(|_| !self.filtered);
        usage.map_or_else(
            || self.people() - number(self.numbers, Use::Suspended),
            i64::unsigned_abs,
        )
    }

    fn cost(&self) -> Option<f64> {
        self.price.map(|price| times(self.used(), price))
    }

    fn unused_cost(&self) -> Option<f64> {
        let unused = number(self.numbers, Use::Idle) + number(self.numbers, Use::Never);
        self.price.map(|price| times(unused, price))
    }

    fn row(&self) -> Vec<Cell> {
        let reported = |number: Option<i64>| number.map_or(Cell::Unknown, Cell::Number);
        let amount = |amount: Option<f64>| amount.map_or(Cell::Unknown, Cell::Real);
        let of = |of: Use| count(number(self.numbers, of));
        vec![
            Cell::Text(self.app.title()),
            reported(self.app.capacity),
            reported(self.app.usage),
            count(self.people()),
            of(Use::Active),
            of(Use::Idle),
            of(Use::Never),
            of(Use::New),
            of(Use::Suspended),
            of(Use::Unknown),
            known(self.several),
            amount(self.price),
            amount(self.cost()),
            amount(self.unused_cost()),
            text(self.app.key.as_deref()),
            Cell::Text(self.app.id.clone()),
        ]
    }
}

fn notes(report: &mut Report, people: &People, rows: &[Seat<'_>], unknown: u64) {
    report.undecided(people);
    report.unknown_of(
        unknown,
        "the apps are unknown; they are in no number of an app",
        "",
    );
    let no_use = rows.iter().filter(|seat| seat.app.usage.is_none()).count() as u64;
    if no_use > 0 {
        report.unknown.push(format!(
            "For {}, the seats in use are not reported; cost counts the people with access who are not suspended.",
            counted(no_use, "app", "apps")
        ));
    }
    let unpriced: Vec<String> = rows
        .iter()
        .filter(|seat| seat.price.is_none() && seat.people() > 0)
        .filter_map(|seat| seat.app.key.clone())
        .collect();
    if unpriced.len() == rows.iter().filter(|seat| seat.people() > 0).count() {
        report.notes.push(
            "Without prices there are no costs: put what you pay for a seat a month into the configuration, under [prices]."
                .to_owned(),
        );
    } else if !unpriced.is_empty() {
        report.unknown.push(format!(
            "Without a price, and in no cost: {}.",
            unpriced.join(", ")
        ));
    }
    report.notes.push(
        "Suspended and deactivated people normally take no seat. Those who are still listed with an app are shown apart and are in no estimate: see whether Atlassian bills for them."
            .to_owned(),
    );
}

fn charts(rows: &[Seat<'_>]) -> Vec<Chart> {
    let mut rows: Vec<&Seat<'_>> = rows
        .iter()
        .filter(|seat| seat.people() > 0 || seat.app.usage.is_some())
        .collect();
    rows.sort_by_key(|seat| std::cmp::Reverse(seat.people()));
    rows.truncate(15);
    let bars =
        |shown: &dyn Fn(&Seat<'_>) -> bool, parts: &dyn Fn(&Seat<'_>) -> Vec<u64>, mark: bool| {
            let rows = rows.iter().filter(|seat| shown(seat));
            rows.map(|seat| Bar {
                label: seat.app.title(),
                parts: parts(seat),
                mark: seat.app.capacity.filter(|_| mark).map(i64::unsigned_abs),
            })
            .collect()
        };
    vec![
        Chart {
            title: "Use of seats".to_owned(),
            about: "People with access to each app, by their use of it.".to_owned(),
            drawing: Drawing::Bars {
                parts: USES.map(|(_, label, color)| (label.to_owned(), color)).to_vec(),
                rows: bars(&|_| true, &|seat| seat.numbers.to_vec(), false),
            },
        },
        Chart {
            title: "Seats against capacity".to_owned(),
            about: "As Atlassian counts them, of the apps where it does. The line is the capacity; where there is none, it is unknown.".to_owned(),
            drawing: Drawing::Bars {
                parts: vec![("in use".to_owned(), Color::Plain)],
                rows: bars(
                    &|seat| seat.app.usage.is_some(),
                    &|seat| seat.app.usage.iter().map(|usage| usage.unsigned_abs()).collect(),
                    true,
                ),
            },
        },
    ]
}

/// The sum of what is known; `None` when nothing is.
fn total(amounts: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    amounts
        .flatten()
        .fold(None, |sum, amount| Some(sum.unwrap_or(0.0) + amount))
}

#[expect(clippy::cast_precision_loss, reason = "an estimate of money")]
fn times(seats: u64, price: f64) -> f64 {
    (seats as f64 * price * 100.0).round() / 100.0
}

/// An amount for people: `1,234 USD`.
fn money(amount: f64, currency: &str) -> String {
    format!("{} {currency}", super::super::amount::rounded(amount))
        .trim_end()
        .to_owned()
}
