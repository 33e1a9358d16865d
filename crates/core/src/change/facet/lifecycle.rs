//! The life of a managed account: active or deactivated, kept or to be deleted.

use std::collections::HashSet;

use atlctl_api::{
    AccountId, AccountProfile, AccountStatus, DirectoryUser, Error, MembershipStatus, UserStatus,
};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::arrangement::Arrangement;
use super::super::read_accounts::{Says, read_accounts};
use super::super::response::{Answer, Subject};
use super::super::rules::{Call, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire};
use super::super::target::Target;
use super::super::total::{Total, Totals};
use super::super::value::{Before, Value};
use crate::number::counted;
use crate::query::UserQuery;
use crate::sql::SqlError;
use crate::store::{Edit, Mirror, Person, RunEdit, RunSource, StoreError};

mod state;

pub use state::{ACTIVE, DEACTIVATED, KEPT, TO_BE_DELETED};
use state::{DELETION, State, is_deletion};

/// What is said where an account can be neither activated nor deactivated.
const DELETED_FIRST: &str = "is to be deleted (to keep the account: atlctl user cancel-delete)";
/// What is said where a deletion cannot be canceled.
const NOT_TO_BE_DELETED: &str = "is not scheduled for deletion";
/// Days in which a deletion can be canceled.
pub const GRACE_DAYS: i64 = 14;

/// What a lifecycle is about, first: being active or deactivated.
const ENABLEMENT: &str = "enablement";
/// The life of a managed account. It is about its enablement, with the message for the person if there is one, or about
/// its deletion, with the time until which it can be canceled.
#[derive(Debug)]
pub struct Lifecycle;

/// What [`Lifecycle`] is about, for activating and deactivating. `message`: shown to the person.
#[must_use]
pub fn enablement(message: Option<&str>) -> Vec<String> {
    let message = message.map(str::to_owned);
    std::iter::once(ENABLEMENT.to_owned())
        .chain(message)
        .collect()
}

/// What [`Lifecycle`] is about, for deleting and for canceling that. `until`: the end of the days of grace.
#[must_use]
pub fn deletion(until: Option<Timestamp>) -> Vec<String> {
    let until = until.map(|until| until.to_string());
    std::iter::once(DELETION.to_owned()).chain(until).collect()
}

