//! `atlctl config show`.

use std::collections::BTreeMap;

use atlctl_core::number::counted;
use atlctl_core::plan::CountOrPercent;
use clap::Args;

use crate::config::{ConfigFile, Profile, section};
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

/// The source of what is not set.
const DEFAULT: &str = "default";
/// The settings that are tables of the user's own entries.
const TABLES: [&str; 4] = ["actions", "prices", "saved", "saved.reports"];

/// A setting as it is shown.
struct Shown {
    /// What the configuration file and `config set` call it; empty for what is no setting of the file.
    name: &'static str,
    /// What it is, for programs of before that read this.
    setting: &'static str,
    value: String,
    source: String,
}

/// Where settings come from.
struct Sources {
    file: String,
    profile: String,
}

impl Sources {
    /// A setting of the profile, with what holds where it is not set.
    fn of_profile(
        &self,
        (name, setting): (&'static str, &'static str),
        value: Option<String>,
        default: &str,
    ) -> Shown {
        shown((name, setting), value, &self.profile, default)
    }

    /// A setting of all profiles.
    fn of_all(
        &self,
        (name, setting): (&'static str, &'static str),
        values: &[String],
        default: &str,
    ) -> Shown {
        shown((name, setting), some(values), &self.file, default)
    }
}

fn shown(
    (name, setting): (&'static str, &'static str),
    value: Option<String>,
    source: &str,
    default: &str,
) -> Shown {
    let source = if value.is_some() { source } else { DEFAULT };
    Shown {
        name,
        setting,
        source: source.to_owned(),
        value: value.unwrap_or_else(|| default.to_owned()),
    }
}

/// The values in one text, if there are any.
fn some(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(", "))
}

/// Prints them as `setting  value  (source)`.
///
/// # Errors
/// When the configuration is not valid.
pub fn run(context: &Context, _args: &Show) -> CliResult {
    let config = context.config()?;
    let (name, profile) = context.usable_profile(&config)?;
    let sources = Sources {
        file: context.paths.config_file().display().to_string(),
        profile: format!("profile {name}"),
    };
    let mut lines = places(context, &config, &name, &sources);
    lines.push(credential(context, &profile, &sources));
    lines.extend(connection(context, &profile, &sources));
    lines.extend(guards(&profile, &sources));
    lines.extend(for_all(&config, &sources));
    for line in lines.iter_mut().filter(|line| !line.name.is_empty()) {
        mark_faults(line, &config, &name, &sources);
    }
    print(context, lines)?;
    Ok(Exit::Done)
}

/// The default is not shown in the place of a value that cannot be used. Of a table of the user's own entries, one takes
/// no other along.
fn mark_faults(line: &mut Shown, config: &ConfigFile, profile: &str, sources: &Sources) {
    let path: Vec<&str> = line.name.split('.').collect();
    let mut value = None;
    if TABLES.contains(&line.name) {
        let faults = config.faults().iter();
        let wrong = faults.filter_map(|fault| fault.entry_of(&path));
        let wrong: Vec<String> = wrong.map(|name| format!("{name} not valid")).collect();
        if !wrong.is_empty() {
            let good = Some(line.value.clone()).filter(|_| line.source != DEFAULT);
            value = Some(good.into_iter().chain(wrong).collect::<Vec<_>>().join("; "));
        }
    } else {
        let of_profile: Vec<&str> = ["profile", profile]
            .into_iter()
            .chain(path.clone())
            .collect();
        let mut faults = config.faults().iter();
        if faults.any(|fault| fault.is_in(&path) || fault.is_in(&of_profile)) {
            value = Some("not valid".to_owned());
        }
    }
    if let Some(value) = value {
        (line.value, line.source) = (value, sources.file.clone());
    }
}

