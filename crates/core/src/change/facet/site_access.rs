//! Whether a person is in a site, on the original user management: removed through the portal's own call.

use atlctl_api::{AccountId, Error, ErrorKind, MembershipStatus, Processed, SiteId, UserStatus};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::grant::Grant;
use super::super::in_groups::{InGroups, Others};
use super::super::read_portal::{people_of_sites, site};
use super::super::response::{Answer, Subject};
use super::super::rules::{Call, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire};
use super::super::target::Target;
use super::super::total::{Total, Totals};
use super::super::value::{Before, Value};
use crate::number::people;
use crate::sql::SqlError;
use crate::store::{Edit, Mirror, Person, RunEdit, RunSource, StoreError};

/// The person is in the site.
pub const PRESENT: &str = "present";
/// The person is not in the site: to come back, they need an invitation.
pub const REMOVED: &str = "removed";

/// Whether a person is in a site. It is about the site's ID.
#[derive(Debug)]
pub struct SiteAccess;

impl Rules for SiteAccess {
    fn name(&self) -> &'static str {
        "site-access"
    }

    /// How long readers lag, nobody has published.
    fn call(&self) -> Call {
        Call {
            most: 1,
            task: false,
            lag: 5_000,
        }
    }

    fn needs(&self) -> Needs {
        Needs {
            present: true,
            ..Needs::default()
        }
    }

    fn risk(&self, _: &[String], _: &Before, _: &Value) -> Risk {
        Risk::Irreversible
    }

    /// What happens in one of several sites is not of the whole organization.
    fn may_leave(&self, _: &[String], person: &Person, _: &Value) -> Option<Person> {
        Some(Person {
            status: Some(UserStatus::NotInvited),
            membership_status: Some(MembershipStatus::NoMembership),
            ..person.clone()
        })
    }

    fn undocumented(&self, _: &[String], _: &Value) -> Option<&'static str> {
        Some("three sources")
    }

    /// What the list of the portal does not show, no list of the mirror replaces.
    fn may_not_read(&self, _: &Error) -> bool {
        false
    }

    fn provider_holds(&self, _: &[String], person: &Person, _: &Value) -> Option<String> {
        let held = person.managed_by_idp == Some(true);
        held.then(|| {
            "is provisioned by your identity provider, which would add them again".to_owned()
        })
    }

    fn mirrored(&self, _: &Mirror, _: &[String], _: &Target) -> Result<Before, StoreError> {
        Ok(Before::Unknown)
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            if to.text() != Some(REMOVED) {
                return Err(no_call("atlctl knows no call that adds people to a site"));
            }
            let site = SiteId::from(of.first().map_or("", String::as_str));
            for subject in subjects {
                let account = AccountId::from(subject.target.id());
                wire.client.remove_site_user(&site, &account).await?;
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
        async move {
            let people = people_of_sites(wire, items).await?;
            progress(items.len());
            Ok(items
                .iter()
                .map(|item| {
                    let listed = people.get(site(item))?;
                    if listed.has.contains_key(item.target.id()) {
                        Some(PRESENT.into())
                    } else {
                        listed.whole.then(|| REMOVED.into())
                    }
                })
                .collect())
        }
        .boxed()
    }

    /// The mirror knows people by organization: who was removed from its only site is in none.
    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let mut edits = Vec::new();
        for note in notes {
            let site = note.of.first().map_or("", String::as_str);
            let gone = note.value.text() == Some(REMOVED) && mirror.is_only_site(site)?;
            edits.push(RunEdit {
                account: AccountId::from(note.target.id()),
                field: "site",
                before: note.before.text(),
                after: note.value.text(),
                name: None,
                at: note.at,
                made: note.made,
                edits: gone.then_some(Edit::Removed).into_iter().collect(),
            });
        }
        mirror.note_edits(run, edits)
    }

    fn totals(&self, mirror: &Mirror, _: &[Seen<'_>], _: Timestamp) -> Result<Totals, SqlError> {
        totals_of_sites(mirror)
    }

    fn names(&self, mirror: &Mirror) -> Result<Vec<(String, String)>, StoreError> {
        names_of_sites(mirror)
    }

    fn counts_into<'a>(&self, _: &'a [String], _: &'a Value) -> Option<&'a str> {
        None
    }

    /// Whether a group is one of the site, nobody says.
    fn groups_of<'a>(&self, _: &'a [String], value: &'a Value) -> InGroups<'a> {
        let others = match value.text() {
            Some(REMOVED) => Others::Unknown,
            _ => Others::Same,
        };
        InGroups {
            these: Vec::new(),
            others,
        }
    }

    fn undo(&self, _: &[String], _: &Before, _: &Value) -> Option<Value> {
        None
    }

    fn no_way_back(&self, _: &[String], _: &Before) -> &'static str {
        "was removed from the site, and comes back by an invitation alone (atlctl help portal-calls)"
    }

    /// A site has apps of its own.
    fn grants(&self, _: &[String], _: &Target, _: &Value) -> Option<Vec<(Grant, bool)>> {
        None
    }

    fn noun(&self) -> &'static str {
        "people of the site"
    }

    fn totals_title(&self) -> &'static str {
        "People of sites"
    }

    fn noun_of_change(&self) -> &'static str {
        "removal from a site"
    }

    fn title(&self, of: &[String], _: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("Remove people from {}", name(site_of(of)))
    }

    fn short_title(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        "Remove from site".to_owned()
    }

    fn done(&self, of: &[String], _: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("removed from {}", name(site_of(of)))
    }

    fn act(&self, of: &[String], _: &Value, count: u64, name: &dyn Fn(&str) -> String) -> String {
        format!("removing {} from {}", people(count), name(site_of(of)))
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        value.text().unwrap_or("none").to_owned()
    }

    fn what(&self, of: &[String], name: &dyn Fn(&str) -> String) -> String {
        format!("site {}", name(site_of(of)))
    }

    fn already(&self, _: &[String], _: &Value) -> String {
        "is not in this site".to_owned()
    }

    fn conflict(&self, _: &[String], now: &Value, _: &dyn Fn(&str) -> String) -> String {
        match now.text() {
            Some(REMOVED) => "someone else removed them from the site",
            _ => "someone else added them to the site",
        }
        .to_owned()
    }

    fn thing(&self) -> &'static str {
        "access to the site"
    }

    fn moved_on(&self) -> &'static str {
        "is in the site again since the run"
    }
}

/// The sites by their IDs, with what people read for them.
pub(super) fn names_of_sites(mirror: &Mirror) -> Result<Vec<(String, String)>, StoreError> {
    let sites = mirror.sites()?.into_iter();
    Ok(sites
        .map(|site| (site.id.clone(), site.shown().to_owned()))
        .collect())
}

/// The names of the sites, and nothing counted.
pub(super) fn totals_of_sites(mirror: &Mirror) -> Result<Totals, SqlError> {
    let all = names_of_sites(mirror)?.into_iter().map(|(id, name)| Total {
        name: Some(name),
        id,
        count: None,
    });
    Ok(Totals {
        all: all.collect(),
        unknown: 0,
    })
}

/// The site of a change, by its ID.
pub(super) fn site_of(of: &[String]) -> &str {
    of.first().map_or("?", String::as_str)
}

/// An error for a change that no call makes: nothing was sent.
pub(super) fn no_call(why: &str) -> Error {
    Error::new(ErrorKind::BadInput, why).with_processed(Processed::No)
}
