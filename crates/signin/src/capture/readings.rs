//! Other readings of a text that gives no session as it stands: each undoes one thing that happened to all of it.

use super::repair::narrowed;

/// A text as it was before; `None` where nothing of the kind happened.
type Reading = fn(&str) -> Option<String>;

/// In the order in which they are tried.
pub(super) const READINGS: [Reading; 7] = [
    narrowed,
    json_string,
    console,
    filled,
    expanded,
    without_codes,
    without_tags,
];

/// A text that is one string of JSON, or of a program's code: `"curl 'https://…' -H \"Cookie: …\""`.
fn json_string(text: &str) -> Option<String> {
    serde_json::from_str::<String>(text.trim().trim_end_matches([',', ';'])).ok()
}

/// What a browser's console shows: `> document.cookie`, and below it the cookies.
fn console(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let asked = lines.next()?.trim_start_matches(['>', '»', '❯', ' ']);
    if asked.trim_end_matches(';') != "document.cookie" {
        return None;
    }
    let answer: String = lines.collect();
    let marks = ['<', '-', '←', '·', '•', ' '];
    let cookies = answer.trim_start_matches(marks).trim_end_matches(marks);
    Some(cookies.trim_matches(['"', '\'']).to_owned())
}

/// A file for an HTTP client (JetBrains, Visual Studio Code, Bruno), with the values of its variables: `@token = …`
/// above, `{{token}}` below.
fn filled(text: &str) -> Option<String> {
    let variables = text.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix('@')?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        (!name.is_empty() && name.chars().all(plain)).then_some((name, value))
    });
    let mut out = text.to_owned();
    for (name, value) in variables {
        out = out.replace(&format!("{{{{{name}}}}}"), value);
        out = out.replace(&format!("{{{{ {name} }}}}"), value);
    }
    (out != text).then_some(out)
}

/// A shell's script with the values of its variables: `TOKEN='…'` above, `$TOKEN` below.
fn expanded(text: &str) -> Option<String> {
    let variables = text.lines().filter_map(|line| {
        let line = line.trim();
        let (name, value) = line
            .strip_prefix("export ")
            .unwrap_or(line)
            .split_once('=')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let value = value.trim_end_matches(';').trim_matches(['"', '\'']);
        let alone = !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || c == '$');
        (alone && !name.is_empty() && name.chars().all(plain)).then_some((name, value))
    });
    let mut out = text.to_owned();
    for (name, value) in variables {
        out = out.replace(&format!("${{{name}}}"), value);
        let used = format!("${name}");
        let mut parts = out.split(&used).map(str::to_owned);
        let first = parts.next().unwrap_or_default();
        out = parts.fold(first, |before, behind| {
            // `$TOKENS` is another.
            let other = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            let known = if other {
                used.clone()
            } else {
                value.to_owned()
            };
            before + &known + &behind
        });
    }
    (out != text).then_some(out)
}

/// A row of a page's table, or an element of XML, with tabs for its tags; none where a tag holds an address.
fn without_tags(text: &str) -> Option<String> {
    if !text.starts_with('<') || !text.contains("</") {
        return None;
    }
    let mut out = String::new();
    for part in text.split('<') {
        let (tag, inside) = part.split_once('>').unwrap_or(("", part));
        if tag.contains("//") {
            return None;
        }
        let inside = inside.trim();
        if !inside.is_empty() {
            out.push_str(inside);
            out.push('\t');
        }
    }
    // `<name>Cookie</name><value>…</value>`
    Some(out.trim().to_owned())
}

/// A single word whose signs are percent codes: `cloud.session.token%3DeyJ…`.
fn without_codes(text: &str) -> Option<String> {
    let word = text.trim();
    let coded = ["%3D", "%3d", "%3A", "%3a", "%2E", "%2e"]
        .iter()
        .any(|code| word.contains(code));
    if !coded || word.contains(char::is_whitespace) {
        return None;
    }
    let mut out = word.to_owned();
    for (code, sign) in [
        ("3D", "="),
        ("3A", ":"),
        ("3B", ";"),
        ("20", " "),
        ("2E", "."),
    ] {
        out = out.replace(&format!("%{code}"), sign);
        out = out.replace(&format!("%{}", code.to_ascii_lowercase()), sign);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_undoes_one_thing() {
        let readings: [(Reading, &str, Option<&str>); 14] = [
            (json_string, "\"a \\\"b\\\"\",", Some("a \"b\"")),
            (json_string, "\"a\" b", None),
            (
                console,
                "> document.cookie\n< \"a=1; b=2\"",
                Some("a=1; b=2"),
            ),
            (console, ">> document.cookie;\n<- 'a=1'", Some("a=1")),
            (console, "document.cookies\na=1", None),
            (
                filled,
                "@t = x\nCookie: a={{t}}",
                Some("@t = x\nCookie: a=x"),
            ),
            (filled, "@t = x\nCookie: a={{u}}", None),
            (
                expanded,
                "T='x'\nf \"$T ${T} $TS\"",
                Some("T='x'\nf \"x x $TS\""),
            ),
            (expanded, "T=x\nf $U", None),
            (without_tags, "<a><b>x</b><c d='e'>y</c></a>", Some("x\ty")),
            (without_tags, "<a href='https://x'>y</a>", None),
            (without_tags, "<your token>", None),
            (without_codes, "Cookie%3a%20a%3Db", Some("Cookie: a=b")),
            (without_codes, "a=b%20c", None),
        ];
        for (reading, text, right) in readings {
            assert_eq!(reading(text).as_deref(), right, "{text}");
        }
    }
}
