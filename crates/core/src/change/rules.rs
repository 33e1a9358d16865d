//! What a kind of facet must say about itself.

use std::collections::HashSet;
use std::fmt;

use atlctl_api::{Error, ErrorKind, TaskId};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

pub use super::call::Call;
pub use super::counted_nouns::Counted;
pub use super::inverse::{Back, BackWith, GroupOf, TakenAlong};
pub use super::needs::Needs;
pub use super::risk::Risk;
pub use super::row_values::{Item, Note, Seen};
pub use super::wire::Wire;
use super::{
    Answer, Arrangement, Before, Grant, InGroups, Subject, Target, TaskState, Totals, Unchangeable,
    Value,
};
use crate::sql::SqlError;
use crate::store::{Mirror, Person, RunSource, StoreError};

/// A plan in the first format, as JSON, is turned into one of today's by this.
pub type Conversion = fn(serde_json::Value) -> Option<serde_json::Value>;

/// Receives how many items were read.
pub type ReadProgress<'a> = &'a mut (dyn FnMut(usize) + Send);

/// What a kind of facet must say about itself. Engines call this and name no facet.
pub trait Rules: fmt::Debug + Sync {
    /// Its name in plans and journals.
    fn name(&self) -> &'static str;

    /// The shape of its change request.
    fn call(&self) -> Call;

    /// The longest that readers are known to lag behind a change, in milliseconds, where that depends on what it is about.
    fn lag(&self, _of: &[String]) -> i64 {
        self.call().lag
    }

    /// What it needs of a person.
    fn needs(&self) -> Needs;

    /// What a change to `to` risks.
    fn risk(&self, of: &[String], before: &Before, to: &Value) -> Risk;

    /// Whether a change to `to` may lock out an organization admin, so that one must stay outside.
    fn needs_rescuer(&self, of: &[String], to: &Value) -> bool {
        self.risk(of, &Before::Unknown, to) <= Risk::LocksOut
    }

    /// Whether an admin who has such a value already may be locked out by it: then they cannot be the one who stays
    /// outside. Not so where the value is the loss of something, such as of a group: an admin without it acts all the
    /// same.
    fn value_locks_out(&self) -> bool {
        true
    }

    /// What a refusal (`why`) left, where the value is a part of what was asked for: nobody else is behind it then.
    fn refused_in_part(&self, _of: &[String], _now: &Value, _why: &str) -> Option<String> {
        None
    }

    /// Why this person cannot have the value, beyond [`Rules::needs`].
    fn obstacle(&self, _of: &[String], _person: &Person, _to: &Value) -> Option<String> {
        None
    }

    /// Why no target that has this value now can get the other.
    fn no_way_to(&self, _of: &[String], _before: &Before, _to: &Value) -> Option<String> {
        None
    }

