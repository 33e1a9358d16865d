//! Inputs for the client: a copied request and an exported CSV.

use std::fmt::Write as _;

use crate::server::Sim;
use crate::session::COOKIE;

/// A request of the portal as Chromium copies it for bash.
pub(crate) fn curl(sim: &Sim) -> String {
    let base = sim.portal_base();
    format!(
        "curl '{base}/adminhub/um/org/{org}/users?count=20&start-index=1' \\\n  \
         -H 'accept: application/json' \\\n  \
         -H 'accept-language: en-GB,en;q=0.9' \\\n  \
         -b 'atlassian.account.xsrf.token=none; {COOKIE}={token}; ajs_anonymous_id=%22none%22' \\\n  \
         -H 'referer: {base}/' \\\n  \
         -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)'\n",
        org = sim.facts.org_id,
        token = sim.mint(),
    )
}

/// The export of managed accounts. The columns are documented, the exact spelling of the headings is not.
pub(crate) fn managed_accounts(sim: &Sim) -> String {
    let mut csv = String::from(
        "Name,Email,Last active,Status,Billable,Policy name,Policy type,SAML single sign-on,\
         Two-step verification,Password requirements,Idle session duration\n",
    );
    let state = sim.state();
    let view = sim.truth(&state);
    for index in 0..view.people() {
        let Some(person) = view.person(index) else {
            continue;
        };
        let Some(policy) = view.policy(&person).map(|moved| moved.policy) else {
            continue;
        };
        let name = sim.facts.policy_name(policy);
        let active = person.last_active().map_or_else(
            || "Never accessed".to_owned(),
            |at| {
                jiff::Timestamp::from_second(at)
                    .map(|at| at.strftime("%-d %b %Y").to_string())
                    .unwrap_or_default()
            },
        );
        let status = match person.status().as_str() {
            "active" => "Active",
            "suspended" => "Suspended",
            _ => "Deactivated",
        };
        let yes = |yes: bool| if yes { "Yes" } else { "No" };
        let _ = writeln!(
            csv,
            "{},{},{active},{status},{},{},{},{},{},Standard,30 days",
            quoted(&person.name),
            quoted(&person.email),
            yes(!person.products.is_empty()),
            quoted(name),
            if policy == 0 {
                "Default"
            } else {
                "Non-default"
            },
            if policy == 1 {
                "Enforced"
            } else {
                "Not enforced"
            },
            yes(person.mfa),
        );
    }
    csv
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', ';', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
