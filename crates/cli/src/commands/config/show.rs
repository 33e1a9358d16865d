//! `atlctl config show`.

use std::collections::BTreeMap;

use atlctl_core::plan::Bound;
use clap::Args;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::options::Format;
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Show settings and their sources
///
/// Reads the configuration file and the environment; needs neither the mirror nor a connection.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl config show
  atlctl config show --profile work -o json")]
pub struct Show {}

/// What the settings here are called in the file.
const KEYS: [(&str, &str); 16] = [
    ("profile", "default_profile"),
    ("organization", "org"),
    ("credential store", "store"),
    ("PostgreSQL export", "postgres"),
    ("API base", "api_base"),
    ("portal base", "portal_base"),
    ("changes", "read_only"),
    ("protected", "protected"),
    ("protected groups", "protected_groups"),
    ("SCIM directories", "scim_directories"),
    ("protected new", "protect_new"),
    ("daily snapshots", "keep_daily"),
    ("weekly snapshots", "keep_weekly"),
    ("approvers", "approvers"),
    ("changes in a run", "max_changes"),
    ("changes in a group", "max_group_changes"),
];

/// The settings that are tables of the user's own entries: one that cannot be used takes no other along.
const TABLES: [(&str, &[&str]); 4] = [
    ("words for actions", &["actions"]),
    ("prices", &["prices"]),
    ("saved conditions", &["saved"]),
    ("saved reports", &["saved", "reports"]),
];

