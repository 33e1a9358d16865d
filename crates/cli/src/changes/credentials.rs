//! Revoking credentials that a list has: what the commands for tokens, keys and service accounts share.

use std::collections::HashMap;

use atlctl_api::{AccountId, ApiToken, OrgId, TokenUser};
use atlctl_core::change::facet::credential::{Credential, REVOKED, VALID, dates};
use atlctl_core::change::{Before, Facet, FacetKind, Target, Value};
use atlctl_core::input;
use atlctl_core::plan::{Found, Include, Kind, Origin, Wanted};
use atlctl_core::store::{Mirror, Person};
use jiff::Timestamp;

use super::id_selection::Ids;
use super::mismatched_ids::{KnownAs, refuse_named_otherwise};
use super::{Intent, PlanOptions, SignedIn, no_notes, plan_and_apply, signed_in};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::ui::display;

/// IDs that are named in a message, at most.
const SHOWN: usize = 5;

/// A credential that Atlassian lists.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// The ID in the list.
    pub id: String,
    /// Its label or name.
    pub label: Option<String>,
    /// The person or service account that it belongs to, who is guarded as in any change.
    pub owner: Option<Owner>,
    /// When it was made and used, and when it expires, in words.
    pub dates: String,
    /// What is revoked with it, in words, where that is several things: `2 valid`.
    pub valid: Option<String>,
}

/// The owner of a credential.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The account.
    pub account: AccountId,
    /// The address.
    pub email: Option<String>,
    /// The owner's name.
    pub name: Option<String>,
}

/// What a credential is called.
fn known_as(one: &Listed) -> KnownAs {
    let owner = one.owner.as_ref();
    let names = [
        one.label.clone(),
        owner.and_then(|owner| owner.name.clone()),
    ];
    KnownAs {
        names: names.into_iter().flatten().collect(),
        email: owner.and_then(|owner| owner.email.clone()),
        account: owner.map(|owner| owner.account.as_str().to_owned()),
    }
}

/// A revocation that is about to be planned.
pub struct Revocation<'a> {
    context: &'a Context,
    options: &'a PlanOptions,
    /// The organization.
    pub org: OrgId,
    /// The client, and who uses it.
    pub signed: SignedIn,
    mirror: Mirror,
}

impl<'a> Revocation<'a> {
    /// Checks the options, signs in, and opens the mirror.
    ///
    /// # Errors
    /// When a file stands in the way, nobody is signed in, or there is no mirror.
    pub fn begin(context: &'a Context, options: &'a PlanOptions) -> CliResult<Self> {
        options.check(context, None)?;
        Ok(Self {
            context,
            options,
            org: context.org()?,
            signed: signed_in(context)?,
            mirror: context.mirror_to_plan_from()?,
        })
    }

    /// The mirror.
    pub fn mirror(&self) -> &Mirror {
        &self.mirror
    }

    /// Those of a list that are selected, and placeholders for IDs that the list does not have: they are revoked
    /// already, or mistyped.
    ///
    /// # Errors
    /// When none of the IDs that were typed is in the list, or a row names another credential beside the ID.
    pub fn choose(
        &self,
        kind: FacetKind,
        listed: Vec<Listed>,
        ids: &Ids,
    ) -> CliResult<Vec<Listed>> {
        let words = kind.counted();
        let mut known: HashMap<String, Listed> = listed
            .into_iter()
            .map(|one| (one.id.clone(), one))
            .collect();
        refuse_named_otherwise(&ids.ids, &|id| known.get(id).map(known_as))?;
        let mut missing = Vec::new();
        let mut chosen = Vec::new();
        for id in ids.ids.iter().map(|one| &one.id) {
            chosen.push(known.remove(id).unwrap_or_else(|| {
                missing.push(display(id));
                Listed {
                    id: id.clone(),
                    ..Listed::default()
                }
            }));
        }
        if missing.is_empty() {
            return Ok(chosen);
        }
        let first: Vec<String> = missing.iter().take(SHOWN).cloned().collect();
        let more = if missing.len() > SHOWN { ", …" } else { "" };
        let what = format!(
            "no valid {} in the organization with this ID: {}{more}",
            words.one,
            first.join(", ")
        );
        if ids.typed && missing.len() == ids.ids.len() {
            return Err(CliError::usage(what).hint(format!(
                "list the {}: atlctl {}",
                words.many,
                list_command(words.one)
            )));
        }
        self.context.ui.warning(what);
        Ok(chosen)
    }

