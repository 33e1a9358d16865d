//! What the writer is asked to do.

use atlctl_api::{AccountId, AccountPolicy, Directory, Domain, Group, Org, RawPage, Workspace};
use tokio::sync::oneshot;

use super::portal_person::PortalPerson;
use super::{Outcome, Stage};

/// A piece of work for the writer. It is done in order.
pub(super) enum Message {
    /// People, and where their list goes on.
    People(RawPage),
    /// People looked up one by one, to see whether they are really gone.
    Sought(RawPage),
    /// People of the old user management.
    Portal(Vec<PortalPerson>),
    /// A small list is read from its beginning.
    Begin(Stage),
    /// The organization.
    Org(Org),
    /// Directories.
    Directories(Vec<Directory>),
    /// Domains.
    Domains(Vec<Domain>),
    /// Workspaces.
    Workspaces(Vec<Workspace>),
    /// Groups.
    Groups(Vec<Group>),
    /// The accounts that were asked about, when (in milliseconds since 1970), and what was answered.
    Policies {
        asked: Vec<(i64, AccountId)>,
        at: i64,
        answers: Vec<AccountPolicy>,
    },
    /// How many of something there are.
    Total(Stage, u64),
    /// The list of people begins anew: its cursor is no longer taken.
    Restart,
    /// Which managed accounts to ask for policies next, with our numbers; none while fewer than `least`
    /// wait.
    Accounts {
        least: usize,
        most: usize,
        answer: oneshot::Sender<Vec<(i64, AccountId)>>,
    },
    /// Who was known before and has not been seen by this sync.
    Missing {
        most: usize,
        answer: oneshot::Sender<Vec<AccountId>>,
    },
    /// How many people this sync has seen.
    Seen(oneshot::Sender<u64>),
    /// A stage ended. The answer is how: what is missing may be too much to be believed.
    End {
        stage: Stage,
        outcome: Outcome,
        note: Option<String>,
        answer: oneshot::Sender<(Outcome, Option<String>)>,
    },
    /// Time passed: what is written can be committed.
    Tick,
}
