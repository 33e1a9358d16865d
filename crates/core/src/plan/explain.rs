//! Explains a row: why it is in the plan, or why it is not.

use super::{Include, Plan, Row, Verdict};
use crate::change::{Before, Needs};

impl Plan {
    /// Why a row is changed or not, in sentences: where it comes from, what the change needs, which guards it passed or
    /// which one holds it out.
    #[must_use]
    pub fn explain(&self, row: &Row) -> String {
        let mut said = vec![self.source(row)];
        match &row.verdict {
            Verdict::Change => {
                said.push(self.difference(row));
                said.extend(needs(row.facet.kind.needs()));
                said.push(self.passed(row));
            }
            verdict if verdict.is_guard() => said.push(format!("A guard: {}", row.reason())),
            Verdict::Already => said.push(format!("Nothing to do: {}", row.reason())),
            _ => said.push(format!("Not possible: {}", row.reason())),
        }
        said.join(". ")
    }

    fn source(&self, row: &Row) -> String {
        match row.line {
            Some(line) => format!("From line {line} of {}", self.origin.what),
            None if self.origin.what == "the command line" => {
                "Named on the command line".to_owned()
            }
            None => format!("From {}", self.origin.what),
        }
    }

    fn difference(&self, row: &Row) -> String {
        let name = |id: &str| self.name_of(row.facet.kind, id);
        let what = row.facet.kind.what(&row.facet.of, &name);
        let after = row.to.as_ref().map(|to| self.value_name(&row.facet, to));
        let after = after.unwrap_or_default();
        let read = if self.base.was_read(row.facet.kind) {
            "live"
        } else {
            "from the mirror"
        };
        match &row.before {
            Before::Is(_) => {
                let before = self.before_name(row).unwrap_or_default();
                format!("{}: {before} ({read}) → {after}", capitalized(&what))
            }
            Before::Unknown => format!("{}: unknown → {after}", capitalized(&what)),
        }
    }

    fn passed(&self, row: &Row) -> String {
        if row.account.is_none() {
            return "No guard of people applies".to_owned();
        }
        let include = self.include.unwrap_or_default();
        let mut said = format!("Passed the guards: {}", guards(row, include).join(", "));
        let flags = included(include);
        if !flags.is_empty() {
            said.push_str(&format!("; others are off with {}", flags.join(" ")));
        }
        said
    }
}

/// The words with a capital letter, as at the beginning of a sentence.
fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The guards that were asked about a row, and did not hold it out.
fn guards(row: &Row, include: Include) -> Vec<&'static str> {
    let last_admin = row
        .to
        .as_ref()
        .is_some_and(|to| row.facet.kind.needs_rescuer(&row.facet.of, to));
    [
        (true, "your own account"),
        (true, "protected people and groups"),
        (!include.service_accounts, "service accounts"),
        (
            !include.new_accounts,
            "new accounts (where the profile guards them)",
        ),
        (!include.admins, "organization admins"),
        (!include.unknown_roles, "people whose roles are unknown"),
        (last_admin, "the last organization admin"),
    ]
    .into_iter()
    .filter_map(|(asked, guard)| asked.then_some(guard))
    .collect()
}

/// What a change needs of a person, and this person has.
fn needs(needs: Needs) -> Option<String> {
    let words: Vec<&str> = [
        (needs.managed, "a managed account"),
        (needs.active, "active"),
        (needs.not_suspended, "not suspended"),
        (needs.address, "known by an email address"),
        (needs.present, "a member of the organization"),
    ]
    .into_iter()
    .filter_map(|(needed, word)| needed.then_some(word))
    .collect();
    (!words.is_empty()).then(|| format!("Is {}, as this change requires", words.join(", ")))
}

/// The options that include people whom a guard holds out otherwise.
fn included(include: Include) -> Vec<&'static str> {
    [
        (include.admins, "--include-admins"),
        (include.unknown_roles, "--include-unknown-roles"),
        (include.unknown_groups, "--include-unknown-groups"),
        (include.service_accounts, "--include-service-accounts"),
        (include.suspended, "--include-suspended"),
        (include.protected_groups, "--include-protected-groups"),
        (include.new_accounts, "--include-new"),
    ]
    .into_iter()
    .filter_map(|(set, flag)| set.then_some(flag))
    .collect()
}
