//! Inspect and control a running simulator, for tests, the demo and benchmarks.

use std::sync::Arc;

use crate::exports;
use crate::fault::{Fault, FaultError};
use crate::organization::Person;
use crate::records::{SimAccount, SimChange, SimPolicy, SimRequest};
use crate::server::Sim;
use crate::session::Expiry;

/// A handle to inspect and control a running simulator. Cheap to clone.
#[derive(Clone)]
pub struct Control {
    sim: Arc<Sim>,
}

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
        let facts = &self.sim.facts;
        (0..facts.people)
            .map(|index| self.account_of(&facts.person(index)))
            .collect()
    }

    /// The account with this email address or ID.
    #[must_use]
    pub fn account(&self, email_or_id: &str) -> Option<SimAccount> {
        let facts = &self.sim.facts;
        let index = facts
            .index_of_email(email_or_id)
            .or_else(|| facts.index_of_account(email_or_id))?;
        Some(self.account_of(&facts.person(index)))
    }

    fn account_of(&self, person: &Person) -> SimAccount {
        let policy = self.sim.state().policy(person.index);
        SimAccount {
            account_id: person.account_id.clone(),
            email: person.email.clone(),
            name: person.name.clone(),
            managed: person.managed,
            status: person.status.as_str().to_owned(),
            org_admin: person.org_admin,
            synced: person.synced,
            policy: policy.and_then(|policy| self.sim.facts.policy_ids.get(policy).cloned()),
        }
    }

    /// The policies.
    #[must_use]
    pub fn policies(&self) -> Vec<SimPolicy> {
        let state = self.sim.state();
        let facts = &self.sim.facts;
        let ids = facts.policy_ids.iter().enumerate();
        ids.map(|(number, id)| SimPolicy {
            id: id.clone(),
            name: facts.policy_name(number).to_owned(),
            members: state.members(number),
        })
        .collect()
    }

    /// Moves an account to a policy immediately, without an entry in [`Control::changes`]. Returns false when the
    /// managed account or policy does not exist.
    pub fn set_policy(&self, account: &str, policy: &str) -> bool {
        let facts = &self.sim.facts;
        let policy = facts.policy_ids.iter().position(|id| id == policy);
        match (facts.index_of_account(account), policy) {
            (Some(index), Some(policy)) => self.sim.state().put(index, policy),
            _ => false,
        }
    }

    /// Every change of policy that a request made, in order.
    #[must_use]
    pub fn changes(&self) -> Vec<SimChange> {
        self.sim.state().changes.clone()
    }

    /// The requests received, in order of their responses; at most the first 100,000.
    #[must_use]
    pub fn requests(&self) -> Vec<SimRequest> {
        self.sim.requests().clone()
    }

    /// A digest of the organization's state.
    #[must_use]
    pub fn digest(&self) -> String {
        self.sim.state().digest()
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
