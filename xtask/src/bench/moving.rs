//! Changing people, one a call or many, compared with the lower bound.

use atlctl_core::number::grouped;
use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{Bases, Client};
use atlctl_core::apply::{Clock, Journal, Machine, MaxFailures, Settings, Unobserved, execute};
use atlctl_core::change::facet::{membership, policy};
use atlctl_core::change::{Before, Facet, FacetKind, Subject, Wire};
use atlctl_core::plan::{Base, FORMAT, Kind, Origin, Plan, Row, Verdict};
use atlctl_sim::{SimAccount, SimConfig, Simulator};
use futures_util::StreamExt as _;
use jiff::Timestamp;

use super::{Bar, Child, Failure, Figure, Measured, Setup};

/// What is changed, and how.
struct Way {
    /// Its name for the part that runs in a process of its own.
    name: &'static str,
    /// Targets in a call.
    batch: usize,
    /// Calls in parallel.
    at_once: u32,
    /// Whether a call has a task, so that there is more to do than calling and reading back.
    task: bool,
}

/// Policies, a call for each person.
const MOVES: Way = Way {
    name: "moves",
    batch: 1,
    at_once: 32,
    task: true,
};
/// Members of a group: the service takes one a call.
const MEMBERS: Way = Way {
    name: "members",
    batch: 1,
    at_once: 32,
    task: false,
};
/// Policies, as many people a call as by default.
const BATCHES: Way = Way {
    name: "batches",
    batch: 100,
    at_once: 8,
    task: true,
};

impl Way {
    fn named(name: &str) -> Result<&'static Self, Failure> {
        let mut all = [&MOVES, &MEMBERS, &BATCHES].into_iter();
        let found = all.find(|way| way.name == name);
        found.ok_or_else(|| format!("{name}: no such way").into())
    }

    /// The fastest that this can be: its calls, one after the other on each connection.
    fn bound(&self, rows: u32, delay: u32) -> Result<f64, Failure> {
        let calls = f64::from(rows.div_ceil(u32::try_from(self.batch)?));
        Ok(calls * f64::from(delay) / 1_000.0 / f64::from(self.at_once))
    }

    /// The most that the whole may take, relative to the bound.
    fn most(&self, delay: u32) -> Option<f64> {
        match (self.batch, delay, self.task) {
            (1, 50, _) => Some(1.07),
            (1, 2, false) => Some(1.5),
            _ => None,
        }
    }
}

/// Moves people, one call for each.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    figures(setup, &MOVES)
}

/// Adds members, one call for each.
pub fn members(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    figures(setup, &MEMBERS)
}

/// Moves people, a hundred a call.
pub fn batches(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    figures(setup, &BATCHES)
}

/// How many rows are changed.
pub(super) fn rows(setup: &Setup) -> u32 {
    if setup.quick { 1_000 } else { 10_000 }
}

