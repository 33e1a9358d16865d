//! A person as the directories show them, borrowed from the page they came in.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::text::text;
use crate::enums::{
    AccountStatus, AccountType, ClaimStatus, ManagementSource, MembershipStatus, PlatformRole,
    UserStatus,
};

/// A person of the directories. Everything but the raw text may be missing.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DirectoryUser<'a> {
    /// The account's id.
    #[serde(borrow, deserialize_with = "text")]
    pub account_id: Option<Cow<'a, str>>,
    /// What kind of account.
    #[serde(deserialize_with = "open")]
    pub account_type: Option<AccountType>,
    /// State of the account.
    #[serde(deserialize_with = "open")]
    pub account_status: Option<AccountStatus>,
    /// The state administrators see.
    #[serde(deserialize_with = "open")]
    pub status: Option<UserStatus>,
    /// Standing in the directory.
    #[serde(deserialize_with = "open")]
    pub membership_status: Option<MembershipStatus>,
    /// Managed or not.
    #[serde(deserialize_with = "open")]
    pub claim_status: Option<ClaimStatus>,
    /// Invited or provisioned.
    #[serde(deserialize_with = "open")]
    pub management_source: Option<ManagementSource>,
    /// Full name.
    #[serde(borrow, deserialize_with = "text")]
    pub name: Option<Cow<'a, str>>,
    /// Public name.
    #[serde(borrow, deserialize_with = "text")]
    pub nickname: Option<Cow<'a, str>>,
    /// Address.
    #[serde(borrow, deserialize_with = "text")]
    pub email: Option<Cow<'a, str>>,
    /// Whether the address is proven.
    #[serde(deserialize_with = "truth")]
    pub email_verified: Option<bool>,
    /// Whether two-step verification is on.
    #[serde(deserialize_with = "truth")]
    pub mfa_enabled: Option<bool>,
    /// When the person came to the organisation (ISO 8601).
    #[serde(borrow, deserialize_with = "text")]
    pub added_to_org: Option<Cow<'a, str>>,
    /// Job title.
    #[serde(borrow, deserialize_with = "text")]
    pub job_title: Option<Cow<'a, str>>,
    /// Department.
    #[serde(borrow, deserialize_with = "text")]
    pub department: Option<Cow<'a, str>>,
    /// Company.
    #[serde(borrow, deserialize_with = "text")]
    pub organization: Option<Cow<'a, str>>,
    /// Place.
    #[serde(borrow, deserialize_with = "text")]
    pub location: Option<Cow<'a, str>>,
    /// Time zone.
    #[serde(borrow, deserialize_with = "text")]
    pub time_zone: Option<Cow<'a, str>>,
    /// Roles over the organisation; none when not asked for, empty when there are none.
    #[serde(deserialize_with = "list")]
    pub platform_roles: Option<Vec<PlatformRole>>,
    /// Groups; none when not asked for.
    #[serde(borrow, deserialize_with = "list")]
    pub groups: Option<Vec<UserGroup<'a>>>,
    /// Products with last activity; none when not asked for.
    #[serde(borrow, deserialize_with = "list")]
    pub product_access: Option<Vec<ProductAccess<'a>>>,
    /// How much belongs to the person; none when not asked for.
    #[serde(deserialize_with = "counts")]
    pub counts: Option<UserCounts>,
    /// The JSON text exactly as it came. None only for a person that was not read from a page.
    #[serde(skip)]
    pub raw: Option<&'a RawValue>,
}

/// A group a person is in.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct UserGroup<'a> {
    /// Its id.
    #[serde(borrow, deserialize_with = "text")]
    pub id: Option<Cow<'a, str>>,
    /// Its name.
    #[serde(borrow, deserialize_with = "text")]
    pub name: Option<Cow<'a, str>>,
    /// What it is for.
    #[serde(borrow, deserialize_with = "text")]
    pub description: Option<Cow<'a, str>>,
}

/// A product a person may use.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProductAccess<'a> {
    /// The product instance, an ARI.
    #[serde(borrow, deserialize_with = "text")]
    pub id: Option<Cow<'a, str>>,
    /// The product's key.
    #[serde(borrow, deserialize_with = "text")]
    pub key: Option<Cow<'a, str>>,
    /// Last activity (ISO 8601); none for never, or not said.
    #[serde(borrow, deserialize_with = "text")]
    pub last_active_timestamp: Option<Cow<'a, str>>,
}

/// How much belongs to a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct UserCounts {
    /// Resources the person has access to.
    #[serde(default)]
    pub resources: Option<u64>,
}

/// Personal data: the debug form names only the account.
impl fmt::Debug for DirectoryUser<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirectoryUser")
            .field("account_id", &self.account_id)
            .finish_non_exhaustive()
    }
}

/// An open enum from a text; anything else is "not said".
fn open<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'x> From<&'x str>,
{
    Ok(text(deserializer)?.map(|text| T::from(&text)))
}

/// A truth value; anything else is "not said".
fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    struct Truth;
    impl<'de> Visitor<'de> for Truth {
        type Value = Option<bool>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("true, false or null")
        }
        fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
            Ok(Some(truth))
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(None)
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(None)
        }
    }
    deserializer.deserialize_any(Truth)
}

/// A list; entries of another type than documented are an error of the page, null is "not said".
fn list<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct List<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
        type Value = Option<Vec<T>>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list or null")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut items = Vec::with_capacity(seq.size_hint().unwrap_or(8).min(64));
            while let Some(item) = seq.next_element::<Option<T>>()? {
                items.extend(item);
            }
            Ok(Some(items))
        }
    }
    deserializer.deserialize_any(List(PhantomData))
}

fn counts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UserCounts>, D::Error> {
    Option::deserialize(deserializer)
}
