//! Resolves the path argument: a path, a full address from the documentation, or a path that a shell changed; with
//! `{org}` and `{site}` filled in.

use atlctl_api::RawRequest;

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Placeholders for the organization, as in Atlassian's documentation.
const ORG: &[&str] = &["{org}", "{orgId}", "{org_id}", "{organizationId}"];
/// Placeholders for the site.
const SITE: &[&str] = &["{site}", "{siteId}", "{site_id}", "{cloudId}", "{cloud_id}"];

/// The path to call. `site` is the value of `--site`.
///
/// # Errors
/// When an address is on another host, a name in braces has no value, or the shell has changed the path beyond
/// recognition.
pub(super) fn resolve(context: &Context, given: &str, site: Option<&str>) -> CliResult<String> {
    let mut path = match of_shell(given)? {
        Some(path) => {
            context.ui.status(format!(
                "Git Bash (MSYS) changed the path; taken as {}.",
                display(&path)
            ));
            path
        }
        None => of_address(context, given)?.unwrap_or_else(|| given.to_owned()),
    };
    if ORG.iter().any(|name| path.contains(name)) {
        let org = RawRequest::segment(context.org()?.as_str())?;
        path = filled(path, ORG, &org);
    }
    if SITE.iter().any(|name| path.contains(name)) {
        let site = match site.map(str::trim).filter(|site| !site.is_empty()) {
            Some(site) => site.to_owned(),
            None => only_site(context)?,
        };
        path = filled(path, SITE, &RawRequest::segment(&site)?);
    }
    let names = placeholders(&path);
    if names.is_empty() {
        return Ok(path);
    }
    let error = CliError::usage(format!(
        "the path has no value for {}",
        display(&names.join(", "))
    ))
    .hint("replace each {name} with a value; atlctl fills in {org} and {site}");
    Err(if names.iter().any(|name| name.contains("irectory")) {
        error.hint("for all directories, use - as {directoryId}")
    } else {
        error
    })
}

fn filled(path: String, names: &[&str], value: &str) -> String {
    names
        .iter()
        .fold(path, |path, name| path.replace(name, value))
}

/// The names in braces that are left.
fn placeholders(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, more) = after.split_once('}').unwrap_or((after, ""));
        let name = format!("{{{name}}}");
        if !names.contains(&name) {
            names.push(name);
        }
        rest = more;
    }
    names
}

fn of_address(context: &Context, given: &str) -> CliResult<Option<String>> {
    let host = given.split('/').next().unwrap_or_default();
    if !given.contains("://") && !host.contains('.') {
        return Ok(None);
    }
    let (name, profile) = context.profile()?;
    let bases = context.bases(&name, &profile)?;
    Ok(RawRequest::path_of(given, &bases)?)
}

/// The path that Git Bash turned into one of Windows: `/admin/v1/orgs` becomes
/// `C:/Program Files/Git/admin/v1/orgs`. Nothing when it did not.
fn of_shell(given: &str) -> CliResult<Option<String>> {
    let mut start = given.chars();
    let drive = start.next().is_some_and(|c| c.is_ascii_alphabetic())
        && start.next() == Some(':')
        && matches!(start.next(), Some('/' | '\\'));
    if !drive {
        return Ok(None);
    }
    let (path, query) = given.split_once('?').unwrap_or((given, ""));
    let path = path.replace('\\', "/");
    let segments: Vec<&str> = path.split('/').collect();
    // Where the shell is installed, and behind it where a path of ours begins.
    let roots = [
        "git",
        "portablegit",
        "msys64",
        "msys2",
        "cygwin64",
        "cygwin",
    ];
    let begins = segments.windows(2).position(|pair| match pair {
        [root, first] => {
            roots.contains(&root.to_lowercase().as_str())
                && matches!(
                    *first,
                    "admin" | "adminhub" | "gateway" | "scim" | "users" | "me" | "ex"
                )
        }
        _ => false,
    });
    let Some(at) = begins else {
        return Err(CliError::usage(format!("{} is a Windows path, not an endpoint", display(given)))
            .because("Git Bash and other MSYS shells convert a path that starts with a slash to a Windows path")
            .hint("leave out the first slash: atlctl api admin/v1/orgs")
            .hint("or turn this off in the shell: export MSYS_NO_PATHCONV=1"));
    };
    let path = format!("/{}", segments.get(at + 1..).unwrap_or_default().join("/"));
    Ok(Some(if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }))
}

/// The one site of the organization, as the mirror has it: it is part of the ids of its workspaces.
fn only_site(context: &Context) -> CliResult<String> {
    let unknown = |error: CliError| error.hint("use --site ID, or set ATLCTL_SITE");
    let mirror = context
        .mirror_without_header()
        .map_err(|error| unknown(error.context("the site ID for {site} is unknown")))?;
    let sites = mirror.sites()?;
    let sites: Vec<String> = sites.into_iter().map(|site| site.id).collect();
    match sites.as_slice() {
        [site] => Ok(site.clone()),
        [] => Err(unknown(CliError::usage(
            "the site ID for {site} is unknown: the mirror has no site",
        ))),
        several => Err(unknown(CliError::usage(format!(
            "{{site}} could be any of {} sites: {}",
            several.len(),
            display(&several.join(", "))
        )))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_bash_makes_of_a_path() {
        for (given, want) in [
            ("C:/Program Files/Git/admin/v1/orgs", "/admin/v1/orgs"),
            (r"C:\Program Files\Git\admin\v1\orgs", "/admin/v1/orgs"),
            (
                "D:/tools/PortableGit/gateway/api/adminhub/um/org/o/users?count=5",
                "/gateway/api/adminhub/um/org/o/users?count=5",
            ),
            (
                "C:/msys64/scim/directory/d/Users",
                "/scim/directory/d/Users",
            ),
        ] {
            assert_eq!(of_shell(given).unwrap().as_deref(), Some(want), "{given}");
        }
        for given in [
            "/admin/v1/orgs",
            "admin/v1/orgs",
            "https://api.atlassian.com/admin",
            "c:x",
        ] {
            assert_eq!(of_shell(given).unwrap(), None, "{given}");
        }
        for given in ["C:/admin/v1/orgs", "C:/Program Files/Git/x/y", "C:/"] {
            assert!(of_shell(given).is_err(), "{given}");
        }
    }

    #[test]
    fn what_is_left_to_fill() {
        assert_eq!(
            placeholders("/a/{x}/b/{y}/{x}?q={z}"),
            ["{x}", "{y}", "{z}"]
        );
        assert_eq!(placeholders("/a/{x"), ["{x}"]);
        assert!(placeholders("/a/b").is_empty());
    }
}
