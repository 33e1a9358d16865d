//! The flag for changes of protected groups.

use atlctl_core::plan::Include;
use clap::Args;

/// Groups that are left alone unless asked for.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Guards")]
pub struct ProtectedGroups {
    /// Change groups that the configuration protects (protected_groups), too
    #[arg(long)]
    include_protected_groups: bool,
}

impl ProtectedGroups {
    /// The same, with protected groups if they are asked for.
    pub fn add_to(self, include: Include) -> Include {
        Include {
            protected_groups: self.include_protected_groups,
            ..include
        }
    }
}
