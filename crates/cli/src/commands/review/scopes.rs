//! What is reviewed, as the command line names it.

use atlctl_core::change::{KnownRole, RoleScope};
use atlctl_core::query::apps_named;
use atlctl_core::review::{Scope, ScopeKind, asked_scopes};
use atlctl_core::store::{App, Mirror};
use atlctl_core::sync::Stage;
use clap::Args;

use crate::commands::role::{AppOption, NamedRole, find_role, only_app};
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The scopes of a review.
#[derive(Debug, Args)]
pub(super) struct ScopeOption {
    /// What to review: group:NAME, app:APP, role:ROLE or role:ROLE@APP; several separated by commas
    #[arg(long, value_name = "SCOPE", required = true)]
    scope: Vec<String>,
    /// Site of the apps, if several sites have them
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
}

impl ScopeOption {
    /// The scopes, each once, with the text that asked for it.
    ///
    /// # Errors
    /// When one is not understood, or the mirror does not know it.
    pub fn find(&self, mirror: &Mirror) -> CliResult<Vec<(String, Scope)>> {
        let mut found: Vec<(String, Scope)> = Vec::new();
        for text in self.scope.iter().flat_map(|text| asked_scopes(text)) {
            let Some((kind, name)) = ScopeKind::asked(text) else {
                return Err(
                    CliError::usage(format!("\"{}\" is not a scope", display(text)))
                        .hint("write group:NAME, app:APP, role:ROLE or role:ROLE@APP, such as group:jira-admins"),
                );
            };
            let scope = match kind {
                ScopeKind::Group => group(mirror, name)?,
                ScopeKind::App => self.app(mirror, name)?,
                ScopeKind::Role => role(mirror, name)?,
                ScopeKind::AppRole => self.app_role(mirror, name)?,
            };
            let is_same = |known: &Scope| {
                (known.kind, &known.id, &known.role) == (kind, &scope.id, &scope.role)
            };
            if !found.iter().any(|(_, known)| is_same(known)) {
                found.push((text.to_owned(), scope));
            }
        }
        // Two directories may have groups of one name: a list must tell them apart.
        let labels: Vec<String> = found.iter().map(|(_, scope)| scope.label()).collect();
        for (at, (_, scope)) in found.iter_mut().enumerate() {
            let same = labels.iter().filter(|label| labels.get(at) == Some(label));
            if same.count() > 1 {
                scope.name = format!("{} ({})", scope.name, scope.id);
            }
        }
        Ok(found)
    }

    fn app(&self, mirror: &Mirror, name: &str) -> CliResult<Scope> {
        // Not the one of production alone: what is left out of a review looks reviewed.
        let app = self.only(mirror, name)?;
        Ok(Scope {
            kind: ScopeKind::App,
            name: app.title(),
            id: app.id,
            role: None,
            directory: None,
        })
    }

    fn only(&self, mirror: &Mirror, name: &str) -> CliResult<App> {
        let found = only_app(mirror, name, self.site.as_deref());
        if self.site.is_some() || apps_named(mirror, name)?.len() < 2 {
            return found;
        }
        found.map_err(|error| {
            error.without_hints().hint(
                "say which with --site SITE, or name the app by its ID; list the apps: atlctl workspace list",
            )
        })
    }

    /// A role in an app, such as `admin@jira`.
    fn app_role(&self, mirror: &Mirror, name: &str) -> CliResult<Scope> {
        let (role, app) = name.split_once('@').unwrap_or((name, ""));
        // A name of several apps is refused here; a site has roles, too, and is no app.
        let named = apps_named(mirror, app.trim()).unwrap_or_default();
        let several = named.len() > 1 && !named.iter().any(|one| one.is_on(app));
        let on = if several {
            AppOption {
                app: Some(self.only(mirror, app.trim())?.id),
                site: None,
            }
        } else {
            AppOption {
                app: Some(app.trim().to_owned()),
                site: self.site.clone(),
            }
        };
        let NamedRole::Resource { role: id, resource } = find_role(mirror, role.trim(), &on)?
        else {
            return Err(CliError::usage(format!(
                "\"{}\" is not a scope",
                display(name)
            )));
        };
        let title = mirror.apps()?.into_iter().find(|app| app.id == resource);
        // A role on a site is named by what was written.
        let title = title.map_or_else(|| app.trim().to_owned(), |app| app.title());
        let word = KnownRole::with_id(&id).map_or(id.as_str(), |known| known.word);
        Ok(Scope {
            kind: ScopeKind::AppRole,
            name: format!("{word}@{title}"),
            id: resource,
            role: Some(id),
            directory: None,
        })
    }

    /// The parts of the mirror that tell who has the access, people first.
    pub fn parts(&self) -> Vec<Stage> {
        let asked = self.scope.iter().flat_map(|text| asked_scopes(text));
        let kinds = asked.filter_map(ScopeKind::asked).map(|(kind, _)| kind);
        let mut parts = vec![Stage::Users];
        for part in kinds.flat_map(ScopeKind::parts) {
            if !parts.contains(part) {
                parts.push(*part);
            }
        }
        parts
    }

    /// The filters, for the manifest.
    pub fn filters(&self) -> impl Iterator<Item = (String, String)> {
        let scope = self.scope.join(",");
        let site = self.site.clone();
        std::iter::once(("scope".to_owned(), scope))
            .chain(site.map(|site| ("site".to_owned(), site)))
    }
}

fn group(mirror: &Mirror, name: &str) -> CliResult<Scope> {
    let id = mirror.group_id(name)?;
    let facts = mirror.group_facts(id.as_str())?;
    let facts = facts.filter(|group| !group.gone).ok_or_else(|| {
        CliError::usage(format!("the group {} was deleted", display(name)))
            .hint("list the groups: atlctl group list")
    })?;
    Ok(Scope {
        kind: ScopeKind::Group,
        name: facts.shown().to_owned(),
        id: facts.id,
        role: None,
        directory: facts.directory,
    })
}

fn role(mirror: &Mirror, name: &str) -> CliResult<Scope> {
    let of_organization = |id: &str, word: &str| Scope {
        kind: ScopeKind::Role,
        id: id.to_owned(),
        name: word.to_owned(),
        role: None,
        directory: None,
    };
    if let Some(known) = KnownRole::named(name) {
        if known.scope == RoleScope::Organization {
            return Ok(of_organization(known.id, known.word));
        }
        return Err(CliError::usage(format!(
            "{} is a role in an app: name the app, too",
            known.word
        ))
        .hint(format!("such as: --scope role:{}@jira", known.word)));
    }
    let (holders, _) = mirror.role_holders()?;
    let mut roles: Vec<String> = holders.into_iter().map(|holder| holder.role).collect();
    roles.retain(|role| KnownRole::with_id(role).is_none());
    roles.dedup();
    match roles.iter().find(|role| role.eq_ignore_ascii_case(name)) {
        Some(role) => Ok(of_organization(role, role)),
        None => Err(
            CliError::usage(format!("unknown role \"{}\"", display(name))).hint(format!(
                "use org-admin{}",
                roles
                    .iter()
                    .map(|role| format!(", {}", display(role)))
                    .collect::<String>()
            )),
        ),
    }
}
