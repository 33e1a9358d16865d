//! Flags that take people along whom a guard holds out otherwise.

use atlctl_core::plan::Include;
use clap::Args;

/// People who are left alone unless asked for.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Guards")]
#[expect(clippy::struct_excessive_bools, reason = "one flag each")]
pub struct IncludeFlags {
    /// Change organization admins too; one who can take it back is always left
    #[arg(long)]
    include_admins: bool,
    /// Change people too of whom the service does not say whether they are organization admins
    #[arg(long)]
    include_unknown_roles: bool,
    /// Change service accounts and apps too
    #[arg(long)]
    include_service_accounts: bool,
    /// Change suspended people too
    #[arg(long)]
    include_suspended: bool,
}

impl From<IncludeFlags> for Include {
    fn from(flags: IncludeFlags) -> Self {
        Self {
            admins: flags.include_admins,
            unknown_roles: flags.include_unknown_roles,
            service_accounts: flags.include_service_accounts,
            suspended: flags.include_suspended,
        }
    }
}
