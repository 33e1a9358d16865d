//! What earlier rows of a list want of whom: two rows must not want different values of the same.

use std::collections::HashMap;

use atlctl_core::change::facet::app_role::{AppRole, HELD};
use atlctl_core::change::facet::invitation::Invitation;
use atlctl_core::change::facet::lifecycle::Lifecycle;
use atlctl_core::change::{Facet, FacetKind, Value};
use atlctl_core::input::Position;
use atlctl_core::plan::Wanted;

use super::action::Does;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Whom, and what of them, a row changes.
type Key = (String, FacetKind, Vec<String>);

/// Where a row is, and its action.
type Place = (Option<Position>, &'static str);

/// What the rows so far want.
#[derive(Default)]
pub(super) struct Seen {
    values: HashMap<Key, (Wish, Place)>,
    /// Whether people are to get or lose an app, by the ID of the app.
    apps: HashMap<(String, String), (bool, Place)>,
}

/// What a row wants, as it is compared.
#[derive(PartialEq, Eq)]
enum Wish {
    Value(Value),
    /// The invitation with what it gives.
    Grants(Vec<Facet>),
}

/// What an earlier row wants of the same.
pub(super) enum Before {
    Nothing,
    Same,
    /// Another value, in this row.
    Contradicts(Option<Position>, &'static str),
}

impl Seen {
    /// Notes what a row wants of a person.
    pub(super) fn add(&mut self, person: &str, does: &Does, place: Place) -> Before {
        let (key, wish) = match does {
            Does::One(aim) => {
                if let Some(resource) = granted(&aim.facet, &aim.to)
                    && let Some(earlier) = self.of_app(person, resource, true, place)
                {
                    return earlier;
                }
                let key = (person.to_owned(), aim.facet.kind, about(&aim.facet));
                (key, Wish::Value(aim.to.clone()))
            }
            Does::RemoveAccess(app) => {
                let earlier = self.of_app(person, &app.id, false, place);
                return earlier.unwrap_or(Before::Nothing);
            }
            Does::Invite(rows) => {
                let key = (person.to_owned(), FacetKind::of(&Invitation), Vec::new());
                (
                    key,
                    Wish::Grants(rows.iter().map(|row| row.facet.clone()).collect()),
                )
            }
            Does::Offboard => return Before::Nothing,
        };
        match self.values.get(&key) {
            Some((earlier, _)) if *earlier == wish => Before::Same,
            Some((_, (at, action))) => Before::Contradicts(*at, action),
            None => {
                self.values.insert(key, (wish, place));
                Before::Nothing
            }
        }
    }

    /// What an earlier row wants of an app; `None` where none does, or where one more role is given.
    fn of_app(&mut self, person: &str, app: &str, gives: bool, place: Place) -> Option<Before> {
        let key = (person.to_owned(), app.to_owned());
        match self.apps.get(&key) {
            Some((known, (at, action))) if *known != gives => {
                Some(Before::Contradicts(*at, action))
            }
            Some(_) => (!gives).then_some(Before::Same),
            None => {
                self.apps.insert(key, (gives, place));
                None
            }
        }
    }
}

/// The app in which a role is given.
fn granted<'a>(facet: &'a Facet, to: &Value) -> Option<&'a str> {
    let gives = facet.kind == FacetKind::of(&AppRole) && to.text() == Some(HELD);
    facet.of.last().filter(|_| gives).map(String::as_str)
}

/// What a facet is about, for telling contradictions: an account has one life, whatever is said to its owner.
fn about(facet: &Facet) -> Vec<String> {
    if facet.kind == FacetKind::of(&Lifecycle) {
        Vec::new()
    } else {
        facet.of.clone()
    }
}

/// Refuses two changes of the same to different values, once it is known what each row changes: an action such as
/// remove-access takes groups, which another row may give.
///
/// # Errors
/// When there are two.
pub(super) fn agree(wanted: &[Wanted]) -> CliResult<()> {
    let mut values = HashMap::new();
    for one in wanted {
        let (Some(target), Some(to)) = (one.target(), &one.to) else {
            continue;
        };
        let (kind, of) = (one.facet.kind, &one.facet.of);
        let (target, of) = kind.identity(of, &target);
        let other = values.entry((kind, target, of)).or_insert(to);
        if *other != to {
            let known = one.found.person.as_ref();
            let email = known.map_or(&one.found.given.email, |person| &person.email);
            return Err(CliError::usage(format!(
                "rows contradict each other: they change {} of {} to different values",
                kind.noun(),
                display(email.as_deref().unwrap_or("the same target"))
            ))
            .hint("remove-access and offboard take groups, too: remove the row that gives them, or make two lists"));
        }
    }
    Ok(())
}
