//! `atlctl event rules`.

use std::path::{Path, PathBuf};

use atlctl_core::audit::{Rule, RuleError, failed_checks, merged, parse, shipped, shipped_text};
use atlctl_core::number::counted;
use clap::Args;

use super::no_audit_log::explained;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::input_file::read_text_file;
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Which rules.
#[derive(Debug, Clone, Args)]
pub(super) struct RuleOptions {
    /// Add the rules of FILE (TOML); a rule replaces a built-in one with the same ID, or turns it off (enabled = false)
    #[arg(long = "rules", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Leave out the built-in rules
    #[arg(long)]
    no_shipped: bool,
}

impl RuleOptions {
    /// The rules.
    ///
    /// # Errors
    /// When a file cannot be read or used, or there is no rule.
    pub(super) fn rules(&self) -> CliResult<Vec<Rule>> {
        let mut rules = if self.no_shipped {
            Vec::new()
        } else {
            shipped().map_err(|error| CliError::failed(error.to_string()))?
        };
        for path in &self.files {
            rules = merged(rules, read(path)?).map_err(|error| unusable(path, &error))?;
        }
        if rules.iter().any(|rule| rule.enabled) {
            return Ok(rules);
        }
        Err(CliError::usage("there is no rule to apply")
            .hint("add some with --rules FILE, or leave out --no-shipped"))
    }
}

fn read(path: &Path) -> CliResult<Vec<Rule>> {
    let shown = display(&path.to_string_lossy());
    let text = read_text_file(path)
        .map_err(|error| CliError::usage(format!("cannot read {shown}")).cause(&error))?;
    parse(&text).map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &RuleError) -> CliError {
    let shown = display(&path.to_string_lossy());
    CliError::usage(format!("{shown} is not a file of rules"))
        .because(crate::ui::display(error.to_string().trim_end()))
        .hint("see how rules are written: atlctl event rules --print")
}

/// List, print and check the rules of event watch
///
/// Atlassian publishes no list of actions. With --live, a column counts the actions in your organization's audit log that
/// each rule can match. A rule that matches none of them never raises an alert.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl event rules
  atlctl event rules --live
  atlctl event rules --print > my-rules.toml
  atlctl event rules --rules my-rules.toml --check")]
pub struct Rules {
    #[command(flatten)]
    rules: RuleOptions,
    /// Print the built-in rules as TOML, to copy from
    #[arg(long, conflicts_with_all = ["check", "files"])]
    print: bool,
    /// Run each rule's own checks; exit with an error if one fails
    #[arg(long)]
    check: bool,
}

/// Runs `atlctl event rules`.
///
/// # Errors
/// When a file cannot be used, a check does not hold, or Atlassian cannot be asked.
pub fn run(context: &Context, args: &Rules) -> CliResult {
    if args.print {
        context.ui.data(&shipped_text())?;
        return Ok(Exit::Done);
    }
    let rules = args.rules.rules()?;
    if args.check {
        return check(context, &rules);
    }
    let actions = if context.global.live {
        let org = context.org()?;
        let client = context.client()?;
        let actions = context.block_on(client.event_actions(&org))?;
        Some(actions.map_err(explained)?)
    } else {
        None
    };
    let mut columns = vec![
        Column::id("id", "Rule"),
        Column::text("severity", "Severity"),
        Column::sentence("title", "Title"),
        Column::text("enabled", "Enabled").on_request(),
        Column::text("actions", "Actions").on_request(),
        Column::sentence("description", "Description").on_request(),
    ];
    if actions.is_some() {
        columns.push(Column::number("fits", "Matches"));
    }
    let mut table = Table::new("rules", columns);
    for rule in &rules {
        let mut row = vec![
            Cell::text(rule.id.as_str()),
            Cell::text(rule.severity.as_str()),
            Cell::text(rule.title.as_str()),
            Cell::Bool(rule.enabled),
            Cell::List(rule.action.clone()),
            rule.description.clone().map_or(Cell::None, Cell::Text),
        ];
        if let Some(actions) = &actions {
            let fits = actions.iter().filter(|action| rule.fits_action(&action.id));
            row.push(Cell::count(fits.count()));
        }
        table.push(row);
    }
    context.print(table)?;
    Ok(Exit::Done)
}

fn check(context: &Context, rules: &[Rule]) -> CliResult {
    let failed = failed_checks(rules);
    if failed.is_empty() {
        let checked = counted(rules.len() as u64, "rule", "rules");
        context
            .ui
            .status(format!("{checked} checked; all checks pass."));
        return Ok(Exit::Done);
    }
    let columns = vec![
        Column::id("rule", "Rule"),
        Column::number("check", "Check"),
        Column::sentence("why", "Why"),
    ];
    let mut table = Table::new("failed checks", columns);
    for one in failed {
        let number = if one.number == 0 {
            Cell::None
        } else {
            Cell::count(one.number)
        };
        table.push(vec![Cell::text(one.rule), number, Cell::text(one.why)]);
    }
    context.print(table)?;
    Ok(Exit::Failed)
}
