//! Lists from a mirror of 500,000 people.

use atlctl_core::number::grouped;
use std::ops::ControlFlow;
use std::time::Instant;

use atlctl_core::query::{List, ListQuery, Managed, UserQuery};
use atlctl_core::store::Mirror;
use jiff::Timestamp;

use super::sync::mirror_of;
use super::{Bar, Child, Failure, Figure, Setup};

/// A query, and the number of its rows.
type Ask<'a> = &'a dyn Fn() -> Result<u64, Failure>;

/// Measures and returns the figures.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let many = if setup.quick { 20_000 } else { 500_000 };
    let mut server = Child::start(&["pages", &many.to_string(), "0", "memberships"])?;
    let place = tempfile::tempdir()?;
    let file = place.path().join("mirror.sqlite");
    mirror_of(&server.line()?, &file, true)?;
    let mirror = Mirror::open_read_only(&file)?;
    let columns = [
        "name",
        "email",
        "status",
        "managed",
        "last_active",
        "policy",
    ]
    .map(str::to_owned);
    let ids = ["account_id".to_owned()];
    let now = Timestamp::now();
    let people = |query: UserQuery, columns: &[String]| -> Result<u64, Failure> {
        let found = query.run(&mirror, now, columns, &mut |_| ControlFlow::Continue(()))?;
        Ok(found.total)
    };
    let first = || UserQuery {
        limit: Some(50),
        ..UserQuery::default()
    };
    let everyone: Ask<'_> = &|| people(first(), &columns);
    let inactive: Ask<'_> = &|| {
        let query = UserQuery {
            inactive_days: Some(90),
            managed: Some(Managed::Yes),
            ..first()
        };
        people(query, &columns)
    };
    let searched: Ask<'_> = &|| {
        let query = UserQuery {
            search: Some("4999".to_owned()),
            ..first()
        };
        people(query, &columns)
    };
    let all_ids: Ask<'_> = &|| people(UserQuery::default(), &ids);
    let groups: Ask<'_> = &|| {
        let columns = ["name", "members"].map(str::to_owned);
        let query = ListQuery::default();
        let found = query.run(&mirror, List::Groups, &columns, &mut |_| {
            ControlFlow::Continue(())
        })?;
        Ok(found.rows)
    };
    let mut figures = Vec::new();
    for (what, ask) in [
        ("first 50 people by address", everyone),
        ("first 50 managed people inactive for 90 days", inactive),
        ("people found by part of their name", searched),
        ("IDs of all people by address", all_ids),
        ("groups with member counts", groups),
    ] {
        // Once to have the file in memory, as after a sync.
        ask()?;
        let begin = Instant::now();
        let rows = ask()?;
        let took = begin.elapsed().as_secs_f64();
        figures.push(
            Figure::new(
                format!("{what} ({} of {})", grouped(rows), grouped(many)),
                took,
                "s",
            )
            .bar(Bar::AtMost(1.0)),
        );
    }
    Ok(figures)
}
