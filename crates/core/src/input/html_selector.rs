//! Selectors of a style sheet. What is not followed here, such as places among siblings, may be the case.

use html5ever::LocalName;

use super::html_declarations::{Truth, unescaped};

/// An element: its name and its attributes, in small letters, with their values.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub(super) name: LocalName,
    pub(super) attributes: Vec<(LocalName, String)>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        let found = all.find(|(key, _)| **key == *name);
        found.map(|(_, value)| value.as_str())
    }
}

/// How an element stands to that of the part before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combinator {
    /// Anywhere in it.
    Within,
    /// Directly in it.
    Child,
    /// Anywhere behind it.
    Behind,
    /// Directly behind it.
    Next,
}

/// A selector: its parts, from the outermost.
#[derive(Debug)]
pub(super) struct Selector(pub(super) Vec<(Combinator, Compound)>);

/// What is said of one element.
#[derive(Debug, Default)]
pub(super) struct Compound(Vec<Simple>);

#[derive(Debug)]
enum Simple {
    Name(String),
    Attribute {
        name: String,
        /// How the value is compared, and with what.
        value: Option<(char, String)>,
    },
    /// None of these, where `not`; else one of these.
    AnyOf {
        not: bool,
        of: Vec<Compound>,
    },
    /// Nothing that is drawn without a hand on it, or no text of the page.
    Never,
    Unknown,
}

/// What shows by a hand on it, and what is drawn before or after a text.
const PASSING: [&str; 17] = [
    "hover",
    "focus",
    "active",
    "visited",
    "focus-within",
    "focus-visible",
    "before",
    "after",
    "empty",
    "target",
    "marker",
    "placeholder",
    "selection",
    "backdrop",
    "-webkit-scrollbar",
    "-moz-focus-inner",
    "file-selector-button",
];
/// How deeply selectors stand in one another.
const DEEPEST: usize = 5;

impl Compound {
    pub(super) fn fits(&self, element: &Element) -> Truth {
        let all = self.0.iter().map(|one| one.fits(element));
        all.min().unwrap_or(Truth::Yes)
    }
}

impl Simple {
    fn fits(&self, element: &Element) -> Truth {
        let known = |fits: bool| if fits { Truth::Yes } else { Truth::No };
        match self {
            Self::Name(name) => known(name.eq_ignore_ascii_case(&element.name)),
            Self::Attribute { name, value } => match (element.attribute(name), value) {
                (None, _) => Truth::No,
                (Some(_), None) => Truth::Yes,
                (Some(has), Some((how, value))) => known(compares(has, *how, value)),
            },
            Self::AnyOf { not, of } => {
                let any = of.iter().map(|one| one.fits(element)).max();
                match (any.unwrap_or_default(), not) {
                    (Truth::Yes, true) => Truth::No,
                    (Truth::No, true) => Truth::Yes,
                    (any, _) => any,
                }
            }
            Self::Never => Truth::No,
            Self::Unknown => Truth::May,
        }
    }
}

/// Whether a value compares so. Case counts in some pages only.
fn compares(has: &str, how: char, value: &str) -> bool {
    let (has, value) = (has.to_lowercase(), value.to_lowercase());
    match how {
        '~' => has.split_whitespace().any(|word| word == value),
        '|' => has
            .strip_prefix(&value)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
        '^' => !value.is_empty() && has.starts_with(&value),
        '$' => !value.is_empty() && has.ends_with(&value),
        '*' => !value.is_empty() && has.contains(&value),
        _ => has == value,
    }
}

impl Selector {
    pub(super) fn of(text: &str) -> Self {
        Parser::new(text).selector(0)
    }
}

