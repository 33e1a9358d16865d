//! Messages to the writer.

use std::collections::BTreeSet;

use atlctl_api::{
    AccountId, AccountPolicy, Event, EventObject, Group, Org, RawPage, UserRoleAssignment,
};
use tokio::sync::oneshot;

use super::event_rows::SavedPosition;
use super::part::Entry;
use super::portal_person::PortalPerson;
use super::segment::{Segment, Tally};
use super::shard_page::ShardPage;
use super::shards::Shards;
use super::token_rows::KnownTokens;
use super::{Outcome, Stage};

/// A message to the writer. They are handled in order.
pub(super) enum Message {
    /// A page of people, with the next cursor.
    People(RawPage),
    /// People looked up by ID, to see whether they are really gone.
    Sought(RawPage),
    /// The people are read in these shards.
    Shards(Shards),
    /// A page of a shard.
    ShardPage(ShardPage),
    /// All of a shard is read.
    ShardDone(usize),
    /// All shards are read.
    ShardsRead,
    /// Requests how many of the people whom this sync saw (or of all who are not gone) are in each part; by groups only
    /// for these parts.
    Tally {
        parts: Vec<Segment>,
        all: bool,
        answer: oneshot::Sender<Tally>,
    },
    /// Requests the names of the organization's domains.
    DomainNames(oneshot::Sender<Vec<String>>),
    /// Requests the accounts that events are about, each with its time in seconds since 1970.
    Named {
        events: Vec<(Option<i64>, Vec<EventObject>)>,
        answer: oneshot::Sender<BTreeSet<AccountId>>,
    },
    /// Requests the groups whose members the service counts differently.
    UnevenGroups(oneshot::Sender<Vec<(String, u64)>>),
    /// Requests the people whom the mirror has in these groups.
    MembersOf {
        groups: Vec<String>,
        answer: oneshot::Sender<BTreeSet<AccountId>>,
    },
    /// These were looked up: those who were not found are gone. False where they are too many to be believed.
    Absent {
        asked: Vec<AccountId>,
        answer: oneshot::Sender<bool>,
    },
    /// Requests what the mirror knows of the API tokens.
    KnownTokens(oneshot::Sender<KnownTokens>),
    /// Of a part that is a list, only entries that changed were read; the others are proven to be as they were.
    PartChangesOnly(Stage),
    /// Only people who may have changed were read; the others are proven to be as they were.
    ChangesOnly,
    /// People of the original user management.
    Portal(Vec<PortalPerson>),
    /// A small list is read from its start.
    Begin(Stage),
    /// The organization.
    Org(Org),
    /// Entries of a part that is one list.
    Entries(Stage, Vec<Entry>),
    /// Groups.
    Groups(Vec<Group>),
    /// Policies: the accounts requested, the time (in milliseconds since 1970), and the answers.
    Policies {
        asked: Vec<(i64, AccountId)>,
        at: i64,
        answers: Vec<AccountPolicy>,
    },
    /// Requests the groups whose roles to ask for.
    GroupsToAsk(oneshot::Sender<GroupsToAsk>),
    /// The roles that a group gives.
    GroupRoles(GroupAnswer),
    /// Requests at most so many people whose roles to ask for.
    PeopleToAsk {
        budget: usize,
        answer: oneshot::Sender<PeopleToAsk>,
    },
    /// The roles of a person.
    UserRoles {
        no: i64,
        roles: Vec<UserRoleAssignment>,
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

/// The groups that a sync has not asked for their roles yet.
pub(super) struct GroupsToAsk {
    pub(super) groups: Vec<AskedGroup>,
    /// Whether the list of groups was read; otherwise they are those that people's entries name.
    pub(super) all: bool,
}

/// A group whose roles to ask for.
pub(super) struct AskedGroup {
    pub(super) no: i64,
    pub(super) id: String,
    pub(super) directory: Option<String>,
}

/// The roles that a group gives.
pub(super) struct GroupAnswer {
    pub(super) no: i64,
    pub(super) entries: Vec<Entry>,
}

/// The people whose roles to ask for, and how many people there are.
pub(super) struct PeopleToAsk {
    pub(super) people: Vec<(i64, AccountId)>,
    pub(super) all: u64,
}
