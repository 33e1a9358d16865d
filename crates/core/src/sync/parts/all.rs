//! The list of parts.

use super::super::Stage;
use super::super::part::Part;
use super::{
    directories, domains, group_roles, keys, oauth_clients, org_policies, scim_links,
    service_account_credentials, service_accounts, tokens, workspaces,
};

/// Every part that is one list, in the order of reading.
pub(in crate::sync) const PARTS: [&Part; 11] = [
    &directories::PART,
    &domains::PART,
    &workspaces::PART,
    &tokens::PART,
    &keys::PART,
    &service_accounts::PART,
    &service_account_credentials::PART,
    &oauth_clients::PART,
    &org_policies::PART,
    &scim_links::PART,
    &group_roles::PART,
];

/// The part of a stage, if it is one list.
pub(in crate::sync) fn part(stage: Stage) -> Option<&'static Part> {
    PARTS.into_iter().find(|part| part.stage == stage)
}
