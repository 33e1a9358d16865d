//! What to try when the portal does not know a list under the id that it was asked with.

use crate::context::Context;
use crate::error::CliError;
use crate::ui::display;

/// The portal has its user management at three paths, and which of them works for an organization is not
/// published: a "not found" names the other two.
pub(super) fn other_forms(context: &Context, path: &str, error: CliError) -> CliError {
    let below = path.strip_prefix("/gateway/api").unwrap_or(path);
    let segments: Vec<&str> = below.trim_matches('/').split('/').collect();
    let ["adminhub", "um", form @ ("site" | "org"), id, rest @ ..] = segments.as_slice() else {
        return error.hint("see the paths: https://developer.atlassian.com/cloud/admin/");
    };
    let rest: String = rest.iter().map(|segment| format!("/{segment}")).collect();
    let is_org = context.org().is_ok_and(|org| org.as_str() == *id);
    let others = match (*form, is_org) {
        ("org", _) => ["site/{site}", "site/{org}"],
        (_, true) => ["org/{org}", "site/{site}"],
        (_, false) => ["org/{org}", "site/{org}"],
    };
    let profile = match &context.global.profile {
        Some(profile) => format!(" --profile '{}'", profile.replace('\'', r"'\''")),
        None => String::new(),
    };
    others.iter().fold(error, |error, other| {
        error.hint(format!(
            "the portal may have it at another path: atlctl{profile} api 'adminhub/um/{other}{}'",
            display(&rest)
        ))
    })
}
