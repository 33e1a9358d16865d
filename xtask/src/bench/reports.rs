//! Reports on a mirror of 500,000 people, an API token for three in four, and a million events.

use std::ops::ControlFlow;
use std::time::Instant;

use atlctl_core::number::grouped;
use atlctl_core::query::EventQuery;
use atlctl_core::report::{About, Kind, Prices, Request, posture};
use atlctl_core::store::{Mirror, Moment};
use jiff::Timestamp;

use super::sync::mirror_of;
use super::{Bar, Child, Failure, Figure, Setup, synthetic};

/// No report takes longer, in seconds.
const LIMIT: f64 = 0.5;
/// The fastest of so many counts: others may use the machine, too.
const TIMES: u32 = 3;
/// Reports of the past are of so many syncs ago.
const SYNCS: u32 = 5;

/// Measures and returns the figures.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let many = if setup.quick { 20_000 } else { 500_000 };
    let mut server = Child::start(&["pages", &many.to_string(), "0", "memberships"])?;
    let place = tempfile::tempdir()?;
    let file = place.path().join("mirror.sqlite");
    mirror_of(&server.line()?, &file, true)?;
    synthetic::add(&file, 2 * many)?;
    // First, as in the program: from then on, its limit of memory holds for everything.
    let mirror = Mirror::open_read_only(&file)?;
    let mut figures = events(&mirror, 2 * many)?;
    for kind in kinds() {
        let make = || made(&mirror, kind);
        figures.push(measured(of_people(name(kind), many), &make)?);
    }
    drop(mirror);
    let values = synthetic::add_history(&file, SYNCS)?;
    for kind in kinds() {
        let what = format!(
            "{} as of {SYNCS} syncs before, {} values changed since",
            of_people(name(kind), many),
            grouped(values)
        );
        let make = || -> Result<(), Failure> {
            made(&Mirror::open_as_of(&file, Some(Moment::Sync(1)))?, kind)
        };
        figures.push(measured(what, &make)?);
    }
    Ok(figures)
}

/// The reports; `None` is that of the checks.
fn kinds() -> impl Iterator<Item = Option<Kind>> {
    Kind::ALL.into_iter().map(Some).chain([None])
}

fn name(kind: Option<Kind>) -> &'static str {
    kind.map_or("posture", Kind::name)
}

fn made(mirror: &Mirror, kind: Option<Kind>) -> Result<(), Failure> {
    let now = Timestamp::now();
    let request = Request {
        mirror,
        now,
        about: About {
            org: "bench".to_owned(),
            org_name: None,
            synced: Some(now),
            as_of: mirror.shown_at(),
            instead: None,
            incomplete: None,
            parts: Vec::new(),
            made: now,
            made_by: String::new(),
            command: String::new(),
            filters: Vec::new(),
        },
        filter: None,
        days: 90,
        prices: Prices::default(),
        rows: Some(10),
        words: vec!["report".to_owned()],
        quote: |words| words.join(" "),
    };
    match kind {
        Some(kind) => drop(kind.make(&request)?),
        None => drop(posture(&request, &[], None)?.report(&request)?),
    }
    Ok(())
}

/// The first 50 events of a list, with the number of all that fit.
fn events(mirror: &Mirror, many: u64) -> Result<Vec<Figure>, Failure> {
    let columns = ["at", "action", "actor_email", "targets"].map(str::to_owned);
    let first = EventQuery {
        limit: Some(50),
        ..EventQuery::default()
    };
    let of = |text: &str| vec![text.to_owned()];
    let lists = [
        ("newest", first.clone()),
        (
            "of an actor",
            EventQuery {
                actor: of("p7@acme.example"),
                ..first.clone()
            },
        ),
        (
            "of an action",
            EventQuery {
                action: of("action_7"),
                ..first.clone()
            },
        ),
        (
            "with a text",
            EventQuery {
                text: Some("action_7".to_owned()),
                ..first
            },
        ),
    ];
    let mut figures = Vec::new();
    for (name, query) in lists {
        let ask = || -> Result<(), Failure> {
            query.run(mirror, &columns, &mut |_| ControlFlow::Continue(()))?;
            Ok(())
        };
        figures.push(measured(
            format!("first 50 events {name} of {}", grouped(many)),
            &ask,
        )?);
    }
    Ok(figures)
}

fn of_people(name: &str, many: u64) -> String {
    format!("report {name} over {} people", grouped(many))
}

fn measured(what: String, make: &dyn Fn() -> Result<(), Failure>) -> Result<Figure, Failure> {
    // Once to have the file in memory, as after a sync.
    make()?;
    let mut took = f64::INFINITY;
    for _ in 0..TIMES {
        let begin = Instant::now();
        make()?;
        took = took.min(begin.elapsed().as_secs_f64());
    }
    Ok(Figure::new(what, took, "s").bar(Bar::AtMost(LIMIT)))
}
