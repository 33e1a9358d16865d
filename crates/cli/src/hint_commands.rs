//! Commands in hints: quoted for a shell, and with the profile and organization of the command line, so that they work
//! when pasted.

use std::borrow::Cow;
use std::ffi::OsString;
use std::ops::Range;
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

use atlctl_core::escape_characters::is_unseen;
use clap::Command;

use crate::commands_in_text::{InText, commands_in};
use crate::environment::{ORG_VARIABLE, PROFILE_VARIABLE};
use crate::options::Global;

/// Commands that do not use a profile.
const FREE: [&str; 11] = [
    "auth list",
    "auth browsers",
    "auth switch",
    "demo",
    "sim",
    "completions",
    "man",
    "help",
    "config path",
    // They name their profile.
    "config set",
    "config unset",
];

/// The options given on the command line.
#[derive(Debug, Default)]
struct Given {
    profile: Option<String>,
    org: Option<String>,
    /// Where a sign-in is to store the credential.
    store: Option<&'static str>,
}

impl Given {
    fn is_empty(&self) -> bool {
        self.profile.is_none() && self.org.is_none() && self.store.is_none()
    }
}

static GIVEN: RwLock<Given> = RwLock::new(Given {
    profile: None,
    org: None,
    store: None,
});
/// Makes the program's commands, which tell a command from other words of a sentence.
static PROGRAM: OnceLock<fn() -> Command> = OnceLock::new();
static COMMANDS: OnceLock<Command> = OnceLock::new();

fn given() -> RwLockReadGuard<'static, Given> {
    GIVEN.read().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers how to make the program's commands. Before, no command is found in a text.
pub fn remember_program(program: fn() -> Command) {
    let _ = PROGRAM.set(program);
}

/// Remembers what was named on the command line. What an environment variable says it says to the next command too.
pub fn remember(global: &Global) {
    let given = |value: &Option<String>, variable| {
        let value = value.clone().filter(|text| !text.trim().is_empty());
        value.filter(|text| std::env::var(variable).as_ref() != Ok(text))
    };
    let mut kept = GIVEN.write().unwrap_or_else(PoisonError::into_inner);
    kept.profile = given(&global.profile, PROFILE_VARIABLE);
    kept.org = given(&global.org, ORG_VARIABLE);
}

/// Remembers where a sign-in is to store the credential.
pub fn remember_store(store: &'static str) {
    let mut kept = GIVEN.write().unwrap_or_else(PoisonError::into_inner);
    kept.store = Some(store);
}

/// The same for a command line that the parser does not understand.
pub fn remember_words(words: &[OsString]) {
    let words = words.iter().map(|word| word.to_string_lossy());
    let words: Vec<_> = words.take_while(|word| word != "--").collect();
    let value = |flag: &str| {
        let mut pairs = words.iter().enumerate();
        pairs.find_map(|(at, word)| match word.strip_prefix(flag)? {
            "" => Some(words.get(at + 1)?.to_string()),
            rest => Some(rest.strip_prefix('=')?.to_owned()),
        })
    };
    remember(&Global {
        profile: value("--profile"),
        org: value("--org"),
        ..Global::default()
    });
}

/// Names this profile in commands from now on.
pub fn remember_profile(name: &str) {
    remember(&Global {
        profile: Some(name.to_owned()),
        ..Global::default()
    });
}

/// Names no profile, organization or store in commands from now on.
pub fn forget() {
    let mut kept = GIVEN.write().unwrap_or_else(PoisonError::into_inner);
    *kept = Given::default();
}

/// Whether an organization was named on the command line.
pub fn names_org() -> bool {
    given().org.is_some()
}

/// A command of this program, from the words after its name.
pub fn command(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|text| word(text)).collect();
    let words = quoted.join(" ");
    let line = format!("atlctl {words}");
    let flags = flags(&words, &line, &given());
    line + &flags
}

/// A text with the options that its commands need here: the profile and the organization of the command line.
pub fn completed(text: &str) -> Cow<'_, str> {
    let given = given();
    if given.is_empty() {
        return Cow::Borrowed(text);
    }
    complete(text, commands(text), &given)
}

/// An error or its cause with these options, in commands that it says to run: after a colon or in parentheses. Other
/// commands in it are quoted, as in "atlctl user list has no option --foo".
pub fn completed_error(text: &str) -> Cow<'_, str> {
    let given = given();
    if given.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut found = commands(text);
    found.retain(|command| {
        let before = text.get(..command.at.start).unwrap_or_default();
        before.ends_with(": ") || before.ends_with('(')
    });
    complete(text, found, &given)
}

/// A text as it is completed where this profile is named.
#[cfg(test)]
pub fn named_in(text: &str, program: &Command, profile: &str) -> String {
    let given = Given {
        profile: Some(profile.to_owned()),
        ..Given::default()
    };
    complete(text, commands_in(text, program), &given).into_owned()
}

/// Where the commands of a text are.
pub fn command_places(text: &str) -> Vec<Range<usize>> {
    commands(text).into_iter().map(|found| found.at).collect()
}

fn commands(text: &str) -> Vec<InText> {
    match PROGRAM.get() {
        Some(program) if text.contains("atlctl ") => {
            commands_in(text, COMMANDS.get_or_init(program))
        }
        _ => Vec::new(),
    }
}

