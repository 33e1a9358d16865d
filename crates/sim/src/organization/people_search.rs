//! Which people a search finds.

use serde_json::Value;

use super::grant::{ORG_ADMIN, ROLES, role};
use super::person::Person;
use super::view::View;

const STATUS: [&str; 5] = [
    "active",
    "suspended",
    "not_invited",
    "deactivated",
    "for_deletion",
];
const ACCOUNT_STATUS: [&str; 3] = ["active", "inactive", "closed"];
const MEMBERSHIP: [&str; 3] = ["active", "suspended", "no_membership"];

/// What a search asks for; what is empty does not filter.
#[derive(Debug, Default, Clone)]
pub(crate) struct Filter {
    account_ids: Vec<String>,
    emails: Vec<String>,
    status: Vec<String>,
    account_status: Vec<String>,
    membership: Vec<String>,
    domains: Vec<String>,
    groups: Vec<Option<usize>>,
    products: Vec<Option<usize>>,
    roles: Vec<String>,
    directories: Vec<String>,
    claim: Option<bool>,
    mfa: Option<bool>,
    term: Option<String>,
}

impl Filter {
    /// Reads a search's body, or a query made into one.
    ///
    /// # Errors
    /// What is wrong with it, for the error's detail.
    pub fn read(view: &View<'_>, body: &Value) -> Result<Self, String> {
        let facts = view.facts;
        let filter = Self {
            account_ids: list(body, "accountIds", 10)?,
            emails: lower(list(body, "emails", 100)?),
            status: known(body, "status", 4, &STATUS)?,
            account_status: known(body, "accountStatus", 3, &ACCOUNT_STATUS)?,
            membership: known(body, "membershipStatus", 3, &MEMBERSHIP)?,
            domains: lower(list(body, "emailDomains", 10)?),
            groups: list(body, "groupIds", 10)?
                .iter()
                .map(|id| view.by_group_id(id).map(|group| group.index))
                .collect(),
            products: list(body, "resourceIds", 20)?
                .iter()
                .map(|id| facts.products.iter().position(|p| p.id == *id))
                .collect(),
            roles: known(body, "roleIds", 20, &ROLES)?,
            directories: list(body, "directoryIds", 10)?,
            claim: match body.get("claimStatus").and_then(Value::as_str) {
                Some("managed") => Some(true),
                Some("unmanaged") => Some(false),
                Some(other) => return Err(format!("claimStatus {other} is not known")),
                None => None,
            },
            mfa: match body.get("mfaEnabled") {
                None | Some(Value::Null) => None,
                Some(Value::Bool(mfa)) => Some(*mfa),
                Some(Value::String(text)) if text == "true" => Some(true),
                Some(Value::String(text)) if text == "false" => Some(false),
                Some(_) => return Err("mfaEnabled must be true or false".to_owned()),
            },
            term: body
                .get("searchTerm")
                .and_then(Value::as_str)
                .map(str::to_lowercase),
        };
        if filter.term.is_some() && !filter.emails.is_empty() {
            return Err("searchTerm and emails cannot be used together".to_owned());
        }
        Ok(filter)
    }

    /// Whether it lets everyone through.
    pub fn is_open(&self) -> bool {
        let lists = [
            &self.account_ids,
            &self.emails,
            &self.status,
            &self.account_status,
            &self.membership,
            &self.domains,
            &self.roles,
            &self.directories,
        ];
        lists.iter().all(|list| list.is_empty())
            && self.groups.is_empty()
            && self.products.is_empty()
            && self.claim.is_none()
            && self.mfa.is_none()
            && self.term.is_none()
    }

    /// The people it can only be, in order, where it names them or their groups.
    pub fn named(&self, view: &View<'_>) -> Option<Vec<usize>> {
        let mut indexes: Vec<usize> = if !self.account_ids.is_empty() {
            let ids = self.account_ids.iter();
            ids.filter_map(|id| view.by_account(id))
                .map(|person| person.index)
                .collect()
        } else if !self.emails.is_empty() {
            let emails = self.emails.iter();
            emails
                .flat_map(|email| view.maybe_by_email(email))
                .collect()
        } else if !self.groups.is_empty() {
            let groups = self.groups.iter().flatten();
            groups.flat_map(|group| view.members(*group)).collect()
        } else {
            return None;
        };
        indexes.sort_unstable();
        indexes.dedup();
        Some(indexes)
    }

