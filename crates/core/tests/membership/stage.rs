//! People of a simulated organization and a group, and runs that change who is in it.

use std::time::Duration;

use atlctl_api::{Bases, Client, Timeouts};
use atlctl_core::apply::{
    Clock, MaxFailures, Run, Runs, Settings, Unobserved, execute, row_result,
};
use atlctl_core::change::facet::membership::Membership;
use atlctl_core::change::{Before, Facet, FacetKind, Item, Value, Wire};
use atlctl_core::plan::{Base, FORMAT, Kind, Later, Origin, Plan, Row, Verdict};
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Facet as Lagged, Running, SimConfig, Simulator};
use jiff::Timestamp;

pub struct Stage {
    pub sim: Running,
    client: Client,
    pub people: Vec<String>,
    pub of: Vec<String>,
    _dir: tempfile::TempDir,
    runs: Runs,
}

impl Stage {
    /// So many active people who are no admins, and a group.
    pub fn new(group: &str, people: usize) -> Self {
        let sim = Simulator::spawn_thread(SimConfig::default()).unwrap();
        let state = sim.control().state(false);
        let groups = state["groups"].as_array().unwrap();
        let group = groups.iter().find(|one| one["name"] == group).unwrap();
        let all = state["people"].as_array().unwrap().iter();
        let people: Vec<String> = all
            .filter(|one| one["status"] == "active" && one["org_admin"] == false)
            .filter(|one| one["managed"] == true)
            .take(people)
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
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
        let path = format!("/admin/v2/orgs/{}/directories", sim.org_id());
        let (_, told) = sim.control().as_another("GET", &path, "");
        let told: serde_json::Value = serde_json::from_str(&told.to_string()).unwrap();
        let directory = told["data"][0]["directoryId"].as_str().unwrap().to_owned();
        let dir = tempfile::tempdir().unwrap();
        Self {
            of: vec![directory, group["id"].as_str().unwrap().to_owned()],
            runs: Runs::in_dir(dir.path().join("runs")),
            sim,
            client,
            people,
            _dir: dir,
        }
    }

    fn facet(&self) -> Facet {
        Facet::about(FacetKind::of(&Membership), self.of.clone())
    }

    pub fn begin(&self, before: &str, to: &str) -> Run {
        let rows = self.people.iter().map(|account| Row {
            account: Some(account.clone()),
            ..row(self.facet(), before, to)
        });
        let kind = Kind::Set {
            facet: self.facet(),
            to: to.into(),
        };
        self.begin_rows(kind, rows.collect())
    }

    pub fn begin_rows(&self, kind: Kind, rows: Vec<Row>) -> Run {
        let plan = Plan {
            kind,
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
        };
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
            run.machine.resume(Timestamp::now().as_millisecond());
            self.go(&mut run);
        }
        run
    }

    fn wire(&self) -> Wire {
        Wire {
            client: self.client.clone(),
            org: self.sim.org_id().into(),
        }
    }

    pub fn outcomes(&self, run: &Run) -> Vec<RowOutcome> {
        let rows = 0..run.machine.plan().rows.len();
        rows.map(|at| row_result(&run.machine, at).0).collect()
    }

    /// Who is in the group, in truth.
    pub fn inside(&self) -> Vec<bool> {
        let state = self.sim.control().state(false);
        let all = state["people"].as_array().unwrap();
        let of = |account: &String| {
            let one = all.iter().find(|one| one["id"] == account.as_str());
            let groups = one.unwrap()["groups"].as_array().unwrap().clone();
            groups.iter().any(|group| *group == self.of[1].as_str())
        };
        self.people.iter().map(of).collect()
    }

    /// Every call that succeeded did so once for its target.
    pub fn assert_once_each(&self) {
        for call in self.sim.control().calls() {
            assert_eq!(call.succeeded, 1, "{call:?}");
        }
    }

    pub fn lag(&self, milliseconds: u64) {
        let lag = Duration::from_millis(milliseconds);
        self.sim.control().set_lag(Lagged::Memberships, lag);
    }

    pub fn fault(&self, text: &str) {
        self.sim.control().fault(text).unwrap();
    }

    /// Another administrator puts somebody in, or takes them out.
    pub fn put(&self, at: usize, is_in: bool) {
        let (org, group) = (self.sim.org_id(), &self.of[1]);
        let path = format!("/admin/v2/orgs/{org}/directories/-/groups/{group}/memberships");
        let account = &self.people[at];
        if is_in {
            let body = format!("{{\"accountId\":\"{account}\"}}");
            drop(self.sim.control().as_another("POST", &path, &body));
        } else {
            let path = format!("{path}/{account}");
            drop(self.sim.control().as_another("DELETE", &path, ""));
        }
        self.sim.control().settle();
        assert_eq!(self.inside()[at], is_in);
    }

    /// Reads, and says with how many requests.
    pub fn read(&self, items: &[Item]) -> (Vec<Option<Value>>, usize) {
        let before = self.sim.control().requests().len();
        let kind = FacetKind::of(&Membership);
        let wire = self.wire();
        let read = block_on(kind.read(&wire, items, &mut |_| ())).unwrap();
        (read, self.sim.control().requests().len() - before)
    }
}

/// A row about nobody yet.
pub fn row(facet: Facet, before: &str, to: &str) -> Row {
    Row {
        line: None,
        email: None,
        account: None,
        name: None,
        target: None,
        facet,
        before: Before::Is(before.into()),
        to: Some(to.into()),
        after: Vec::new(),
        effect: None,
        verdict: Verdict::Change,
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
