//! A simulated organization and a program that knows its addresses.

use std::path::PathBuf;

use atlctl_sim::{Control, Running, SimConfig, Simulator};

use super::{Env, Output};

/// The organization, and a home whose environment names its addresses (and no credential).
pub struct Place {
    pub env: Env,
    pub sim: Running,
}

impl Place {
    pub fn new(config: SimConfig) -> Self {
        let now = "2026-11-24T09:00:00Z".parse().unwrap();
        let sim = Simulator::spawn_thread(SimConfig {
            now: Some(now),
            ..config
        })
        .unwrap();
        let mut env = Env::new();
        env.var("ATLCTL_API_BASE", &sim.api_base())
            .var("ATLCTL_PORTAL_BASE", &sim.portal_base());
        Self { env, sim }
    }

    /// Signed in with an API key, which the profile keeps in a file.
    pub fn with_key(config: SimConfig) -> Self {
        let place = Self::new(config);
        let key = place.sim.api_key();
        place
            .env
            .run_with(
                &["auth", "login", "--api-key-stdin", "--store", "file"],
                key.as_bytes(),
            )
            .expect(0);
        place
    }

    /// Signed in with a session alone, kept there too.
    pub fn with_session(config: SimConfig) -> Self {
        let place = Self::new(config);
        place.add_session(&["--store", "file"]);
        place
    }

    /// Signed in with both.
    pub fn with_both() -> Self {
        let place = Self::with_key(SimConfig::default());
        place.sign_in();
        place
    }

    /// Adds a session, in place of one that is there.
    pub fn sign_in(&self) {
        self.add_session(&[]);
    }

    fn add_session(&self, more: &[&str]) {
        let login = ["auth", "login", "--token-stdin"];
        let token = self.sim.session_token();
        self.run_with(&[&login[..], more].concat(), &token)
            .expect(0);
    }

    /// With an API key, and with a mirror of the organization of 200 people.
    pub fn synced() -> Self {
        let place = Self::with_key(SimConfig::default());
        place.run(&["sync"]).expect(0);
        place
    }

    /// The same, in whose mirror policies have their names.
    pub fn named() -> Self {
        let place = Self::synced();
        let export = place.control().managed_accounts_csv();
        place.env.file("export.csv", export);
        place
            .run(&["policy", "import-names", "export.csv"])
            .expect(0);
        place
    }

    pub fn mirror(&self) -> PathBuf {
        let orgs = self.env.home().join(".local/share/atlctl/orgs");
        orgs.join(self.sim.org_id()).join("mirror.sqlite")
    }

    pub fn control(&self) -> Control {
        self.sim.control()
    }

    /// Runs; no output may hold the API key or a session.
    pub fn run(&self, args: &[&str]) -> Output {
        self.hidden(self.env.run(args))
    }

    pub fn run_with(&self, args: &[&str], input: &str) -> Output {
        self.hidden(self.env.run_with(args, input.as_bytes()))
    }

    fn hidden(&self, mut output: Output) -> Output {
        let all = format!("{output}");
        assert!(
            !all.contains(&self.sim.api_key()),
            "the API key is shown:\n{all}"
        );
        assert!(!all.contains("eyJ"), "a token is shown:\n{all}");
        // With its colon: an ID may hold the same digits.
        let port = format!(":{}", self.sim.api_base().rsplit(':').next().unwrap());
        output.stdout = output.stdout.replace(&port, ":[PORT]");
        output.stderr = output.stderr.replace(&port, ":[PORT]");
        output
    }
}

/// Runs these commands, and returns each with all that it printed.
pub fn one_after_another(place: &Place, runs: &[&[&str]]) -> String {
    runs.iter()
        .map(|args| format!("$ atlctl {}\n{}\n", args.join(" "), place.run(args)))
        .collect()
}
