//! Every kind of facet. A new facet is a file in `facet/` and a line here.

use super::facet::policy;
use super::rules::Rules;

/// Every kind of facet.
pub(super) const ALL: &[&dyn Rules] = &[&policy::Policy];
