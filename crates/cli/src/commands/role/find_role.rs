//! Roles and apps that a command names.

use std::collections::BTreeSet;

use atlctl_core::change::{KnownRole, RoleScope};
use atlctl_core::query::apps_named;
use atlctl_core::store::{App, Mirror};
use clap::Args;

use crate::error::{CliError, CliResult};
use crate::hint_commands::word;
use crate::role_name::unknown_role;
use crate::ui::display;

/// The app of a command.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub struct AppOption {
    /// App of the role (key such as jira-software, product, name, site, KEY@SITE or ID)
    #[arg(long, value_name = "APP", help_heading = "Role")]
    pub app: Option<String>,
    /// Site of the app, if several sites have it
    #[arg(long, value_name = "SITE", help_heading = "Role")]
    pub site: Option<String>,
}

impl AppOption {
    /// The app; `None` when none is named.
    ///
    /// # Errors
    /// When it is unknown, or several have the name.
    pub fn find(&self, mirror: &Mirror) -> CliResult<Option<App>> {
        let name = match (&self.app, &self.site) {
            (Some(app), _) => app,
            (None, Some(site)) => site,
            (None, None) => return Ok(None),
        };
        one_app(mirror, name, self.site.as_deref()).map(Some)
    }

    /// Every app that has the name and is on the site; all apps where neither is given.
    fn all(&self, mirror: &Mirror) -> CliResult<Vec<App>> {
        let site = self.site.as_deref();
        let mut found = match self.app.as_deref().or(site) {
            Some(name) => apps_named(mirror, name)?,
            None => mirror.apps()?,
        };
        found.retain(|app| site.is_none_or(|site| app.is_on(site) || app.is_named(site)));
        Ok(found)
    }
}

/// The app with this name, on this site if one is given. A sandbox is meant only where its site or its ID is named.
///
/// # Errors
/// When it is unknown, or several have the name.
pub fn one_app(mirror: &Mirror, name: &str, site: Option<&str>) -> CliResult<App> {
    app_among(mirror, name, site, true)
}

/// The only app with this name, on this site if one is given. Lists of people and reports count those of a sandbox, too:
/// where somebody has both, taking away the other app would be wrong.
///
/// # Errors
/// When it is unknown, or several have the name, be it in a sandbox.
pub fn only_app(mirror: &Mirror, name: &str, site: Option<&str>) -> CliResult<App> {
    app_among(mirror, name, site, false)
}

/// Why the app of a row cannot be used, for lists: where several have the name, with what the cell can say instead.
pub fn why_in_list(error: &CliError, mirror: &Mirror, name: &str, site: Option<&str>) -> String {
    let why = error.to_string();
    let Ok(named) = apps_named(mirror, name) else {
        return why;
    };
    let several = on_site(&named, site, false);
    if several.len() < 2 {
        return why;
    }
    let own = several.into_iter().map(|app| {
        let short = app.key_on_site();
        let alone = |name: &String| {
            let same = apps_named(mirror, name).unwrap_or_default();
            matches!(same.as_slice(), [one] if one.id == app.id)
        };
        short.filter(alone).unwrap_or_else(|| app.id.clone())
    });
    let names: Vec<String> = own.collect();
    format!("{why}; write {}", names.join(" or "))
}

/// What the reader of a plan must know where a name is that of an app of a sandbox, too, and this one is meant. `None`:
/// the name is that of one app, or another one is meant.
///
/// # Errors
/// When no app has the name, or the mirror cannot be read.
pub fn note_of_sandbox(
    mirror: &Mirror,
    name: &str,
    site: Option<&str>,
    meant: &str,
) -> CliResult<Option<String>> {
    let others = namesakes(mirror, name, site, meant)?;
    let (titles, names): (Vec<String>, Vec<String>) = others.into_iter().unzip();
    Ok(match titles.as_slice() {
        [] => None,
        [one] => Some(format!(
            "{one} is a sandbox's app of the same name and stays unchanged; to change it, name it {}",
            names.concat()
        )),
        several => Some(format!(
            "{} are sandboxes' apps of the same name and stay unchanged; to change one, name it {}",
            several.join(" and "),
            names.join(" or ")
        )),
    })
}