fn print(context: &Context, lines: Vec<Shown>) -> CliResult<()> {
    if context.global.output.unwrap_or(Format::Table) != Format::Table {
        let columns = ["name", "setting", "value", "source"];
        let columns = columns.map(|name| Column::text(name, name)).to_vec();
        let mut table = Table::new("settings", columns);
        for line in lines {
            let name = match line.name {
                "" => Cell::None,
                name => Cell::text(name),
            };
            let others = [line.setting, &line.value, &line.source].map(Cell::text);
            table.push([name].into_iter().chain(others).collect());
        }
        return context.print(table);
    }
    let label = |line: &Shown| match line.name {
        "" => line.setting,
        name => section(name).map_or(name, |section| section.entries),
    };
    let width = lines.iter().map(|line| label(line).len()).max();
    let width = width.unwrap_or(0);
    let mut text = String::new();
    for line in &lines {
        let (value, source) = (display(&line.value), display(&line.source));
        text.push_str(&format!("{:<width$}  {value}  ({source})\n", label(line)));
    }
    context.ui.text(&text)
}

/// Where files are, and the profile in use.
fn places(context: &Context, config: &ConfigFile, name: &str, sources: &Sources) -> Vec<Shown> {
    let passed_over = context.passed_over(config).map(|(simulated, given)| {
        format!(
            "default; {}, so the simulated {simulated} is not used",
            crate::ui::are_set(&given)
        )
    });
    let name_from = if context.global.profile.is_some() {
        "--profile or ATLCTL_PROFILE"
    } else if let Some(passed_over) = &passed_over {
        passed_over
    } else if config.default_profile().is_some() {
        &sources.file
    } else {
        "default"
    };
    let line = |setting, value, source: &str| shown(("", setting), Some(value), source, "");
    vec![
        line(
            "config file",
            sources.file.clone(),
            "ATLCTL_CONFIG_DIR, XDG_CONFIG_HOME or HOME",
        ),
        line(
            "data directory",
            context.paths.data().display().to_string(),
            "ATLCTL_DATA_DIR, XDG_DATA_HOME or HOME",
        ),
        line("profile", name.to_owned(), name_from),
    ]
}

/// Where the credential in use comes from.
fn credential(context: &Context, profile: &Profile, sources: &Sources) -> Shown {
    let variables = context.credential_variables(profile).join(", ");
    let (value, source) = if context.given.is_some() {
        ("from a file", "--credential")
    } else if !variables.is_empty() {
        (variables.as_str(), "environment")
    } else if !profile.token_command.is_empty() && profile.simulated.is_none() {
        ("from the token command", sources.profile.as_str())
    } else {
        match profile.store.as_deref() {
            None | Some("none") => ("none", DEFAULT),
            Some(_) => ("from the credential store", sources.profile.as_str()),
        }
    };
    shown(("", "credential"), Some(value.to_owned()), source, "")
}

/// The organization and how it is reached.
fn connection(context: &Context, profile: &Profile, sources: &Sources) -> Vec<Shown> {
    // No address reaches into a simulated organization: it has its own.
    let simulated = profile.simulated.as_ref();
    let base = |given: &Option<String>, kept: &Option<String>| match simulated {
        Some(spec) => (None, Some(format!("simulated on this machine: {spec}"))),
        None => (given.clone(), kept.clone()),
    };
    let global = &context.global;
    let line = |keys, (given, kept): (Option<String>, Option<String>), default| match given {
        Some(given) => shown(keys, Some(given), "command line or environment", ""),
        None => sources.of_profile(keys, kept, default),
    };
    let given = context.given_org(profile).map(str::to_owned);
    // The name is that of the profile's own organization.
    let org_name = context.org_name(profile).map(str::to_owned);
    let organization = (given, profile.org.clone());
    let postgres = profile.postgres.as_deref();
    let postgres = postgres.map(crate::commands::export::shown_address);
    // A command and an address of a webhook may hold a secret.
    let is_set = |set: bool| set.then(|| "set".to_owned());
    let notify = profile.notify.as_ref();
    let notify = is_set(notify.is_some_and(|notify| notify.url.is_some()));
    let command = is_set(!profile.token_command.is_empty());
    vec![
        line(("org", "organization"), organization, "not set"),
        sources.of_profile(("org_name", "organization name"), org_name, "not known"),
        sources.of_profile(
            ("store", "credential store"),
            profile.store.clone(),
            "not chosen",
        ),
        sources.of_profile(("token_command", "token command"), command, "none"),
        sources.of_profile(("postgres", "PostgreSQL export"), postgres, "none"),
        sources.of_profile(("notify.url", "webhook"), notify, "none"),
        line(
            ("api_base", "API base"),
            base(&global.api_base, &profile.api_base),
            "https://api.atlassian.com",
        ),
        line(
            ("portal_base", "portal base"),
            base(&global.portal_base, &profile.portal_base),
            "https://admin.atlassian.com/gateway/api",
        ),
    ]
}

