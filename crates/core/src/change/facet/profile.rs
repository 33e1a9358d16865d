//! A field of a managed account's profile.

use atlctl_api::{AccountId, AccountProfile, Error, ProfileChange};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::read_profiles::read_profiles;
use super::super::response::{Answer, Subject};
use super::super::rules::{Call, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire};
use super::super::target::Target;
use super::super::total::Totals;
use super::super::value::{Before, Value};
use crate::number::people;
use crate::sql::SqlError;
use crate::store::{Edit, Mirror, Person, ProfileColumn, RunEdit, RunSource, StoreError};

/// The fields of a profile, by the names that the program gives them.
pub const FIELDS: [&str; 8] = [
    "name",
    "nickname",
    "job-title",
    "department",
    "organization",
    "location",
    "zoneinfo",
    "locale",
];

/// The longest text that a field takes.
const LONGEST: usize = 255;

/// A field of a managed account's profile. It is about the field's name; an empty field is an empty text.
#[derive(Debug)]
pub struct Profile;

fn field(of: &[String]) -> &str {
    of.first().map_or("", String::as_str)
}

fn change(field: &str, text: &str) -> ProfileChange {
    let mut change = ProfileChange::default();
    let slot = match field {
        "name" => &mut change.name,
        "nickname" => &mut change.nickname,
        "job-title" => &mut change.job_title,
        "department" => &mut change.department,
        "organization" => &mut change.organization,
        "location" => &mut change.location,
        "zoneinfo" => &mut change.zoneinfo,
        "locale" => &mut change.locale,
        _ => return change,
    };
    *slot = Some(text.to_owned());
    change
}

/// A field of a profile. A profile is complete: what it does not have is empty.
fn text<'a>(field: &str, profile: &'a AccountProfile) -> Option<&'a str> {
    let text = match field {
        "name" => &profile.name,
        "nickname" => &profile.nickname,
        "job-title" => &profile.job_title,
        "department" => &profile.department,
        "organization" => &profile.organization,
        "location" => &profile.location,
        "zoneinfo" => &profile.zoneinfo,
        "locale" => &profile.locale,
        _ => return None,
    };
    Some(text.as_deref().unwrap_or_default())
}

impl Rules for Profile {
    fn name(&self) -> &'static str {
        "profile"
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

    fn unmanaged(&self, _: &Value) -> Option<&'static str> {
        Some("only its owner can change the profile")
    }

    fn provider_holds(&self, _: &[String], person: &Person, _: &Value) -> Option<String> {
        (person.managed_by_idp == Some(true)).then(|| {
            "is provisioned by your identity provider; change the profile there".to_owned()
        })
    }

    fn obstacle(&self, of: &[String], person: &Person, to: &Value) -> Option<String> {
        if person.managed != Some(true) {
            return Some("is not known to be a managed account".to_owned());
        }
        let (field, text) = (field(of), to.text().unwrap_or_default());
        if text.is_empty() && field.ends_with("name") {
            return Some(format!("cannot have an empty {field}"));
        }
        (text.chars().count() > LONGEST).then(|| {
            format!(
                "cannot have a {} of more than {LONGEST} characters",
                words(field)
            )
        })
    }

    fn mirrored(
        &self,
        mirror: &Mirror,
        of: &[String],
        target: &Target,
    ) -> Result<Before, StoreError> {
        let Some(column) = ProfileColumn::of(field(of)) else {
            return Ok(Before::Unknown);
        };
        let text = mirror.profile_field(&AccountId::from(target.id()), column)?;
        Ok(text.map(Value::new).into())
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            let change = change(field(of), to.text().unwrap_or_default());
            for subject in subjects {
                let account = AccountId::from(subject.target.id());
                wire.client.update_profile(&account, &change).await?;
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
        read_profiles(wire, items, progress, |item, profile| {
            text(field(&item.of), profile).map(Value::from)
        })
        .boxed()
    }

    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let changes = notes.iter().filter_map(|note| {
            let column = ProfileColumn::of(field(note.of))?.name();
            let after = note.value.text()?;
            Some(RunEdit {
                account: AccountId::from(note.target.id()),
                field: column,
                before: note.before.text(),
                after: Some(after),
                name: None,
                at: note.at,
                made: note.made,
                edits: vec![Edit::Column(column, Some(after))],
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

    fn is_personal(&self) -> bool {
        true
    }

    fn noun(&self) -> &'static str {
        "profiles"
    }

    fn totals_title(&self) -> &'static str {
        "Profiles"
    }

    fn noun_of_change(&self) -> &'static str {
        "change of a profile"
    }

    fn title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!(
            "Set the {} to {}",
            words(field(of)),
            self.value(of, to, name)
        )
    }

    fn short_title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("{} {}", words(field(of)), self.value(of, to, name))
    }

    fn done(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!(
            "given the {} {}",
            words(field(of)),
            self.value(of, to, name)
        )
    }

    fn act(&self, of: &[String], _: &Value, count: u64, _: &dyn Fn(&str) -> String) -> String {
        format!("changing the {} of {}", words(field(of)), people(count))
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        match value.text() {
            Some("") | None => "(empty)".to_owned(),
            Some(text) => text.to_owned(),
        }
    }

    fn what(&self, of: &[String], _: &dyn Fn(&str) -> String) -> String {
        words(field(of))
    }

    fn already(&self, of: &[String], _: &Value) -> String {
        format!("already has this {}", words(field(of)))
    }

    fn thing(&self) -> &'static str {
        "profile"
    }

    fn moved_on(&self) -> &'static str {
        "has another text in their profile now than the run gave them"
    }
}

/// A field's name in words.
fn words(field: &str) -> String {
    match field {
        "zoneinfo" => "time zone".to_owned(),
        other => other.replace('-', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_sent_and_read() {
        for name in FIELDS {
            let sent = change(name, "text");
            assert_ne!(sent, ProfileChange::default(), "{name}");
            assert_eq!(text(name, &AccountProfile::default()), Some(""), "{name}");
            let mirrored = ProfileColumn::of(name).is_some();
            // No list shows the language.
            assert_eq!(mirrored, name != "locale", "{name}");
        }
        assert_eq!(text("picture", &AccountProfile::default()), None);
        let profile = AccountProfile {
            job_title: Some("Engineer".to_owned()),
            ..AccountProfile::default()
        };
        assert_eq!(text("job-title", &profile), Some("Engineer"));
    }

    #[test]
    fn what_a_field_cannot_have() {
        let managed = Person {
            managed: Some(true),
            ..Person::unknown("a".into())
        };
        let why =
            |field: &str, to: &str| Profile.obstacle(&[field.to_owned()], &managed, &to.into());
        assert_eq!(why("department", ""), None);
        assert!(why("name", "").is_some());
        assert!(why("nickname", "").is_some());
        assert!(why("location", &"x".repeat(LONGEST + 1)).is_some());
        assert_eq!(why("location", &"x".repeat(LONGEST)), None);
    }

    #[test]
    fn an_empty_field_is_emptied_again() {
        let of = ["department".to_owned()];
        let empty = Before::Is("".into());
        assert_eq!(Profile.undo(&of, &empty, &"Sales".into()), Some("".into()));
    }
}
