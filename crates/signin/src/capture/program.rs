//! The programs whose command lines are read.

use super::form::Form;

/// A program that sends requests from a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Program {
    Curl,
    /// curl's options with HTTPie's items.
    Curlie,
    Wget,
    Httpie,
}

/// Their names. Those of `HTTPie` are words of addresses and prose as well.
const NAMES: [(&str, Program); 8] = [
    ("curl", Program::Curl),
    ("curlie", Program::Curlie),
    ("wget", Program::Wget),
    ("wget2", Program::Wget),
    ("http", Program::Httpie),
    ("https", Program::Httpie),
    ("xh", Program::Httpie),
    ("xhs", Program::Httpie),
];

impl Program {
    /// The names to look for in a line.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// The program of this name, which may be a path to it.
    pub(super) fn named(word: &str) -> Option<Self> {
        let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".exe").unwrap_or(&name);
        NAMES
            .iter()
            .find_map(|(known, program)| (*known == name).then_some(*program))
    }

    /// Whether what follows the name may be its arguments.
    pub(super) fn takes(self, arguments: &str) -> bool {
        let arguments = arguments.trim_start();
        // `https = Net::HTTP.new(…)` is code.
        let code = ["=", ":=", "(", "->", "{"];
        self != Self::Httpie
            || (arguments.contains(['.', ':', '/'])
                && !code.iter().any(|sign| arguments.starts_with(sign)))
    }

    /// The form of its command; none of its own for curl, which has one for each shell.
    pub(super) fn form(self) -> Option<Form> {
        match self {
            Self::Curl => None,
            Self::Wget => Some(Form::Wget),
            Self::Curlie => Some(Form::Curlie),
            Self::Httpie => Some(Form::Httpie),
        }
    }
}
