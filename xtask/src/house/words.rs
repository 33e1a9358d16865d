//! Words that the project does not use: British spellings, and phrases of earlier versions that read as
//! translated.

use std::fs;
use std::io;
use std::path::Path;

/// Beginnings of British spellings.
const BRITISH: [&str; 45] = [
    "afterwards",
    "amongst",
    "analyse",
    "artefact",
    "authoris",
    "behaviour",
    "cancelled",
    "cancelling",
    "capitalis",
    "catalogue",
    "centralis",
    "centre",
    "colour",
    "customis",
    "defence",
    "favour",
    "finalis",
    "generalis",
    "grey",
    "honour",
    "initialis",
    "judgement",
    "labell",
    "learnt",
    "licence",
    "localis",
    "maximis",
    "minimis",
    "misspelt",
    "modell",
    "neighbour",
    "normalis",
    "optimis",
    "organis",
    "prioritis",
    "recognis",
    "serialis",
    "signall",
    "summaris",
    "synchronis",
    "towards",
    "travell",
    "utilis",
    "visualis",
    "whilst",
];

/// Phrases, each with what to write instead.
const PHRASES: [(&str, &str); 51] = [
    ("/// it does not.", "what does not, or no comment"),
    ("/// it does.", "what does, or no comment"),
    ("/// it is not.", "what is not, or no comment"),
    ("/// its name.", "what has the name, or no comment"),
    ("/// neither.", "neither of which, or no comment"),
    ("/// the same.", "what is the same, or no comment"),
    ("/// they.", "what they are, or no comment"),
    ("a web page came where", "got an HTML page instead of"),
    ("and nobody said yes", "confirmation required"),
    ("any more", "anymore, or no longer"),
    ("answer yes to what", "skip confirmation"),
    ("are where they were to be", "are in the expected policy"),
    ("as far as is known", "some could not be checked"),
    ("came of it", "the result"),
    ("can only be read", "is read-only"),
    ("for ever", "forever, or always"),
    ("go on with it", "resume it"),
    ("goes on from there", "resumes"),
    ("going on where", "resuming"),
    ("gone on with", "resumed"),
    ("handed over", "awaiting portal import, or given"),
    ("however much it is", "even if it is much"),
    ("is folded", "is merged"),
    ("is yourself", "is your own account"),
    ("keep the plan in this file", "save the plan to FILE"),
    ("lost call", "unanswered request"),
    ("lets nobody", "does not allow"),
    ("must be through", "is finished"),
    ("names nobody", "contains no address or account ID"),
    ("none of it was tried", "not yet tested"),
    ("nobody is in the state", "unknown status"),
    ("not listed:", "not shown"),
    ("of whom it is unknown", "with unknown"),
    ("of theirs", "their"),
    ("polite kill", "SIGTERM"),
    ("product instance", "app"),
    ("rehearsed with", "simulated"),
    ("say less", "print only"),
    ("take back what", "undo"),
    ("takes them along", "includes them"),
    ("tell policies with this sign-in", "read policies"),
    (
        "that was not shown first",
        "you see every change before it is made",
    ),
    ("the server allows", "rate-limited"),
    (
        "was not moved by the run, as far",
        "no record that the run moved",
    ),
    (
        "where each setting comes from",
        "settings and their sources",
    ),
    ("what became of", "the result of"),
    ("where told", "if reported"),
    ("who is meant is not known", "it is unclear whom to change"),
    ("whoever", "the people or things that are meant"),
    ("those of any call", "any error of a request"),
    ("would be asked", "skip confirmation"),
];

/// Everything that people read: pages, sources, tests and scripts.
const READ: [&str; 5] = ["docs", "crates", "xtask", "scripts", "."];

/// Files that quote these words: the history, these lists, the words that people try as commands, and those that their lists
/// have.
const QUOTING: [&str; 6] = [
    "CHANGELOG.md",
    "house/words.rs",
    "commands/guessed_commands.rs",
    "commands/guessed_verbs.rs",
    "input/decision_words.rs",
    "input/odd_rows.rs",
];

/// Adds a line for each word in a file of the project.
///
/// # Errors
/// When a directory cannot be read.
pub fn check(root: &Path, broken: &mut Vec<String>) -> io::Result<()> {
    for place in READ {
        walk(root, &root.join(place), place != ".", broken)?;
    }
    Ok(())
}

fn walk(root: &Path, directory: &Path, deep: bool, broken: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_text = name.ends_with(".md") || deep;
        if path.is_dir() {
            // Files of earlier versions stay as they were.
            if deep && !path.ends_with("tests/old") {
                walk(root, &path, deep, broken)?;
            }
        } else if is_text && !QUOTING.iter().any(|file| path.ends_with(file)) {
            // What is not text has no words.
            let text = fs::read_to_string(&path).unwrap_or_default();
            let shown = path.strip_prefix(root).unwrap_or(&path).display();
            broken.extend(found(&text).map(|(line, word, instead)| {
                format!("{shown}:{line}: \"{word}\": write {instead}")
            }));
        }
    }
    Ok(())
}

/// The line numbers of these words in a text, and what to write instead.
fn found(text: &str) -> impl Iterator<Item = (usize, &'static str, &'static str)> {
    text.lines().enumerate().flat_map(|(at, line)| {
        // An address of the service has its own spelling.
        let line = line.to_lowercase().replace("licences", "");
        // Journals have this word.
        let line = line.replace("rename = \"cancelled\"", "");
        let british = BRITISH
            .iter()
            .filter(|word| contains(&line, word, false))
            .map(|word| (*word, "the American spelling"));
        let phrases = PHRASES
            .into_iter()
            .filter(|(phrase, _)| contains(&line, phrase, true));
        british
            .chain(phrases)
            .map(|(word, instead)| (at + 1, word, instead))
            .collect::<Vec<_>>()
    })
}

/// Whether a line contains this at the beginning of a word, and, if `whole`, up to the end of one.
fn contains(line: &str, sought: &str, whole: bool) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    line.match_indices(sought).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.get(sought.len()..).unwrap_or_default();
        !(letter(before.chars().next_back()) || whole && letter(after.chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn british_spellings_and_old_phrases_are_found_at_the_beginning_of_words() {
        let text = "The Organisation\nfor every word\n`colour_of` lasts for ever\ndiscolour";
        let words: Vec<_> = found(text).map(|(line, word, _)| (line, word)).collect();
        assert_eq!(words, [(1, "organis"), (3, "colour"), (3, "for ever")]);
    }
}
