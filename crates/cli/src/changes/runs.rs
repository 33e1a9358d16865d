//! Where the runs of an organization are stored.

use atlctl_api::OrgId;
use atlctl_core::apply::Runs;

use crate::context::Context;

/// The runs of the organization.
pub fn runs(context: &Context, org: &OrgId) -> Runs {
    Runs::in_dir(context.paths.runs(org.as_str()))
}