impl Rules for Lifecycle {
    fn name(&self) -> &'static str {
        "lifecycle"
    }

    fn call(&self) -> Call {
        Call {
            most: 1,
            task: false,
            lag: 5_000,
        }
    }

    fn needs(&self) -> Needs {
        Needs {
            managed: true,
            present: true,
            ..Needs::default()
        }
    }

    fn risk(&self, _: &[String], _: &Before, to: &Value) -> Risk {
        match to.text() {
            Some(TO_BE_DELETED) => Risk::Irreversible,
            Some(DEACTIVATED) => Risk::LocksOut,
            _ => Risk::Reversible,
        }
    }

    fn unmanaged(&self, to: &Value) -> Option<&'static str> {
        Some(match to.text() {
            Some(DEACTIVATED) => {
                "take the access instead: atlctl user suspend, or atlctl user remove"
            }
            Some(TO_BE_DELETED) => "remove the person instead: atlctl user remove",
            _ => "a suspended person gets the access back with: atlctl user restore",
        })
    }

    fn provider_holds(&self, _: &[String], person: &Person, _: &Value) -> Option<String> {
        (person.managed_by_idp == Some(true)).then(|| {
            "is provisioned by your identity provider; activate, deactivate or delete the account there"
                .to_owned()
        })
    }

    fn obstacle(&self, of: &[String], person: &Person, to: &Value) -> Option<String> {
        if person.managed != Some(true) {
            return Some("is not known to be a managed account".to_owned());
        }
        let enables = matches!(to.text(), Some(ACTIVE | DEACTIVATED));
        (enables && !is_deletion(of) && person.status == Some(UserStatus::ForDeletion))
            .then(|| DELETED_FIRST.to_owned())
    }

    fn leaves(&self, _: &[String], person: &Person, to: &Value) -> Option<Person> {
        let suspended = person.membership_status == Some(MembershipStatus::Suspended);
        let (status, account) = match to.text() {
            // Who is saved from deletion is active, also when the account was deactivated before.
            Some(ACTIVE | KEPT) if suspended => (UserStatus::Suspended, AccountStatus::Active),
            Some(ACTIVE | KEPT) => (UserStatus::Active, AccountStatus::Active),
            Some(DEACTIVATED) => (UserStatus::Deactivated, AccountStatus::Inactive),
            _ => (UserStatus::ForDeletion, AccountStatus::Inactive),
        };
        Some(Person {
            status: Some(status),
            account_status: Some(account),
            ..person.clone()
        })
    }

    fn mirrored(
        &self,
        mirror: &Mirror,
        of: &[String],
        target: &Target,
    ) -> Result<Before, StoreError> {
        let person = mirror.person_by_id(&AccountId::from(target.id()))?;
        let before = person.and_then(|person| self.of_person(of, &person));
        Ok(before.unwrap_or(Before::Unknown))
    }

    fn of_person(&self, of: &[String], person: &Person) -> Option<Before> {
        let state = State::of(person.status.as_ref(), person.account_status.as_ref());
        Some(state.and_then(|state| state.value(of)).into())
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            for subject in subjects {
                let account = AccountId::from(subject.target.id());
                let client = &wire.client;
                match to.text() {
                    Some(ACTIVE) => client.activate_account(&account).await?,
                    Some(KEPT) => client.cancel_delete_account(&account).await?,
                    Some(TO_BE_DELETED) => client.delete_account(&account).await?,
                    _ => {
                        let message = of.get(1).map(String::as_str);
                        client.deactivate_account(&account, message).await?;
                    }
                }
            }
            Ok(Answer::DONE)
        }
        .boxed()
    }

    fn read<'a>(
        &'a self,
        wire: &'a Wire,
        items: &'a [Item],
        progress: ReadProgress<'a>,
    ) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        let of_person = |item: &Item, one: &DirectoryUser<'_>| {
            let state = State::of(one.status.as_ref(), one.account_status.as_ref());
            state.map_or(Says::Nothing, |state| Says::Value(state.value(&item.of)))
        };
        let of_profile = |item: &Item, profile: &AccountProfile| {
            State::of(None, profile.account_status.as_ref())?.value(&item.of)
        };
        // A profile does not tell accounts that are to be deleted from deactivated ones.
        let by_profile = !items.iter().any(|item| is_deletion(&item.of));
        read_accounts(wire, items, progress, of_person, of_profile, by_profile).boxed()
    }

    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let changes = notes.iter().filter_map(|note| {
            let after = status_word(note.value.text()?);
            Some(RunEdit {
                account: AccountId::from(note.target.id()),
                field: "status",
                before: note.before.text().map(status_word),
                after: Some(after),
                name: None,
                at: note.at,
                made: note.made,
                edits: vec![Edit::Lifecycle { status: after }],
            })
        });
        mirror.note_edits(run, changes)
    }

    fn totals(&self, mirror: &Mirror, _: &[Seen<'_>], now: Timestamp) -> Result<Totals, SqlError> {
        let count = |value: &str| {
            let status = status_word(value);
            let people = UserQuery {
                status: vec![status.to_owned()],
                ..UserQuery::default()
            };
            Ok::<_, SqlError>(people.count(mirror, now)? + mirror.inactive_otherwise(status)?)
        };
        let mut all = Vec::new();
        for (id, name) in [
            (DEACTIVATED, "Deactivated accounts"),
            (TO_BE_DELETED, "Accounts to be deleted"),
        ] {
            all.push(Total {
                id: id.to_owned(),
                name: Some(name.to_owned()),
                count: Some(count(id)?),
            });
        }
        Ok(Totals { all, unknown: 0 })
    }

    fn counts_into<'a>(&self, _: &'a [String], value: &'a Value) -> Option<&'a str> {
        let counted = |text: &&str| matches!(*text, DEACTIVATED | TO_BE_DELETED);
        value.text().filter(counted)
    }

    fn counts_people(&self) -> bool {
        true
    }

    fn total_of_person(&self, person: &Person) -> Option<&'static str> {
        match person.status {
            Some(UserStatus::Deactivated) => Some(DEACTIVATED),
            Some(UserStatus::ForDeletion) => Some(TO_BE_DELETED),
            _ => None,
        }
    }

    fn no_way_to(&self, of: &[String], before: &Before, to: &Value) -> Option<String> {
        match (before.text(), to.text()) {
            (Some(DEACTIVATED), Some(KEPT)) => Some(NOT_TO_BE_DELETED.to_owned()),
            (Some(TO_BE_DELETED), _) if !is_deletion(of) => Some(DELETED_FIRST.to_owned()),
            _ => None,
        }
    }

    /// Whatever it is about, it changes one state of the account.
    fn steps_of<'a>(&self, _: &'a [String]) -> &'a [String] {
        &[]
    }

    fn are_same(&self, one: &Value, other: &Value) -> bool {
        let state = |value: &Value| value.text().map(status_word).map(str::to_owned);
        state(one) == state(other)
    }

    /// Who was deactivated before the deletion is active once it is canceled, and is deactivated again; unless another
    /// change makes the account active anyway.
    fn arrange(&self, _: &Mirror, changes: &[Seen<'_>]) -> Result<Vec<Arrangement>, StoreError> {
        let is_saved = |change: &Seen<'_>| {
            is_deletion(change.of)
                && change.before.text() == Some(TO_BE_DELETED)
                && change.to.and_then(Value::text) == Some(DEACTIVATED)
        };
        if !changes.iter().any(is_saved) {
            return Ok(Vec::new());
        }
        let activated: HashSet<&Target> = changes
            .iter()
            .filter(|change| change.to.and_then(Value::text) == Some(ACTIVE))
            .map(|change| change.target)
            .collect();
        let arranged = changes.iter().map(|change| {
            if !is_saved(change) {
                Arrangement::Free
            } else if activated.contains(change.target) {
                Arrangement::To(KEPT.into())
            } else {
                Arrangement::Through {
                    value: KEPT.into(),
                    after: None,
                    effect: "active in between, since canceling a deletion activates".to_owned(),
                }
            }
        });
        Ok(arranged.collect())
    }

    /// Nobody whom a run saved is deleted by an undo.
    fn undo(&self, of: &[String], before: &Before, to: &Value) -> Option<Value> {
        let before = before.value()?;
        let deletes = before.text() == Some(TO_BE_DELETED);
        // An account that is not to be deleted has no deletion that can be canceled.
        let saves = is_deletion(of) && before.text() == Some(KEPT);
        let may = !deletes && (!saves || to.text() == Some(TO_BE_DELETED));
        may.then(|| before.clone())
    }

    fn undo_until(&self, of: &[String]) -> Option<Timestamp> {
        let until = of.get(1).filter(|_| is_deletion(of))?;
        until.parse().ok()
    }

    fn no_way_back(&self, of: &[String], now: &Before) -> &'static str {
        match of {
            [what, _] if what == DELETION && now.text() == Some(TO_BE_DELETED) => {
                "can no longer be saved from deletion: the 14 days are over"
            }
            [what, ..] if what == DELETION => {
                "was saved from deletion, and an undo never deletes an account (to delete it: atlctl user delete)"
            }
            _ => "has no known value from before, so the change cannot be undone",
        }
    }

    fn noun(&self) -> &'static str {
        "account statuses"
    }

    fn totals_title(&self) -> &'static str {
        "Account statuses"
    }

    fn noun_of_change(&self) -> &'static str {
        "change of an account's status"
    }

    fn title(&self, _: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        match to.text() {
            Some(ACTIVE) => "Activate accounts",
            Some(KEPT) => "Cancel the deletion of accounts",
            Some(TO_BE_DELETED) => "Delete accounts",
            _ => "Deactivate accounts",
        }
        .to_owned()
    }

    fn short_title(&self, _: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        match to.text() {
            Some(ACTIVE) => "Activate",
            Some(KEPT) => "Cancel deletion",
            Some(TO_BE_DELETED) => "Delete",
            _ => "Deactivate",
        }
        .to_owned()
    }

    fn done(&self, _: &[String], to: &Value, _: &dyn Fn(&str) -> String) -> String {
        match to.text() {
            Some(ACTIVE) => "activated",
            Some(KEPT) => "saved from deletion",
            Some(TO_BE_DELETED) => "scheduled for deletion",
            _ => "deactivated",
        }
        .to_owned()
    }

    fn act(&self, _: &[String], to: &Value, count: u64, _: &dyn Fn(&str) -> String) -> String {
        let accounts = counted(count, "account", "accounts");
        match to.text() {
            Some(ACTIVE) => format!("activating {accounts}"),
            Some(KEPT) => format!("canceling the deletion of {accounts}"),
            Some(TO_BE_DELETED) => format!("deleting {accounts}"),
            _ => format!("deactivating {accounts}"),
        }
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        // The reader wants the status of the account, also where its deletion is at issue.
        let text = value.text().unwrap_or("none");
        if text == KEPT { ACTIVE } else { text }.to_owned()
    }

    fn what(&self, _: &[String], _: &dyn Fn(&str) -> String) -> String {
        "account status".to_owned()
    }

    fn already(&self, _: &[String], to: &Value) -> String {
        match to.text() {
            Some(KEPT) => NOT_TO_BE_DELETED.to_owned(),
            Some(text) => format!("is already {text}"),
            None => String::new(),
        }
    }

    fn conflict(&self, _: &[String], now: &Value, _: &dyn Fn(&str) -> String) -> String {
        match now.text() {
            Some(ACTIVE) => "someone else activated the account",
            Some(KEPT) => "someone else canceled the deletion",
            Some(TO_BE_DELETED) => "someone else scheduled the account for deletion",
            _ => "someone else deactivated the account",
        }
        .to_owned()
    }

    fn thing(&self) -> &'static str {
        "account status"
    }

    fn moved_on(&self) -> &'static str {
        "has another account status now than the run gave them"
    }
}

/// The service's own word in the mirror.
fn status_word(value: &str) -> &str {
    match value {
        KEPT => "active",
        TO_BE_DELETED => "for_deletion",
        other => other,
    }
}

#[cfg(test)]
mod tests;
