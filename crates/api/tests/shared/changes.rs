//! Every changing call, once, with all that can be set.

use std::future::Future;
use std::pin::Pin;

use atlctl_api::*;

type Done = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// A changing call.
pub struct Change {
    /// The method of the client.
    pub name: &'static str,
    /// Makes it.
    pub make: fn(Client) -> Done,
    /// What of its answer it needs.
    #[allow(dead_code, reason = "one of the two test programs does not ask")]
    pub needs: Needs,
}

/// What a call needs of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// That it is accepted.
    Nothing,
    /// A body.
    Body,
}

macro_rules! changes {
    ($($needs:ident: $name:ident($($argument:expr),* $(,)?);)+) => {
        vec![$(Change {
            name: stringify!($name),
            make: |client| Box::pin(async move { client.$name($($argument),*).await.map(drop) }),
            needs: Needs::$needs,
        }),+]
    };
}

pub fn org() -> OrgId {
    "o-1".into()
}

fn directory() -> DirectoryId {
    "d-1".into()
}

fn account() -> AccountId {
    "557058:a|b".into()
}

fn group() -> GroupId {
    "g-1".into()
}

fn role() -> RoleId {
    "atlassian/user".into()
}

fn app() -> WorkspaceId {
    "ari:cloud:jira::site/1".into()
}

fn invitation() -> Invitation {
    Invitation {
        emails: vec!["a@example.com".into(), "b@example.com".into()],
        groups: vec![group()],
        roles: vec![InvitedRole {
            role: role(),
            resource: app(),
        }],
        message: Some("welcome".into()),
        notify: true,
    }
}

fn profile() -> ProfileChange {
    ProfileChange {
        name: Some("Ann Example".into()),
        nickname: Some("ann".into()),
        zoneinfo: Some("Europe/Vienna".into()),
        locale: Some("en-US".into()),
        job_title: Some("Engineer".into()),
        department: Some("R&D".into()),
        organization: Some("Example".into()),
        location: Some("Vienna".into()),
    }
}

fn service_account() -> NewServiceAccount {
    NewServiceAccount {
        display_name: "build server".into(),
        description: Some("builds".into()),
        roles: vec![(app(), role())],
        groups: vec![(directory(), group())],
    }
}

fn service_account_change() -> ServiceAccountChange {
    ServiceAccountChange {
        display_name: Some("build server 2".into()),
        description: Some("builds more".into()),
    }
}

fn policy() -> OrgPolicySettings {
    OrgPolicySettings {
        kind: PolicyKind::IpAllowlist,
        name: "offices".into(),
        status: PolicyStatus::Enabled,
        allowed: vec!["192.0.2.0/24".into()],
        resources: vec![app().into_string()],
    }
}

fn schedule() -> ResourceSchedule {
    ResourceSchedule {
        scheduled: Some("2026-12-01T00:00:00Z".into()),
        migration_starts: Some("2026-12-01T01:00:00Z".into()),
        migration_ends: Some("2026-12-01T02:00:00Z".into()),
    }
}

fn draft() -> PolicyDraft {
    PolicyDraft {
        policy: "p-1".into(),
        action: DraftAction::Update,
        coverage: PolicyCoverage::Workspace,
    }
}

fn record() -> ScimUserSettings {
    ScimUserSettings {
        user_name: "ann@example.com".into(),
        email: "ann@example.com".into(),
        display_name: Some("Ann Example".into()),
        given_name: Some("Ann".into()),
        family_name: Some("Example".into()),
        external_id: Some("x-1".into()),
        title: Some("Engineer".into()),
        department: Some("R&D".into()),
        organization: Some("Example".into()),
        timezone: Some("Europe/Vienna".into()),
        preferred_language: Some("en".into()),
        active: Some(true),
    }
}

fn members() -> Vec<ScimPatch> {
    vec![
        ScimPatch::add_members(&["su-1".into()]),
        ScimPatch::remove_member(&"su-\"2".into()),
    ]
}

