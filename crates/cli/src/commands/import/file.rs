//! Imports a file: what the kinds have in common.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use atlctl_core::import::{
    self, Fact, FileProblem, ImportError, ImportKind, ImportSource, ImportedFile,
};
use atlctl_core::number::{counted, grouped, people};
use atlctl_core::shown_time::{read_time, shown_time};
use atlctl_core::store::Mirror;
use clap::Args;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::list_encoding::{ListEncoding, not_text};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// The file and its age.
#[derive(Debug, Args)]
pub struct ExportFile {
    /// The export file (CSV)
    file: PathBuf,
    /// When the file was exported: a date (in UTC) or a time [default: when the file was last changed]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    exported_at: Option<Timestamp>,
    #[command(flatten)]
    encoding: ListEncoding,
}

fn moment(text: &str) -> Result<Timestamp, String> {
    let day = || format!("{text}T00:00:00Z").parse().ok();
    read_time(text).or_else(day).ok_or_else(|| {
        "use a date such as 2026-11-20, or a time such as 2026-11-20T08:00:00Z".to_owned()
    })
}

/// Imports a file of this kind.
///
/// # Errors
/// When the file is no such export, or the mirror cannot be written.
pub fn run(
    context: &Context,
    args: &ExportFile,
    kind: ImportKind,
    policy: Option<&str>,
) -> CliResult {
    if context.global.live {
        return Err(CliError::usage(
            "import reads a file and cannot be used with --live",
        ));
    }
    context.printable(&columns())?;
    context
        .org()
        .map_err(|error| error.hint("or name the organization whose export this is: --org ID"))?;
    let shown = display(&args.file.to_string_lossy());
    let (bytes, changed) = contents(&args.file)
        .map_err(|error| CliError::usage(format!("cannot read {shown}")).cause(&error))?;
    let file = import::read(&bytes, kind, args.encoding.encoding, policy, context.now())
        .map_err(|error| refused(&error, kind, &args.file))?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let source = ImportSource {
        kind,
        file: name.into_owned(),
        sha256: hex(&bytes),
        as_of: args
            .exported_at
            .or(changed)
            .unwrap_or_else(|| context.now()),
        as_of_is_given: args.exported_at.is_some(),
        now: context.now(),
        policy: policy.map(str::to_owned),
    };
    if source.as_of > source.now {
        return Err(CliError::usage(format!(
            "{} is in the future: {}",
            if source.as_of_is_given {
                "--exported-at".to_owned()
            } else {
                format!("the time of {shown}")
            },
            shown_time(source.as_of)
        ))
        .hint("give the time of the export: --exported-at 2026-01-31"));
    }
    let mut mirror = Mirror::open(context.mirror_path()?)?;
    if let Some(earlier) = mirror.import_of(&source)? {
        context.ui.status(format!(
            "{shown} was imported already, at {} (import {}). Nothing to do.",
            shown_time(earlier.imported_at),
            earlier.import
        ));
        return Ok(Exit::Done);
    }
    let imported = mirror.import(&source, &file)?;
    print(context, &file)?;
    for problem in file.problems.iter().take(PROBLEMS) {
        context.ui.warning(described(problem, &shown));
    }
    let more = file.problems.len().saturating_sub(PROBLEMS) as u64;
    if more > 0 {
        context
            .ui
            .warning(format!("{} more", counted(more, "problem", "problems")));
    }
    let known = say_unknown_columns(context, &file);
    let from = if source.as_of_is_given {
        ""
    } else {
        " (when the file was last changed)"
    };
    context.ui.status(format!(
        "Imported {} from {shown}, as of {}{from} (import {}).",
        people(file.people.len() as u64),
        shown_time(source.as_of),
        imported.import
    ));
    if imported.mirrored > 0 {
        context.ui.status(format!(
            "{} of them {} in the mirror, which has {}.",
            grouped(imported.matched),
            if imported.matched == 1 { "is" } else { "are" },
            people(imported.mirrored)
        ));
    }
    context
        .ui
        .hint("query what the files say: atlctl sql 'SELECT * FROM imported_user' --limit 10");
    Ok(if file.problems.is_empty() && known {
        Exit::Done
    } else {
        Exit::Partly
    })
}