fn figures(setup: &Setup, way: &Way) -> Result<Vec<Figure>, Failure> {
    let many = rows(setup);
    let mut figures = Vec::new();
    let measure = |delay: u32, journal: &str| -> Result<Measured, Failure> {
        let mut runs = Vec::new();
        for _ in 0..3 {
            let mut server =
                Child::start(&["organization", &many.to_string(), &delay.to_string()])?;
            let address = server.line()?;
            runs.push(Child::measure(&[
                "changes",
                &address,
                &many.to_string(),
                journal,
                way.name,
            ])?);
        }
        runs.sort_by(|a, b| a.wall_s.total_cmp(&b.wall_s));
        runs.get(1).copied().ok_or_else(|| "no run".into())
    };
    for delay in [2, 50] {
        let bound = way.bound(many, delay)?;
        let alone = measure(delay, "alone")?;
        let without = measure(delay, "none")?;
        let with = measure(delay, "kept")?;
        figures.push(Figure::new(
            format!(
                "lower bound: {} people, {} a call, at {delay} ms per response, {} calls in parallel",
                grouped(many.into()),
                way.batch,
                way.at_once,
            ),
            bound,
            "s",
        ));
        figures.push(Figure::new(
            format!("calls only, without reading back, at {delay} ms, relative to the bound"),
            alone.wall_s / bound,
            "×",
        ));
        figures.push(Figure::new(
            format!("without a journal, at {delay} ms, relative to the bound"),
            without.wall_s / bound,
            "×",
        ));
        let with_bar = |figure: Figure, most: Option<f64>| match most {
            Some(most) => figure.bar(Bar::AtMost(most)),
            None => figure,
        };
        figures.push(with_bar(
            Figure::new(
                format!("with the journal, at {delay} ms, relative to the bound"),
                with.wall_s / bound,
                "×",
            ),
            way.most(delay),
        ));
        figures.push(with_bar(
            Figure::new(
                format!("cost of the journal at {delay} ms"),
                (with.wall_s / without.wall_s - 1.0) * 100.0,
                "%",
            ),
            (delay == 50).then_some(3.0),
        ));
        figures.push(Figure::new(
            format!("CPU per row with the journal, at {delay} ms"),
            with.cpu_s * 1e6 / f64::from(many),
            "µs",
        ));
    }
    Ok(figures)
}

pub(super) fn config(people: u32, delay: u64) -> Result<SimConfig, Failure> {
    Ok(SimConfig {
        // Not all of them are managed.
        people: usize::try_from(people)? * 2,
        reply_delay: Duration::from_millis(delay),
        ..SimConfig::default()
    })
}

/// `organization PEOPLE DELAY`: serves until stopped.
pub fn serve(arguments: &[String]) -> Result<(), Failure> {
    let [people, delay] = arguments else {
        return Err("how many people, and what delay?".into());
    };
    let server = Simulator::spawn_thread(config(people.parse()?, delay.parse()?)?)?;
    println!("{}", server.api_base());
    loop {
        std::thread::park();
    }
}

/// `changes ADDRESS ROWS kept|none|alone WAY`: changes this many people; `alone` only makes the calls.
pub fn changes(arguments: &[String]) -> Result<(), Failure> {
    let [address, rows, journal, way] = arguments else {
        return Err("which address, how many rows, which journal, which way?".into());
    };
    let (rows, way): (u32, _) = (rows.parse()?, Way::named(way)?);
    // The same seed gives the same organization: who is in it is asked here, and not of what is measured.
    let same = Simulator::spawn_thread(config(rows, 0)?)?;
    let (org, key) = (same.org_id(), same.api_key());
    let plan = plan(&same, usize::try_from(rows)?, &org, way)?;
    same.stop();
    let at_once = usize::try_from(way.at_once)?;
    let client = Client::builder()
        .bases(Bases::parse(address, &format!("{address}/gateway/api"))?)
        .api_key(key.into())
        .concurrency(at_once * 2)
        .no_proxy(true)
        .build()?;
    let wire = Wire::new(client, org.as_str().into());
    if journal == "alone" {
        return calls(&wire, &plan, way);
    }
    let settings = Settings {
        batch: way.batch,
        at_once,
        max_failures: MaxFailures::Count(0),
        ..Settings::default()
    };
    let mut machine = Machine::new(Arc::new(plan), settings);
    machine.begin();
    let place = tempfile::tempdir()?;
    let mut kept = match journal.as_str() {
        "none" => Journal::none(),
        _ => Journal::create(&place.path().join("journal"))?,
    };
    let measured = Measured::of(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(execute(
            &wire,
            &mut machine,
            &mut kept,
            Clock::from(Timestamp::now()),
            &mut Unobserved,
            std::future::pending(),
        ))?;
        Ok(())
    })?;
    let tally = machine.tally();
    if tally.there != u64::from(rows) {
        return Err(format!("{} of {rows} rows were done: {tally:?}", tally.there).into());
    }
    measured.tell()
}

