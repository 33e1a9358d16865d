//! Flags that take people along whom a guard holds out otherwise.

use atlctl_core::plan::Include;
use clap::Args;

/// People who are left alone unless asked for.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Guards")]
#[expect(clippy::struct_excessive_bools, reason = "one flag each")]
pub struct IncludeFlags {
    /// Include organization admins; at least one who can undo the change is always left out
    #[arg(long)]
    include_admins: bool,
    /// Include people who may be organization admins (roles unknown)
    #[arg(long)]
    include_unknown_roles: bool,
    /// Include people who may be in a protected or limited group (groups unknown)
    #[arg(long)]
    include_unknown_groups: bool,
    /// Include service accounts and app accounts
    #[arg(long)]
    include_service_accounts: bool,
    /// Include suspended people, and people with an unknown status
    #[arg(long)]
    include_suspended: bool,
    /// Include recently added accounts (see protect_new in the configuration)
    #[arg(long)]
    include_new: bool,
}

impl From<IncludeFlags> for Include {
    fn from(flags: IncludeFlags) -> Self {
        Self {
            admins: flags.include_admins,
            unknown_roles: flags.include_unknown_roles,
            unknown_groups: flags.include_unknown_groups,
            service_accounts: flags.include_service_accounts,
            suspended: flags.include_suspended,
            protected_groups: false,
            new_accounts: flags.include_new,
        }
    }
}
