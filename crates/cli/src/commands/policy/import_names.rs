//! `atlctl policy import-names`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use atlctl_core::input::{self, Encoding, no_value, says_no_value};
use atlctl_core::number::{counted, grouped};
use atlctl_core::store::{Mirror, NamedPolicy};
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::input_file::read_file;
use crate::list_encoding::{ListEncoding, unreadable_table, with_sheets_beside};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Rows that cannot be used, at most, that an error names.
const SHOWN: usize = 20;

/// Import policy names from Atlassian's export
///
/// In the admin portal: Directory, Managed accounts, Export accounts. The export has the policy
/// name of each account, and the mirror has its policy ID; together they name the policies. Run atlctl sync just
/// before you export, so that both are from the same time.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl policy import-names policies.csv")]
pub struct ImportNames {
    /// The managed-accounts export, as CSV or any other list format that atlctl reads
    file: PathBuf,
    #[command(flatten)]
    encoding: ListEncoding,
}

/// Runs `atlctl policy import-names`.
///
/// # Errors
/// When the file cannot be read or is no such export, or the mirror cannot be written.
pub fn run(context: &Context, args: &ImportNames) -> CliResult {
    let rows = read_export(&args.file, args.encoding)?;
    drop(context.mirror()?);
    let mut mirror = Mirror::open(context.mirror_path()?)?;
    let learned = mirror.learn_policy_names(rows)?;
    let mut table = Table::new(
        "policies",
        vec![
            Column::id("id", "Policy"),
            Column::text("name", "Name"),
            Column::text("what", "Result"),
        ],
    );
    for (list, what) in [(&learned.named, "named"), (&learned.kept, "unchanged")] {
        for (id, name) in list {
            table.push(vec![
                Cell::text(id.as_str()),
                Cell::text(name),
                Cell::text(what),
            ]);
        }
    }
    context.print(table)?;
    for name in names_of_several(&mirror.policies()?) {
        context.ui.warning(format!(
            "more than one policy is named {}; name these policies by ID",
            display(&name)
        ));
    }
    for name in &learned.unclear {
        context.ui.warning(format!(
            "the accounts with policy {} are in more than one policy: sync, export again, and retry",
            display(name)
        ));
    }
    if learned.unmatched > 0 {
        context.ui.status(format!(
            "{} of {} rows not used: the account is not in the mirror, its policy is unknown, or \
             the row has no policy name.",
            learned.unmatched, learned.rows
        ));
    }
    if learned.named.is_empty() && learned.kept.is_empty() {
        return Err(CliError::failed("no policy names found").hint("sync first: atlctl sync"));
    }
    Ok(Exit::Done)
}

/// The names that more than one policy has, whatever their case.
fn names_of_several(policies: &[NamedPolicy]) -> Vec<String> {
    let named = policies.iter().filter_map(|policy| policy.name.as_deref());
    let mut counts: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for name in named {
        counts.entry(name.to_lowercase()).or_insert((name, 0)).1 += 1;
    }
    let several = counts.into_values().filter(|(_, count)| *count > 1);
    several.map(|(name, _)| name.to_owned()).collect()
}

/// The columns that hold address, policy name and, if there is one, policy type. The exact spelling of the
/// headings is not documented.
fn columns(headings: &[String]) -> Option<(usize, usize, Option<usize>)> {
    let find = |names: &[&str]| {
        headings
            .iter()
            .position(|heading| names.contains(&input::heading_key(heading).as_str()))
    };
    Some((
        find(&["email", "emailaddress"])?,
        find(&["policyname", "policy", "authenticationpolicy"])?,
        find(&["policytype"]),
    ))
}

/// Address, policy name, policy type of each row of the managed-accounts export.
///
/// # Errors
/// When the file cannot be read or is no such export.
pub fn read_export(
    path: &Path,
    encoding: ListEncoding,
) -> CliResult<Vec<(String, String, Option<String>)>> {
    let shown = display(&path.to_string_lossy());
    let bytes = read_file(path)
        .map_err(|error| CliError::usage(format!("cannot read {shown}")).cause(&error))?;
    rows(&with_sheets_beside(path, bytes), encoding.encoding, &shown)
}

/// Address, policy name, policy type of each row.
fn rows(
    bytes: &[u8],
    encoding: Option<Encoding>,
    shown: &str,
) -> CliResult<Vec<(String, String, Option<String>)>> {
    let fit = |headings: &[String]| columns(headings).is_some();
    let (table, lines) = input::table_with_lines(bytes, encoding, fit)
        .map_err(|error| unreadable_table(&error, shown))?;
    if table.headings.is_empty() {
        return Err(CliError::usage(format!("{shown} is empty"))
            .hint("in the admin portal: Directory, Managed accounts, Export accounts"));
    }
    let Some((email, policy, kind)) = columns(&table.headings) else {
        return Err(CliError::usage(format!(
            "{shown} is not the managed-accounts export: it needs the columns Email and Policy name, and has {}",
            display(&table.headings.join(", "))
        ))
        .hint("in the admin portal: Directory, Managed accounts, Export accounts"));
    };
    let read: Vec<usize> = [Some(policy), kind].into_iter().flatten().collect();
    refuse_no_values(&table.rows, &lines, &read, shown)?;
    let rows = table.rows.into_iter().map(|row| {
        // Tables print "-" and "?" for none and for unknown.
        let text = |at: usize| {
            let cell = row.get(at).filter(|cell| !says_no_value(cell));
            cell.cloned().unwrap_or_default()
        };
        let kind = kind.map(text).filter(|kind| !kind.is_empty());
        (text(email), text(policy), kind)
    });
    Ok(rows.collect())
}

/// Refuses cells that a program wrote where it had no value, such as `#N/A`: they are no names. All are reported at once.
fn refuse_no_values(
    rows: &[Vec<String>],
    lines: &[u64],
    columns: &[usize],
    shown: &str,
) -> CliResult<()> {
    let mut found = Vec::new();
    for (row, line) in rows.iter().zip(lines) {
        let cell = |at: &usize| {
            let cell = row.get(*at)?;
            Some(format!(
                "line {line}: \"{}\" {}",
                display(cell),
                no_value(cell)?
            ))
        };
        found.extend(columns.iter().find_map(cell));
    }
    if found.is_empty() {
        return Ok(());
    }
    let rows = counted(found.len() as u64, "row", "rows");
    let more = found.len().saturating_sub(SHOWN);
    let error = CliError::usage(format!("{rows} of {shown} cannot be used"));
    let shown = found.into_iter().take(SHOWN);
    let error = shown.fold(error, CliError::because);
    Err(match more {
        0 => error,
        more => error.because(format!("{} more", grouped(more as u64))),
    })
}
