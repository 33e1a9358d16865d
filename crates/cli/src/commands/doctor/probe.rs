//! One read-only call of each API family.

use atlctl_api::{Client, Error, RawRequest, RawResponse};
use serde_json::{Value, json};

/// A call that changes nothing.
pub(super) struct Probe {
    /// The family, for people.
    pub family: &'static str,
    pub method: &'static str,
    /// `{org}` is replaced by the organization, `{account}` in the body by one of its accounts.
    pub path: &'static str,
    pub body: Option<fn(&str) -> Value>,
    /// The scope that a key needs for it, where the specification names one.
    pub scope: Option<&'static str>,
    /// The portal's own: only a session can call it.
    pub portal: bool,
}

/// The first one lists the organizations.
pub(super) const ORGANIZATIONS: Probe = Probe {
    family: "organizations",
    method: "GET",
    path: "/admin/v1/orgs",
    body: None,
    scope: Some("read:orgs:admin"),
    portal: false,
};

/// The managed accounts; one of them is asked for in the question for policies.
pub(super) const ACCOUNTS: Probe = Probe {
    family: "managed accounts",
    path: "/admin/v1/orgs/{org}/users",
    scope: Some("read:accounts:admin"),
    ..ORGANIZATIONS
};

/// People: distinguishes the original user management from the new.
pub(super) const PEOPLE: Probe = Probe {
    family: "people",
    method: "POST",
    path: "/admin/v2/orgs/{org}/directories/-/users/search",
    body: Some(|_| json!({ "limit": 1 })),
    scope: None,
    portal: false,
};

/// Reads the policy of an account.
pub(super) const POLICIES: Probe = Probe {
    family: "policies",
    method: "POST",
    path: "/admin/control/v1/orgs/{org}/users/auth-policies/bulk-fetch",
    body: Some(|account| json!({ "accountIds": [account] })),
    scope: Some("read:policies:admin"),
    portal: false,
};

/// The audit log, as `sync`, `event tail`, `export` and `watch` read it.
pub(super) const AUDIT_LOG: Probe = Probe {
    family: "audit log",
    path: "/admin/v1/orgs/{org}/events-stream?limit=1",
    scope: Some("read:events:admin"),
    ..ORGANIZATIONS
};

/// All other probes.
pub(super) const OTHERS: [Probe; 6] = [
    Probe {
        family: "directories",
        path: "/admin/v2/orgs/{org}/directories",
        scope: Some("read:directories:admin"),
        ..ORGANIZATIONS
    },
    Probe {
        family: "groups",
        path: "/admin/v2/orgs/{org}/directories/-/groups/search",
        ..PEOPLE
    },
    Probe {
        family: "domains",
        path: "/admin/v1/orgs/{org}/domains",
        scope: Some("read:domains:admin"),
        ..ORGANIZATIONS
    },
    Probe {
        family: "workspaces",
        path: "/admin/v2/orgs/{org}/workspaces",
        scope: Some("read:workspaces:admin"),
        ..PEOPLE
    },
    Probe {
        family: "portal people",
        path: "/gateway/api/adminhub/um/org/{org}/users?count=1",
        scope: None,
        portal: true,
        ..ORGANIZATIONS
    },
    Probe {
        family: "portal groups",
        path: "/gateway/api/adminhub/um/org/{org}/groups?count=1",
        scope: None,
        portal: true,
        ..ORGANIZATIONS
    },
];

impl Probe {
    /// Makes the call. A failure with an answer comes with its headers.
    pub async fn make(
        &self,
        client: &Client,
        org: &str,
        account: &str,
    ) -> Result<RawResponse, Error> {
        let mut path = self.path.to_owned();
        if path.contains("{org}") {
            path = path.replace("{org}", &RawRequest::segment(org)?);
        }
        let mut request = RawRequest::new(self.method, &path)?;
        if let Some(body) = self.body {
            request = request.body(body(account).to_string());
        }
        // The client refuses whatever is not known to only read.
        client.read_only().raw(request).await
    }
}

/// Whether any of the calls with a documented scope works: what a key with few scopes is good for.
pub async fn any_call_works(client: &Client, org: &str) -> bool {
    for probe in OTHERS.iter().chain([&ACCOUNTS]) {
        if probe.scope.is_some()
            && let Ok(answer) = probe.make(client, org, "").await
            && answer.error.is_none()
        {
            return true;
        }
    }
    false
}
