//! Every kind of facet. A new facet is a file in `facet/` and a line here.

use super::facet;
use super::rules::Rules;

/// Every kind of facet.
pub(super) const ALL: &[&dyn Rules] = &[
    &facet::directory_access::DirectoryAccess,
    &facet::email::Email,
    &facet::lifecycle::Lifecycle,
    &facet::policy::Policy,
    &facet::profile::Profile,
];