fn calls(wire: &Wire, plan: &Plan, way: &Way) -> Result<(), Failure> {
    let calls = plan.rows.chunks(way.batch).filter_map(|rows| {
        let first = rows.first()?;
        let (facet, to) = (first.facet.clone(), first.to.clone()?);
        let subjects: Vec<Subject> = rows
            .iter()
            .filter_map(|row| {
                Some(Subject {
                    target: row.target()?,
                    email: row.email.clone(),
                })
            })
            .collect();
        Some(async move { facet.kind.send(wire, &facet.of, &to, &subjects).await })
    });
    let at_once = usize::try_from(way.at_once)?;
    Measured::of(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let mut answers = futures_util::stream::iter(calls).buffer_unordered(at_once);
            while let Some(answer) = answers.next().await {
                answer?;
            }
            Ok(())
        })
    })?
    .tell()
}

/// A group that everybody can be added to, and nobody is in.
pub(super) fn group(server: &atlctl_sim::Running) -> Result<String, Failure> {
    let state = server.control().state(false);
    let groups = state.get("groups").and_then(|groups| groups.as_array());
    let mut groups = groups.into_iter().flatten();
    let text = |group: &serde_json::Value, name: &str| {
        let text = group.get(name).and_then(|text| text.as_str());
        text.map(str::to_owned)
    };
    groups
        .find(|group| text(group, "name").as_deref() == Some("old-project-2019"))
        .and_then(|group| text(group, "id"))
        .ok_or_else(|| "no empty group".into())
}

/// People who can be changed.
pub(super) fn people(server: &atlctl_sim::Running, to: &str) -> Vec<SimAccount> {
    let accounts = server.control().accounts().into_iter();
    accounts
        .filter(|account| account.managed && account.status == "active")
        .filter(|account| account.policy.as_deref() != Some(to))
        .collect()
}

/// People of the largest policies, all to another, or all to one group.
fn plan(server: &atlctl_sim::Running, rows: usize, org: &str, way: &Way) -> Result<Plan, Failure> {
    let policies = server.control().policies();
    let policy = policies.last().ok_or("no policy")?.id.clone();
    let (facet, to) = if way.task {
        let facet = Facet::new(FacetKind::of(&policy::Policy));
        (facet, policy.clone())
    } else {
        let of = ["-".to_owned(), group(server)?];
        let facet = Facet::about(FacetKind::of(&membership::Membership), of);
        (facet, membership::IN.to_owned())
    };
    let rows: Vec<Row> = people(server, &policy)
        .into_iter()
        .take(rows)
        .map(|account| Row {
            line: None,
            email: Some(account.email),
            account: Some(account.account_id),
            name: None,
            target: None,
            facet: facet.clone(),
            before: if way.task {
                Before::Is(account.policy.as_deref().into())
            } else {
                Before::Is(membership::OUT.into())
            },
            to: Some(to.as_str().into()),
            after: Vec::new(),
            before_words: None,
            effect: None,
            ends: None,
            keeps_seat: false,
            is_deactivated: false,
            change_reason: None,
            review_rows: Vec::new(),
            members: None,
            is_final: false,
            held: None,
            verdict: Verdict::Change,
        })
        .collect();
    Ok(Plan {
        kind: Kind::Set {
            facet,
            to: to.as_str().into(),
        },
        org: org.to_owned(),
        org_name: None,
        service: String::new(),
        made: Timestamp::now(),
        tool: String::new(),
        actor: None,
        include: None,
        base: Base {
            sync: None,
            synced: None,
            read: None,
            unread: Vec::new(),
        },
        origin: Origin::default(),
        from: None,
        reason: None,
        ticket: None,
        until: None,
        effort: None,
        totals: Vec::new(),
        equal: Vec::new(),
        notes: Vec::new(),
        rows,
        format: FORMAT,
        later: Default::default(),
    })
}