    /// Plans to revoke these, shows the plan, and saves or applies it.
    ///
    /// # Errors
    /// When a guard refuses, nobody agrees, or Atlassian fails.
    pub fn plan(
        self,
        credential: &'static Credential,
        chosen: Vec<Listed>,
        include: Include,
        origin: Origin,
    ) -> CliResult {
        let kind = FacetKind::of(credential);
        if chosen.is_empty() {
            self.context.ui.status(format!(
                "No {} match. Nothing to change.",
                kind.counted().many
            ));
            return Ok(Exit::Done);
        }
        let mut wanted = Vec::with_capacity(chosen.len());
        for one in chosen {
            wanted.push(row(&self.mirror, kind, one)?);
        }
        let intent = Intent {
            kind: Kind::Set {
                facet: Facet::new(kind),
                to: REVOKED.into(),
            },
            wanted,
            from: None,
            origin,
            include,
            equal: Vec::new(),
        };
        plan_and_apply(
            self.context,
            &self.signed,
            &self.org,
            &self.mirror,
            intent,
            (self.options, None),
            &no_notes,
        )
    }
}

/// A row that revokes a credential.
///
/// # Errors
/// When the mirror cannot be read.
pub fn row(mirror: &Mirror, kind: FacetKind, one: Listed) -> CliResult<Wanted> {
    let label = one.label.unwrap_or_default();
    let (mut about, mut person) = (vec![label], None);
    if let Some(owner) = one.owner {
        about.push(owner.account.as_str().to_owned());
        let known = mirror.person_by_id(&owner.account)?;
        person = Some(known.unwrap_or_else(|| Person {
            email: owner.email,
            name: owner.name,
            ..Person::unknown(owner.account)
        }));
    }
    Ok(Wanted {
        found: Found {
            given: input::Person {
                at: None,
                email: None,
                account: None,
            },
            person,
            suggestions: Vec::new(),
            conflict: None,
        },
        target: Some(Target::Credential(one.id)),
        facet: Facet::about(kind, about),
        mirrored: Before::Is(VALID.into()),
        to: Some(Value::from(REVOKED)),
        after: Vec::new(),
        obstacle: None,
        ends: None,
        keeps_seat: false,
        members: None,
        goes_with: None,
        from: None,
        or_from: Vec::new(),
        changed_by: None,
        change_reason: None,
        review_rows: Vec::new(),
        before_words: one.valid,
        effect: Some(one.dates).filter(|dates| !dates.is_empty()),
    })
}

/// The command that lists them.
fn list_command(word: &str) -> &'static str {
    match word {
        "API token" => "token list",
        "API key" => "key list",
        "OAuth client" => "service-account clients",
        _ => "service-account list",
    }
}

/// The owner of a credential, where Atlassian names the account.
pub fn owner_of(user: Option<&TokenUser>) -> Option<Owner> {
    let user = user?;
    Some(Owner {
        account: user.id.clone()?,
        email: user.email.clone(),
        name: user.name.clone(),
    })
}

/// A token as a row of a plan needs it.
pub fn listed_token(token: &ApiToken, now: Timestamp) -> Listed {
    Listed {
        id: token.id.as_str().to_owned(),
        label: Some(token.label.clone().unwrap_or_default()),
        owner: owner_of(token.user.as_ref()),
        dates: dates(
            token.created_at.as_deref(),
            token.last_active_at.as_deref(),
            token.expires_at.as_deref(),
            None,
            now,
        ),
        valid: None,
    }
}
