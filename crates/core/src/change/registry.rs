//! Every kind of facet. A new facet is a file in `facet/` and a line here.

use super::facet;
use super::rules::Rules;

/// Every kind of facet.
pub(super) const ALL: &[&dyn Rules] = &[
    &facet::app_role::AppRole,
    &facet::directory_access::DirectoryAccess,
    &facet::platform_role::PlatformRole,
    &facet::group_exists::GroupExists,
    &facet::membership::Membership,
    &facet::policy::Policy,
];
