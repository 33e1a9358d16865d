//! Every command that a sentence of this program names gets the profile, and is understood with it.

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;

use super::program::{program, tree};
use crate::commands_in_text::commands_in;
use crate::hint_commands::{named_in, needs_none};

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

/// The texts of a source file, without its comments, help and tests.
fn texts(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let source = lines.collect::<Vec<_>>().join("\n");
    let mut texts = Vec::new();
    let mut rest = source.as_str();
    while let Some(at) = rest.find('"') {
        let before = &rest[..at];
        rest = &rest[at + 1..];
        if before.ends_with('\'') || before.ends_with("'\\") {
            continue;
        }
        let mut end = 0;
        let mut escaped = false;
        for (at, c) in rest.char_indices() {
            end = at;
            match c {
                '"' if !escaped => break,
                _ => escaped = c == '\\' && !escaped,
            }
        }
        let (text, after) = rest.split_at(end);
        rest = &after[1.min(after.len())..];
        // Examples of help stay as they are.
        if !before.ends_with("before_help = ") && !before.ends_with("after_help = ") {
            let joined = text.split("\\\n").map(str::trim_start);
            texts.push(
                joined
                    .collect::<String>()
                    .replace("\\n", "\n")
                    .replace("\\\"", "\""),
            );
        }
    }
    texts
}

/// A placeholder of a format, as a word that an option takes.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let follows_a_word = before.ends_with(|c: char| c.is_ascii_lowercase());
        filled.push_str(if follows_a_word { " 1" } else { "1" });
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    filled + rest
}

#[test]
fn every_command_of_a_sentence_gets_the_profile_and_parses() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for part in ["cli/src", "core/src", "signin/src", "api/src"] {
        files(&sources.join(part), &mut found);
    }
    let program = program();
    let (mut number, mut wrong) = (0, Vec::new());
    for file in found.iter().filter(|file| !file.ends_with("tests.rs")) {
        let source = std::fs::read_to_string(file).unwrap();
        for text in texts(&source) {
            let text = filled(&text);
            let completed = named_in(&text, &program, "p q");
            for command in commands_in(&completed, &program) {
                number += 1;
                let line = &completed[command.at];
                let words = shlex::split(line).unwrap_or_default();
                let misunderstood = match tree().try_get_matches_from(&words) {
                    Ok(_) => false,
                    Err(error) => matches!(
                        error.kind(),
                        ErrorKind::UnknownArgument
                            | ErrorKind::InvalidSubcommand
                            | ErrorKind::NoEquals
                            | ErrorKind::TooManyValues
                    ),
                };
                let profile = line.matches(" --profile").count();
                // Help is the same under every profile.
                let is_help = line.ends_with(" --help");
                let no_profile = profile != 1 && !needs_none(&command.name) && !is_help;
                if misunderstood || no_profile {
                    wrong.push(format!("{}: {line}", file.display()));
                }
            }
        }
    }
    assert!(number > 200, "{number}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
