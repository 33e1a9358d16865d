//! People and groups of a simulated organization, and runs that change which roles they hold.

use std::time::Duration;

use atlctl_api::{Bases, Client, Timeouts};
use atlctl_core::apply::{
    Clock, MaxFailures, Run, Runs, Settings, Unobserved, execute, row_result,
};
use atlctl_core::change::{
    Access, AccessPath, Before, Facet, Item, Target, Value, Wire, read_access,
};
use atlctl_core::plan::{Base, FORMAT, Kind, Later, Origin, Plan, Row, Verdict};
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Facet as Lagged, Running, SimConfig, Simulator};
use jiff::Timestamp;

/// How many times as fast as real time a run's clock goes: the longest lag that a run waits for is 90 s.
const PACE: u32 = 10;

pub struct Stage {
    pub sim: Running,
    client: Client,
    state: serde_json::Value,
    _dir: tempfile::TempDir,
    runs: Runs,
    /// One for all runs, so that the times of a resumed run follow those before.
    clock: Clock,
}

/// The value in the plan, the value wanted.
pub type Change<'a> = (&'a Target, &'a str, &'a str);

impl Stage {
    pub fn new() -> Self {
        let sim = Simulator::spawn_thread(SimConfig::default()).unwrap();
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
            state: sim.control().state(false),
            runs: Runs::in_dir(dir.path().join("runs")),
            sim,
            client,
            _dir: dir,
            clock: Clock::from(Timestamp::now()).times(PACE),
        }
    }

    /// Active people with (or without) this app's role by the app's group, none of them an admin or holding any role
    /// themselves.
    pub fn people(&self, group: &str, is_in: bool, count: usize) -> Vec<Target> {
        let group = self.group(group).id().to_owned();
        let all = self.state["people"].as_array().unwrap().iter();
        let found: Vec<Target> = all
            .filter(|one| one["status"] == "active" && one["roles"].as_array().unwrap().is_empty())
            .filter(|one| {
                one["groups"]
                    .as_array()
                    .unwrap()
                    .contains(&group.as_str().into())
                    == is_in
            })
            .take(count)
            .map(|one| Target::Account(one["id"].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(found.len(), count);
        found
    }

    pub fn suspended(&self) -> Target {
        let mut all = self.state["people"].as_array().unwrap().iter();
        let one = all.find(|one| one["status"] == "suspended").unwrap();
        Target::Account(one["id"].as_str().unwrap().to_owned())
    }

    pub fn admins(&self) -> Vec<Target> {
        let all = self.state["people"].as_array().unwrap().iter();
        let admins = all.filter(|one| one["org_admin"] == true);
        admins
            .map(|one| Target::Account(one["id"].as_str().unwrap().to_owned()))
            .collect()
    }

    pub fn group(&self, name: &str) -> Target {
        let mut groups = self.state["groups"].as_array().unwrap().iter();
        let group = groups.find(|one| one["name"] == name).unwrap();
        Target::Group(group["id"].as_str().unwrap().to_owned())
    }

    /// The resource on which a group gives a role.
    pub fn app_of(&self, group: &str) -> String {
        let mut groups = self.state["groups"].as_array().unwrap().iter();
        let group = groups.find(|one| one["name"] == group).unwrap();
        group["roles"][0][0].as_str().unwrap().to_owned()
    }

    /// The roles assigned to a person or a group, in truth, as `resource role`.
    pub fn assigned(&self, target: &Target) -> Vec<(String, String)> {
        let state = self.sim.control().state(false);
        let list = if matches!(target, Target::Group(_)) {
            "groups"
        } else {
            "people"
        };
        let mut all = state[list].as_array().unwrap().iter();
        let one = all.find(|one| one["id"] == target.id()).unwrap();
        let roles = one["roles"].as_array().unwrap().iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        roles.map(|role| (text(&role[0]), text(&role[1]))).collect()
    }

    pub fn begin(&self, facet: &Facet, changes: &[Change<'_>]) -> Run {
        let rows = changes.iter().map(|(target, before, to)| Row {
            line: None,
            email: None,
            account: target.account().map(str::to_owned),
            name: None,
            target: target.account().is_none().then(|| (*target).clone()),
            facet: facet.clone(),
            before: Before::Is((*before).into()),
            to: Some((*to).into()),
            after: Vec::new(),
            effect: None,
            verdict: Verdict::Change,
        });
        let plan = Plan {
            kind: Kind::Several {
                title: "Roles".to_owned(),
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
            rows: rows.collect(),
            format: FORMAT,
            later: Later::default(),
        };
        let settings = Settings {
            at_once: 2,
            // Longer than a call may take.
            settle: 15_000,
            read_patience: 50_000,
            linger: 0,
            max_failures: MaxFailures::Percent(100),
            ..Settings::default()
        };
        let mut run = self
            .runs
            .begin(plan, settings, None, Timestamp::now())
            .unwrap();
        run.machine.begin();
        run
    }

    pub fn go(&self, run: &mut Run) {
        let wire = self.wire();
        let clock = self.clock;
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

    /// Applies the changes; the outcome of each.
    pub fn apply(&self, facet: &Facet, changes: &[Change<'_>]) -> Vec<(RowOutcome, String)> {
        let mut run = self.begin(facet, changes);
        self.go(&mut run);
        self.outcomes(&run, changes.len())
    }

    /// Resumes until nothing is left to do, without faults.
    pub fn resumed(&self, mut run: Run) -> Run {
        self.sim.control().clear_faults();
        for _ in 0..4 {
            if !run.machine.can_resume() {
                break;
            }
            let id = run.info.id.clone();
            drop(run);
            run = self.runs.open(&id).unwrap();
            run.machine.resume(self.clock.now());
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

    pub fn outcomes(&self, run: &Run, rows: usize) -> Vec<(RowOutcome, String)> {
        (0..rows)
            .map(|at| {
                let (outcome, why) = row_result(&run.machine, at);
                (outcome, why)
            })
            .collect()
    }

    /// Every call that succeeded did so once for its target.
    pub fn assert_once_each(&self) {
        for call in self.sim.control().calls() {
            assert_eq!(call.succeeded, 1, "{call:?}");
        }
    }

    pub fn lag(&self, milliseconds: u64) {
        let lag = Duration::from_millis(milliseconds);
        self.sim.control().set_lag(Lagged::Roles, lag);
    }

    pub fn read(&self, facet: &Facet, targets: &[Target]) -> Vec<Option<Value>> {
        let items: Vec<Item> = targets
            .iter()
            .map(|target| Item {
                target: target.clone(),
                of: facet.of.clone(),
            })
            .collect();
        block_on(facet.kind.read(&self.wire(), &items, &mut |_| ())).unwrap()
    }

    pub fn access(&self, people: &[Target], app: &str) -> (Access, Vec<Vec<AccessPath>>) {
        let accounts: Vec<String> = people.iter().map(|one| one.id().to_owned()).collect();
        let apps = [app.to_owned()];
        let wire = self.wire();
        let access = block_on(read_access(&wire, "-", &accounts, &apps, &mut |_| ())).unwrap();
        let paths = accounts
            .iter()
            .map(|account| access.paths(account, app).unwrap());
        let paths = paths.collect();
        (access, paths)
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
