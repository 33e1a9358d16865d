//! The requests of commands, by the program that sends them.

use super::operation::Operation;
use super::program::Program;
use super::sessions::Sessions;
use super::{CaptureError, curl, curlie, httpie, repair, wget};

fn operations(program: Program, arguments: &[String]) -> Result<Vec<Operation>, CaptureError> {
    match program {
        Program::Curl => curl::operations(arguments),
        Program::Curlie => curlie::operations(arguments),
        Program::Wget => wget::operation(arguments).map(|one| vec![one]),
        Program::Httpie => httpie::operation(arguments).map(|one| vec![one]),
    }
}

/// What is seen of sessions in those of these commands that are of a known program, and the first of the programs.
pub(super) fn sessions(commands: &[Vec<String>]) -> Result<(Sessions, Program), CaptureError> {
    let mut sessions = Sessions::default();
    let mut cookies_in_file = false;
    let mut first = None;
    for words in commands {
        let Some((program, arguments)) = arguments(words) else {
            continue;
        };
        // A command of curl's may be piped into another program.
        if first.is_none() || program == Program::Curl {
            first = Some(program);
        }
        for operation in operations(program, arguments)? {
            cookies_in_file |= operation.add_to(&mut sessions);
        }
    }
    if cookies_in_file && !sessions.has_session() {
        return Err(CaptureError::CookiesInFile);
    }
    let program = first.ok_or(CaptureError::NotRecognized)?;
    Ok((sessions, program))
}

/// The program and the words after its name; `None` for another command.
fn arguments(words: &[String]) -> Option<(Program, &[String])> {
    // What may stand before is looked at word by word, as it stood before it was split.
    let (at, program) = words
        .iter()
        .enumerate()
        .find_map(|(at, word)| Some((at, Program::named(word)?)))?;
    let before: Vec<String> = words
        .get(..at)?
        .iter()
        .map(|word| match word.split_once('=') {
            // The quotes around a variable's value are gone.
            Some((name, value)) if value.contains(char::is_whitespace) => format!("{name}=x"),
            _ => word.clone(),
        })
        .collect();
    let before = before.join(" ");
    repair::command(&format!("{before} curl"))?;
    Some((program, words.get(at + 1..)?))
}