/// The selectors of a list between commas.
pub(super) fn list(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let (mut start, mut depth, mut quote, mut is_escaped) = (0, 0_usize, None, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(c),
            _ if quote.is_some() => {}
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                all.push(text.get(start..at).unwrap_or_default().trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(text.get(start..).unwrap_or_default().trim());
    all.retain(|one| !one.is_empty());
    all
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.trim() }
    }

    fn selector(mut self, depth: usize) -> Selector {
        let mut parts = Vec::new();
        let mut combinator = Combinator::Within;
        loop {
            let mut compound = Compound::default();
            while let Some(simple) = self.simple(depth) {
                compound.0.push(simple);
            }
            parts.push((combinator, compound));
            let signs = self.take(|c| c.is_whitespace() || matches!(c, '>' | '+' | '~'));
            if self.rest.is_empty() {
                return Selector(parts);
            }
            combinator = match signs.trim() {
                "" => Combinator::Within,
                ">" => Combinator::Child,
                "~" => Combinator::Behind,
                "+" => Combinator::Next,
                _ => {
                    parts.push((Combinator::Within, Compound(vec![Simple::Unknown])));
                    Combinator::Within
                }
            };
        }
    }

    /// What is said of the element beside the rest of it; `None` where a combinator or the end follows.
    fn simple(&mut self, depth: usize) -> Option<Simple> {
        let first = self.rest.chars().next()?;
        if first.is_whitespace() || matches!(first, '>' | '+' | '~') {
            return None;
        }
        let behind = self.rest.get(first.len_utf8()..).unwrap_or_default();
        match first {
            '*' => {
                self.rest = behind;
                Some(Simple::AnyOf {
                    not: true,
                    of: Vec::new(),
                })
            }
            '.' | '#' => {
                self.rest = behind;
                let (name, how) = if first == '.' {
                    ("class", '~')
                } else {
                    ("id", '=')
                };
                let value = Some((how, self.name()));
                Some(Simple::Attribute {
                    name: name.to_owned(),
                    value,
                })
            }
            '[' => {
                let inner = self.inner(']');
                Some(attribute(inner))
            }
            ':' => {
                self.rest = behind.strip_prefix(':').unwrap_or(behind);
                let name = self.name().to_ascii_lowercase();
                let inner = self.rest.starts_with('(').then(|| self.inner(')'));
                Some(pseudo(&name, inner, depth))
            }
            _ => match self.name() {
                // A character that no selector has, `|` of namespaces, `&`.
                name if name.is_empty() => {
                    self.rest = behind;
                    Some(Simple::Unknown)
                }
                name => Some(Simple::Name(name)),
            },
        }
    }

    fn take(&mut self, of: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !of(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn name(&mut self) -> String {
        let mut at = 0;
        loop {
            let rest = self.rest.get(at..).unwrap_or_default();
            let Some(c) = rest.chars().next() else {
                break;
            };
            if let Some(escape) = rest.strip_prefix('\\') {
                let digits = escape.bytes().take(6);
                let digits = digits.take_while(u8::is_ascii_hexdigit).count();
                // A blank ends an escape of digits.
                let next = escape.get(digits..).and_then(|rest| rest.chars().next());
                let next = next.filter(|c| digits == 0 || c.is_whitespace());
                at += 1 + digits + next.map_or(0, char::len_utf8);
            } else if c.is_alphanumeric() || matches!(c, '-' | '_') {
                at += c.len_utf8();
            } else {
                break;
            }
        }
        let (name, rest) = self.rest.split_at(at);
        self.rest = rest;
        unescaped(name)
    }

    /// What stands between the bracket here and its partner.
    fn inner(&mut self, close: char) -> &'a str {
        let open = if close == ')' { '(' } else { '[' };
        let (mut depth, mut quote, mut is_escaped) = (0_usize, None, false);
        let end = self.rest.find(|c: char| {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                c if quote == Some(c) => quote = None,
                '"' | '\'' if quote.is_none() => quote = Some(c),
                _ if quote.is_some() => {}
                c if c == open => depth += 1,
                c if c == close => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && quote.is_none()
        });
        let (inner, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.strip_prefix(close).unwrap_or(rest);
        inner.get(1..).unwrap_or_default()
    }
}

fn attribute(inner: &str) -> Simple {
    let named = |name: &str| unescaped(name.trim()).to_ascii_lowercase();
    let Some((name, value)) = inner.split_once('=') else {
        return Simple::Attribute {
            name: named(inner),
            value: None,
        };
    };
    let signs = ['~', '|', '^', '$', '*'];
    let how = name
        .trim_end()
        .chars()
        .next_back()
        .filter(|c| signs.contains(c));
    let value = value.trim();
    let value = match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) => {
            let inner = value.get(1..).unwrap_or_default();
            inner.split_once(quote).map_or(inner, |(inner, _)| inner)
        }
        None => value.split_whitespace().next().unwrap_or_default(),
    };
    Simple::Attribute {
        name: named(name.trim_end().trim_end_matches(signs)),
        value: Some((how.unwrap_or('='), unescaped(value))),
    }
}

