//! `report seats`: what is paid for, and which seats nobody uses.

use std::collections::BTreeSet;

use super::super::app_removals::RowOf;
use super::super::facts::{
    Accesses, Facts, Holdings, Missing, Open, People, never_read, of_so_many, several_ways,
    was_read,
};
use super::super::money::Cents;
use super::super::parallel_reads::read_both;
use super::super::person_rows::{PersonList, moment};
use super::super::report_model::{
    Figure, Holds, Report, ReportColumn, ReportList, Tone, known, text,
};
use super::super::request::Request;
use super::super::undecided::{counted_in_words, found, in_words, judged, with_verb};
use super::app_seats::{MayHave, Seat, USES, Use, number};
use super::inactive::since;
use super::seat_charts::charts;
use super::seat_costs::{may_be_free, unknown_prices, worth};
use super::seat_history::over_time;
use crate::number::{capital, counted};
use crate::query::Cell;
use crate::sql::SqlError;
use crate::store::App;

const APPS: [ReportColumn; 18] = [
    ReportColumn::new("app", "App", Holds::Key),
    ReportColumn::new("capacity", "Seats", Holds::Number),
    ReportColumn::new("usage", "In use", Holds::Number).asked_about(),
    ReportColumn::counted("people", "People"),
    ReportColumn::counted("active", "Active"),
    ReportColumn::counted("idle", "Idle").asked_about(),
    ReportColumn::counted("never_used", "Never used").asked_about(),
    ReportColumn::counted("new", "New"),
    ReportColumn::counted("suspended", "Suspended").asked_about(),
    ReportColumn::counted("other_status", "Other status"),
    ReportColumn::counted("activity_unknown", "Use unknown"),
    ReportColumn::counted("access_unknown", "Access unknown"),
    ReportColumn::counted("several_ways", "Several ways").on_request(),
    ReportColumn::new("price", "Price", Holds::Money).on_request(),
    ReportColumn::new("cost", "Cost (estimate)", Holds::Money).or_more(),
    ReportColumn::new("unused_cost", "Unused cost (estimate)", Holds::Money)
        .or_more()
        .asked_about(),
    ReportColumn::new("key", "Key", Holds::Text).on_request(),
    ReportColumn::new("app_id", "App ID", Holds::Id).on_request(),
];
const PEOPLE: [ReportColumn; 6] = [
    ReportColumn::new("app", "App", Holds::Text).asked_about(),
    ReportColumn::new("why", "Why", Holds::Text).asked_about(),
    ReportColumn::new("last_active", "Last active in it", Holds::Time),
    ReportColumn::new("added_to_org", "Added", Holds::Time),
    ReportColumn::new("price", "Price (estimate)", Holds::Money).or_none(),
    ReportColumn::new("app_id", "App ID", Holds::ForeignId).on_request(),
];

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn seats(request: &Request<'_>) -> Result<Report, SqlError> {
    let (accesses, people) = read_both(request, Accesses::read, || People::read(request))?;
    let holdings = Holdings::read(request)?;
    let (cutoff, day) = since(request);
    let mut uses = vec![[0; USES.len()]; holdings.apps.len()];
    let ways = several_ways(request, &people, &holdings)?;
    let mut several = ways.as_ref().map(|_| vec![0_u64; holdings.apps.len()]);
    let mut open = Open::default();
    let mut no_status = vec![0_u64; holdings.apps.len()];
    let mut unused = Vec::new();
    // Accounts of apps take no seat.
    let mut app_accounts = BTreeSet::new();
    let mut no_kind = vec![Vec::new(); holdings.apps.len()];
    // Nor do guests, customers and the like, as far as their roles were read.
    let seatless = request.mirror.seatless_access()?;
    let mut guests = 0;
    accesses.each(&people, &holdings, |access| {
        match access.person.is_person() {
            Some(true) => {}
            Some(false) => {
                app_accounts.insert(access.person.no);
                return;
            }
            None => {
                if let Some(statuses) = no_kind.get_mut(access.app) {
                    statuses.push(access.person.status);
                }
                return;
            }
        }
        guests += u64::from(holdings.is_among(&seatless, access.person.no, access.app));
        let of = Use::of(&access, cutoff, day);
        if let (Some(ways), Some(several)) = (&ways, &mut several)
            && ways.are_several(access.person.no, access.app)
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
        if of == Use::Unknown {
            let facts = Facts {
                active: access.active,
                added: access.added,
                ..*access.person
            };
            open.add(
                &facts,
                &[Missing::Status, Missing::Activity, Missing::Added],
            );
        }
        if access.person.status.is_none()
            && let Some(number) = no_status.get_mut(access.app)
        {
            *number += 1;
        }
        if matches!(of, Use::Idle | Use::Never | Use::Suspended) {
            unused.push((access.person.no, (access.app, of, access.active)));
        }
    });
    unused.sort_by_key(|(no, (app, of, active))| {
        (*app, *of == Use::Suspended, active.flatten(), *no)
    });
    // Everyone who has an app is who Atlassian counts for it.
    let filter = request.filter.as_ref();
    let filtered = filter.is_some_and(|filter| !filter.is_of_apps_only());
    let prices: Vec<Option<f64>> = holdings
        .apps
        .iter()
        .map(|app| request.prices.of(app))
        .collect();
    let sum = |of: Use| uses.iter().map(|numbers| number(numbers, of)).sum::<u64>();
    let (idle, never) = (sum(Use::Idle), sum(Use::Never));
    let unknown = people.count(Facts::may_have_apps);
    let of_no_kind: u64 = no_kind.iter().map(|statuses| statuses.len() as u64).sum();
    // People who may have an app, too; of those who have one, those who may not use it.
    let may_have = people.may_be_more() + unknown + of_no_kind;
    let may_be_unused = may_have + sum(Use::Unknown);
    let several_undecided =
        may_have + (ways.as_ref()).map_or(0, |ways| ways.groups + ways.people + ways.own);
    let may_have_each = MayHave::of(&people);
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
            may_be_free: request.prices.may_be_free(app),
            several: several
                .as_ref()
                .and_then(|several| several.get(at).copied()),
            several_undecided,
            may_have: no_kind
                .get(at)
                .map_or(may_have_each, |statuses| may_have_each.and(statuses)),
            no_status: no_status.get(at).copied().unwrap_or_default(),
            filtered,
        })
        .collect();
    let mut report = Report::begin("seats", "Seats", request);
    // Of no people without use, the cost is as unknown as their number.
    let saving = Cents::total(rows.iter().map(Seat::unused_cost))
        .filter(|_| found(idle + never, may_be_unused).is_some());
    let more_unused: u64 = rows.iter().map(Seat::may_cost_unused).sum();
    let more_used: u64 = rows.iter().map(Seat::may_cost).sum();
    let worth = worth(&rows, saving, more_unused, request);
    report.verdict = (
        judged(idle + never, may_be_unused),
        if found(idle + never, may_be_unused).is_none() && sum(Use::Active) == 0 {
            "It is unknown which seats are used.".to_owned()
        } else {
            format!(
                "{} unused: {} idle for {} days, {} never used.{worth}",
                capital(&counted_in_words(
                    idle + never,
                    may_be_unused,
                    "seat is",
                    "seats are"
                )),
                in_words(idle, may_be_unused),
                request.days,
                in_words(never, may_be_unused)
            )
        },
    );
    let unknown_prices = unknown_prices(request)?;
    notes(&mut report, &people, &rows, unknown, &open, unknown_prices);
    report.unknown.extend(of_so_many(
        of_no_kind,
        ("seat", "seats"),
        "the account type is unknown, so they may be of app accounts; they are in no number, and no estimate includes them",
    ));
    if !app_accounts.is_empty() {
        report.notes.push(format!(
            "{} not counted: {} take no seat.",
            with_verb(
                app_accounts.len() as u64,
                0,
                "app account is",
                "app accounts are"
            ),
            if app_accounts.len() == 1 {
                "such accounts"
            } else {
                "they"
            }
        ));
    }
    report.notes.extend(without_seat(guests));
    report.unknown.extend(may_be_free(&rows, request)?);
    let free: Vec<String> = (rows.iter())
        .filter(|seat| request.prices.is_free(seat.app))
        .map(|seat| seat.app.title())
        .collect();
    if !free.is_empty() {
        report.notes.push(format!(
            "Sandboxes without a price of their own cost nothing: {}.",
            free.join(", ")
        ));
    }
    match &ways {
        None => report.unknown.push(never_read(
            request,
            ("The roles of groups", "group-roles"),
            "it is unknown who has access to an app in more than one way",
        )?),
        Some(ways) => report.unknown.extend(ways.unknown(request)),
    }
    let amount = |amount: Option<Cents>, undecided| {
        amount.map_or(Cell::Unknown, |amount| amount.cell(undecided))
    };
    let priced =
        if rows.iter().any(|seat| seat.price.is_some()) && rows.iter().any(Seat::is_unpriced) {
            " of apps with a price"
        } else {
            ""
        };
    report.currency = (request.prices.currency.clone()).filter(|_| !request.prices.apps.is_empty());
    let month = match &report.currency {
        Some(currency) => format!("{currency} a month (estimate)"),
        None => "a month (estimate)".to_owned(),
    };
    report.figures = vec![
        Figure::bad(
            "idle",
            format!("seats idle for {} days", request.days),
            idle,
        )
        .undecided(may_be_unused),
        Figure::bad("never_used", "seats never used", never).undecided(may_be_unused),
        Figure::bad(
            "suspended",
            "suspended or deactivated people, per app",
            sum(Use::Suspended),
        )
        .undecided(may_have + no_status.iter().sum::<u64>()),
        Figure::plain(
            "other_status",
            "other people who are not active, per app",
            sum(Use::Other),
        )
        .undecided(may_have + no_status.iter().sum::<u64>()),
        Figure::new(
            "several_ways",
            "seats with more than one source",
            known(several.as_ref().map(|several| several.iter().sum())),
            Tone::Plain,
        )
        .undecided(several_undecided),
        Figure::new(
            "unused_cost",
            format!("unused seats{priced}, {month}"),
            amount(saving, more_unused),
            Tone::Plain,
        ),
        Figure::new(
            "cost",
            if filtered {
                format!("seats of the people who match{priced}, {month}")
            } else {
                format!("all seats{priced}, {month}")
            },
            amount(Cents::total(rows.iter().map(Seat::cost)), more_used),
            Tone::Plain,
        ),
        Figure::plain(
            "active",
            format!("seats used in the last {} days", request.days),
            sum(Use::Active),
        )
        .undecided(may_be_unused),
        Figure::plain(
            "activity_unknown",
            "seats with unknown use",
            sum(Use::Unknown),
        )
        .undecided(may_have),
        Figure::plain("unknown", "people with unknown apps", unknown)
            .undecided(people.may_be_more()),
    ];
    report.charts = charts(&rows, may_have);
    report.charts.extend(over_time(request, &holdings.apps)?);
    let list = ReportList {
        name: "apps",
        title: "Apps".to_owned(),
        things: "apps",
        about: "Seats and In use as Atlassian counts them, the rest from people's access."
            .to_owned(),
        columns: APPS.to_vec(),
        rows: rows.iter().take(request.most()).map(Seat::row).collect(),
        total: rows.len() as u64,
        undecided: u64::from(!was_read(request, "workspaces")?),
        next: Vec::new(),
    };
    let titles: Vec<String> = holdings.apps.iter().map(App::title).collect();
    let people = PersonList {
        name: "unused",
        things: "seats",
        undecided: may_be_unused + no_status.iter().sum::<u64>(),
        title: "Unused seats, and suspended people with an app".to_owned(),
        about: "By app, the longest unused first, then the suspended, who count as no unused seat. With --app APP, the IDs are those of one app.",
        columns: &PEOPLE,
        next: None,
    };
    let mut people = people.of(request, &unused, |named, (app, of, active)| {
        let word = USES.get(of.index()).map(|(_, word, _)| *word);
        let id = holdings.apps.get(*app).map(|app| app.id.as_str());
        vec![
            text(titles.get(*app).map(String::as_str)),
            text(word),
            moment(*active),
            named.added.clone(),
            // Suspended people take no seat: they are in no estimate.
            match of {
                Use::Suspended => Cell::None,
                _ => (prices.get(*app).copied().flatten()).map_or(Cell::Unknown, Cell::Real),
            },
            text(id),
        ]
    })?;
    // Atlassian takes no app from people who are suspended.
    let removable = unused
        .iter()
        .filter(|(_, (_, of, _))| *of != Use::Suspended);
    let with_rows: BTreeSet<usize> = removable.map(|(_, (app, ..))| *app).collect();
    let apps: Vec<&App> = with_rows
        .iter()
        .filter_map(|app| holdings.apps.get(*app))
        .collect();
    people.next = request.app_removals("unused", &apps, RowOf::App, None)?;
    report.lists = vec![list, people];
    Ok(report)
}

