//! What a text goes through between a browser and here, taken back where it has one reading.

use std::borrow::Cow;

use super::error::Damage;
use super::program::Program;
use crate::text::{DOUBLE_QUOTES, HYPHENS, SINGLE_QUOTES, is_invisible, is_odd_space, narrow};

const ENTITIES: [(&str, &str); 8] = [
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&apos;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

/// Straight quotes, usual spaces and hyphens, nothing invisible.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if is_invisible(c) => {}
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => out.push('\n'),
            _ if is_odd_space(c) => out.push(' '),
            _ if DOUBLE_QUOTES.contains(&c) => out.push('"'),
            _ if SINGLE_QUOTES.contains(&c) => out.push('\''),
            _ if HYPHENS.contains(&c) => out.push('-'),
            c => out.push(c),
        }
    }
    dashes(&without_entities(&out))
}

/// The text with usual signs and letters for the wide ones of East Asian editors; `None` where there are none.
pub(super) fn narrowed(text: &str) -> Option<String> {
    let wide = text.contains(|c| narrow(c).is_some());
    wide.then(|| text.chars().map(|c| narrow(c).unwrap_or(c)).collect())
}

/// The first line with a wide sign outside of quotes: inside, it may be meant.
pub(super) fn wide_signs(text: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    let mut escaped = false;
    let at = text.chars().position(|c| {
        let sign = narrow(c).is_some_and(|c| c.is_ascii_punctuation());
        let found = sign && quote.is_none();
        match quote {
            _ if escaped => {}
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        found
    })?;
    Some(text.chars().take(at).filter(|c| *c == '\n').count() + 1)
}

/// The text as HTML shows it, where it was copied with its entities: without one straight quote of its own.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let double = ["&quot;", "&#34;"].iter().any(|quote| text.contains(quote));
    let single = ["&#39;", "&#x27;", "&apos;"]
        .iter()
        .any(|quote| text.contains(quote));
    let straight = text.contains('"') || (text.contains('\'') && !double);
    if (double || single) && !straight {
        return without_entities(text).into();
    }
    Cow::Borrowed(text)
}

/// The signs that HTML writes as entities.
fn without_entities(text: &str) -> String {
    let mut out = text.to_owned();
    for (entity, sign) in ENTITIES {
        if out.contains(entity) {
            out = out.replace(entity, sign);
        }
    }
    out
}

/// Dashes at the beginning of a word, as in `–b` and `—cookie`: two hyphens before a name, one before a letter.
fn dashes(text: &str) -> String {
    if !text.contains(['–', '—', '―']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        if before.is_whitespace() && matches!(c, '–' | '—' | '―') {
            let behind = behind.trim_start_matches(['–', '—', '―', '-']);
            let name = behind.split(|c: char| !c.is_ascii_alphanumeric()).next();
            out.push_str(if name.is_some_and(|name| name.len() > 1) {
                "--"
            } else {
                "-"
            });
            rest = behind;
            before = '-';
            continue;
        }
        out.push(c);
        before = c;
        rest = behind;
    }
    out
}

/// The first sign that the text was changed on its way.
pub(super) fn damage(text: &str) -> Option<(Damage, usize)> {
    let of = |c: char| match c {
        '＂' | '＇' => Some(Damage::FullWidth),
        _ if DOUBLE_QUOTES.contains(&c) || SINGLE_QUOTES.contains(&c) => Some(Damage::Quotes),
        '–' | '—' | '―' => Some(Damage::Dashes),
        _ if HYPHENS.contains(&c) => Some(Damage::Dashes),
        _ if is_odd_space(c) => Some(Damage::Spaces),
        _ if is_invisible(c) => Some(Damage::Invisible),
        _ => None,
    };
    text.lines().enumerate().find_map(|(n, line)| {
        let entity = || ENTITIES.iter().any(|(entity, _)| line.contains(entity));
        let damage = line.chars().find_map(of);
        let damage = damage.or_else(|| entity().then_some(Damage::Entities));
        damage.map(|damage| (damage, n + 1))
    })
}

/// Where in a line a command begins: at its start, behind a prompt, a variable or another command's end.
pub(super) fn command(line: &str) -> Option<usize> {
    let small = line.to_ascii_lowercase();
    let places = |name| place(line, &small, name);
    Program::names().filter_map(places).min()
}

/// Where the command of this program begins.
fn place(line: &str, small: &str, name: &str) -> Option<usize> {
    small.match_indices(name).find_map(|(at, _)| {
        let behind = small.get(at + name.len()..)?;
        let behind = behind.strip_prefix(".exe").unwrap_or(behind);
        let ends = behind
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '\\' | '^' | '`'));
        // The path to it belongs to it.
        let begin = small
            .get(..at)?
            .rfind(|c: char| {
                c.is_whitespace() || matches!(c, '>' | '$' | '#' | '%' | '&' | '(' | '`')
            })
            .map_or(0, |sign| {
                sign + small
                    .get(sign..)
                    .and_then(|s| s.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let path = small.get(begin..at)?;
        let path = path.is_empty() || path.ends_with(['/', '\\']);
        let takes = || Program::named(name).is_some_and(|program| program.takes(behind));
        (ends && path && takes() && is_before(line.get(..begin)?)).then_some(begin)
    })
}

/// Where the last word of a shell's line begins; `None` inside a quote.
fn last_word(text: &str) -> Option<usize> {
    let mut begin = None;
    let mut quote: Option<char> = None;
    let mut blank = true;
    for (at, c) in text.char_indices() {
        if quote.is_none() && c.is_whitespace() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            begin = Some(at);
        }
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
    }
    begin.filter(|_| quote.is_none())
}