fn pseudo(name: &str, inner: Option<&str>, depth: usize) -> Simple {
    match (name, inner) {
        ("not" | "is" | "where" | "matches" | "any" | "-webkit-any" | "-moz-any", Some(inner))
            if depth < DEEPEST =>
        {
            let of = list(inner).into_iter().map(|one| {
                let mut parts = Parser::new(one).selector(depth + 1).0;
                let is_one = parts.len() == 1;
                let (_, mut last) = parts
                    .pop()
                    .unwrap_or((Combinator::Within, Compound::default()));
                if !is_one {
                    last.0.push(Simple::Unknown);
                }
                last
            });
            Simple::AnyOf {
                not: name == "not",
                of: of.collect(),
            }
        }
        ("root", None) => Simple::Name("html".to_owned()),
        (name, None) if PASSING.contains(&name) => Simple::Never,
        _ => Simple::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_say_what_an_element_must_have() {
        let element = Element {
            name: "td".into(),
            attributes: [("class", "a sm:b"), ("id", "x"), ("data-s", "left over")]
                .map(|(key, value)| (key.into(), value.to_owned()))
                .into(),
        };
        for (selector, truth) in [
            ("td", Truth::Yes),
            ("TD.a#x[data-s]", Truth::Yes),
            ("*.sm\\:b", Truth::Yes),
            (".\\61 ", Truth::Yes),
            (".b", Truth::No),
            ("tr", Truth::No),
            ("[data-s=left]", Truth::No),
            ("[data-s='left over']", Truth::Yes),
            (
                "[data-s~=left][data-s^=le i][data-s$=over][data-s*=' ']",
                Truth::Yes,
            ),
            ("[data-s|=left]", Truth::No),
            (":not(.b)", Truth::Yes),
            (":not(.b, td)", Truth::No),
            (":is(tr, .a)", Truth::Yes),
            (":not(:first-child)", Truth::May),
            (":is(.y .a)", Truth::May),
            (":is(.y .b)", Truth::No),
            ("td:has(.x)", Truth::May),
            ("tr:nth-child(2)", Truth::No),
            (".a:hover", Truth::No),
            ("td::after", Truth::No),
            ("svg|td", Truth::No),
            ("&", Truth::May),
            ("td:not(:not(:not(:not(:not(:not(:not(.b)))))))", Truth::May),
        ] {
            let Selector(parts) = Selector::of(selector);
            assert_eq!(parts.len(), 1, "{selector}");
            assert_eq!(parts[0].1.fits(&element), truth, "{selector}");
        }
        for (selector, many) in [("a b > c", 3), ("a+b~c", 3), ("a >> b", 3), ("> a", 2)] {
            assert_eq!(Selector::of(selector).0.len(), many, "{selector}");
        }
        assert_eq!(
            list("a, b:is(c, d), [e=',']"),
            ["a", "b:is(c, d)", "[e=',']"]
        );
        for odd in [
            "",
            "(",
            "[",
            "a(",
            "\\",
            ":not(",
            "a\\",
            "[=",
            "((((",
            "é\u{a0}>",
        ] {
            let _ = Selector::of(odd);
        }
    }
}