/// Says how often somebody has an app by roles that take no seat.
fn without_seat(guests: u64) -> Option<String> {
    let are = with_verb(guests, 0, "of these seats is", "of these seats are");
    (guests > 0).then(|| {
        format!(
            "{are} none: the person has the app by a role that takes no seat, such as guest or customer."
        )
    })
}

fn notes(
    report: &mut Report,
    people: &People,
    rows: &[Seat<'_>],
    unknown: u64,
    open: &Open,
    unknown_prices: Option<String>,
) {
    report.undecided(people);
    report.unknown_of(
        unknown,
        "the apps are unknown; they may have access to any app",
        "",
    );
    report.unknown.extend(open.sentence(
        ("seat", "seats"),
        "the use is unknown; they count as neither used nor unused",
    ));
    report.unknown.extend(of_so_many(
        rows.iter().map(|seat| seat.no_status).sum(),
        ("seat", "seats"),
        "the status of the person is unknown; they do not count as suspended, and no estimate includes them",
    ));
    let no_use = rows.iter().filter(|seat| seat.app.usage.is_none()).count() as u64;
    if no_use > 0 {
        report.unknown.push(format!(
            "For {}, the seats in use are not reported; cost counts the people with access who are active.",
            counted(no_use, "app", "apps")
        ));
    }
    let unpriced: Vec<String> = rows
        .iter()
        .filter(|seat| seat.is_unpriced())
        .map(|seat| seat.app.title())
        .collect();
    if rows
        .iter()
        .all(|seat| seat.price.is_none() && !seat.may_be_free)
    {
        report.notes.push(
            "To see costs, add your monthly price per seat to the configuration, under [prices]."
                .to_owned(),
        );
    } else if !unpriced.is_empty() {
        report.unknown.push(format!(
            "No price, so not in any cost: {}.",
            unpriced.join(", ")
        ));
    }
    report.notes.extend(unknown_prices);
    report.notes.push(
        "Suspended and deactivated people normally take no seat, nor do accounts that await deletion or were not invited. Those who are still listed with an app are shown separately, and the estimate of unused seats leaves them out: check whether Atlassian bills you for them."
            .to_owned(),
    );
    if rows.iter().any(|seat| seat.price.is_some()) {
        report.notes.push(if rows.iter().any(|seat| seat.filtered) {
            "Cost is your price for each person who matches and is active; Atlassian's seats in use are those of everybody."
                .to_owned()
        } else {
            "Cost is your price for each seat in use as Atlassian counts them, which may include people who are suspended."
                .to_owned()
        });
    }
}