/// Whether the word stands before a command that it runs: a variable's value, or another program.
fn runs(word: &str) -> bool {
    let variable = word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    });
    variable || matches!(word, "sudo" | "time" | "exec" | "command" | "env")
}

/// Whether this text may come before a command: a prompt, a variable, another program that runs it.
fn is_before(text: &str) -> bool {
    let mut text = text.trim_end();
    // What variables hold says nothing: `HTTPS_PROXY=http://proxy curl`.
    while let Some(at) = last_word(text) {
        let (before, word) = text.split_at(at);
        if !runs(word) {
            break;
        }
        text = before.trim_end();
    }
    let word = |word: &str| runs(word) || word.starts_with('~');
    let prompt = [
        '$', '%', '>', '#', '❯', '➜', '»', 'λ', '&', ';', '|', '(', '`', ':',
    ];
    let words = text
        .rfind(prompt)
        .map_or(text, |at| text.get(at..).unwrap_or_default());
    let words = words.trim_start_matches(prompt);
    // An assignment may hold quotes; what stands before a prompt does not.
    let before = text.strip_suffix(words).unwrap_or_default();
    let whole = |quote| before.matches(quote).count().is_multiple_of(2);
    let another = before.ends_with(['|', ';', '&']) && whole('"') && whole('\'');
    (another || !before.contains(['"', '\''])) && words.split_whitespace().all(word)
}

/// From the first command on, without prompts, marks of quoted mails, and code fences.
pub(super) fn unprompted(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if let Some(at) = command(line) {
            out.push_str(line.get(at..).unwrap_or(line));
        } else if out.is_empty() || line.trim_start().starts_with("```") {
            continue;
        } else {
            let line = line.trim_start();
            out.push_str(line.trim_start_matches('>').trim_start());
        }
        out.push('\n');
    }
    out
}

/// The lines of one command put together, however the marks at their ends were broken: blanks behind them, blank
/// lines after them, or none where the next line begins with an option.
pub(super) fn joined(text: &str) -> String {
    let mut out = String::new();
    let mut goes_on = false;
    for line in text.lines() {
        let line = line.trim_end();
        if line.trim().is_empty() {
            continue;
        }
        let begins = command(line).is_some();
        if !out.is_empty() {
            let option = line.trim_start().starts_with('-');
            out.push(if (goes_on && !begins) || option {
                ' '
            } else {
                '\n'
            });
        }
        let marked = line.strip_suffix(['\\', '^', '`']);
        goes_on = marked.is_some();
        out.push_str(&unmarked(marked.unwrap_or(line)));
    }
    out
}

/// Without the marks of line ends that became blanks, which stand alone between blanks.
fn unmarked(line: &str) -> String {
    let mut out = line.to_owned();
    for mark in [" \\ ", " ^ ", " ` "] {
        out = out.replace(mark, "   ");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_behind_any_prompt() {
        for line in [
            "curl x",
            "$ curl x",
            "user@host:~/dir$ curl x",
            "[user@host ~]$ curl x",
            "root@host:/# curl x",
            "PS C:\\Users\\ann> curl.exe x",
            "C:\\Users\\ann>curl x",
            "(base) ann@mac ~ % curl x",
            "➜  ~ curl x",
            "❯ curl x",
            "X=1 Y=2 /usr/bin/curl x",
            "$ sudo C:\\tools\\curl.exe x",
            "> curl x",
            "Curl x",
            "Request: curl x",
        ] {
            assert!(command(line).is_some(), "{line}");
        }
        for line in [
            "use curl here",
            "curly x",
            "libcurl x",
            "echo \"$ curl x\" y",
            "'curl' x",
        ] {
            assert_eq!(command(line), None, "{line}");
        }
    }

    #[test]
    fn dashes_are_hyphens_again() {
        assert_eq!(
            plain("curl –b ‘a’ —cookie “b” –-url x"),
            "curl -b 'a' --cookie \"b\" --url x"
        );
        assert_eq!(plain("a–b\u{a0}c\u{200b}d &quot;"), "a–b cd \"");
    }

    #[test]
    fn lines_are_put_together() {
        assert_eq!(
            joined("curl a \\ \n\n -H b\n  -b c\nnext"),
            "curl a   -H b   -b c\nnext"
        );
        assert_eq!(joined("curl a \\\n\ncurl b"), "curl a \ncurl b");
    }
}
