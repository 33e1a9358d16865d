//! A simulated organisation, mirrored, and a program signed in to it: for tests of commands that change
//! something.

use std::path::PathBuf;

use atlctl_api::{Bases, Client};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, SyncOptions};
use atlctl_sim::{Control, Running, SimAccount, SimConfig, Simulator};

use crate::common::{Env, Output};

pub struct Place {
    pub env: Env,
    pub sim: Running,
}

impl Place {
    /// With an API key.
    pub fn new(config: SimConfig) -> Self {
        let mut place = Self::signed_out(config);
        let key = place.sim.api_key();
        place.env.var("ATLCTL_API_KEY", &key);
        place
    }

    /// With a session alone.
    pub fn with_session(config: SimConfig) -> Self {
        let mut place = Self::signed_out(config);
        let token = place.sim.session_token();
        place.env.var("ATLCTL_SESSION_TOKEN", &token);
        place
    }

    fn signed_out(config: SimConfig) -> Self {
        let sim = Simulator::spawn_thread(config).unwrap();
        let mut env = Env::new();
        env.var("ATLCTL_API_BASE", &sim.api_base())
            .var("ATLCTL_PORTAL_BASE", &sim.portal_base())
            .var("ATLCTL_ORG", &sim.org_id());
        let place = Self { env, sim };
        place.sync();
        place
    }

    pub fn control(&self) -> Control {
        self.sim.control()
    }

    fn org_dir(&self) -> PathBuf {
        let dir = self.env.home().join(".local/share/atlctl/orgs");
        dir.join(self.sim.org_id())
    }

    pub fn mirror(&self) -> PathBuf {
        self.org_dir().join("mirror.sqlite")
    }

    pub fn runs_dir(&self) -> PathBuf {
        self.org_dir().join("runs")
    }

    /// Mirrors the organisation, and gives the policies their names.
    pub fn sync(&self) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let client = Client::builder()
            .bases(Bases::parse(&self.sim.api_base(), &self.sim.portal_base()).unwrap())
            .api_key(self.sim.api_key().into())
            .no_proxy(true)
            .build()
            .unwrap();
        let mut mirror = Mirror::open(self.mirror()).unwrap();
        let mut options = SyncOptions::new(self.sim.org_id().into());
        let then = "2026-11-24T08:00:00Z".parse().unwrap();
        options.clock = std::sync::Arc::new(move || then);
        runtime
            .block_on(sync::run(&client, &mirror, &options, &|_| {}))
            .unwrap();
        for policy in self.control().policies() {
            mirror.name_policy(&policy.id.into(), &policy.name).unwrap();
        }
    }

    /// Accounts that can be moved and are in this policy.
    pub fn movable(&self, policy: &str) -> Vec<SimAccount> {
        let id = self.policy(policy);
        self.control()
            .accounts()
            .into_iter()
            .filter(|account| {
                account.managed
                    && account.status == "active"
                    && !account.org_admin
                    && account.policy.as_deref() == Some(&id)
            })
            .collect()
    }

    /// The first so many of them, who are also the list in `people.csv`.
    pub fn listed(&self, policy: &str, count: usize) -> Vec<SimAccount> {
        let mut people = self.movable(policy);
        people.truncate(count);
        assert_eq!(people.len(), count);
        self.csv(&people);
        people
    }

    /// Keeps the plan that moves whoever is in `people.csv`, as `plan.json`.
    pub fn keep_plan(&self, to: &str) {
        let list = ["policy", "move", "--csv", "people.csv", "--to", to];
        self.run(&[&list[..], &["--plan", "plan.json"]].concat())
            .expect(0);
    }

    /// The id of the policy with this name.
    pub fn policy(&self, name: &str) -> String {
        let policies = self.control().policies();
        policies
            .into_iter()
            .find(|policy| policy.name == name)
            .unwrap()
            .id
    }

    /// A CSV with the first so many of these people.
    pub fn csv(&self, people: &[SimAccount]) -> String {
        let mut text = String::from("Name,Email\n");
        for person in people {
            text.push_str(&format!("\"{}\",{}\n", person.name, person.email));
        }
        self.env.file("people.csv", text);
        "people.csv".to_owned()
    }

    pub fn run(&self, args: &[&str]) -> Output {
        let mut output = self.env.run(args);
        for text in [&mut output.stdout, &mut output.stderr] {
            *text = text.replace(&self.sim.org_id(), "[ORG]");
        }
        output
    }
}
