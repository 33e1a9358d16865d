//! A command line as PowerShell would split it.

use super::CaptureError;
use super::powershell_tokens::quoted;

/// The words of each command. Variables stay as they are: nothing is ever run.
pub(super) fn commands(text: &str) -> Result<Vec<Vec<String>>, CaptureError> {
    let mut all = Vec::new();
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            ' ' | '\t' | '\r' => words.extend(word.take()),
            '\n' | ';' | '|' | '&' => {
                words.extend(word.take());
                all.push(std::mem::take(&mut words));
            }
            '#' if word.is_none() => {
                rest = behind
                    .find('\n')
                    .and_then(|at| behind.get(at..))
                    .unwrap_or_default();
                continue;
            }
            '`' => {
                if let Some(next) = ["\r\n", "\n"]
                    .iter()
                    .find_map(|end| behind.strip_prefix(end))
                {
                    words.extend(word.take());
                    rest = next;
                    continue;
                }
                let mut chars = behind.chars();
                word.get_or_insert_default().extend(chars.next());
                rest = chars.as_str();
                continue;
            }
            '"' | '\'' => {
                if let Some((text, next)) = quoted(rest)? {
                    word.get_or_insert_default().push_str(&text);
                    rest = next;
                    continue;
                }
            }
            c => word.get_or_insert_default().push(c),
        }
        rest = behind;
    }
    words.extend(word);
    all.push(words);
    all.retain(|words| !words.is_empty());
    Ok(all)
}
