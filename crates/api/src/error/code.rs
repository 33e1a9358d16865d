//! The codes by which the service tells why it refused.

use super::Error;
use crate::enums::open_enum;

open_enum! {
    /// A code of the service that callers decide by. Sources: the published specifications name the codes; what those
    /// of memberships mean was measured once.
    ServiceCode {
        /// The group is a default group of an app.
        DefaultGroup = "ADMIN-UAM-409-1",
        /// It is so already: the person is in the group (measured once). The specification says "conflicts", for roles
        /// too, of which nobody wrote down what it means: read back.
        AlreadySo = "ADMIN-UAM-409-2",
        /// No license is left.
        LicenseLimit = "ADMIN-UAM-409-3",
        /// No license is left, says the older API.
        OlderLicenseLimit = "ADMIN-409-3",
        /// The group still has members or roles.
        GroupNotEmpty = "ADMIN-409-5",
        /// Too many licenses would be exceeded at once.
        LicenseBreaches = "ADMIN-400-32",
        /// The person's access is suspended, or the account is deactivated.
        InactiveUser = "ADMIN-UAM-400-2",
        /// The resource has no such role.
        RoleNotOfResource = "ADMIN-UAM-400-3",
        /// The organization has no license of the app.
        NotLicensed = "ADMIN-UAM-400-4",
        /// The role needs a resource. In no specification; measured once.
        ResourceMissing = "ADMIN-UAM-400-5",
        /// There is no paid subscription.
        NoPaidSubscription = "ADMIN-UAM-402-1",
        /// A person of the request is not in the directory.
        UserNotFound = "ADMIN-UAM-404-1",
        /// A POST came without a content type or body.
        NoContentType = "ADMIN-UAM-415-1",
        /// The group may not be changed.
        GroupForbidden = "ADMIN-403-5",
        /// Default groups may not be changed.
        DefaultGroupForbidden = "ADMIN-403-6",
        /// Groups of administrators may not be changed.
        AdminGroupForbidden = "ADMIN-403-7",
        /// The action is for administrators.
        Administrative = "administrative",
        /// Administrators may not do it to themselves.
        NotMyself = "administrative.notMyself",
        /// Only the person may do it.
        MyselfOnly = "myselfOnly",
        /// Only the administrator of the managed account may do it.
        ManagedAccount = "managedAccount",
        /// SAML sets the value at each sign-in.
        SetBySaml = "authPolicy.saml",
        /// Export control blocks the person.
        ExportControl = "blocked.exportControl",
        /// A SCIM directory manages the person.
        ExternalScim = "externalDirectory.scim",
        /// A Google directory manages the person.
        ExternalGoogle = "externalDirectory.google",
        /// The organization does not manage the account.
        UnclaimedDomain = "forbidden.unclaimedDomain",
        /// The account is not verified.
        TargetUnverified = "forbidden.targetUnverified",
        /// The account's state does not allow it.
        LifecycleErrors = "conflict.lifecycleErrors",
        /// There is no such account.
        AccountNotFound = "accountNotFound",
        /// SCIM: another record has the same value.
        Uniqueness = "uniqueness",
    }
}

impl ServiceCode {
    /// Whether licenses are used up: a real refusal, and no sign that it is so already.
    #[must_use]
    pub fn is_license_limit(&self) -> bool {
        matches!(
            self,
            Self::LicenseLimit
                | Self::OlderLicenseLimit
                | Self::LicenseBreaches
                | Self::NotLicensed
                | Self::NoPaidSubscription
        )
    }

    /// Whether an identity provider decides, and not the organization's administrators.
    #[must_use]
    pub fn is_identity_provider(&self) -> bool {
        matches!(
            self,
            Self::ExternalScim | Self::ExternalGoogle | Self::SetBySaml
        )
    }
}

impl Error {
    /// The service's code; `None` when it gave none. What no specification names is `Other`.
    #[must_use]
    pub fn service_code(&self) -> Option<ServiceCode> {
        self.code.as_deref().map(ServiceCode::from)
    }
}
