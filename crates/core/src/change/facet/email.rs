//! The email address of a managed account.

use atlctl_api::{AccountId, AccountProfile, DirectoryUser, Error};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::arrangement::Arrangement;
use super::super::read_accounts::{Says, read_accounts};
use super::super::response::{Answer, Subject};
use super::super::rules::{Call, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire};
use super::super::target::Target;
use super::super::total::Totals;
use super::super::value::{Before, Value};
use super::email_order::order;
use crate::number::people;
use crate::sql::SqlError;
use crate::store::{Edit, Mirror, Person, RunEdit, RunSource, StoreError, email_key};

/// The longest address that the service takes.
const LONGEST: usize = 255;

/// The email address of a managed account.
#[derive(Debug)]
pub struct Email;

/// An address as the facet's value: case makes no difference, and is kept for the way back.
#[must_use]
pub fn address(email: &str) -> Value {
    Value::spelled(email_key(email), email.trim())
}

impl Rules for Email {
    fn name(&self) -> &'static str {
        "email"
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

    fn risk(&self, _: &[String], _: &Before, _: &Value) -> Risk {
        Risk::Reversible
    }

    fn obstacle(&self, _: &[String], person: &Person, to: &Value) -> Option<String> {
        if person.managed != Some(true) {
            return Some("is not known to be a managed account".to_owned());
        }
        let to = to.text().unwrap_or_default();
        (!is_address(to))
            .then(|| format!("cannot have the address {to}: it is not a valid email address"))
    }

    fn unmanaged(&self, _: &Value) -> Option<&'static str> {
        Some("only its owner can change the address")
    }

    fn provider_holds(&self, _: &[String], person: &Person, _: &Value) -> Option<String> {
        (person.managed_by_idp == Some(true)).then(|| {
            "is provisioned by your identity provider; change the address there".to_owned()
        })
    }

    fn gives_address<'a>(&self, to: &'a Value) -> Option<&'a str> {
        to.spelling()
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

    fn of_person(&self, _: &[String], person: &Person) -> Option<Before> {
        Some(person.email.as_deref().map(address).into())
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        _: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            for subject in subjects {
                let account = AccountId::from(subject.target.id());
                let email = to.spelling().unwrap_or_default();
                wire.client.set_email(&account, email).await?;
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
        let of_person = |_: &Item, one: &DirectoryUser<'_>| match one.email.as_deref() {
            Some(email) if !email.is_empty() => Says::Value(Some(address(email))),
            _ => Says::Nothing,
        };
        let of_profile = |_: &Item, profile: &AccountProfile| {
            let email = profile.email.as_deref();
            email.filter(|email| !email.is_empty()).map(address)
        };
        read_accounts(wire, items, progress, of_person, of_profile, true).boxed()
    }

    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let changes = notes.iter().filter_map(|note| {
            let (after, key) = (note.value.spelling()?, note.value.text()?);
            Some(RunEdit {
                account: AccountId::from(note.target.id()),
                field: "email",
                before: note.before.value().and_then(Value::spelling),
                after: Some(after),
                name: None,
                at: note.at,
                made: note.made,
                edits: vec![
                    Edit::Column("email", Some(after)),
                    Edit::Column("email_key", Some(key)),
                ],
            })
        });
        mirror.note_edits(run, changes)
    }

    fn totals(&self, _: &Mirror, _: &[Seen<'_>], _: Timestamp) -> Result<Totals, SqlError> {
        Ok(Totals::default())
    }

    fn counts_into<'a>(&self, _: &'a [String], _: &'a Value) -> Option<&'a str> {
        None
    }

    /// An address that somebody has is free when that person has another one; two people trade theirs by way of a
    /// third address.
    fn arrange(
        &self,
        mirror: &Mirror,
        changes: &[Seen<'_>],
    ) -> Result<Vec<Arrangement>, StoreError> {
        order(mirror, changes)
    }

    fn is_personal(&self) -> bool {
        true
    }

    fn noun(&self) -> &'static str {
        "email addresses"
    }

    fn totals_title(&self) -> &'static str {
        "Email addresses"
    }

    fn noun_of_change(&self) -> &'static str {
        "change of an address"
    }

    fn title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("Change an email address to {}", self.value(of, to, name))
    }

    fn short_title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("Email {}", self.value(of, to, name))
    }

    fn done(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("given the address {}", self.value(of, to, name))
    }

    fn act(&self, _: &[String], _: &Value, count: u64, _: &dyn Fn(&str) -> String) -> String {
        format!("changing the email address of {}", people(count))
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        value.spelling().unwrap_or("none").to_owned()
    }

    fn what(&self, _: &[String], _: &dyn Fn(&str) -> String) -> String {
        "email".to_owned()
    }

    fn already(&self, _: &[String], _: &Value) -> String {
        "already has this address".to_owned()
    }

    fn thing(&self) -> &'static str {
        "email address"
    }

    fn moved_on(&self) -> &'static str {
        "has another address now than the run gave them"
    }
}

/// Whether the service may take this as an address.
fn is_address(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    let odd =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"');
    text.len() <= LONGEST
        && !text.contains(odd)
        && parts.is_some_and(|(name, domain)| {
            !name.is_empty() && !name.contains('@') && domain.contains('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_case_and_odd_ones_refused() {
        assert_eq!(address(" Ann@Example.COM "), "ann@example.com".into());
        let managed = Person {
            managed: Some(true),
            email: Some("Ann@Example.com".to_owned()),
            ..Person::unknown("a".into())
        };
        let before = Email.of_person(&[], &managed);
        assert_eq!(before, Some(Before::Is("ann@example.com".into())));
        let why = |person: &Person, to: &str| Email.obstacle(&[], person, &to.into());
        assert_eq!(why(&managed, "ann.lee@example.com"), None);
        for odd in [
            "ann",
            "@example.com",
            "ann@",
            "ann@localhost",
            "a n@example.com",
            "a@b@c.d",
            "a,b@c.d",
        ] {
            assert!(why(&managed, odd).is_some(), "{odd}");
        }
        let synced = Person {
            managed_by_idp: Some(true),
            ..managed.clone()
        };
        let held =
            |person: &Person| Email.provider_holds(&[], person, &address("ann.lee@example.com"));
        assert!(held(&synced).is_some_and(|why| why.contains("identity provider")));
        assert_eq!(held(&managed), None);
        assert!(why(&Person::unknown("a".into()), "ann.lee@example.com").is_some());
    }

    #[test]
    fn the_address_before_is_the_way_back() {
        let before = Before::Is("old@example.com".into());
        assert_eq!(
            Email.undo(&[], &before, &"new@example.com".into()),
            Some("old@example.com".into())
        );
        assert_eq!(
            Email.undo(&[], &Before::Unknown, &"new@example.com".into()),
            None
        );
        // As it was spelled.
        let before = Before::Is(address("Old.Name@Example.com"));
        let back = Email.undo(&[], &before, &"new@example.com".into());
        let back = back.as_ref().and_then(Value::spelling);
        assert_eq!(back, Some("Old.Name@Example.com"));
    }
}
