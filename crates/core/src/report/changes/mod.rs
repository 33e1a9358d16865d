//! `report changes`: what changed between two moments, the bad news first.

mod admins;
mod admins_between;
mod changes_report;
mod charts;
mod columns;
mod deduplicate;
mod describe_change;
mod figures;
mod selected_people;
mod severity;
mod unknown_people;
mod without_policy;

pub use changes_report::changes;

use crate::sync::Stage;

/// The parts of the mirror that changes are found in.
pub const CHANGES_PARTS: [Stage; 16] = [
    Stage::Users,
    Stage::Groups,
    Stage::Policies,
    Stage::Directories,
    Stage::Domains,
    Stage::Workspaces,
    Stage::GroupRoles,
    Stage::UserRoles,
    Stage::Tokens,
    Stage::Keys,
    Stage::ServiceAccounts,
    Stage::ServiceAccountCredentials,
    Stage::OAuthClients,
    Stage::OrgPolicies,
    Stage::ScimLinks,
    Stage::Events,
];

#[cfg(test)]
mod tests;
#[cfg(test)]
mod unknown_people_tests;
