//! The pages on topics.

use std::fmt::Write as _;

use clap::Command;

use crate::ui::plain_markdown;

/// A page that belongs to no single command.
pub struct Topic {
    /// The argument of `atlctl help`.
    pub name: &'static str,
    /// A description in one line.
    pub about: &'static str,
    text: Text,
}

enum Text {
    /// A page of the docs.
    Page(&'static str),
    /// The options that every command has.
    Options,
    /// The topics themselves.
    Topics,
}

/// All topics, in the order in which they are listed.
pub const TOPICS: [Topic; 8] = [
    Topic {
        name: "options",
        about: "Global options, which every command accepts",
        text: Text::Options,
    },
    Topic {
        name: "people",
        about: "How to name people: on the line, in a file, by a condition",
        text: Text::Page(include_str!("people.md")),
    },
    Topic {
        name: "output",
        about: "Tables, CSV, JSON and IDs; columns, order, pager and color",
        text: Text::Page(include_str!("output.md")),
    },
    Topic {
        name: "exit-codes",
        about: "What each exit code means",
        text: Text::Page(include_str!("exit_codes.md")),
    },
    Topic {
        name: "environment",
        about: "Environment variables",
        text: Text::Page(include_str!("environment.md")),
    },
    Topic {
        name: "portal-calls",
        about: "What a session changes, and the portal's own calls",
        text: Text::Page(include_str!("portal_calls.md")),
    },
    Topic {
        name: "glossary",
        about: "Words, states, verdicts and outcomes",
        text: Text::Page(include_str!("../../../../../docs/concepts/glossary.md")),
    },
    Topic {
        name: "topics",
        about: "This list",
        text: Text::Topics,
    },
];

/// The topic that these words name; `None` when there is no such topic.
pub fn named(words: &[String]) -> Option<&'static Topic> {
    let name = words.join("-").to_lowercase().replace('_', "-");
    TOPICS.iter().find(|topic| topic.name == name)
}

/// The only topic that begins with these words.
pub fn beginning(words: &[String]) -> Option<&'static Topic> {
    /// Fewer letters begin too much.
    const LEAST: usize = 3;
    let name = words.join("-").to_lowercase().replace('_', "-");
    let mut found = TOPICS.iter().filter(|topic| topic.name.starts_with(&name));
    let topic = found.next().filter(|_| name.len() >= LEAST)?;
    found.next().is_none().then_some(topic)
}

impl Topic {
    /// The text of the page, whose tables fit a screen of this width.
    pub fn page(&self, tree: &Command, width: Option<usize>) -> String {
        match self.text {
            Text::Page(text) => plain_markdown(text, width),
            Text::Options => options(tree),
            Text::Topics => topics(),
        }
    }
}

fn options(tree: &Command) -> String {
    let options = tree
        .get_arguments()
        .filter(|arg| arg.is_global_set())
        .map(|arg| arg.clone().global(false));
    let mut shown = Command::new("options")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .max_term_width(100)
        .help_template("{all-args}")
        .args(options);
    format!("{}\n", shown.render_long_help())
}

fn topics() -> String {
    let mut text = String::from("Topics (atlctl help TOPIC)\n\n");
    for topic in &TOPICS {
        let _ = writeln!(text, "  {:<12} {}", topic.name, topic.about);
    }
    text
}