/// Warns of columns whose headings are not known. False where none but those of addresses and IDs is known: then the file
/// says next to nothing.
fn say_unknown_columns(context: &Context, file: &ImportedFile) -> bool {
    let names: Vec<String> = file
        .columns
        .iter()
        .filter(|column| column.is_unknown())
        .map(|column| display(&column.heading))
        .map(|heading| format!("\"{heading}\""))
        .collect();
    if names.is_empty() {
        return true;
    }
    context.ui.warning(format!(
        "unknown columns, kept as text: {}",
        names.join(", ")
    ));
    let says = |fact: &Fact| !matches!(fact, Fact::Email | Fact::AccountId);
    let known = file
        .columns
        .iter()
        .filter_map(|column| column.fact.as_ref());
    let any = known.clone().any(says);
    if !any {
        context.ui.hint(
            "if the headings are in another language, switch your Atlassian account to English and export the file again",
        );
    }
    any
}

/// Problems that are printed.
const PROBLEMS: usize = 10;

/// The file, and when it was last changed.
fn contents(path: &Path) -> std::io::Result<(Vec<u8>, Option<Timestamp>)> {
    let mut file = File::open(path)?;
    let changed = file.metadata()?.modified().ok();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let changed = changed.and_then(|time| Timestamp::try_from(time).ok());
    // Whole seconds: what is stored is what is printed.
    let changed = changed.and_then(|time| Timestamp::from_second(time.as_second()).ok());
    Ok((bytes, changed))
}

fn hex(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refused(error: &ImportError, kind: ImportKind, path: &Path) -> CliError {
    let path = path.to_string_lossy();
    if let ImportError::Input(input) = error
        && let Some(said) = not_text(input, &display(&path))
    {
        return said;
    }
    let said = CliError::usage(format!(
        "cannot import {}: {}",
        display(&path),
        display(&error.to_string())
    ));
    match error {
        ImportError::Another { is, .. } => said.hint(format!(
            "import it as what it is: {}",
            hint_commands::command(&["import", is.as_str(), &path])
        )),
        ImportError::Column { .. } if kind == ImportKind::PolicyMembers => {
            said.hint("name the policy: --policy-name NAME")
        }
        ImportError::Column { .. } => {
            said.hint("export it again from the admin portal, and do not change its headings")
        }
        _ => said.hint(format!(
            "where to export it in the admin portal: {}",
            hint_commands::command(&["import", kind.as_str(), "--help"])
        )),
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::id("heading", "Column"),
        Column::text("fact", "Read as"),
        Column::text("app", "App"),
        Column::text("site", "Site"),
        Column::number("filled", "Values"),
        Column::number("odd", "Unreadable"),
    ]
}

/// Prints what each column says.
fn print(context: &Context, file: &ImportedFile) -> CliResult<()> {
    let mut table = Table::new("columns", columns());
    for column in &file.columns {
        let fact = column.fact.as_ref();
        let (app, site) = fact.and_then(|fact| fact.app()).unzip();
        let or_none = |text: Option<&str>| text.map_or(Cell::None, Cell::text);
        table.push(vec![
            Cell::text(&column.heading),
            fact.map_or_else(
                || Cell::text("only kept as text"),
                |fact| Cell::text(fact.as_str()),
            ),
            or_none(app),
            or_none(site.flatten()),
            Cell::count(column.filled),
            Cell::count(column.odd),
        ]);
    }
    context.print(table)
}

fn described(problem: &FileProblem, shown: &str) -> String {
    let column = match &problem.column {
        Some(column) => format!(", column {}", display(column)),
        None => String::new(),
    };
    format!(
        "{shown}, line {}{column}: {} {}",
        problem.line,
        display(&problem.value),
        display(&problem.reason)
    )
}