/// Prints them as `setting = value  # where from`.
///
/// # Errors
/// When the configuration is not valid.
pub fn run(context: &Context, _args: &Show) -> CliResult {
    let config = context.config()?;
    let (name, profile) = context.usable_profile(&config)?;
    let file = context.paths.config_file().display().to_string();
    let name_from = if context.global.profile.is_some() {
        "--profile or ATLCTL_PROFILE"
    } else if config.default_profile().is_some() {
        &file
    } else {
        "default"
    };
    let in_profile = format!("profile {name}");
    let mut lines = vec![
        (
            "config file",
            file.clone(),
            "ATLCTL_CONFIG_DIR, XDG_CONFIG_HOME or HOME",
        ),
        (
            "data directory",
            context.paths.data().display().to_string(),
            "ATLCTL_DATA_DIR, XDG_DATA_HOME or HOME",
        ),
        ("profile", name.clone(), name_from),
    ];
    // No address reaches into a simulated organization: it has its own.
    let simulated = profile.simulated.as_ref();
    let base = |given: &Option<String>, kept: &Option<String>| match simulated {
        Some(spec) => (None, Some(format!("simulated on this machine: {spec}"))),
        None => (given.clone(), kept.clone()),
    };
    let (api_given, api_kept) = base(&context.global.api_base, &profile.api_base);
    let (portal_given, portal_kept) = base(&context.global.portal_base, &profile.portal_base);
    let postgres = profile.postgres.as_deref();
    let postgres = postgres.map(crate::commands::export::shown_address);
    for (setting, flag, kept, default) in [
        ("organization", &context.global.org, &profile.org, "not set"),
        ("credential store", &None, &profile.store, "not chosen"),
        ("PostgreSQL export", &None, &postgres, "none"),
        (
            "API base",
            &api_given,
            &api_kept,
            "https://api.atlassian.com",
        ),
        (
            "portal base",
            &portal_given,
            &portal_kept,
            "https://admin.atlassian.com/gateway/api",
        ),
    ] {
        lines.push(match (flag, kept) {
            (Some(value), _) => (setting, value.clone(), "command line or environment"),
            (None, Some(value)) => (setting, value.clone(), &in_profile),
            (None, None) => (setting, default.to_owned(), "default"),
        });
    }
    lines.push(if profile.read_only {
        ("changes", "refused: read-only".to_owned(), &in_profile)
    } else {
        ("changes", "allowed".to_owned(), "default")
    });
    let bounds = |bounds: &[Bound]| bounds.iter().map(Bound::to_string).collect::<Vec<_>>();
    for (setting, list, default) in [
        ("protected", profile.protected.clone(), "none"),
        ("protected groups", profile.protected_groups.clone(), "none"),
        ("SCIM directories", profile.scim_directories.clone(), "none"),
        (
            "protect new accounts",
            profile
                .protect_new
                .iter()
                .map(|days| format!("added in the last {days} days"))
                .collect(),
            "none",
        ),
        (
            "daily snapshots",
            profile
                .keep_daily
                .iter()
                .map(|days| format!("kept for {days} days"))
                .collect(),
            "kept for 30 days",
        ),
        (
            "weekly snapshots",
            profile
                .keep_weekly
                .iter()
                .map(|days| format!("kept for {days} days"))
                .collect(),
            "kept for 365 days",
        ),
        (
            "approvers",
            profile.approvers.clone(),
            "none; plans need no approval",
        ),
        (
            "changes in a run",
            bounds(&profile.max_changes),
            "500, or 10% of the managed accounts",
        ),
        (
            "changes in a group",
            bounds(&profile.max_group_changes),
            "not limited",
        ),
    ] {
        lines.push(if list.is_empty() {
            (setting, default.to_owned(), "default")
        } else {
            (setting, list.join(", "), &in_profile)
        });
    }
    let words = config.actions().iter();
    let words: Vec<String> = words
        .map(|(word, action)| format!("{word} = {action}"))
        .collect();
    lines.push(if words.is_empty() {
        ("words for actions", "atlctl's own".to_owned(), "default")
    } else {
        ("words for actions", words.join(", "), &file)
    });
    let (currency, prices) = config.prices();
    let prices: Vec<String> = prices
        .iter()
        .map(|(app, price)| match currency {
            Some(currency) => format!("{app} = {price} {currency}"),
            None => format!("{app} = {price}"),
        })
        .collect();
    lines.push(if prices.is_empty() {
        ("prices", "none".to_owned(), "default")
    } else {
        ("prices", prices.join(", "), &file)
    });
    let named = |saved: &BTreeMap<String, String>| {
        let all = saved.iter().map(|(name, text)| format!("@{name} = {text}"));
        match all.collect::<Vec<_>>().join("; ") {
            none if none.is_empty() => ("none".to_owned(), false),
            some => (some, true),
        }
    };
    for (setting, saved) in [
        ("saved conditions", config.saved_conditions()),
        ("saved reports", config.saved_reports()),
    ] {
        let (value, some) = named(saved);
        lines.push((setting, value, if some { &file } else { "default" }));
    }
    // The default is not shown in the place of a value that cannot be used.
    for (setting, value, from) in &mut lines {
        if let Some((_, table)) = TABLES.iter().find(|(name, _)| name == setting) {
            let wrong: Vec<String> = config
                .faults()
                .iter()
                .filter_map(|fault| fault.entry_of(table))
                .map(|name| format!("{name} not valid"))
                .collect();
            if !wrong.is_empty() {
                let good = Some(value.clone()).filter(|_| *from != "default");
                let all: Vec<String> = good.into_iter().chain(wrong).collect();
                (*value, *from) = (all.join("; "), &file);
                continue;
            }
        }
        let mut keys = KEYS.iter().filter(|(name, _)| name == setting);
        let wrong = keys.any(|(_, key)| {
            let faults = config.faults().iter();
            let mut faults =
                faults.filter(|fault| fault.is_in(&[key]) || fault.is_in(&["profile", &name, key]));
            faults.next().is_some()
        });
        if wrong {
            (*value, *from) = ("not valid".to_owned(), &file);
        }
    }
    if context.global.output.unwrap_or(Format::Table) != Format::Table {
        let columns = ["setting", "value", "source"];
        let columns = columns.map(|name| Column::text(name, name)).to_vec();
        let mut table = Table::new("settings", columns);
        for (setting, value, from) in lines {
            table.push([setting, &value, from].map(Cell::text).to_vec());
        }
        context.print(table)?;
        return Ok(Exit::Done);
    }
    let width = lines
        .iter()
        .map(|(setting, ..)| setting.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (setting, value, from) in lines {
        let (value, from) = (display(&value), display(from));
        text.push_str(&format!("{setting:<width$}  {value}  ({from})\n"));
    }
    context.ui.text(&text)?;
    Ok(Exit::Done)
}
