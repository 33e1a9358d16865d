//! Messages to the writer.

use atlctl_api::{
    AccountId, AccountPolicy, Directory, Domain, Event, Group, Org, RawPage, Workspace,
};
use tokio::sync::oneshot;

use super::event_rows::SavedPosition;
use super::portal_person::PortalPerson;
use super::{Outcome, Stage};

/// A message to the writer. They are handled in order.
pub(super) enum Message {
    /// A page of people, with the next cursor.
    People(RawPage),
    /// People looked up by ID, to see whether they are really gone.
    Sought(RawPage),
    /// People of the old user management.
    Portal(Vec<PortalPerson>),
    /// A small list is read from its start.
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
    /// Policies: the accounts requested, the time (in milliseconds since 1970), and the answers.
    Policies {
        asked: Vec<(i64, AccountId)>,
        at: i64,
        answers: Vec<AccountPolicy>,
    },
    /// A page of the audit log, and the position after it.
    Events {
        events: Vec<Event>,
        saved: SavedPosition,
    },
    /// The total of a stage.
    Total(Stage, u64),
    /// The list of people restarts, because the service refused its cursor.
    Restart,
    /// Requests the next managed accounts whose policies to read, with their numbers in the mirror; none while fewer than
    /// `least` wait.
    Accounts {
        least: usize,
        most: usize,
        answer: oneshot::Sender<Vec<(i64, AccountId)>>,
    },
    /// Requests the known people whom this sync has not seen.
    Missing {
        most: usize,
        answer: oneshot::Sender<Vec<AccountId>>,
    },
    /// Requests the number of people seen by this sync.
    Seen(oneshot::Sender<u64>),
    /// A stage ended. The answer is its final outcome: losses may be implausible.
    End {
        stage: Stage,
        outcome: Outcome,
        note: Option<String>,
        answer: oneshot::Sender<(Outcome, Option<String>)>,
    },
    /// Time passed: commit what is written.
    Tick,
}
