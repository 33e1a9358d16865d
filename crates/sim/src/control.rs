//! Inspect and control a running simulator, for tests, the demo and benchmarks.

use std::sync::Arc;
use std::time::Duration;

use crate::exports;
use crate::fault::{Fault, FaultError};
use crate::organization::{Facet, Person, State, View};
use crate::outside_changes;
use crate::records::{SimAccount, SimAct, SimCall, SimChange, SimPolicy, SimRequest};
use crate::server::Sim;
use crate::session::Expiry;
use crate::state_as_json;

/// A handle to inspect and control a running simulator. Cheap to clone.
#[derive(Clone)]
pub struct Control {
    sim: Arc<Sim>,
}

/// A state of a simulated organization, to go back to.
#[derive(Debug)]
pub struct KeptState(State);

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(sim: Arc<Sim>) -> Self {
        Self { sim }
    }

    /// Adds a fault in the form `METHOD PATH [Nx] KIND [OPTION...]`; see `atlctl sim serve --help`.
    ///
    /// # Errors
    /// When the text is not a fault.
    pub fn fault(&self, text: &str) -> Result<(), FaultError> {
        let fault = Fault::parse(text)?;
        self.sim.faults().push(fault);
        Ok(())
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.sim.faults().clear();
    }

    /// All accounts, in the order of the lists.
    #[must_use]
    pub fn accounts(&self) -> Vec<SimAccount> {
        let state = self.sim.state();
        let view = self.sim.truth(&state);
        (0..view.people())
            .filter_map(|index| view.person(index))
            .map(|person| account_of(&view, person))
            .collect()
    }

    /// The account with this email address or ID.
    #[must_use]
    pub fn account(&self, email_or_id: &str) -> Option<SimAccount> {
        let state = self.sim.state();
        let view = self.sim.truth(&state);
        let person = view
            .by_email(email_or_id)
            .or_else(|| view.by_account(email_or_id))?;
        Some(account_of(&view, person))
    }

    /// The policies.
    #[must_use]
    pub fn policies(&self) -> Vec<SimPolicy> {
        let state = self.sim.state();
        let view = self.sim.truth(&state);
        let facts = &self.sim.facts;
        let ids = facts.policy_ids.iter().enumerate();
        ids.map(|(number, id)| SimPolicy {
            id: id.clone(),
            name: facts.policy_name(number).to_owned(),
            members: view.policy_members(number),
        })
        .collect()
    }

    /// Moves an account to a policy immediately, without an entry in [`Control::changes`]. Returns false when the
    /// managed account or policy does not exist.
    pub fn set_policy(&self, account: &str, policy: &str) -> bool {
        let facts = &self.sim.facts;
        let policy = facts.policy_ids.iter().position(|id| id == policy);
        match (facts.index_of_account(account), policy) {
            (Some(index), Some(policy)) => self.sim.state().put(facts, index, policy),
            _ => false,
        }
    }

    /// Every change of policy that a request made, in order.
    #[must_use]
    pub fn changes(&self) -> Vec<SimChange> {
        self.sim.state().changes.clone()
    }

    /// The true state as JSON, of everyone and every group or of what changes touched.
    #[must_use]
    pub fn state(&self, touched_only: bool) -> serde_json::Value {
        state_as_json::state(&self.sim, touched_only)
    }

    /// Every change of every facet as JSON, in order: facet, target, what it is of, from, to.
    #[must_use]
    pub fn log(&self) -> Vec<serde_json::Value> {
        state_as_json::log(&self.sim)
    }

    /// How often each call that changes something was processed, by target.
    #[must_use]
    pub fn calls(&self) -> Vec<SimCall> {
        let calls = self.sim.calls();
        let all = calls.all().map(|(call, target, count)| SimCall {
            call,
            target: target.to_owned(),
            processed: count.processed,
            succeeded: count.succeeded,
        });
        all.collect()
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.sim.calls().clear();
    }

    /// Sets how long readers see the state before a change of this facet.
    pub fn set_lag(&self, facet: Facet, lag: Duration) {
        self.sim.state().set_lag(facet, lag);
    }

    /// Sets or removes the most users of an app, given its key or resource ID. Returns false when there is no
    /// such app.
    pub fn set_license(&self, app: &str, most: Option<usize>) -> bool {
        let Some(product) = self.sim.facts.product(app) else {
            return false;
        };
        let mut state = self.sim.state();
        match most {
            Some(most) => state.licenses.insert(product, most),
            None => state.licenses.remove(&product),
        };
        true
    }

    /// Whether adding a member who is in the group already answers 204 and not 409.
    pub fn set_quiet_members(&self, quiet: bool) {
        self.sim.state().quiet_members = quiet;
    }

    /// Sets the simulator's clock ahead: dates and the days until a deletion is final. Lags use real time.
    pub fn advance(&self, by: Duration) {
        self.sim.advance(by);
    }

    /// Makes a request as another administrator: past faults and limits, and neither recorded nor counted.
    /// Returns its status and body.
    #[must_use]
    pub fn as_another(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        outside_changes::as_another(&self.sim, method, path, body)
    }

    /// The requests that changed something other than policies (see [`Control::changes`]), in order, if the configuration says to keep them. With
    /// [`Control::make_again`], another simulator of the same organization comes to the same state.
    #[must_use]
    pub fn made(&self) -> Vec<SimAct> {
        self.sim.made().clone()
    }

    /// Makes requests of another simulator again. They are neither recorded nor counted, and nobody sees them late.
    pub fn make_again(&self, acts: &[SimAct]) {
        for act in acts {
            outside_changes::once_more(&self.sim, act);
        }
        self.settle();
        self.clear_calls();
    }

    /// The requests received, in order of their responses; at most the first 100,000.
    #[must_use]
    pub fn requests(&self) -> Vec<SimRequest> {
        self.sim.requests().clone()
    }

    /// A digest of the organization's state.
    #[must_use]
    pub fn digest(&self) -> String {
        self.sim.state().digest(&self.sim.facts)
    }

    /// The state of the organization as it is now.
    #[must_use]
    pub fn keep(&self) -> KeptState {
        KeptState(self.sim.state().clone())
    }

    /// Goes back to a state of the same organization, without faults, and forgets all requests.
    pub fn go_back(&self, to: &KeptState) {
        *self.sim.state() = to.0.clone();
        self.clear_faults();
        self.clear_calls();
        self.sim.requests().clear();
        self.sim.made().clear();
    }

    /// Ends all delays: tasks are finished, and readers see every change.
    pub fn settle(&self) {
        self.sim.state().settle();
    }

    /// Expires every session created so far; requests with one get this response.
    pub fn expire(&self, form: Expiry) {
        self.sim.expire(form);
    }

    /// A fresh session token.
    #[must_use]
    pub fn session_token(&self) -> String {
        self.sim.mint()
    }

    /// A request of the portal as Chromium copies it ("Copy as cURL (bash)"), with a fresh session.
    #[must_use]
    pub fn capture_curl(&self) -> String {
        exports::curl(&self.sim)
    }

    /// The managed-accounts export that the portal sends by email, with policy names.
    #[must_use]
    pub fn managed_accounts_csv(&self) -> String {
        exports::managed_accounts(&self.sim)
    }
}

fn account_of(view: &View<'_>, person: Person) -> SimAccount {
    let policy = view.policy(&person);
    SimAccount {
        managed: person.managed,
        status: person.status().as_str().to_owned(),
        org_admin: person.org_admin,
        synced: person.synced,
        policy: policy.and_then(|moved| view.facts.policy_ids.get(moved.policy).cloned()),
        account_id: person.account_id,
        email: person.email,
        name: person.name,
    }
}