/// The same for the reader of a list of this app alone.
///
/// # Errors
/// As [`note_of_sandbox`].
pub fn not_listed(
    mirror: &Mirror,
    name: &str,
    site: Option<&str>,
    listed: &str,
) -> CliResult<Option<String>> {
    let others = namesakes(mirror, name, site, listed)?;
    let (titles, names): (Vec<String>, Vec<String>) = others.into_iter().unzip();
    Ok(match titles.as_slice() {
        [] => None,
        [one] => Some(format!(
            "{one} is a sandbox's app of the same name and is not listed; to list it, name it {}.",
            names.concat()
        )),
        several => Some(format!(
            "{} are sandboxes' apps of the same name and are not listed; to list one, name it {}.",
            several.join(" and "),
            names.join(" or ")
        )),
    })
}

/// The apps of sandboxes with the name of the app that is meant, and a name that each alone has.
fn namesakes(
    mirror: &Mirror,
    name: &str,
    site: Option<&str>,
    meant: &str,
) -> CliResult<Vec<(String, String)>> {
    let named = apps_named(mirror, name)?;
    if !matches!(on_site(&named, site, true).as_slice(), [one] if one.id == meant) {
        return Ok(Vec::new());
    }
    let others = on_site(&named, site, false).into_iter();
    let others = others.filter(|app| app.id != meant);
    Ok(others
        .map(|app| {
            let own = app.key_on_site().unwrap_or_else(|| app.id.clone());
            (app.title(), own)
        })
        .collect())
}

/// The apps on this site. `prefer`: an app of a sandbox is not meant where there is another.
fn on_site<'a>(named: &'a [App], site: Option<&str>, prefer: bool) -> Vec<&'a App> {
    let on_site = |app: &&App| site.is_none_or(|site| app.is_on(site) || app.is_named(site));
    let mut found: Vec<&App> = named.iter().filter(on_site).collect();
    if prefer && found.iter().any(|app| app.sandbox != Some(true)) {
        found.retain(|app| app.sandbox != Some(true) || site.is_some());
    }
    found
}

/// The one app with this name on this site.
fn app_among(mirror: &Mirror, name: &str, site: Option<&str>, prefer: bool) -> CliResult<App> {
    let named = apps_named(mirror, name)?;
    let found = on_site(&named, site, prefer);
    match found.as_slice() {
        [app] => Ok((*app).clone()),
        [] => Err(CliError::usage(format!(
            "{} is not on the site {}",
            display(name),
            display(site.unwrap_or_default())
        ))
        .hint(match sites_of(&named) {
            sites if sites.is_empty() => format!("it is: {}", titles(&named)),
            sites => format!("use {}", sites.join(" or ")),
        })),
        several => {
            let several: Vec<App> = several.iter().map(|app| (*app).clone()).collect();
            Err(CliError::usage(format!(
                "{} is the name of several apps: {}",
                display(name),
                titles(&several)
            ))
            .hint(format!(
                "use one of: {}",
                several
                    .iter()
                    .map(|app| flags_for(mirror, app, prefer))
                    .collect::<Vec<_>>()
                    .join(", ")
            )))
        }
    }
}

/// The options that name the sites of these apps.
fn sites_of(apps: &[App]) -> Vec<String> {
    let on_site = apps.iter().filter_map(App::key_on_site);
    let sites = on_site.filter_map(|app| Some(format!("--site {}", word(app.rsplit_once('@')?.1))));
    // Each once, in their order.
    sites.collect::<BTreeSet<_>>().into_iter().collect()
}

fn titles(apps: &[App]) -> String {
    let titles: Vec<String> = apps.iter().map(|app| display(&app.title())).collect();
    titles.join(", ")
}