    /// Whether it finds all of those who are in the same states and have addresses of one domain, or none of them.
    fn finds_alike(&self) -> bool {
        let lists = [&self.account_ids, &self.emails, &self.roles];
        lists.iter().all(|list| list.is_empty())
            && self.groups.is_empty()
            && self.products.is_empty()
            && self.term.is_none()
    }

    /// How many people are found, as far as that can be said without making every one of them.
    pub fn count(&self, view: &View<'_>) -> Option<usize> {
        if !self.finds_alike() || view.some_are_closed() {
            return None;
        }
        let matches = |person: Option<Person>| {
            let listed = person.filter(Person::is_listed);
            listed.is_some_and(|person| self.matches(view, &person))
        };
        let first = |index: usize| matches(Some(view.facts.person(index)));
        let alike = view.facts.first_alike().iter();
        let all: usize = alike
            .filter(|alike| first(alike.sample))
            .map(|alike| alike.people)
            .sum();
        let touched = view.state.touched(view.facts);
        let before = touched.range(..view.facts.people);
        let before = before.filter(|index| first(**index)).count();
        let now = touched.iter().filter(|index| matches(view.person(**index)));
        Some(all - before + now.count())
    }

    /// Whether a person is found.
    pub fn matches(&self, view: &View<'_>, person: &Person) -> bool {
        let one_of =
            |list: &[String], value: &str| list.is_empty() || list.iter().any(|v| v == value);
        let email = || person.email.to_lowercase();
        one_of(&self.account_ids, &person.account_id)
            && (self.emails.is_empty() || one_of(&self.emails, &email()))
            && one_of(&self.status, person.status().as_str())
            && one_of(&self.account_status, person.account_status())
            && one_of(&self.membership, person.access.as_str())
            && one_of(&self.directories, &view.facts.directory_id)
            && self.claim.is_none_or(|managed| managed == person.managed)
            && self.mfa.is_none_or(|mfa| mfa == person.mfa)
            && (self.domains.is_empty()
                || email()
                    .split_once('@')
                    .is_some_and(|(_, domain)| one_of(&self.domains, domain)))
            && (self.roles.is_empty() || self.holds_role(view, person))
            && (self.products.is_empty()
                || person
                    .products
                    .iter()
                    .any(|(product, _)| self.products.contains(&Some(*product))))
            && (self.groups.is_empty()
                || view
                    .groups_of(person)
                    .into_iter()
                    .any(|group| self.groups.contains(&Some(group))))
            && self.term.as_ref().is_none_or(|term| {
                person.name.to_lowercase().starts_with(term.as_str())
                    || person.nickname.to_lowercase().starts_with(term.as_str())
                    || email().starts_with(term.as_str())
            })
    }

    /// Whether someone holds one of the roles, whatever the way.
    fn holds_role(&self, view: &View<'_>, person: &Person) -> bool {
        if person.org_admin && self.roles.iter().any(|id| role(id) == Some(ORG_ADMIN)) {
            return true;
        }
        let groups = view.groups_of(person).into_iter();
        let grants = groups.flat_map(|group| view.group_grants(group));
        grants
            .chain(view.own_grants(person))
            .any(|grant| self.roles.iter().any(|role| role == grant.role_id()))
    }
}

/// A list of which each value is one of these.
fn known(body: &Value, name: &str, most: usize, words: &[&str]) -> Result<Vec<String>, String> {
    let values = list(body, name, most)?;
    match values.iter().find(|value| !words.contains(&value.as_str())) {
        Some(value) => Err(format!("{name} {value} is not known")),
        None => Ok(values),
    }
}

fn list(body: &Value, name: &str, most: usize) -> Result<Vec<String>, String> {
    let values: Vec<String> = match body.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(values)) => values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or_else(|| format!("{name} must hold texts"))?,
        Some(Value::String(value)) => vec![value.clone()],
        Some(_) => return Err(format!("{name} must be a list")),
    };
    if values.len() > most {
        return Err(format!("{name} must have at most {most} entries"));
    }
    Ok(values)
}

fn lower(values: Vec<String>) -> Vec<String> {
    values
        .into_iter()
        .map(|value| value.to_lowercase())
        .collect()
}
