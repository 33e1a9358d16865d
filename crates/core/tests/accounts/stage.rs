//! Managed accounts of a simulated organization, and runs that change them.

use std::collections::BTreeMap;
use std::time::Duration;

use atlctl_api::{Bases, Client, Timeouts};
use atlctl_core::apply::{
    Clock, MaxFailures, Run, Runs, Settings, Unobserved, execute, row_result,
};
use atlctl_core::change::{Before, Facet, Live, Value, Wire, read_live};
use atlctl_core::plan::{Base, FORMAT, Kind, Later, Origin, Plan, Row, Verdict};
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Facet as Lagged, Running, SimAccount, SimConfig, Simulator};
use jiff::Timestamp;

pub struct Stage {
    pub sim: Running,
    client: Client,
    pub people: Vec<SimAccount>,
    _dir: tempfile::TempDir,
    runs: Runs,
}

impl Stage {
    /// So many active managed accounts whose life, address and profile can be changed.
    pub fn new(people: usize) -> Self {
        let sim = Simulator::spawn_thread(SimConfig::default()).unwrap();
        let mut accounts = sim.control().accounts();
        accounts
            .retain(|one| one.managed && one.status == "active" && !one.synced && !one.org_admin);
        accounts.truncate(people);
        assert_eq!(accounts.len(), people);
        let client = Client::builder()
            .bases(Bases::parse(&sim.api_base(), &sim.portal_base()).unwrap())
            .api_key(sim.api_key().into())
            .no_proxy(true)
            .timeouts(Timeouts {
                connect: Duration::from_secs(1),
                read: Duration::from_secs(1),
                total: Duration::from_secs(1),
            })
            .max_wait(Duration::from_secs(1), Duration::from_millis(300))
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        Self {
            runs: Runs::in_dir(dir.path().join("runs")),
            sim,
            client,
            people: accounts,
            _dir: dir,
        }
    }

    /// A row that changes the account of this person.
    pub fn row(&self, person: usize, facet: &Facet, before: &str, to: &str) -> Row {
        let person = &self.people[person];
        Row {
            line: None,
            email: Some(person.email.clone()),
            account: Some(person.account_id.clone()),
            name: None,
            target: None,
            facet: facet.clone(),
            before: Before::Is(before.into()),
            to: Some(to.into()),
            after: Vec::new(),
            effect: None,
            verdict: Verdict::Change,
        }
    }

    pub fn plan(&self, rows: Vec<Row>) -> Plan {
        Plan {
            kind: Kind::Several {
                title: "Test".to_owned(),
            },
            org: self.sim.org_id(),
            org_name: None,
            service: self.sim.api_base(),
            made: Timestamp::now(),
            tool: "test".to_owned(),
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
            later: Later::default(),
        }
    }

    pub fn begin(&self, rows: Vec<Row>) -> Run {
        let settings = Settings {
            at_once: 2,
            // Longer than a call may take.
            settle: 1_500,
            visible: 2_000,
            read_patience: 5_000,
            linger: 0,
            max_failures: MaxFailures::Percent(100),
            ..Settings::default()
        };
        let plan = self.plan(rows);
        let mut run = self
            .runs
            .begin(plan, settings, None, Timestamp::now())
            .unwrap();
        run.machine.begin();
        run
    }

    pub fn go(&self, run: &mut Run) {
        let wire = self.wire();
        let clock = Clock::from(Timestamp::now());
        let (machine, journal) = (&mut run.machine, &mut run.journal);
        let never = std::future::pending();
        block_on(execute(
            &wire,
            machine,
            journal,
            clock,
            &mut Unobserved,
            never,
        ))
        .unwrap();
    }

    /// Resumes from the journal until nothing is left to do, without faults.
    pub fn resumed(&self, mut run: Run) -> Run {
        self.sim.control().clear_faults();
        for _ in 0..4 {
            if !run.machine.can_resume() {
                break;
            }
            let id = run.info.id.clone();
            drop(run);
            run = self.runs.open(&id).unwrap();
            run.machine.resume(Timestamp::now().as_millisecond());
            self.go(&mut run);
        }
        run
    }

    pub fn wire(&self) -> Wire {
        Wire {
            client: self.client.clone(),
            org: self.sim.org_id().into(),
        }
    }

    /// The live values of what these rows change.
    pub fn live(&self, rows: &[Row]) -> Live {
        let items = rows
            .iter()
            .map(|row| (row.facet.clone(), row.target().unwrap()));
        let items: Vec<_> = items.collect();
        let (wire, now) = (self.wire(), Timestamp::now());
        let read = block_on(read_live(&wire, &items, now, &mut |_| ()));
        let (live, refused) = read.unwrap();
        assert!(refused.is_empty(), "{refused:?}");
        live
    }

    pub fn outcomes(run: &Run) -> Vec<RowOutcome> {
        let rows = 0..run.machine.plan().rows.len();
        rows.map(|at| row_result(&run.machine, at).0).collect()
    }

    /// A person's state in truth.
    pub fn truth(&self, person: usize) -> serde_json::Value {
        let state = self.sim.control().state(false);
        let mut all = state["people"].as_array().unwrap().iter();
        let id = self.people[person].account_id.as_str();
        all.find(|one| one["id"] == id).unwrap().clone()
    }

    pub fn email(&self, person: usize) -> String {
        self.truth(person)["email"].as_str().unwrap().to_owned()
    }

    /// How often this call succeeded for each account.
    pub fn succeeded(&self, call: &str) -> BTreeMap<String, u32> {
        let calls = self.sim.control().calls().into_iter();
        calls
            .filter(|one| one.call == call)
            .map(|one| (one.target, one.succeeded))
            .collect()
    }

    pub fn lag(&self, facet: Lagged, milliseconds: u64) {
        let lag = Duration::from_millis(milliseconds);
        self.sim.control().set_lag(facet, lag);
    }

    pub fn fault(&self, text: &str) {
        self.sim.control().fault(text).unwrap();
    }
}

/// The live value of a row.
pub fn value<'a>(live: &'a Live, row: &Row) -> Option<&'a Value> {
    live.value(&row.target().unwrap(), &row.facet)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
