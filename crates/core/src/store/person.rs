//! A person as the mirror knows them.

use atlctl_api::{
    AccountId, AccountStatus, AccountType, ClaimStatus, MembershipStatus, PolicyId, UserStatus,
};
use rusqlite::Row;

/// A person as the last sync saw them. `None` is "unknown" throughout, never "no".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Account ID.
    pub account_id: AccountId,
    /// Address.
    pub email: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Kind of account.
    pub account_type: Option<AccountType>,
    /// Status of the account itself.
    pub account_status: Option<AccountStatus>,
    /// The status that administrators see.
    pub status: Option<UserStatus>,
    /// Membership status in the directory.
    pub membership_status: Option<MembershipStatus>,
    /// Managed or not, in the service's words.
    pub claim_status: Option<ClaimStatus>,
    /// Whether the organization manages the account.
    pub managed: Option<bool>,
    /// Authentication policy, as last read.
    pub policy: Option<PolicyId>,
    /// Whether the service reported the policy; then a missing `policy` means none.
    pub policy_known: bool,
    /// Whether the person is an organization admin; `None` when the service does not report roles.
    pub org_admin: Option<bool>,
    /// Whether the service reported the person's groups; otherwise they may be in any.
    pub groups_known: bool,
    /// Whether an identity provider provisions the account.
    pub managed_by_idp: Option<bool>,
    /// Whether the person has left the organization: a later sync did not find them.
    pub gone: bool,
}

/// Whether nobody in the mirror is an organization admin. Then Atlassian does not say who is, since every organization has
/// one: nobody is known not to be.
macro_rules! nobody_is_admin {
    () => {
        "NOT EXISTS (SELECT 1 FROM mirror_admin)"
    };
}
pub(crate) const NOBODY_IS_ADMIN: &str = nobody_is_admin!();

/// The columns [`Person::from_row`] reads, in its order.
pub(super) const COLUMNS: &str = concat!(
    "u.account_id, u.email, u.name, u.account_status, u.status, u.membership_status, u.claim_status, \
     u.management_source, iif(u.org_admin = 0 AND ",
    nobody_is_admin!(),
    ", NULL, u.org_admin), u.gone_sync IS NOT NULL, p.id, m.user_no IS NOT NULL, u.account_type, u.groups_known \
     FROM mirror_user u LEFT JOIN mirror_policy_member m ON m.user_no = u.no \
     LEFT JOIN mirror_policy p ON p.no = m.policy_no",
);

/// Whether an account with this claim status is managed; `None` for a word that no specification names.
pub(crate) fn managed(claim: &ClaimStatus) -> Option<bool> {
    match claim {
        ClaimStatus::Managed => Some(true),
        ClaimStatus::Unmanaged => Some(false),
        _ => None,
    }
}

impl Person {
    /// A person of whom nothing but the account ID is known.
    #[must_use]
    pub fn unknown(account_id: AccountId) -> Self {
        Self {
            account_id,
            email: None,
            name: None,
            account_type: None,
            account_status: None,
            status: None,
            membership_status: None,
            claim_status: None,
            managed: None,
            policy: None,
            policy_known: false,
            org_admin: None,
            groups_known: false,
            managed_by_idp: None,
            gone: false,
        }
    }

    /// Whether the person's access is suspended.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.status == Some(UserStatus::Suspended)
            || self.membership_status == Some(MembershipStatus::Suspended)
    }

    /// Whether the account is deactivated, closed or about to be deleted.
    #[must_use]
    pub fn is_deactivated(&self) -> bool {
        matches!(
            self.account_status,
            Some(AccountStatus::Inactive | AccountStatus::Closed)
        ) || matches!(
            self.status,
            Some(UserStatus::Deactivated | UserStatus::ForDeletion)
        )
    }

    /// Whether the account is deleted for good in some days, unless somebody cancels that.
    #[must_use]
    pub fn is_to_be_deleted(&self) -> bool {
        self.status == Some(UserStatus::ForDeletion)
    }

    /// Whether the account is known to be outside the directory: never invited, or removed.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.status == Some(UserStatus::NotInvited)
            || self.membership_status == Some(MembershipStatus::NoMembership)
    }

    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let text = |at: usize| row.get::<_, Option<String>>(at);
        let claim_status = text(6)?.map(ClaimStatus::from);
        Ok(Self {
            account_id: AccountId::from(row.get::<_, String>(0)?),
            email: text(1)?,
            name: text(2)?,
            account_type: text(12)?.map(AccountType::from),
            account_status: text(3)?.map(AccountStatus::from),
            status: text(4)?.map(UserStatus::from),
            membership_status: text(5)?.map(MembershipStatus::from),
            managed: claim_status.as_ref().and_then(managed),
            claim_status,
            managed_by_idp: match text(7)?.as_deref() {
                Some("synced") => Some(true),
                Some("invited") => Some(false),
                _ => None,
            },
            org_admin: row.get(8)?,
            gone: row.get(9)?,
            policy: text(10)?.map(PolicyId::from),
            policy_known: row.get(11)?,
            groups_known: row.get(13)?,
        })
    }
}