    /// What changes must be about alike to be steps of one change of a target.
    fn steps_of<'a>(&self, of: &'a [String]) -> &'a [String] {
        of
    }

    /// Whether two values are one state, said of different things.
    fn are_same(&self, one: &Value, other: &Value) -> bool {
        one == other
    }

    /// Whether a change to `to` cannot be undone for this person: no group takes deactivated people back.
    fn is_final_for(&self, _person: &Person, _to: &Value) -> bool {
        false
    }

    /// How a change to `to` leaves the person, where that decides what else they can have: rows after it are judged by
    /// this.
    fn leaves(&self, _of: &[String], _person: &Person, _to: &Value) -> Option<Person> {
        None
    }

    /// The person as the change may leave them, where it is not known whether it does.
    fn may_leave(&self, _of: &[String], _person: &Person, _to: &Value) -> Option<Person> {
        None
    }

    /// The person as a value shows them that Atlassian reports: newer than the mirror.
    fn shows(&self, of: &[String], person: &Person, now: &Value) -> Option<Person> {
        self.leaves(of, person, now)
    }

    /// The email address that a change to `to` gives the account: later calls that name people by address need it.
    fn gives_address<'a>(&self, _to: &'a Value) -> Option<&'a str> {
        None
    }

    /// The values that only service accounts have: people with one count as such accounts.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    fn service_values(&self, _mirror: &Mirror) -> Result<HashSet<Value>, StoreError> {
        Ok(HashSet::new())
    }

    /// Whether the mirror holds its values, so that a change can be simulated locally.
    fn is_mirrored(&self) -> bool {
        true
    }

    /// From how many sources the call for a change to `to` is known, where Atlassian does not document it: `three
    /// sources`.
    fn undocumented(&self, _of: &[String], _to: &Value) -> Option<&'static str> {
        None
    }

    /// Why only the identity provider can give this person the value, beyond [`Rules::unchangeable`].
    fn provider_holds(&self, _of: &[String], _person: &Person, _to: &Value) -> Option<String> {
        None
    }

    /// Why no target can have the value: an identity provider fills the group, the group takes nobody.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    fn unchangeable(
        &self,
        _mirror: &Mirror,
        _of: &[String],
        _to: &Value,
    ) -> Result<Option<Unchangeable>, StoreError> {
        Ok(None)
    }

    /// The group whose members or existence it changes, by ID: the configuration may protect it.
    fn group<'a>(&self, _of: &'a [String], _target: &'a Target) -> Option<&'a str> {
        None
    }

    /// The value in the mirror.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    fn mirrored(
        &self,
        mirror: &Mirror,
        of: &[String],
        target: &Target,
    ) -> Result<Before, StoreError>;

    /// The value in the mirror, of a person already looked up. `None`: [`Rules::mirrored`] must tell.
    fn of_person(&self, _of: &[String], _person: &Person) -> Option<Before> {
        None
    }

    /// Sends one change request.
    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>>;

    /// Polls the task of a change request.
    fn poll<'a>(
        &'a self,
        _wire: &'a Wire,
        _task: &'a TaskId,
    ) -> BoxFuture<'a, Result<TaskState, Error>> {
        std::future::ready(Err(Error::new(
            ErrorKind::BadInput,
            "this kind of change has no tasks",
        )))
        .boxed()
    }

    /// Reads live values, in the order of the items. `None`: the service does not report it.
    fn read<'a>(
        &'a self,
        wire: &'a Wire,
        items: &'a [Item],
        progress: ReadProgress<'a>,
    ) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>>;

    /// Whether a failed read means that this credential may not read the values at all.
    fn may_not_read(&self, error: &Error) -> bool {
        matches!(
            error.kind,
            ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::NoCredential
        )
    }

    /// Records in the mirror what a run read back, so that the next plan starts from there.
    ///
    /// # Errors
    /// When the mirror cannot be written.
    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError>;

    /// The totals that the mirror knows, brought up to date with the values that a plan's rows saw.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    fn totals(
        &self,
        mirror: &Mirror,
        rows: &[Seen<'_>],
        now: Timestamp,
    ) -> Result<Totals, SqlError>;

    /// Names that the mirror has now, by ID, for plans that were made before they were given.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    fn names(&self, _mirror: &Mirror) -> Result<Vec<(String, String)>, StoreError> {
        Ok(Vec::new())
    }

    /// The ID of the total that a value counts into; `None` when it counts into none.
    fn counts_into<'a>(&self, of: &'a [String], value: &'a Value) -> Option<&'a str>;

    /// Whether its totals count people by their status, which changes of other facets change, too: a person counts once
    /// then, by what all changes of a plan leave.
    fn counts_people(&self) -> bool {
        false
    }

    /// The ID of the total that a person of this status counts into, where its totals count people.
    fn total_of_person(&self, _person: &Person) -> Option<&'static str> {
        None
    }

    /// Whether its totals count the members of groups, which changes of other facets change, too.
    fn counts_members(&self) -> bool {
        false
    }

    /// What a value says of the groups that its target is in.
    fn groups_of<'a>(&self, _of: &'a [String], _value: &'a Value) -> InGroups<'a> {
        InGroups::default()
    }

    /// The groups among what a person held (see [`Rules::takes_holdings`]), by ID.
    fn groups_held<'a>(&self, _held: &'a [String]) -> Vec<&'a str> {
        Vec::new()
    }

    /// The way back, for an undo: the value to set again. `None` when there is none.
    fn undo(&self, _of: &[String], before: &Before, _to: &Value) -> Option<Value> {
        before
            .value()
            .filter(|value| value.text().is_some())
            .cloned()
    }

    /// What the undo of a change to `to` is made to, where that is not the target itself: what was deleted has no ID.
    fn target_again(&self, _of: &[String], _target: &Target, _to: &Value) -> Option<Target> {
        None
    }

    /// What is changed, where one thing has several targets: a group is created by its name, and deleted by its ID.
    fn identity(&self, of: &[String], target: &Target) -> (Target, Vec<String>) {
        (target.clone(), of.to_vec())
    }

    /// What a change to `to` takes along, which an undo brings back once it is undone: a group that is created again has
    /// no members and no roles.
    fn takes_along(&self, _of: &[String], _to: &Value) -> Vec<TakenAlong> {
        Vec::new()
    }

    /// What a change to `to` takes along that no undo brings back, since it is unknown.
    fn lost_along(&self, _of: &[String], _to: &Value) -> Option<&'static str> {
        None
    }

    /// The groups and roles that a change to `to` gives (`true`) or takes; `None`: it may change access otherwise, and not
    /// by what it leaves the person as (see [`Rules::leaves`]).
    fn grants(&self, _of: &[String], _target: &Target, _to: &Value) -> Option<Vec<(Grant, bool)>> {
        Some(Vec::new())
    }

    /// The group that it is about: that is, that has members, or has roles.
    fn group_of(&self, _of: &[String], _target: &Target) -> Option<GroupOf> {
        None
    }

    /// The same about another group, or about the same one by its other name: what it is about, and the target.
    fn about_group(&self, of: &[String], target: &Target, _: &GroupOf) -> (Vec<String>, Target) {
        (of.to_vec(), target.clone())
    }

    /// Whether the group is there with a value, where that is what it changes.
    fn has_group(&self, _value: &Value) -> Option<bool> {
        None
    }

    /// The way back of an address that has an account now, where it is a change of another facet of the account.
    fn back(&self, _of: &[String], _before: &Before, _to: &Value) -> Option<Back> {
        None
    }

    /// The directory in which a change to `to` takes everything from the person, so that what they had must be known.
    fn takes_holdings<'a>(&self, _of: &'a [String], _to: &Value) -> Option<&'a str> {
        None
    }

    /// The way back of such a change by another facet, with what the person held.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    fn back_with(
        &self,
        _: &Mirror,
        _before: &Before,
        _held: &[String],
    ) -> Result<Option<BackWith>, StoreError> {
        Ok(None)
    }

    /// Until when a change can be undone, when it is not forever.
    fn undo_until(&self, _of: &[String]) -> Option<Timestamp> {
        None
    }

    /// Whether an undo of an irreversible change brings back a part of it, as with a group and its members.
    fn is_undone_in_part(&self) -> bool {
        false
    }

    /// Why a row cannot be undone: `has no known value from before, so the change cannot be undone`.
    fn no_way_back(&self, _of: &[String], _now: &Before) -> &'static str {
        "has no known value from before, so the change cannot be undone"
    }

    /// When these changes can be made, in their order, where they stand in each other's way or others do; empty where
    /// they never do.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    fn arrange(
        &self,
        _mirror: &Mirror,
        _changes: &[Seen<'_>],
    ) -> Result<Vec<Arrangement>, StoreError> {
        Ok(Vec::new())
    }

    /// The most addresses in a file of the portal's own import, when it has one for this kind of change.
    fn portal_import(&self) -> Option<usize> {
        None
    }

    /// Whether its values are personal data, such as addresses.
    fn is_personal(&self) -> bool {
        false
    }

    /// What changes of this kind are counted in.
    fn counted(&self) -> Counted {
        Counted::PEOPLE
    }

    /// What the values are, in the plural: `policies`.
    fn noun(&self) -> &'static str;

    /// The heading of its totals in a report: `Policy coverage`.
    fn totals_title(&self) -> &'static str;

    /// A change of this kind: `policy move`.
    fn noun_of_change(&self) -> &'static str;

    /// A change to this value in words: `Move people to policy Contractors`. `name` names IDs.
    fn title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String;

    /// The same for a narrow column: `Move to Contractors`.
    fn short_title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String;

    /// What a run did, for its summary: `moved to the policy Contractors`.
    fn done(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String;

    /// So many changes to this value, as an act: `removing 2 people from the group Contractors`.
    fn act(&self, of: &[String], to: &Value, count: u64, name: &dyn Fn(&str) -> String) -> String;

    /// A value for a table: a policy's name, `member`.
    fn value(&self, of: &[String], value: &Value, name: &dyn Fn(&str) -> String) -> String;

    /// A value before for a table. `effect`: what the row's sentence says of it.
    fn value_before(
        &self,
        of: &[String],
        value: &Value,
        _effect: Option<&str>,
        name: &dyn Fn(&str) -> String,
    ) -> String {
        self.value(of, value, name)
    }

    /// What is changed, where rows of several facets stand in one table: `policy`, `group Contractors`.
    fn what(&self, of: &[String], name: &dyn Fn(&str) -> String) -> String;

    /// Why a row whose target has the value already is not changed: `is already in this policy`.
    fn already(&self, of: &[String], to: &Value) -> String;

    /// What somebody else did to a row: `someone else moved them to Contractors`.
    fn conflict(&self, of: &[String], now: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("someone else changed it to {}", self.value(of, now, name))
    }

    /// What the service does not report, after a verb: `their policy`.
    fn thing(&self) -> &'static str;

    /// Why a row without the value that `--from` asks for is not changed: `is not in the policy named with --from`.
    fn not_from(&self) -> &'static str {
        "does not have the value named with --from"
    }

    /// What a person was and is no longer, for a row that somebody changed since: `is no longer in the policy the run
    /// moved them to`.
    fn moved_on(&self) -> &'static str;

    /// What works for people whose account is not managed, where this needs a managed one.
    fn unmanaged(&self, _to: &Value) -> Option<&'static str> {
        None
    }

    /// Turns plans of the first format into today's, where this was its facet.
    fn first_format(&self) -> Option<Conversion> {
        None
    }
}
