//! Every kind of facet. A new facet is a file in `facet/` and a line here.

use super::facet;
use super::rules::Rules;

/// Every kind of facet.
pub(super) const ALL: &[&dyn Rules] = &[
    &facet::app_role::AppRole,
    &facet::credential::API_KEY,
    &facet::credential::API_TOKEN,
    &facet::credential::OAUTH_CLIENT,
    &facet::credential::SERVICE_ACCOUNT,
    &facet::credential::SERVICE_ACCOUNT_TOKENS,
    &facet::directory_access::DirectoryAccess,
    &facet::email::Email,
    &facet::invitation::Invitation,
    &facet::lifecycle::Lifecycle,
    &facet::group_exists::GroupExists,
    &facet::membership::Membership,
    &facet::platform_role::PlatformRole,
    &facet::policy::Policy,
    &facet::profile::Profile,
    &facet::site_access::SiteAccess,
    &facet::site_status::SiteStatus,
];
