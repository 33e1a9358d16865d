//! Who reviews what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use atlctl_core::input::{Encoding, heading_key, is_one_person, table_with_lines};
use atlctl_core::number::counted;
use atlctl_core::review::{Scope, ScopeKind};
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::input_file::read_file;
use crate::list_encoding::{ListEncoding, unreadable_table, with_sheets_beside};
use crate::ui::{display, first_of};

/// The reviewers of a review.
#[derive(Debug, Args)]
pub(super) struct ReviewerOptions {
    /// The reviewer of everything that --reviewers does not name
    #[arg(long, value_name = "EMAIL", required_unless_present = "reviewers")]
    reviewer: Option<String>,
    /// CSV of reviewers: a column scope (or group) and a column reviewer
    #[arg(long, value_name = "FILE")]
    reviewers: Option<PathBuf>,
    #[command(flatten)]
    encoding: ListEncoding,
}

impl ReviewerOptions {
    /// The reviewer of each scope, in their order.
    ///
    /// # Errors
    /// When the list cannot be used, or a scope has no reviewer.
    pub fn find(&self, context: &Context, scopes: &[(String, Scope)]) -> CliResult<Vec<String>> {
        let named = match &self.reviewers {
            Some(path) => read(context, path, self.encoding.encoding, scopes)?,
            None => BTreeMap::new(),
        };
        let fallback = self.reviewer.as_deref().map(str::trim);
        let fallback = fallback.filter(|name| !name.is_empty());
        // By it a reviewer's own access is recognized.
        if let Some(name) = fallback.filter(|name| !is_one_person(name)) {
            return Err(CliError::usage(format!(
                "--reviewer: \"{}\" is neither an email address nor an account ID",
                display(name)
            ))
            .hint("name one person, such as ann@example.com"));
        }
        let mut found = Vec::with_capacity(scopes.len());
        let mut missing = Vec::new();
        for (at, (asked, _)) in scopes.iter().enumerate() {
            match named.get(&at).map(String::as_str).or(fallback) {
                Some(reviewer) => found.push(reviewer.to_owned()),
                None => missing.push(display(asked)),
            }
        }
        if missing.is_empty() {
            return Ok(as_first_spelled(found));
        }
        Err(
            CliError::usage(format!("no reviewer for {}", missing.join(", "))).hint(
                "add them to the list of --reviewers, or name one for the rest: --reviewer EMAIL",
            ),
        )
    }
}

/// One person is one reviewer, in whatever case their address is written.
fn as_first_spelled(names: Vec<String>) -> Vec<String> {
    let mut spelled: BTreeMap<String, String> = BTreeMap::new();
    let names = names.into_iter();
    let names = names.map(|name| {
        let first = spelled.entry(name.to_lowercase());
        first.or_insert(name).clone()
    });
    names.collect()
}

/// Not more scopes are named in a message.
const NAMED: usize = 5;

/// The reviewers that a list names, by the position of the scope.
fn read(
    context: &Context,
    path: &Path,
    encoding: Option<Encoding>,
    scopes: &[(String, Scope)],
) -> CliResult<BTreeMap<usize, String>> {
    let shown = display(&path.to_string_lossy());
    let bytes = read_file(path)
        .map_err(|error| CliError::usage(format!("cannot read {shown}")).cause(&error))?;
    let bytes = with_sheets_beside(path, bytes);
    let (table, lines) = table_with_lines(&bytes, encoding, |cells| columns(cells).is_some())
        .map_err(|error| unreadable_table(&error, &shown))?;
    let Some((what, of_groups, reviewer)) = columns(&table.headings) else {
        return Err(CliError::usage(format!(
            "{shown} needs a column scope (or group) and a column reviewer"
        ))
        .hint("such as: scope,reviewer"));
    };
    let mut found: BTreeMap<usize, (String, u64)> = BTreeMap::new();
    let mut problems = Vec::new();
    let mut others = BTreeSet::new();
    for (cells, line) in table.rows.iter().zip(lines) {
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        let (scope, name) = (cell(what), cell(reviewer));
        if scope.is_empty() && name.is_empty() {
            continue;
        }
        let asked = match ScopeKind::asked(scope) {
            Some(asked) => asked,
            None if of_groups && !scope.is_empty() => (ScopeKind::Group, scope),
            None => {
                problems.push(format!(
                    "line {line}: \"{}\" is not a scope",
                    display(scope)
                ));
                continue;
            }
        };
        let Some(at) = scopes
            .iter()
            .position(|(text, known)| is(known, text, asked))
        else {
            others.insert(scope);
            continue;
        };
        if name.is_empty() {
            problems.push(format!("line {line}: no reviewer for {}", display(scope)));
            continue;
        }
        if !is_one_person(name) {
            let name = display(name);
            problems.push(format!(
                "line {line}: \"{name}\" is neither an email address nor an account ID"
            ));
            continue;
        }
        match found.get(&at) {
            Some((other, earlier)) if other.to_lowercase() != name.to_lowercase() => {
                problems.push(format!(
                    "line {line}: {} has another reviewer on line {earlier}",
                    display(scope)
                ))
            }
            _ => {
                found.insert(at, (name.to_owned(), line));
            }
        }
    }
    if !problems.is_empty() {
        return Err(
            CliError::usage(format!("{shown}: {}", problems.join("; "))).hint("correct the list")
        );
    }
    if !others.is_empty() {
        let words = counted(others.len() as u64, "scope", "scopes");
        let names = first_of(others.iter().map(|name| display(name)), others.len(), NAMED);
        context.ui.warning(format!(
            "{shown} names {words} that this review does not have: {names}"
        ));
    }
    let named = found.into_iter().map(|(at, (name, _))| (at, name));
    Ok(named.collect())
}

/// The column of scopes, whether it holds only groups, and the column of reviewers.
fn columns(headings: &[String]) -> Option<(usize, bool, usize)> {
    let keys: Vec<String> = headings
        .iter()
        .map(|heading| heading_key(heading))
        .collect();
    let at = |names: &[&str]| keys.iter().position(|key| names.contains(&key.as_str()));
    let reviewer = at(&["reviewer", "reviewers", "revieweremail", "owner"])?;
    match at(&["scope", "scopes", "access"]) {
        Some(what) => Some((what, false, reviewer)),
        None => Some((at(&["group", "groups", "groupname"])?, true, reviewer)),
    }
}

/// Whether a list names this scope: as the command line did, by its name or by its ID.
fn is(scope: &Scope, asked: &str, (kind, name): (ScopeKind, &str)) -> bool {
    let same = |text: &str| text.to_lowercase() == name.to_lowercase();
    let asked = ScopeKind::asked(asked).map(|(_, name)| name);
    kind == scope.kind && (same(&scope.name) || scope.id == name || asked.is_some_and(same))
}

#[cfg(test)]
mod tests {
    use super::as_first_spelled;

    #[test]
    fn an_address_in_any_case_is_one_reviewer() {
        let names = ["Ann@acme.example", "bea@acme.example", "ann@ACME.example"];
        let found = as_first_spelled(names.map(str::to_owned).to_vec());
        assert_eq!(
            found,
            ["Ann@acme.example", "bea@acme.example", "Ann@acme.example"]
        );
    }
}
