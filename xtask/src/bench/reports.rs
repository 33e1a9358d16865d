//! Reports on a mirror of 500,000 people.

use std::time::Instant;

use atlctl_core::number::grouped;
use atlctl_core::report::{About, Kind, Prices, Request, posture};
use atlctl_core::store::Mirror;
use jiff::Timestamp;

use super::sync::mirror_of;
use super::{Bar, Child, Failure, Figure, Setup};

/// Measures and returns the figures.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let many = if setup.quick { 20_000 } else { 500_000 };
    let mut server = Child::start(&["pages", &many.to_string(), "0", "memberships"])?;
    let place = tempfile::tempdir()?;
    let file = place.path().join("mirror.sqlite");
    mirror_of(&server.line()?, &file, true)?;
    let mirror = Mirror::open_read_only(&file)?;
    let now = Timestamp::now();
    let request = Request {
        mirror: &mirror,
        now,
        about: About {
            org: "bench".to_owned(),
            org_name: None,
            synced: Some(now),
            as_of: None,
            instead: None,
            incomplete: None,
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
    let mut figures = Vec::new();
    for kind in Kind::ALL {
        let make = || -> Result<(), Failure> { Ok(kind.make(&request).map(drop)?) };
        figures.push(measured(kind.name(), many, &make)?);
    }
    let checks =
        || -> Result<(), Failure> { Ok(posture(&request, &[], None)?.report(&request).map(drop)?) };
    figures.push(measured("posture", many, &checks)?);
    Ok(figures)
}

fn measured(
    name: &str,
    many: u64,
    make: &dyn Fn() -> Result<(), Failure>,
) -> Result<Figure, Failure> {
    // Once to have the file in memory, as after a sync.
    make()?;
    let begin = Instant::now();
    make()?;
    let took = begin.elapsed().as_secs_f64();
    let what = format!("report {name} over {} people", grouped(many));
    Ok(Figure::new(what, took, "s").bar(Bar::AtMost(1.0)))
}
