//! The columns of a person, in the order in which they are bound and compared.

use std::borrow::Cow;

use atlctl_api::{DirectoryUser, PlatformRole};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::epoch;
use super::person_lists::Lists;

/// Columns whose changes are recorded.
pub(super) const TRACKED: [&str; 19] = [
    "account_type",
    "account_status",
    "status",
    "membership_status",
    "claim_status",
    "management_source",
    "email_verified",
    "mfa_enabled",
    "org_admin",
    "email",
    "name",
    "nickname",
    "added_to_org",
    "job_title",
    "department",
    "organization",
    "location",
    "time_zone",
    "resources",
];

/// The others: they follow from tracked ones or change every day.
pub(super) const UNTRACKED: [&str; 6] = [
    "email_key",
    "activity_known",
    "last_active",
    "groups_known",
    "roles_known",
    "apps_known",
];

pub(super) const COUNT: usize = TRACKED.len() + UNTRACKED.len();

/// The position of a column among the values.
pub(super) fn place(name: &str) -> Option<usize> {
    let mut names = TRACKED.iter().chain(&UNTRACKED);
    names.position(|other| *other == name)
}

/// The values of a person, [`TRACKED`] first, then [`UNTRACKED`]. `reported`: the lists that the entry reports.
pub(super) fn values<'a>(user: &'a DirectoryUser<'_>, reported: Lists) -> [ToSqlOutput<'a>; COUNT] {
    let (mut last_active, mut activity_known) = (None, user.product_access.is_some());
    for product in user.product_access.iter().flatten() {
        match product.last_active_timestamp.as_deref().map(str::trim) {
            None | Some("") => {}
            Some(text) => match epoch(text) {
                Some(at) => last_active = last_active.max(Some(at)),
                // An unreadable time is not "never".
                None => activity_known = false,
            },
        }
    }
    let org_admin = user
        .platform_roles
        .as_ref()
        .map(|roles| roles.contains(&PlatformRole::OrgAdmin));
    let resources = user
        .counts
        .and_then(|counts| counts.resources)
        .and_then(|count| i64::try_from(count).ok());
    [
        text(user.account_type.as_ref().map(|v| v.as_str())),
        text(user.account_status.as_ref().map(|v| v.as_str())),
        text(user.status.as_ref().map(|v| v.as_str())),
        text(user.membership_status.as_ref().map(|v| v.as_str())),
        text(user.claim_status.as_ref().map(|v| v.as_str())),
        text(user.management_source.as_ref().map(|v| v.as_str())),
        truth(user.email_verified),
        truth(user.mfa_enabled),
        truth(org_admin),
        text(user.email.as_deref()),
        text(user.name.as_deref()),
        text(user.nickname.as_deref()),
        // What is no time is unknown: SQLite would read a number as a Julian day, and February 30 as March 2.
        text(
            user.added_to_org
                .as_deref()
                .filter(|text| epoch(text).is_some()),
        ),
        text(user.job_title.as_deref()),
        text(user.department.as_deref()),
        text(user.organization.as_deref()),
        text(user.location.as_deref()),
        text(user.time_zone.as_deref()),
        number(resources),
        email_key(user.email.as_deref()),
        truth(Some(activity_known)),
        number(last_active),
        truth(Some(reported.groups)),
        truth(Some(reported.roles)),
        truth(Some(reported.apps)),
    ]
}

fn text(text: Option<&str>) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(text.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes())))
}

fn truth<'a>(truth: Option<bool>) -> ToSqlOutput<'a> {
    number(truth.map(i64::from))
}

fn number<'a>(number: Option<i64>) -> ToSqlOutput<'a> {
    ToSqlOutput::Borrowed(number.map_or(ValueRef::Null, ValueRef::Integer))
}

/// The address as it is compared; most are in that form already.
fn email_key(email: Option<&str>) -> ToSqlOutput<'_> {
    let Some(email) = email else {
        return ToSqlOutput::Borrowed(ValueRef::Null);
    };
    let plain = |byte: &u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
    let key = if email.as_bytes().iter().all(plain) {
        Cow::Borrowed(email)
    } else {
        Cow::Owned(crate::store::email_key(email))
    };
    match key {
        Cow::Borrowed(key) => text(Some(key)),
        Cow::Owned(key) => ToSqlOutput::Owned(Value::Text(key)),
    }
}