/// What a role is held on, and its ID.
pub enum Wanted {
    /// An organization role.
    Organization(&'static str),
    /// A role on a resource.
    Resource {
        /// The role's ID.
        role: String,
        /// The resource's ID.
        resource: String,
    },
}

/// The role with this name, on what the command names.
///
/// # Errors
/// When the role is unknown, does not exist in the app, or needs one.
pub fn find(mirror: &Mirror, name: &str, on: &AppOption) -> CliResult<Wanted> {
    let known = KnownRole::named(name);
    // Every app of a site leads to it, be they one or several.
    if let Some(role) = known.filter(|role| role.scope == RoleScope::Site) {
        return Ok(Wanted::Resource {
            role: role.id.to_owned(),
            resource: site_of(&on.all(mirror)?, role)?,
        });
    }
    let app = on.find(mirror)?;
    match known {
        Some(role) if role.scope == RoleScope::Organization => match app {
            None => Ok(Wanted::Organization(role.id)),
            Some(_) => Err(CliError::usage(format!(
                "{} is an organization role, not in an app",
                role.word
            ))
            .hint("leave out --app and --site; the role in an app is: admin")),
        },
        Some(role) => {
            let app = app.ok_or_else(|| needs_app(mirror, role.word))?;
            if !role.fits(app.key.as_deref()) {
                return Err(unknown(name, Some(&app)));
            }
            Ok(Wanted::Resource {
                role: role.id.to_owned(),
                resource: app.id,
            })
        }
        // A role that no specification names can only be meant by its ID.
        None if name.contains('/') => {
            let app = app.ok_or_else(|| needs_app(mirror, name))?;
            Ok(Wanted::Resource {
                role: name.trim().to_owned(),
                resource: app.id,
            })
        }
        None => Err(unknown(name, app.as_ref())),
    }
}

fn needs_app(mirror: &Mirror, role: &str) -> CliError {
    let mut known = mirror.apps().unwrap_or_default();
    if let Some(role) = KnownRole::named(role) {
        known.retain(|app| role.fits(app.key.as_deref()));
    }
    let error = CliError::usage(format!("the role {} needs an app", display(role)));
    if known.is_empty() {
        error.hint("update the mirror, which knows no app: atlctl sync")
    } else {
        let ways: Vec<String> = known
            .iter()
            .map(|app| flags_for(mirror, app, true))
            .collect();
        error.hint(format!("add one of: {}", ways.join(", ")))
    }
}

/// The flags that name an app and no other: by its key where that is enough, else with its site, else by its ID.
fn flags_for(mirror: &Mirror, app: &App, prefer: bool) -> String {
    let site = app.site.as_deref().map(host);
    let names = [
        app.key.as_deref(),
        app.product.as_deref(),
        app.name.as_deref(),
    ];
    for site in [None, site] {
        for name in names.into_iter().flatten() {
            let named = apps_named(mirror, name).unwrap_or_default();
            if matches!(on_site(&named, site, prefer).as_slice(), [one] if one.id == app.id) {
                let site = site.map_or_else(String::new, |site| format!(" --site {}", word(site)));
                return format!("--app {}{site}", word(name));
            }
        }
    }
    format!("--app {}", word(&app.id))
}

/// A site's address without its scheme.
fn host(url: &str) -> &str {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    bare.trim_end_matches('/')
}

fn unknown(name: &str, app: Option<&App>) -> CliError {
    let place = app.map_or_else(String::new, |app| format!(" in {}", display(&app.title())));
    unknown_role(name, &place, |role| {
        app.is_none_or(|app| role.fits(app.key.as_deref()))
    })
}

/// The resource of a site: an app's ID ends in its site's. Apps of one ID may be at several addresses, as with a sandbox:
/// then the site is named, too.
fn site_of(apps: &[App], role: &KnownRole) -> CliResult<String> {
    let site = |app: &App| {
        let (_, id) = app.id.split_once("::site/")?;
        let address = app.site.as_deref().map(|url| host(url).to_owned());
        Some((address, format!("ari:cloud:platform::site/{id}")))
    };
    let sites: BTreeSet<(Option<String>, String)> = apps.iter().filter_map(site).collect();
    let named: Vec<&(Option<String>, String)> = sites
        .iter()
        .filter(|(address, _)| address.is_some())
        .collect();
    let known: Vec<_> = match named.is_empty() {
        true => sites.iter().collect(),
        false => named,
    };
    match known.as_slice() {
        [(_, site)] => Ok(site.clone()),
        several => {
            let error = CliError::usage(format!("the role {} needs a site", role.word));
            let addresses = several.iter().filter_map(|(address, _)| address.as_deref());
            let ways: Vec<String> = addresses
                .map(|address| format!("--site {}", word(address)))
                .collect();
            Err(error.hint(match ways.is_empty() {
                true => "add --site SITE: atlctl workspace list shows the sites".to_owned(),
                false => format!("add one of: {}", ways.join(", ")),
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use atlctl_core::change::ROLES;

    use super::*;

    #[test]
    fn the_roles_of_an_app_are_those_it_has() {
        let mut app = App::default();
        app.key = Some("confluence".to_owned());
        let error = unknown("owner", Some(&app)).to_string();
        assert!(error.contains("owner"), "{error}");
        let roles = ROLES.iter().filter(|role| role.fits(app.key.as_deref()));
        let words: Vec<&str> = roles.map(|role| role.word).collect();
        assert!(words.contains(&"guest") && !words.contains(&"customer"));
    }
}
