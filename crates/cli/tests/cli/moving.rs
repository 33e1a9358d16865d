//! A simulated organization, mirrored, and a program signed in to it: for tests of commands that change
//! something.

use std::path::PathBuf;
use std::process::{Child, Stdio};

use atlctl_api::{Bases, Client};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, SyncOptions};
use atlctl_sim::{Control, Running, SimAccount, SimConfig, Simulator};
use rustix::process::{Pid, Signal, kill_process};

use crate::common::{Env, Output};

/// Where people are who can be moved, and where they are moved to.
pub const FROM: &str = "Password only";
pub const TO: &str = "Contractors";

/// Moves the people in `people.csv`.
pub const MOVE: [&str; 6] = ["policy", "move", "--csv", "people.csv", "--to", TO];
pub const RESUME: [&str; 4] = ["-q", "run", "resume", "last"];

/// The same in several calls, of which none waits for long.
pub fn small_calls(more: &[&'static str]) -> Vec<&'static str> {
    let pace = ["--yes", "--batch", "3", "--settle", "0.4"];
    [&MOVE[..], &pace, more].concat()
}

/// Sends a signal to a program that was started.
pub fn send(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

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

    fn signed_out(mut config: SimConfig) -> Self {
        // The day that the program takes for today. Without it, what is printed would change every day.
        let day = "2026-11-24T00:00:00Z".parse().unwrap();
        config.generated = config.generated.or(config.now).or(Some(day));
        // Deletions are final after fourteen days by the simulator's own clock.
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        config.now = config.now.or(Some(now));
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

    /// Another administrator puts an account into a group.
    pub fn another_adds(&self, group: &str, account: &str) {
        let body = format!(r#"{{"accountId":"{account}"}}"#);
        self.another_changes(group, "POST", "", &body);
    }

    /// Another administrator takes an account out of a group.
    pub fn another_removes(&self, group: &str, account: &str) {
        self.another_changes(group, "DELETE", &format!("/{account}"), "");
    }

    /// Another administrator deletes a group.
    pub fn another_deletes(&self, group: &str) {
        let path = self.group_path(group);
        let (status, answer) = self.control().as_another("DELETE", &path, "");
        assert_eq!(status, 204, "{answer}");
        self.control().settle();
    }

    fn group_path(&self, group: &str) -> String {
        let state = self.control().state(false);
        let groups = state["groups"].as_array().unwrap();
        let group = groups.iter().find(|one| one["name"] == group).unwrap();
        format!(
            "/admin/v2/orgs/{}/directories/-/groups/{}",
            self.sim.org_id(),
            group["id"].as_str().unwrap()
        )
    }

    fn another_changes(&self, group: &str, method: &str, member: &str, body: &str) {
        let path = format!("{}/memberships{member}", self.group_path(group));
        let (status, answer) = self.control().as_another(method, &path, body);
        assert_eq!(status, 204, "{answer}");
        self.control().settle();
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

    /// Mirrors the organization, and gives the policies their names.
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

    /// A profile with these lines in it.
    pub fn configure(&self, lines: &str) {
        let text = format!(
            "default_profile = \"p\"\n[profile.p]\norg = \"{}\"\n{lines}\n",
            self.sim.org_id()
        );
        self.env.file(".config/atlctl/config.toml", text);
    }

    /// Accounts that can be moved, in the policy `FROM`.
    pub fn movable(&self) -> Vec<SimAccount> {
        let id = self.policy(FROM);
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

    /// The first so many of them whose accounts no identity provider provisions.
    pub fn without_provider(&self, count: usize) -> Vec<SimAccount> {
        let mut people = self.movable();
        people.retain(|person| !person.synced);
        people.truncate(count);
        assert_eq!(people.len(), count);
        people
    }

    /// The addresses of the first so many of these.
    pub fn emails_without_provider(&self, count: usize) -> Vec<String> {
        let people = self.without_provider(count).into_iter();
        people.map(|person| person.email).collect()
    }

    /// The first so many of them, who are also the list in `people.csv`.
    pub fn listed(&self, count: usize) -> Vec<SimAccount> {
        let mut people = self.movable();
        people.truncate(count);
        assert_eq!(people.len(), count);
        self.csv(&people);
        people
    }

    /// Saves the plan that moves the people in `people.csv`, as `plan.json`.
    pub fn keep_plan(&self) {
        self.moves(&["--plan", "plan.json"]).expect(0);
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

    /// Makes these people the list in `people.csv`.
    pub fn csv(&self, people: &[SimAccount]) {
        let mut text = String::from("Name,Email\n");
        for person in people {
            text.push_str(&format!("\"{}\",{}\n", person.name, person.email));
        }
        self.env.file("people.csv", text);
    }

    /// How many calls asked to move people.
    pub fn writes(&self) -> usize {
        let requests = self.control().requests().into_iter();
        requests
            .filter(|request| request.path.ends_with("/add-users"))
            .count()
    }

    /// These people and nobody else are in the policy `TO`, moved once.
    pub fn assert_moved_once(&self, people: &[SimAccount]) {
        let to = self.policy(TO);
        let changes = self.control().changes();
        for person in people {
            let now = self.control().account(&person.account_id).unwrap();
            assert_eq!(now.policy.as_deref(), Some(to.as_str()), "{}", person.email);
            let moves = changes
                .iter()
                .filter(|change| change.account == person.account_id)
                .count();
            assert_eq!(moves, 1, "{}", person.email);
        }
        assert_eq!(changes.len(), people.len());
    }

    /// Each of these people was named in one call that was processed.
    pub fn assert_named_once(&self, people: &[SimAccount], what: &str) {
        let requests = self.control().requests();
        for person in people {
            let quoted = format!("\"{}\"", person.email);
            let named = requests.iter().filter(|request| {
                request.path.ends_with("/add-users")
                    && request.status == 202
                    && request.body.contains(&quoted)
            });
            assert_eq!(named.count(), 1, "{what}: {}", person.email);
        }
    }

    /// Moves the people in `people.csv`.
    pub fn moves(&self, more: &[&str]) -> Output {
        self.run(&[&MOVE[..], more].concat())
    }

    /// Moves the people in `people.csv` in calls of three, and kills the program in its second call, which is not processed.
    pub fn kill_in_second_call(&self) {
        let control = self.control();
        control.fault("POST */add-users skip=1 hang").unwrap();
        let mut child = self.start(&small_calls(&["-q", "--at-once", "1"]));
        self.wait_for("ended");
        child.kill().unwrap();
        child.wait().unwrap();
        control.clear_faults();
    }

    /// Starts the program, and leaves it at its work.
    pub fn start(&self, args: &[&str]) -> Child {
        self.env
            .command(args)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Waits until the journal of the first run says this.
    pub fn wait_for(&self, word: &str) {
        let journal = self.runs_dir().join("20261124-1/journal");
        let wanted = format!("\"e\":\"{word}\"");
        while !std::fs::read_to_string(&journal).is_ok_and(|text| text.contains(&wanted)) {
            std::thread::yield_now();
        }
    }

    /// The IDs that a list prints.
    pub fn ids(&self, list: &[&str]) -> Vec<String> {
        let output = self.env.run(&[list, &["-q", "-o", "id"]].concat());
        output.stdout.lines().map(str::to_owned).collect()
    }

    pub fn run(&self, args: &[&str]) -> Output {
        let mut output = self.env.run(args);
        for text in [&mut output.stdout, &mut output.stderr] {
            *text = text.replace(&self.sim.org_id(), "[ORG]");
        }
        output
    }
}
