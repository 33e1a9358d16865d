//! The reports by name.

use super::super::report_model::Report;
use super::super::request::Request;
use super::{access, admins, externals, groups, inactive, policies, seats, tokens};
use crate::sql::SqlError;
use crate::sync::Stage;

/// A report on the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Who has not been active.
    Inactive,
    /// Which seats nobody uses.
    Seats,
    /// Who has which app.
    Access,
    /// Who administers the organization.
    Admins,
    /// Who is in which authentication policy.
    Policies,
    /// Which groups are empty, unused, the same or give too much.
    Groups,
    /// Who is there without a managed account.
    Externals,
    /// API tokens, API keys, credentials of service accounts.
    Tokens,
}

impl Kind {
    /// Every report.
    pub const ALL: [Self; 8] = [
        Self::Inactive,
        Self::Seats,
        Self::Access,
        Self::Admins,
        Self::Policies,
        Self::Groups,
        Self::Externals,
        Self::Tokens,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Seats => "seats",
            Self::Access => "access",
            Self::Admins => "admins",
            Self::Policies => "policies",
            Self::Groups => "groups",
            Self::Externals => "externals",
            Self::Tokens => "tokens",
        }
    }

    /// The parts of the mirror that it stands on, the most important first.
    #[must_use]
    pub fn parts(self) -> &'static [Stage] {
        match self {
            Self::Inactive => &[Stage::Users],
            Self::Seats => &[
                Stage::Users,
                Stage::Workspaces,
                Stage::Groups,
                Stage::GroupRoles,
            ],
            Self::Access | Self::Externals => &[Stage::Users, Stage::Workspaces],
            Self::Admins => &[Stage::Users, Stage::Events],
            Self::Policies => &[Stage::Users, Stage::Policies],
            Self::Groups => &[
                Stage::Groups,
                Stage::Users,
                Stage::GroupRoles,
                Stage::Workspaces,
            ],
            Self::Tokens => &[
                Stage::Tokens,
                Stage::Users,
                Stage::Keys,
                Stage::ServiceAccounts,
                Stage::ServiceAccountCredentials,
            ],
        }
    }

    /// Makes the report.
    ///
    /// # Errors
    /// When the mirror cannot be read, or the filter is not understood.
    pub fn make(self, request: &Request<'_>) -> Result<Report, SqlError> {
        // Of a part that was not read by then, an empty report would say that there was nothing.
        if self == Self::Groups {
            request.needs("groups")?;
        }
        // What stands on people only in part says what is unknown without them; filters select people.
        let stands_alone = match self {
            Self::Groups => true,
            Self::Tokens => request.filter.is_none(),
            _ => false,
        };
        if !stands_alone {
            request.needs("users")?;
        }
        let report = match self {
            Self::Inactive => inactive::inactive(request),
            Self::Seats => seats::seats(request),
            Self::Access => access::access(request),
            Self::Admins => admins::admins(request),
            Self::Policies => policies::policies(request),
            Self::Groups => groups::groups(request),
            Self::Externals => externals::externals(request),
            Self::Tokens => tokens::tokens(request),
        }?;
        Ok(report.finished())
    }
}
