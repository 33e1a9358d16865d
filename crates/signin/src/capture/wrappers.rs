//! What chats, wikis and mail put around a text: code fences, macros, tags, marks of a quoted mail.

/// Tags of a wiki's page around code.
const TAGS: [&str; 4] = ["pre", "code", "tt", "samp"];
/// Macros of Jira and Confluence around code.
const MACROS: [&str; 5] = ["code", "noformat", "quote", "panel", "monospaced"];

/// The text without what is around it. Every line stays in its place, so that its number is still right.
pub(super) fn unwrapped(text: &str) -> String {
    // What is in a block may be quoted itself.
    unmarked(unblocked(unmarked(text.lines().collect()))).join("\n")
}

/// Without the marks at the beginning of every line.
fn unmarked(mut lines: Vec<&str>) -> Vec<&str> {
    while let Some(inner) = unquoted(&lines).or_else(|| unnumbered(&lines)) {
        lines = inner;
    }
    lines
}

/// Without what begins and ends a block.
fn unblocked(lines: Vec<&str>) -> Vec<&str> {
    // Fences begin and end a block: other signs of the kind are what they are.
    let fenced = lines.iter().any(|line| fence(line).is_some());
    lines
        .into_iter()
        .map(|line| {
            let line = if fenced { unfenced(line) } else { line };
            bare(line)
        })
        .collect()
}

/// The lines of a quoted mail, where each is marked.
fn unquoted<'a>(lines: &[&'a str]) -> Option<Vec<&'a str>> {
    let blank = |line: &str| line.trim().is_empty();
    // A line of a table ends with its mark, too.
    let table = lines.iter().any(|line| line.trim_end().ends_with('|'));
    let mark = |line: &&&str| {
        let begins = |mark: &char| line.trim_start().starts_with(*mark);
        ['>', '|']
            .into_iter()
            .find(begins)
            .filter(|mark| *mark == '>' || !table)
    };
    if lines.iter().all(|line| blank(line)) {
        return None;
    }
    let every = lines
        .iter()
        .filter(|line| !blank(line))
        .all(|line| mark(&line).is_some());
    every.then(|| {
        lines
            .iter()
            .map(|line| {
                let inner = line.trim_start();
                let inner = inner.strip_prefix(['>', '|']).unwrap_or(inner);
                inner.strip_prefix(' ').unwrap_or(inner)
            })
            .collect()
    })
}

/// The lines of an editor's or a shell's list, where each has its number: one more than the line above.
fn unnumbered<'a>(lines: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut last: Option<usize> = None;
    let mut inner = Vec::with_capacity(lines.len());
    for line in lines {
        if line.trim().is_empty() {
            inner.push(*line);
            continue;
        }
        let line = line.trim_start();
        let end = line.find(|c: char| !c.is_ascii_digit())?;
        let number: usize = line.get(..end)?.parse().ok()?;
        let rest = line.get(end..)?.trim_start_matches(['.', ':', ')', '|']);
        let follows = last.is_none_or(|last| last + 1 == number);
        if !follows || !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            return None;
        }
        last = Some(number);
        inner.push(rest.trim_start());
    }
    last.is_some().then_some(inner)
}

/// What follows the mark of a fence.
fn fence(line: &str) -> Option<&str> {
    let line = line.trim_start();
    ["```", "~~~"].iter().find_map(|mark| {
        let sign = mark.chars().next()?;
        Some(line.strip_prefix(mark)?.trim_start_matches(sign))
    })
}

/// Without a fence, at the beginning with its language, or at the end.
fn unfenced(line: &str) -> &str {
    /// No language with its attributes is longer; a token is.
    const LONGEST: usize = 40;
    let inner = match fence(line) {
        Some(rest) => {
            let language = rest.trim();
            let name = |c: char| c.is_ascii_alphanumeric() || " +-#_.{}=\"".contains(c);
            if language.len() <= LONGEST && language.chars().all(name) {
                return "";
            }
            rest
        }
        None => line,
    };
    let end = inner.trim_end();
    ["```", "~~~"]
        .iter()
        .find_map(|mark| {
            let sign = mark.chars().next()?;
            Some(end.strip_suffix(mark)?.trim_end_matches(sign))
        })
        .unwrap_or(inner)
}

/// Without macros and tags at the beginning and at the end of the line.
fn bare(line: &str) -> &str {
    let mut inner = line;
    while let Some(rest) = begin(inner) {
        inner = rest;
    }
    while let Some(rest) = end(inner) {
        inner = rest;
    }
    inner
}

fn begin(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let (close, is_one): (char, fn(&str) -> bool) = match line.chars().next()? {
        '{' => ('}', is_macro),
        '<' => ('>', is_tag),
        _ => return None,
    };
    let (inside, rest) = line.get(1..)?.split_once(close)?;
    is_one(inside).then_some(rest)
}

fn end(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let (open, is_one): (char, fn(&str) -> bool) = match line.chars().next_back()? {
        '}' => ('{', is_macro),
        '>' => ('<', is_tag),
        _ => return None,
    };
    let (rest, inside) = line.get(..line.len() - 1)?.rsplit_once(open)?;
    // `${code}` is a variable.
    (is_one(inside) && !rest.ends_with('$')).then_some(rest)
}

/// The inside of `{code}` and `{code:title=x|bash}`.
fn is_macro(inside: &str) -> bool {
    let name = inside.split(':').next().unwrap_or_default();
    MACROS.iter().any(|known| name.eq_ignore_ascii_case(known)) && !inside.contains(['{', '"'])
}

/// The inside of `<pre>`, `<code class="x">` and `</pre>`.
fn is_tag(inside: &str) -> bool {
    let inside = inside.trim_start_matches('/');
    let name = inside.split(char::is_whitespace).next().unwrap_or_default();
    let line_break = ["br", "br/", "p"]
        .iter()
        .any(|tag| inside.eq_ignore_ascii_case(tag));
    line_break || TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag))
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn wrappers_go_and_lines_stay_in_their_places() {
        for (text, right) in [
            ("```\nx\n```", "\nx\n"),
            ("```text\nx\n~~~ y\n````", "\nx\n\n"),
            ("~~~ json\nx\n~~~", "\nx\n"),
            (
                "```Cookie: a=b; c=d, and a long value```",
                "Cookie: a=b; c=d, and a long value",
            ),
            ("{code:title=x|bash}\nx\n{code}", "\nx\n"),
            ("{noformat}x{noformat}", "x"),
            ("<pre><code class=\"y\">x\n</code></pre>", "x\n"),
            ("> > x\n>\n> > y", "x\n\ny"),
            ("> x\ny", "> x\ny"),
            ("| x\n| y", "x\ny"),
            ("```\n| x\n| y\n```", "\nx\ny\n"),
            ("| x |\n| y |", "| x |\n| y |"),
            ("  1  x\n  2  y", "x\ny"),
            ("501: x", "x"),
            ("1 x\n3 y", "1 x\n3 y"),
            ("1.x", "1.x"),
            ("`x`", "`x`"),
            ("a ${code}", "a ${code}"),
            ("{\"code\":1}", "{\"code\":1}"),
            ("<your token>", "<your token>"),
        ] {
            assert_eq!(unwrapped(text), right, "{text:?}");
        }
    }
}
