//! The reference of the command line as one Markdown page, made from the arguments themselves.

use std::fmt::Write as _;

use clap::{Arg, Command};

/// The page. The command must be built.
pub fn markdown(program: &Command) -> String {
    let mut page = String::from(
        "# Command reference\n\n\
         Made from the program itself (`cargo xtask docs`); the same is in `atlctl COMMAND --help`.\n",
    );
    contents(&mut page, program, "atlctl");
    let _ = write!(
        page,
        "\n## Global options\n\nThese options mean the same for every command.\n\n"
    );
    options(&mut page, program, |arg| arg.is_global_set());
    if let Some(text) = program.get_after_help() {
        let _ = write!(page, "\n{}\n", prose(&text.to_string()));
    }
    for below in visible(program) {
        section(&mut page, below, &format!("atlctl {}", below.get_name()));
    }
    page
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|below| !below.is_hide_set() && below.get_name() != "help")
}

fn contents(page: &mut String, command: &Command, name: &str) {
    if name == "atlctl" {
        page.push_str("\n| Command | |\n| --- | --- |\n");
    }
    for below in visible(command) {
        let name = format!("{name} {}", below.get_name());
        if below.has_subcommands() {
            contents(page, below, &name);
        } else {
            let about = below
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default();
            let _ = writeln!(
                page,
                "| [`{name}`](#{}) | {} |",
                name.replace(' ', "-"),
                cell(&about)
            );
        }
    }
}

fn section(page: &mut String, command: &Command, name: &str) {
    if command.has_subcommands() {
        for below in visible(command) {
            section(page, below, &format!("{name} {}", below.get_name()));
        }
        return;
    }
    let _ = write!(page, "\n## `{name}`\n\n");
    let about = command
        .get_long_about()
        .or(command.get_about())
        .map(ToString::to_string)
        .unwrap_or_default();
    let _ = write!(
        page,
        "{}\n\n```text\n{}\n```\n",
        prose(&about),
        usage(command, name)
    );
    if let Some(examples) = command.get_before_help() {
        let _ = write!(page, "\n{}\n", prose(&examples.to_string()));
    }
    let own =
        |arg: &Arg| !arg.is_global_set() && !matches!(arg.get_id().as_str(), "help" | "version");
    if command
        .get_arguments()
        .any(|arg| own(arg) && !arg.is_hide_set())
    {
        page.push('\n');
        options(page, command, own);
    }
    if let Some(text) = command.get_after_long_help().or(command.get_after_help()) {
        let _ = write!(page, "\n{}\n", prose(&text.to_string()));
    }
}

fn usage(command: &Command, name: &str) -> String {
    let line = command.clone().render_usage().to_string();
    let line = line.trim_start_matches("Usage: ");
    // Clap names the program by the path it was built with; the reader needs the whole command.
    match line.split_once(command.get_name()) {
        Some((_, rest)) => format!("{name}{rest}"),
        None => line.to_owned(),
    }
}

fn options(page: &mut String, command: &Command, wanted: impl Fn(&Arg) -> bool) {
    page.push_str("| Argument | |\n| --- | --- |\n");
    for arg in command
        .get_arguments()
        .filter(|arg| wanted(arg) && !arg.is_hide_set())
    {
        let help = arg
            .get_long_help()
            .or(arg.get_help())
            .map(ToString::to_string)
            .unwrap_or_default()
            // The first paragraph has no full stop; in a cell, the next one follows it at once.
            .replacen("\n\n", ". ", 1);
        let _ = writeln!(
            page,
            "| `{}` | {}{} |",
            cell(&form(arg)),
            cell(&help),
            notes(arg)
        );
    }
}

/// `-o, --output <FORMAT>`.
fn form(arg: &Arg) -> String {
    let names: Vec<String> = arg
        .get_short()
        .map(|short| format!("-{short}"))
        .into_iter()
        .chain(arg.get_long().map(|long| format!("--{long}")))
        .collect();
    let value = if arg.get_action().takes_values() {
        let names = arg.get_value_names().unwrap_or_default();
        let names: Vec<String> = names.iter().map(|name| format!("<{name}>")).collect();
        names.join(" ")
    } else {
        String::new()
    };
    let several = if arg.is_positional() && arg.get_num_args().is_some_and(|n| n.max_values() > 1) {
        "..."
    } else {
        ""
    };
    format!("{} {value}{several}", names.join(", "))
        .trim()
        .to_owned()
}

fn notes(arg: &Arg) -> String {
    let mut notes = String::new();
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if arg.get_action().takes_values() && !values.is_empty() {
        let _ = write!(notes, " One of {}.", values.join(", "));
    }
    let default: Vec<String> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if arg.get_action().takes_values() && !default.is_empty() {
        let _ = write!(notes, " Default: `{}`.", default.join(" "));
    }
    if let Some(name) = arg.get_env() {
        let _ = write!(notes, " Environment: `{}`.", name.to_string_lossy());
    }
    if notes.is_empty() {
        notes
    } else {
        format!(".{notes}")
    }
}

/// Text for a cell of a table: on one line, and without what would end the cell.
fn cell(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    line.join(" ").replace('|', "\\|")
}

/// Help text as Markdown: lines that are set in are examples and stay as they are.
fn prose(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    for line in text.trim_end().lines() {
        let set_in = line.starts_with("  ");
        if set_in != code {
            if set_in && !out.ends_with("\n\n") && !out.is_empty() {
                out.push('\n');
            }
            out.push_str("```");
            out.push_str(if set_in { "text\n" } else { "\n\n" });
            code = set_in;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    if code {
        out.push_str("```\n");
    }
    out.trim_end().to_owned()
}
