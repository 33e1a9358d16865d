//! Where people and groups are changed: in a directory or, on the original user management, through the portal's own calls.

use std::pin::pin;

use atlctl_api::{Client, ErrorKind, OrgId};
use atlctl_core::change::PORTAL;
use atlctl_core::store::{Mirror, Site};
use clap::Args;
use futures_util::TryStreamExt as _;

use super::{DirectoryOption, PeopleChange};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// Where a person's access is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessPlace {
    /// In this directory.
    Directory(String),
    /// On the original user management: in this site.
    Site(String),
}

/// The site of a change on the original user management.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct SiteOption {
    /// Site on the original user management (address or ID) [default: the only one]
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// The site that a row of a list names.
    #[arg(skip)]
    of_row: Option<String>,
}

impl SiteOption {
    /// The same, but for the site of a row of a list. Where people have a directory, their rows may name sites all the
    /// same, for roles.
    pub fn or(&self, of_row: Option<&str>) -> Self {
        Self {
            of_row: of_row.map(str::to_owned),
            ..self.clone()
        }
    }

    /// Where these people's access is changed.
    ///
    /// # Errors
    /// When the directory or the site is not known, or this credential cannot make the portal's own calls.
    pub fn place(
        &self,
        directory: &DirectoryOption,
        change: &PeopleChange<'_>,
    ) -> CliResult<AccessPlace> {
        let service = (&change.signed.client, &change.org);
        let id = directory_or_portal(change.context, service, &change.mirror, directory)?;
        if id == PORTAL {
            return Ok(AccessPlace::Site(self.find(&change.mirror)?));
        }
        match self.site {
            None => Ok(AccessPlace::Directory(id)),
            Some(_) => Err(CliError::usage(
                "--site is for organizations on the original user management, and this one has directories",
            )
            .hint("leave out --site; access to a directory is access to all its sites")),
        }
    }

    fn find(&self, mirror: &Mirror) -> CliResult<String> {
        let known = mirror.sites()?;
        let names: Vec<String> = known.iter().map(shown).collect();
        let named = self.of_row.as_deref().or(self.site.as_deref());
        let Some(wanted) = named.map(str::trim) else {
            return match known.as_slice() {
                [site] => Ok(site.id.clone()),
                [] => Err(CliError::usage("the mirror knows no site")
                    .hint("update it: atlctl sync; or name one: --site ID (its cloud ID)")),
                _ => Err(
                    CliError::usage(format!("the organization has {} sites", known.len())).hint(
                        format!("name one of them: --site, one of {}", names.join(", ")),
                    ),
                ),
            };
        };
        let named = |site: &&Site| {
            let url = site.url.as_deref().map(host).unwrap_or_default();
            site.id == wanted || !url.is_empty() && url.eq_ignore_ascii_case(host(wanted))
        };
        match known.iter().find(named) {
            Some(site) => Ok(site.id.clone()),
            // A site may be newer than the mirror, and has no app to be known by.
            None if is_id(wanted) => Ok(wanted.to_owned()),
            None => Err(
                CliError::usage(format!("no site \"{}\"", display(wanted))).hint(
                    match names.as_slice() {
                        [] => "use its cloud ID: the mirror knows no site".to_owned(),
                        names => format!("the sites are: {}", names.join(", ")),
                    },
                ),
            ),
        }
    }
}

/// What the reader of a plan must know where the organization has several sites, and access to one of them is changed.
///
/// # Errors
/// When the mirror cannot be read.
pub fn note_of_other_sites(mirror: &Mirror, place: &AccessPlace) -> CliResult<Option<String>> {
    let AccessPlace::Site(id) = place else {
        return Ok(None);
    };
    let known = mirror.sites()?;
    let (this, others): (Vec<&Site>, Vec<&Site>) = known.iter().partition(|site| site.id == *id);
    if others.is_empty() {
        return Ok(None);
    }
    let this = this.first().map_or_else(|| display(id), |site| shown(site));
    let others: Vec<String> = others.into_iter().map(shown).collect();
    Ok(Some(format!(
        "changes access to the site {this} only; access to other sites stays: {}",
        others.join(", ")
    )))
}

/// The address of a site, else its ID.
fn shown(site: &Site) -> String {
    display(site.shown())
}

/// The ID of the directory that the option names, else of the only one; [`PORTAL`] on the original user management, which has
/// none.
///
/// # Errors
/// When the directory is not known, or this credential cannot make the portal's own calls.
pub fn directory_or_portal(
    context: &Context,
    (client, org): (&Client, &OrgId),
    mirror: &Mirror,
    directory: &DirectoryOption,
) -> CliResult<String> {
    let of_mirror = directory.is_given() || !mirror.directories()?.is_empty();
    if of_mirror || !is_old(context, client, org)? {
        return directory.find(mirror);
    }
    if client.has_session() {
        return Ok(PORTAL.to_owned());
    }
    Err(CliError::new(
        Kind::SignIn,
        "the organization is on the original user management: only the portal's own calls change it, and an API key cannot \
         make these",
    )
    .hint("sign in with a browser session, then repeat the command: atlctl auth login")
    .hint("what these calls are: atlctl help portal-calls"))
}

/// Whether Atlassian says that the organization is on the original user management.
fn is_old(context: &Context, client: &Client, org: &OrgId) -> CliResult<bool> {
    let first = context.block_on(async { pin!(client.directories(org)).try_next().await })?;
    match first {
        Ok(_) => Ok(false),
        Err(error) if error.kind == ErrorKind::OldUserManagement => Ok(true),
        Err(error) if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// An address without its scheme and the stroke at its end.
fn host(url: &str) -> &str {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    bare.trim_end_matches('/')
}

/// Whether it has the form of a cloud ID.
fn is_id(text: &str) -> bool {
    text.len() >= 32 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}