/// The portal's own, which no specification has.
#[allow(
    dead_code,
    reason = "one of the two test programs compares with the specifications alone"
)]
pub fn of_portal() -> Vec<Change> {
    changes! {
        Nothing: remove_site_user(&"s-1".into(), &account());
        Nothing: deactivate_site_user(&"s-1".into(), &account());
        Nothing: add_org_group_members(&org(), &group(), &[account()]);
        Nothing: create_org_group(&org(), "eng", Some("engineers"));
    }
}

pub fn all() -> Vec<Change> {
    changes! {
        Body: add_users_to_policy(&org(), &"p".into(), &["a@example.com".into()]);
        Nothing: suspend_user(&org(), &directory(), &account());
        Nothing: restore_user(&org(), &directory(), &account());
        Nothing: remove_user(&org(), &directory(), &account());
        Body: invite_users(&org(), &invitation());
        Nothing: assign_role(&org(), &account(), &role(), &app());
        Nothing: revoke_role(&org(), &account(), &role(), &app());
        Nothing: assign_platform_role(&org(), &account(), &PlatformRole::OrgAdmin);
        Nothing: revoke_platform_role(&org(), &account(), &PlatformRole::OrgAdmin);
        Nothing: create_group(&org(), &directory(), "eng", Some("engineers"));
        Nothing: delete_group(&org(), &directory(), &group());
        Nothing: add_to_group(&org(), &directory(), &group(), &account());
        Nothing: remove_from_group(&org(), &directory(), &group(), &account());
        Nothing: assign_group_role(&org(), &directory(), &group(), &role(), &app());
        Nothing: revoke_group_role(&org(), &directory(), &group(), &role(), &app());
        Nothing: deactivate_account(&account(), Some("left"));
        Nothing: activate_account(&account());
        Nothing: delete_account(&account());
        Nothing: cancel_delete_account(&account());
        Nothing: set_email(&account(), "b@example.com");
        Nothing: update_profile(&account(), &profile());
        Nothing: revoke_api_token(&account(), &"t-1".into());
        Nothing: revoke_api_key(&org(), &"k-1".into());
        Body: create_service_account(&org(), &service_account());
        Body: update_service_account(&org(), &account(), &service_account_change());
        Nothing: delete_service_account(&org(), &"s-1".into());
        Nothing: revoke_service_account_tokens(&org(), &"s-1".into());
        Body: create_oauth_client(&org(), "ci", &"s-1".into());
        Nothing: delete_oauth_client(&org(), &"c-1".into());
        Body: create_org_policy(&org(), &policy());
        Body: update_org_policy(&org(), &"p-1".into(), &policy());
        Nothing: delete_org_policy(&org(), &"p-1".into());
        Nothing: add_org_policy_resource(&org(), &"p-1".into(), app().as_str(), &schedule());
        Nothing: update_org_policy_resource(&org(), &"p-1".into(), app().as_str(), &schedule());
        Nothing: delete_org_policy_resource(&org(), &"p-1".into(), app().as_str());
        Nothing: delete_control_policy(&org(), &"p-1".into());
        Body: publish_control_drafts(&org(), "appAccess", &[draft()]);
        Nothing: change_control_resources(&org(), &"p-1".into(), &["ari:1".into()], &["ari:2".into()]);
        Nothing: delete_control_resources(&org(), &"p-1".into());
        Nothing: update_control_resource(&org(), &"p-1".into(), app().as_str(), &schedule());
        Nothing: delete_control_resource(&org(), &"p-1".into(), app().as_str());
        Body: create_scim_user(&"sd-1".into(), &record());
        Nothing: replace_scim_user(&"sd-1".into(), &"su-1".into(), &record());
        Nothing: patch_scim_user(&"sd-1".into(), &"su-1".into(), &[ScimPatch::active(false)]);
        Nothing: delete_scim_user(&"sd-1".into(), &"su-1".into());
        Body: create_scim_group(&"sd-1".into(), "eng", &["su-1".into()]);
        Nothing: replace_scim_group(&"sd-1".into(), &"sg-1".into(), "eng", &["su-1".into()]);
        Nothing: patch_scim_group(&"sd-1".into(), &"sg-1".into(), &members());
        Nothing: delete_scim_group(&"sd-1".into(), &"sg-1".into());
    }
}
