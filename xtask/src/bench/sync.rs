//! Syncing many people with one cursor, compared with only fetching their pages.

use atlctl_core::number::grouped;
use std::path::Path;

use atlctl_api::{Bases, Client, UserSearch};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self as engine, Stage, SyncOptions};
use futures_util::StreamExt as _;

use super::{Bar, Child, Failure, Figure, Measured, Setup, timeline};

/// Measures and returns the figures.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let many = if setup.quick { 20_000 } else { 100_000 };
    let mut figures = Vec::new();
    let measure = |kind: &str, people: u32, delay: u32, part: &str| -> Result<Measured, Failure> {
        let (people, delay) = (people.to_string(), delay.to_string());
        let mut server = Child::start(&["pages", &people, &delay, kind])?;
        let address = server.line()?;
        Child::measure(&[part, &address])
    };
    // CPU and memory do not depend on how long replies take.
    for (kind, bar, what) in [
        ("alone", 6.0, "people only"),
        ("memberships", 10.0, "with 4 groups and 2 apps each"),
    ] {
        let run = measure(kind, many, 0, "sync")?;
        let floor = measure(kind, many, 0, "floor")?;
        let each = |measured: Measured| measured.cpu_s * 1e6 / f64::from(many);
        figures.push(Figure::new(
            format!("sync, {what}: CPU per person in addition to fetching"),
            each(run) - each(floor),
            "µs",
        ));
        figures.push(
            Figure::new(
                format!("sync, {what}: CPU per person in total"),
                each(run),
                "µs",
            )
            .bar(Bar::AtMost(bar)),
        );
        figures.push(Figure::new(
            format!("sync, {what}: people per second at 0 ms per response"),
            f64::from(many) / run.wall_s,
            "",
        ));
        figures.push(
            Figure::new(
                format!("sync, {what}: peak memory, {} people", grouped(many.into())),
                run.peak_mib,
                "MiB",
            )
            .bar(Bar::AtMost(32.0)),
        );
    }
    if !setup.quick {
        let run = measure("memberships", 500_000, 0, "sync")?;
        figures.push(
            Figure::new("sync: peak memory, 500,000 people", run.peak_mib, "MiB")
                .bar(Bar::AtMost(32.0)),
        );
    }
    let delays: &[u32] = if setup.quick { &[2] } else { &[2, 50] };
    for delay in delays {
        let run = measure("memberships", many, *delay, "sync")?;
        let floor = measure("memberships", many, *delay, "floor")?;
        figures.push(Figure::new(
            format!(
                "fetching only, at {delay} ms per response, {} people",
                grouped(many.into())
            ),
            floor.wall_s,
            "s",
        ));
        figures.push(
            Figure::new(
                format!("sync at {delay} ms per response, relative to fetching only"),
                run.wall_s / floor.wall_s,
                "×",
            )
            .bar(Bar::AtMost(1.1)),
        );
        let all = measure("memberships", many, *delay, "policies")?;
        figures.push(Figure::new(
            format!(
                "the same with every account's policy ({} more requests)",
                many * 9 / 1_000
            ),
            all.wall_s / floor.wall_s,
            "×",
        ));
    }
    // What the program does: several cursors, and requests for policies beside them.
    for (kind, bar, what) in [
        ("memberships", 8.0, "evenly spread"),
        ("skewed", 14.0, "almost all in one domain"),
        (
            "alike",
            14.0,
            "almost all in one domain and without two-step verification",
        ),
    ] {
        let run = measure(kind, many, 50, "several")?;
        let figure = Figure::new(
            format!(
                "sync over several cursors at 50 ms per response, {} people, {what}",
                grouped(many.into())
            ),
            run.wall_s,
            "s",
        );
        figures.push(if setup.quick {
            figure
        } else {
            figure.bar(Bar::AtMost(bar))
        });
    }
    let run = measure("memberships", many, 0, "several")?;
    figures.push(
        Figure::new(
            "sync over several cursors: CPU per person in total",
            run.cpu_s * 1e6 / f64::from(many),
            "µs",
        )
        .bar(Bar::AtMost(10.0)),
    );
    figures.push(
        Figure::new(
            "sync over several cursors: peak memory",
            run.peak_mib,
            "MiB",
        )
        .bar(Bar::AtMost(32.0)),
    );
    Ok(figures)
}

fn client(address: &str) -> Result<Client, Failure> {
    let client = Client::builder()
        .bases(Bases::parse(address, &format!("{address}/gateway/api"))?)
        .api_key("bench".to_owned().into())
        .no_proxy(true);
    Ok(timeline::observed(client).build()?)
}

pub(super) fn block_on<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(work))
}

/// `floor ADDRESS`: fetches all pages and discards them.
pub fn floor(arguments: &[String]) -> Result<(), Failure> {
    let client = client(arguments.first().ok_or("which address?")?)?;
    Measured::of(|| {
        block_on(async {
            let mut pages = client.users_search_pages(&"bench".into(), UserSearch::default());
            while let Some(page) = pages.next().await {
                page?;
            }
            Ok(())
        })?
    })?
    .tell()
}

/// `sync ADDRESS`: syncs to a new mirror over one cursor, without policies.
pub fn sync(arguments: &[String]) -> Result<(), Failure> {
    mirror(arguments, false, 1)
}

/// `policies ADDRESS`: syncs to a new mirror over one cursor, with policies.
pub fn policies(arguments: &[String]) -> Result<(), Failure> {
    mirror(arguments, true, 1)
}

/// `several ADDRESS`: syncs to a new mirror over several cursors, without policies.
pub fn several(arguments: &[String]) -> Result<(), Failure> {
    mirror(arguments, false, 8)
}

fn mirror(arguments: &[String], policies: bool, cursors: usize) -> Result<(), Failure> {
    let address = arguments.first().ok_or("which address?")?;
    let place = tempfile::tempdir()?;
    let file = place.path().join("mirror.sqlite");
    Measured::of(|| read(address, &file, policies, cursors))?.tell()
}

/// Syncs from this address.
pub fn mirror_of(address: &str, file: &Path, policies: bool) -> Result<(), Failure> {
    read(address, file, policies, 8)
}

fn read(address: &str, file: &Path, policies: bool, cursors: usize) -> Result<(), Failure> {
    let client = client(address)?;
    let mirror = Mirror::open(file)?;
    let mut options = SyncOptions::new("bench".into());
    let measured = |stage: &Stage| !stage.is_optional() && (policies || *stage != Stage::Policies);
    options.parts.retain(measured);
    options.cursors = cursors;
    block_on(engine::run(&client, &mirror, &options, &|_| ()))??;
    Ok(())
}
