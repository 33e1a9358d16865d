//! Typed client of the Atlassian Cloud admin APIs and the admin portal.
//!
//! One [`Client`], two credentials: an organization API key goes to `api.atlassian.com`, a browser
//! session (the cookie `cloud.session.token`) to the portal's gateway; both use the same types, and
//! each call uses the credential that can make it.
//!
//! - Lists are streams; six paging styles are hidden behind them.
//! - Every failure is an [`Error`] with a kind and with [`Processed`]: whether the server may have processed
//!   the request.
//! - Redirects are never followed; only the cursor is taken from the URL of a next page.
//! - Requests follow the server's rate limits; only safe requests are repeated.
//! - Unknown values, absent fields and nulls are normal; IDs are opaque.
//!
//! The crate reads no file, no environment variable and no terminal. (The system's proxy settings and
//! trust store are read by the HTTP library.)

mod account;
mod api_access;
mod base_urls;
mod client;
mod clock;
mod control;
mod enums;
mod error;
mod events;
mod groups;
mod ids;
mod json;
mod lenient;
mod model;
mod observe;
mod org;
mod org_policy;
mod page;
mod policy;
mod portal;
mod raw;
mod scim;
mod single_object;
mod transport;
mod users;
mod webhook;

pub use account::{AccountApiToken, AccountPermissions, AccountProfile, Permission, ProfileChange};
pub use api_access::{
    ApiKey, ApiKeyFilter, ApiToken, ApiTokenFilter, NewServiceAccount, OAuthClient, ServiceAccount,
    ServiceAccountChange, ServiceAccountOAuthClient, TimeRange, TokenCounts, TokenUser,
};
pub use base_urls::Bases;
pub use client::{Client, ClientBuilder, Timeouts};
pub use clock::Clock;
pub use control::{ControlResource, PolicyDraft, PublishTicket};
pub use enums::{
    AccountStatus, AccountType, ApplicationStatus, ClaimStatus, DomainClaimStatus, DraftAction,
    InviteStatus, ManagementSource, MembershipStatus, OAuthClientStatus, PlatformRole,
    PolicyCoverage, PolicyKind, PolicyStatus, RoleMethod, TokenStatus, UserStatus, WorkspaceStatus,
};
pub use error::{Details, Error, ErrorKind, ExpiryForm, Processed, ServiceCode};
pub use events::{
    Event, EventAction, EventActor, EventFilter, EventLocation, EventObject, EventPage, EventPoll,
};
pub use groups::{
    Group, GroupCounts, GroupRoleAssignment, GroupSearch, GroupStats, ManagementAccess,
};
pub use ids::{
    AccountId, ApiKeyId, Cursor, DirectoryId, DomainId, EventId, GroupId, OAuthClientId, OrgId,
    PolicyId, RoleId, ScimDirectoryId, ScimGroupId, ScimUserId, ServiceAccountId, SiteId, TaskId,
    TokenId, WorkspaceId,
};
pub use lenient::CUT_NAME;
pub use model::Raw;
pub use observe::{Observer, RequestEvent, Unobserved, WaitReason, Waiting};
pub use org::{Directory, Domain, ManagedAccount, ManagedProduct, Org, Workspace};
pub use org_policy::{OrgPolicy, OrgPolicyResource, OrgPolicySettings, ResourceSchedule};
pub use page::{OffsetPage, OffsetProof};
pub use policy::{Accepted, AccountPolicy, PolicyTask, PolicyTaskFailure};
pub use portal::{PortalGroup, PortalProduct, PortalUser};
pub use raw::{RawRequest, RawResponse};
pub use scim::{
    ScimGroup, ScimLink, ScimMember, ScimPatch, ScimPatchOp, ScimUser, ScimUserSettings,
};
pub use users::{
    AssignedRole, DirectoryUser, Expand, Invitation, Invited, InvitedPart, InvitedPerson,
    InvitedRole, InvitedTo, LastActive, MOST_INVITED, PeopleListGuard, ProductAccess,
    ProductActivity, RawPage, Sort, UserCounts, UserDetails, UserFilter, UserGroup,
    UserRoleAssignment, UserSearch, UserStats,
};
pub use webhook::Webhook;
