//! The second sync of an organization in which one person in a hundred changed.

use std::path::Path;
use std::time::Instant;

use atlctl_core::number::grouped;
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self as engine, Outcome, Stage, SyncOptions};

use super::sync::block_on;
use super::witness::{Witness, client};
use super::{Bar, Child, Failure, Figure, Setup, timeline};

/// How long a response takes, in milliseconds.
const DELAY: u32 = 50;

/// Measures a first sync, changes people, and measures the second one.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let people: u32 = if setup.quick { 10_000 } else { 100_000 };
    let changed = people / 100;
    let place = tempfile::tempdir()?;
    let path = |name: &str| place.path().join(name).display().to_string();
    let mut server = Witness::start(people, DELAY)?;
    let (few, every) = (path("people"), path("everything"));
    for (what, file) in [("people", &few), ("everything", &every)] {
        server.requests()?;
        let first = Child::measure(&server.arguments("whole", &[what, file]))?;
        eprintln!(
            "first sync, {what}: {:.1} s, {} requests",
            first.wall_s,
            server.requests()?
        );
    }
    server.change(changed)?;
    let mut figures = Vec::new();
    let who = format!(
        "{} people of whom {} changed, at {DELAY} ms per response",
        grouped(people.into()),
        grouped(changed.into())
    );
    for (what, file) in [("people", &few), ("everything", &every)] {
        server.requests()?;
        let second = Child::measure(&server.arguments("changed", &[what, file]))?;
        let requests = server.requests()?;
        let with = match what {
            "people" => "people with groups, roles and last activity",
            _ => "every part",
        };
        let figure = Figure::new(format!("second sync, {with}: {who}"), second.wall_s, "s");
        figures.push(if setup.quick || what != "people" {
            figure
        } else {
            figure.bar(Bar::AtMost(3.0))
        });
        figures.push(Figure::new(
            format!("second sync, {with}: requests"),
            requests,
            "",
        ));
        figures.push(Figure::new(
            format!("second sync, {with}: CPU"),
            second.cpu_s,
            "s",
        ));
    }
    Ok(figures)
}

/// `whole ADDRESS ORG KEY people|everything FILE`: syncs to a new mirror.
pub fn whole(arguments: &[String]) -> Result<(), Failure> {
    read(arguments, true)
}

/// `changed ADDRESS ORG KEY people|everything FILE`: syncs again; it must be enough to read who changed.
pub fn changed(arguments: &[String]) -> Result<(), Failure> {
    read(arguments, false)
}

fn read(arguments: &[String], first: bool) -> Result<(), Failure> {
    let (client, org, rest) = client(arguments)?;
    let [what, file] = rest else {
        return Err("which parts, and which file?".into());
    };
    let mut options = SyncOptions::new(org.as_str().into());
    if what == "people" {
        options
            .parts
            .retain(|stage| !stage.is_optional() && *stage != Stage::Policies);
    }
    let mut people = (0, Outcome::Failed);
    let measured = super::Measured::of(|| {
        let mirror = Mirror::open(Path::new(file))?;
        let begun = Instant::now();
        let report = block_on(engine::run(&client, &mirror, &options, &|event| {
            if timeline::is_wanted() {
                eprintln!("{} ms: {event:?}", begun.elapsed().as_millis());
            }
        }))??;
        if let Some(stage) = report.stage(Stage::Users) {
            people = (stage.rows, stage.outcome);
        }
        Ok(())
    })?;
    let db = rusqlite::Connection::open(file)?;
    let all: i64 = db.query_row("SELECT count(*) FROM user", [], |row| row.get(0))?;
    if people.1 != Outcome::Complete || !first && people.0 * 20 > all.unsigned_abs() {
        return Err(format!("{people:?} of {all} people were read").into());
    }
    measured.tell()
}