fn complete<'a>(text: &'a str, found: Vec<InText>, given: &Given) -> Cow<'a, str> {
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut completed = String::with_capacity(text.len() + 40);
    let mut done = 0;
    for (number, command) in found.iter().enumerate() {
        let next = found
            .get(number + 1)
            .map_or(text.len(), |next| next.at.start);
        completed.push_str(text.get(done..command.at.end).unwrap_or_default());
        done = command.at.end;
        // Options that the command has already may stand behind words that look like a sentence.
        let line = text.get(command.at.start..next).unwrap_or_default();
        let line = line.lines().next().unwrap_or_default();
        completed.push_str(&flags(&command.name, line, given));
    }
    completed.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(completed)
}

/// The options that a command needs here and does not have yet. `words` begin with its name.
fn flags(words: &str, line: &str, given: &Given) -> String {
    let mut flags = String::new();
    // Help is the same with each profile.
    if needs_none(words) || has(line, " --help") {
        return flags;
    }
    // A sign-in for another organization would give the profile to it; the list of them is asked for when one is wrong.
    let org = given.org.as_ref();
    let org = org.filter(|_| !begins_with(words, "auth") && !begins_with(words, "org"));
    let store = given.store.filter(|_| begins_with(words, "auth login"));
    for (flag, value) in [
        ("--store", store),
        ("--profile", given.profile.as_deref()),
        ("--org", org.map(String::as_str)),
    ] {
        if let Some(value) = value
            && !has(line, &format!(" {flag}"))
        {
            flags.push_str(&format!(" {flag} {}", word(value)));
        }
    }
    flags
}

/// Whether a command is the same with each profile.
pub fn needs_none(words: &str) -> bool {
    FREE.iter().any(|verb| begins_with(words, verb))
}

fn begins_with(words: &str, name: &str) -> bool {
    let rest = words.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn has(line: &str, flag: &str) -> bool {
    let mut found = line.match_indices(flag);
    found.any(|(at, _)| {
        let rest = line.get(at + flag.len()..).unwrap_or_default();
        rest.is_empty() || rest.starts_with([' ', '='])
    })
}

/// A word quoted for a shell.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() && !is_unseen(c) || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.chars().any(is_unseen) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    // What cannot be shown is written as bash and zsh write it.
    let mut quoted = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if is_unseen(c) => match u32::from(c) {
                code @ 0..=0x7f => quoted.push_str(&format!("\\x{code:02x}")),
                code @ 0x80..=0xffff => quoted.push_str(&format!("\\u{code:04x}")),
                code => quoted.push_str(&format!("\\U{code:08x}")),
            },
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    const NAMES: [&str; 11] = [
        "work",
        "two words",
        "it's",
        "$HOME `id` \"x\"",
        "back\\slash",
        "",
        "~",
        "*",
        "a\nb\u{1b}\u{202e}'\u{e0100}c",
        "é 李",
        "-x",
    ];

    /// A real shell reads every word as it was.
    #[cfg(unix)]
    #[test]
    fn a_shell_reads_the_words_back() {
        for name in NAMES {
            let script = format!("printf %s {}", word(name));
            let output = std::process::Command::new("bash")
                .env("LC_ALL", "C.UTF-8")
                .args(["-c", &script])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), name, "{script}");
            assert_eq!(crate::ui::display(&script), script);
        }
    }

    #[test]
    fn what_was_named_is_named_again() {
        let given = Given {
            profile: Some("my work".to_owned()),
            org: Some("o-1".to_owned()),
            store: Some("file"),
        };
        let value = |name: &'static str| Arg::new(name).long(name).global(true);
        let program = Command::new("atlctl")
            .args([value("profile"), value("org")])
            .subcommand(Command::new("sync"))
            .subcommand(Command::new("demo"))
            .subcommand(Command::new("sql").arg(Arg::new("QUERY")))
            .subcommand(
                Command::new("auth")
                    .subcommand(Command::new("login"))
                    .subcommand(Command::new("list")),
            );
        for (hint, completed) in [
            (
                "mirror it: atlctl sync",
                "mirror it: atlctl sync --profile 'my work' --org o-1",
            ),
            (
                "sign in: atlctl auth login",
                "sign in: atlctl auth login --store file --profile 'my work'",
            ),
            (
                "go on: atlctl sync --org x",
                "go on: atlctl sync --org x --profile 'my work'",
            ),
            (
                "first: atlctl sync; then: atlctl sql 'SELECT 1; 2' (atlctl auth login)",
                "first: atlctl sync --profile 'my work' --org o-1; \
                 then: atlctl sql 'SELECT 1; 2' --profile 'my work' --org o-1 \
                 (atlctl auth login --store file --profile 'my work')",
            ),
            (
                "atlctl sync --profile=x reads it; then atlctl auth login --profile y",
                "atlctl sync --profile=x --org o-1 reads it; then atlctl auth login --profile y --store file",
            ),
            ("see: atlctl auth list", "see: atlctl auth list"),
            ("see: atlctl demo", "see: atlctl demo"),
            ("see: atlctl sync --help", "see: atlctl sync --help"),
            // No command at its end.
            (
                "use the atlctl that made it;",
                "use the atlctl that made it;",
            ),
            ("add --yes to make the call", "add --yes to make the call"),
        ] {
            let made =
                |text: &str, given| complete(text, commands_in(text, &program), given).into_owned();
            assert_eq!(made(hint, &given), completed);
            assert_eq!(made(completed, &given), completed);
            assert_eq!(made(hint, &Given::default()), hint);
        }
    }
}
