//! Whether a person is active in a site, on the original user management: deactivated there through the portal's own call.

use atlctl_api::{AccountId, Error, MembershipStatus, SiteId, UserStatus};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::grant::Grant;
use super::super::read_portal::states_in_sites;
use super::super::response::{Answer, Subject};
use super::super::rules::{Call, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire};
use super::super::target::Target;
use super::super::total::Totals;
use super::super::value::{Before, Value};
use super::site_access::{names_of_sites, no_call, site_of, totals_of_sites};
use crate::number::people;
use crate::sql::SqlError;
use crate::store::{Edit, Mirror, Person, RunEdit, RunSource, StoreError};

/// The portal calls the person active in the site.
pub const ACTIVE: &str = "active";
/// The portal calls the person something else: its words for that are not known.
pub const NOT_ACTIVE: &str = "not active";

/// Whether a person is active in a site. It is about the site's ID.
#[derive(Debug)]
pub struct SiteStatus;

impl Rules for SiteStatus {
    fn name(&self) -> &'static str {
        "site-status"
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

    /// No call is known that activates a person in a site again.
    fn risk(&self, _: &[String], _: &Before, _: &Value) -> Risk {
        Risk::Irreversible
    }

    /// What happens in one of several sites is not of the whole organization.
    fn may_leave(&self, _: &[String], person: &Person, _: &Value) -> Option<Person> {
        Some(Person {
            status: Some(UserStatus::Suspended),
            membership_status: Some(MembershipStatus::Suspended),
            ..person.clone()
        })
    }

    fn undocumented(&self, _: &[String], _: &Value) -> Option<&'static str> {
        Some("three sources")
    }

    /// What the portal does not show, the mirror does not know either: it has no states by site.
    fn may_not_read(&self, _: &Error) -> bool {
        false
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
            if to.text() != Some(NOT_ACTIVE) {
                return Err(no_call(
                    "atlctl knows no call that activates people in a site",
                ));
            }
            let site = SiteId::from(of.first().map_or("", String::as_str));
            for subject in subjects {
                let account = AccountId::from(subject.target.id());
                wire.client.deactivate_site_user(&site, &account).await?;
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
            let states = states_in_sites(wire, items).await?;
            progress(items.len());
            let value = |state: UserStatus| match state {
                UserStatus::Active => ACTIVE.into(),
                _ => NOT_ACTIVE.into(),
            };
            Ok(states.into_iter().map(|state| state.map(value)).collect())
        }
        .boxed()
    }

    /// The mirror knows states by organization: that of the only site is the same.
    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let mut edits = Vec::new();
        for note in notes {
            let site = note.of.first().map_or("", String::as_str);
            let only = mirror.is_only_site(site)?;
            let word = note.value.text().filter(|_| only);
            edits.push(RunEdit {
                account: AccountId::from(note.target.id()),
                field: "site_status",
                before: note.before.text(),
                after: note.value.text(),
                name: None,
                at: note.at,
                made: note.made,
                edits: word
                    .map(|word| Edit::Column("status", Some(word)))
                    .into_iter()
                    .collect(),
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

    fn undo(&self, _: &[String], _: &Before, _: &Value) -> Option<Value> {
        None
    }

    fn no_way_back(&self, _: &[String], _: &Before) -> &'static str {
        "was deactivated in the site: atlctl knows no call that activates people in a site again"
    }

    /// A site has apps of its own.
    fn grants(&self, _: &[String], _: &Target, _: &Value) -> Option<Vec<(Grant, bool)>> {
        None
    }

    fn noun(&self) -> &'static str {
        "statuses in the site"
    }

    fn totals_title(&self) -> &'static str {
        "Statuses in sites"
    }

    fn noun_of_change(&self) -> &'static str {
        "deactivation in a site"
    }

    fn title(&self, of: &[String], _: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("Deactivate people in {}", name(site_of(of)))
    }

    fn short_title(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        "Deactivate in site".to_owned()
    }

    fn done(&self, of: &[String], _: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("deactivated in {}", name(site_of(of)))
    }

    fn act(&self, of: &[String], _: &Value, count: u64, name: &dyn Fn(&str) -> String) -> String {
        format!("deactivating {} in {}", people(count), name(site_of(of)))
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        value.text().unwrap_or("none").to_owned()
    }

    fn what(&self, of: &[String], name: &dyn Fn(&str) -> String) -> String {
        format!("status in {}", name(site_of(of)))
    }

    fn already(&self, _: &[String], _: &Value) -> String {
        "is not active in this site already".to_owned()
    }

    fn conflict(&self, _: &[String], now: &Value, _: &dyn Fn(&str) -> String) -> String {
        match now.text() {
            Some(ACTIVE) => "someone else activated them in the site",
            _ => "someone else deactivated them in the site",
        }
        .to_owned()
    }

    fn thing(&self) -> &'static str {
        "status in the site"
    }

    fn moved_on(&self) -> &'static str {
        "is active in the site again since the run"
    }
}