/// What holds changes back, and how long history is kept.
fn guards(profile: &Profile, sources: &Sources) -> Vec<Shown> {
    let refused = profile
        .read_only
        .then(|| "yes: changes are refused".to_owned());
    let bounds = |bounds: &[CountOrPercent]| {
        some(
            &bounds
                .iter()
                .map(CountOrPercent::to_string)
                .collect::<Vec<_>>(),
        )
    };
    let days = |days: Option<u32>, before: &str| {
        days.map(|days| format!("{before} {}", counted(days.into(), "day", "days")))
    };
    let of = |keys, value, default| sources.of_profile(keys, value, default);
    vec![
        of(("read_only", "changes"), refused, "no: changes are allowed"),
        of(("protected", "protected"), some(&profile.protected), "none"),
        of(
            ("protected_groups", "protected groups"),
            some(&profile.protected_groups),
            "none",
        ),
        of(
            ("scim_directories", "SCIM directories"),
            some(&profile.scim_directories),
            "none",
        ),
        of(
            ("protect_new", "protect new accounts"),
            days(profile.protect_new, "added in the last"),
            "none",
        ),
        of(
            ("keep_daily", "daily snapshots"),
            days(profile.keep_daily, "kept for"),
            "kept for 30 days",
        ),
        of(
            ("keep_weekly", "weekly snapshots"),
            days(profile.keep_weekly, "kept for"),
            "kept for 365 days",
        ),
        of(
            ("approvers", "approvers"),
            some(&profile.approvers),
            "none; plans need no approval",
        ),
        of(
            ("max_changes", "changes in a run"),
            bounds(&profile.max_changes),
            "500, or 10% of the managed accounts",
        ),
        of(
            ("max_group_changes", "changes in a group"),
            bounds(&profile.max_group_changes),
            "not limited",
        ),
    ]
}

/// The settings of all profiles together.
fn for_all(config: &ConfigFile, sources: &Sources) -> Vec<Shown> {
    let words = config.actions().iter();
    let words: Vec<String> = words
        .map(|(word, action)| format!("{word} = {action}"))
        .collect();
    let (currency, prices) = config.prices();
    let currency = currency.map(|currency| format!(" {currency}"));
    let currency = currency.unwrap_or_default();
    let prices = prices.iter();
    let prices: Vec<String> = prices
        .map(|(app, price)| format!("{app} = {price}{currency}"))
        .collect();
    let saved = |saved: &BTreeMap<String, String>| {
        let all = saved.iter().map(|(name, text)| format!("@{name} = {text}"));
        let all = all.collect::<Vec<_>>().join("; ");
        Vec::from_iter((!all.is_empty()).then_some(all))
    };
    let (conditions, reports) = (config.saved_conditions(), config.saved_reports());
    vec![
        sources.of_all(("actions", "words for actions"), &words, "none"),
        sources.of_all(("prices", "prices"), &prices, "none"),
        sources.of_all(("saved", "saved conditions"), &saved(conditions), "none"),
        sources.of_all(("saved.reports", "saved reports"), &saved(reports), "none"),
    ]
}
