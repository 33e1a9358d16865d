//! The arguments, and which page they mean.

use atlctl_core::store::nearest;
use clap::{Args, Command};

use super::super::unknown_command::explain_word;
use super::topic::{self, TOPICS};
use crate::error::{CliError, CliResult, Exit};
use crate::ui::{Ui, display};

/// Show help on a command or topic (see: atlctl help topics)
///
/// Topics explain what commands have in common: options, exit codes, selecting people, and the terms used for the
/// state of a change.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl help policy move
  atlctl help glossary
  atlctl help topics")]
pub struct Help {
    /// A command, such as policy move, or a topic [default: the list of commands]
    #[arg(value_name = "COMMAND|TOPIC")]
    words: Vec<String>,
}

/// Prints the page.
///
/// # Errors
/// When the words name neither a command nor a topic, or stdout cannot be written.
pub fn run(ui: &Ui, args: &Help, mut program: Command, tree: &Command) -> CliResult {
    if let Some(topic) = topic::named(&args.words) {
        ui.paged(&topic.page(tree, Some(page_width(ui))))?;
        return Ok(Exit::Done);
    }
    program.build();
    let mut command = &mut program;
    for (at, word) in args.words.iter().enumerate() {
        let Some(found) = command.find_subcommand_mut(word) else {
            return match topic::beginning(&args.words) {
                Some(topic) => {
                    ui.paged(&topic.page(tree, Some(page_width(ui))))?;
                    Ok(Exit::Done)
                }
                None => Err(unknown(&args.words, at, tree)),
            };
        };
        command = found;
    }
    let help = command.render_long_help();
    let text = if ui.stdout_is_terminal() && ui.color() {
        help.ansi().to_string()
    } else {
        help.to_string()
    };
    ui.paged(&text)?;
    Ok(Exit::Done)
}

/// The width of a page: in a pipe, that of most terminals, since only people read it.
fn page_width(ui: &Ui) -> usize {
    const USUAL: usize = 80;
    ui.reader_width().unwrap_or(USUAL)
}

fn unknown(words: &[String], at: usize, tree: &Command) -> CliError {
    let said = words.get(..=at).unwrap_or(words).join(" ");
    let noun = words.get(..at).unwrap_or_default().join(" ");
    let last = words.get(at).map_or("", String::as_str);
    if let Some(explained) = explain_word(&noun, last, tree) {
        return explained;
    }
    if let Some(topic) = topic::named(words.get(..1).unwrap_or_default()) {
        return CliError::usage(format!("the topic {} takes no further words", topic.name))
            .hint(format!("read it: atlctl help {}", topic.name));
    }
    let names: Vec<&str> = TOPICS.iter().map(|topic| topic.name).collect();
    let error = CliError::usage(format!("no command or topic {:?}", display(&said)));
    let mut command = tree;
    for word in words.iter().take(at) {
        command = command.find_subcommand(word).unwrap_or(command);
    }
    let commands = command
        .get_subcommands()
        .filter(|known| !known.is_hide_set());
    let topics = names.iter().copied().filter(|_| at == 0);
    let near = nearest(last, topics.chain(commands.map(Command::get_name)));
    if let Some(near) = near {
        let name = [noun.as_str(), &near].join(" ");
        return error.hint(format!("did you mean: atlctl help {}", name.trim()));
    }
    error
        .hint(format!("the topics are: {}", names.join(", ")))
        .hint("list the commands: atlctl help")
}
