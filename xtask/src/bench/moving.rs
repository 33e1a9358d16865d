//! Moving people between policies, one call for each person, compared with the lower bound.

use atlctl_core::number::grouped;
use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{Bases, Client, OrgId};
use atlctl_core::apply::{Clock, Journal, Machine, MaxFailures, Quiet, Settings, execute};
use atlctl_core::change::facet::policy;
use atlctl_core::change::{Before, Facet, FacetKind, Wire};
use atlctl_core::plan::{Base, FORMAT, Kind, Origin, Plan, Row, Verdict};
use atlctl_sim::{SimConfig, Simulator};
use futures_util::StreamExt as _;
use jiff::Timestamp;

use super::{Bar, Child, Failure, Figure, Measured, Setup};

/// Calls in parallel.
const AT_ONCE: u32 = 32;

/// Measures and returns the figures.
pub fn bench(setup: &Setup) -> Result<Vec<Figure>, Failure> {
    let many: u32 = if setup.quick { 1_000 } else { 10_000 };
    let mut figures = Vec::new();
    let measure = |delay: u32, journal: &str| -> Result<Measured, Failure> {
        let mut runs = Vec::new();
        for _ in 0..3 {
            let mut server =
                Child::start(&["organization", &many.to_string(), &delay.to_string()])?;
            let address = server.line()?;
            runs.push(Child::measure(&[
                "moves",
                &address,
                &many.to_string(),
                journal,
            ])?);
        }
        runs.sort_by(|a, b| a.wall_s.total_cmp(&b.wall_s));
        runs.get(1).copied().ok_or_else(|| "no run".into())
    };
    for delay in [2, 50] {
        let bound = f64::from(many) * f64::from(delay) / 1_000.0 / f64::from(AT_ONCE);
        let alone = measure(delay, "alone")?;
        let without = measure(delay, "none")?;
        let with = measure(delay, "kept")?;
        figures.push(Figure::new(
            format!(
                "lower bound: {} people at {delay} ms per response, {AT_ONCE} calls in parallel",
                grouped(many.into())
            ),
            bound,
            "s",
        ));
        figures.push(Figure::new(
            format!(
                "calls only, without polling and reading back, at {delay} ms, relative to the bound"
            ),
            alone.wall_s / bound,
            "×",
        ));
        figures.push(Figure::new(
            format!("without a journal, at {delay} ms, relative to the bound"),
            without.wall_s / bound,
            "×",
        ));
        let with_bar = |figure: Figure, most: f64| {
            if delay == 50 {
                figure.bar(Bar::AtMost(most))
            } else {
                figure
            }
        };
        figures.push(with_bar(
            Figure::new(
                format!("with the journal, at {delay} ms, relative to the bound"),
                with.wall_s / bound,
                "×",
            ),
            1.1,
        ));
        figures.push(with_bar(
            Figure::new(
                format!("cost of the journal at {delay} ms"),
                (with.wall_s / without.wall_s - 1.0) * 100.0,
                "%",
            ),
            5.0,
        ));
        figures.push(Figure::new(
            format!("CPU per row with the journal, at {delay} ms"),
            with.cpu_s * 1e6 / f64::from(many),
            "µs",
        ));
    }
    Ok(figures)
}

fn config(people: u32, delay: u64) -> Result<SimConfig, Failure> {
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

/// `moves ADDRESS ROWS kept|none|alone`: moves this many people, one call each; `alone` only makes the calls.
pub fn moves(arguments: &[String]) -> Result<(), Failure> {
    let [address, rows, journal] = arguments else {
        return Err("which address, how many rows, which journal?".into());
    };
    let rows: u32 = rows.parse()?;
    // The same seed gives the same organization: who is in it is asked here, and not of what is measured.
    let same = Simulator::spawn_thread(config(rows, 0)?)?;
    let (org, key) = (same.org_id(), same.api_key());
    let plan = plan(&same, usize::try_from(rows)?, &org)?;
    same.stop();
    let client = Client::builder()
        .bases(Bases::parse(address, &format!("{address}/gateway/api"))?)
        .api_key(key.into())
        .concurrency(usize::try_from(AT_ONCE)? * 2)
        .no_proxy(true)
        .build()?;
    if journal == "alone" {
        return calls(&client, &org.as_str().into(), &plan);
    }
    let settings = Settings {
        batch: 1,
        at_once: usize::try_from(AT_ONCE)?,
        max_failures: MaxFailures::Count(0),
        ..Settings::default()
    };
    let mut machine = Machine::new(Arc::new(plan), settings);
    machine.begin();
    let wire = Wire {
        client,
        org: org.as_str().into(),
    };
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
            &mut Quiet,
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

fn calls(client: &Client, org: &OrgId, plan: &Plan) -> Result<(), Failure> {
    let calls = plan.rows.iter().filter_map(|row| {
        let (to, email) = (row.to.as_ref()?.text()?, row.email.clone()?);
        Some(async move { client.add_users_to_policy(org, &to.into(), &[email]).await })
    });
    let at_once = usize::try_from(AT_ONCE)?;
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

/// People of the largest policies, all to another.
fn plan(server: &atlctl_sim::Running, rows: usize, org: &str) -> Result<Plan, Failure> {
    let control = server.control();
    let policies = control.policies();
    let to = policies.last().ok_or("no policy")?.id.clone();
    let facet = Facet::new(FacetKind::of(&policy::Policy));
    let rows: Vec<Row> = control
        .accounts()
        .into_iter()
        .filter(|account| {
            account.managed && account.status == "active" && account.policy.as_ref() != Some(&to)
        })
        .take(rows)
        .map(|account| Row {
            line: None,
            email: Some(account.email),
            account: Some(account.account_id),
            name: None,
            target: None,
            facet: facet.clone(),
            before: Before::Is(account.policy.as_deref().into()),
            to: Some(to.as_str().into()),
            after: Vec::new(),
            effect: None,
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
        totals: Vec::new(),
        notes: Vec::new(),
        rows,
        format: FORMAT,
        later: Default::default(),
    })
}
