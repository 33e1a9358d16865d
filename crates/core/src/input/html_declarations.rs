//! What the declarations of a style, such as `display: none`, do to a text: strike it out, or hide it.

/// Whether something holds, as far as the page says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    /// The page does not say so.
    #[default]
    No,
    /// The page may say so, in a way that is not followed here.
    May,
    /// The page says so.
    Yes,
}

/// How a text is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Drawn {
    /// With a line through it.
    pub(super) struck: Truth,
    /// Not at all, or so that nobody sees it.
    pub(super) hidden: Truth,
}

impl Drawn {
    pub(super) const STRUCK: Self = Self {
        struck: Truth::Yes,
        hidden: Truth::No,
    };
    pub(super) const HIDDEN: Self = Self {
        struck: Truth::No,
        hidden: Truth::Yes,
    };
    pub(super) const UNCLEAR: Self = Self {
        struck: Truth::May,
        hidden: Truth::May,
    };

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            struck: self.struck.max(other.struck),
            hidden: self.hidden.max(other.hidden),
        }
    }

    /// The same where no more than this is known.
    pub(super) fn at_most(self, truth: Truth) -> Self {
        Self {
            struck: self.struck.min(truth),
            hidden: self.hidden.min(truth),
        }
    }

    /// What declarations such as `display: none; color: red` do. `variables` are the values that the page gives to
    /// any variable: which of them a `var(…)` has is not followed.
    pub(super) fn declared(declarations: &str, variables: &[String]) -> Self {
        let mut drawn = Self::default();
        let (mut is_flat, mut is_cut) = (false, false);
        for one in declarations.split(';') {
            let Some((name, value)) = one.split_once(':') else {
                continue;
            };
            let (name, value) = (plain(name), plain(value));
            let value = value.split('!').next().unwrap_or_default().trim_end();
            drawn = drawn.and(of(&name, value));
            if !name.starts_with("--")
                && ["var(", "env(", "attr("].iter().any(|f| value.contains(f))
            {
                let inner = value
                    .split(',')
                    .skip(1)
                    .map(|text| text.trim_end_matches(')').trim());
                let mut each = inner.chain(variables.iter().map(String::as_str));
                let does = each.any(|value| of(&name, value) != Self::default());
                let may = if does { Truth::May } else { Truth::No };
                drawn = drawn.and(Self::UNCLEAR.at_most(may));
            }
            let is_size = matches!(&*name, "width" | "height" | "max-width" | "max-height");
            is_flat |= is_size && is_zero(value);
            is_cut |= name.starts_with("overflow")
                && (value.contains("hidden") || value.contains("clip"));
        }
        if is_flat && is_cut {
            drawn = drawn.and(Self::HIDDEN);
        }
        drawn
    }
}

/// What one declaration does.
fn of(name: &str, value: &str) -> Drawn {
    // A variable does nothing by itself.
    if name.starts_with("--") {
        return Drawn::default();
    }
    let has_line = name.contains("decoration") && value.contains("line-through")
        || name.contains("line-through") && value != "none";
    let mut words = value.split([' ', '(', ')', ',', '/']);
    let hides = match name {
        "display" => value.split(' ').any(|word| word == "none"),
        "visibility" | "content-visibility" => matches!(value, "hidden" | "collapse"),
        "mso-hide" => value == "all",
        "opacity" => number(value).is_some_and(|number| number < 0.1),
        "filter" => value.split("opacity(").skip(1).any(is_zero),
        "font-size" => is_zero(value),
        "font" => words.any(is_zero),
        "color" | "-webkit-text-fill-color" => is_transparent(value),
        "clip" => value.starts_with("rect("),
        "clip-path" => !matches!(value, "none" | "unset" | "initial" | "inherit" | "auto"),
        "text-indent" => number(value).is_some_and(|number| number < -90.0),
        "scale" => words.any(is_zero),
        "transform" => {
            value.split("scale").skip(1).any(|rest| {
                let inner = rest.split_once('(').map_or("", |(_, inner)| inner);
                is_zero(inner)
            }) || words.any(is_far)
        }
        "left" | "right" | "top" | "bottom" | "inset" | "translate" => words.any(is_far),
        name if name.starts_with("margin") => words.any(is_far),
        _ => false,
    };
    Drawn {
        struck: if has_line { Truth::Yes } else { Truth::No },
        hidden: if hides { Truth::Yes } else { Truth::No },
    }
}

/// The text that the declarations of a `::before` or `::after` add to an element; empty where it is none that is read.
pub(super) fn added<'e>(declarations: &str, attribute: impl Fn(&str) -> Option<&'e str>) -> String {
    let mut text = String::new();
    for one in declarations.split(';') {
        let Some((name, value)) = one.split_once(':') else {
            continue;
        };
        if plain(name) != "content" {
            continue;
        }
        text.clear();
        let mut rest = value;
        while let Some(at) = rest.find(['"', '\'', '(']) {
            let (before, from) = rest.split_at(at);
            let inner = from.get(1..).unwrap_or_default();
            let close = match from.chars().next() {
                Some('(') => ')',
                quote => quote.unwrap_or('"'),
            };
            let mut is_escaped = false;
            let end = inner.find(|c: char| {
                let ends = c == close && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                ends
            });
            let (inner, behind) = inner.split_at(end.unwrap_or(inner.len()));
            if close != ')' {
                text.push_str(&unescaped(inner));
            } else if before.trim_end().ends_with("attr") {
                let name = inner.split([',', ' ']).next().unwrap_or_default();
                text.push_str(attribute(name).unwrap_or_default());
            } else if before.trim_end().ends_with("var") {
                // A text that is not known.
                text.push('?');
            }
            rest = behind.get(1..).unwrap_or_default();
        }
    }
    // The letters of fonts of pictures are none.
    text.retain(|c| !('\u{e000}'..='\u{f8ff}').contains(&c));
    text.trim().to_owned()
}

/// The number with which a value begins.
fn number(value: &str) -> Option<f64> {
    let end = value.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+'));
    value.get(..end.unwrap_or(value.len()))?.parse().ok()
}

fn is_zero(value: &str) -> bool {
    number(value).is_some_and(|number| number == 0.0)
}

/// Whether a length leads out of the page.
fn is_far(value: &str) -> bool {
    number(value).is_some_and(|number| number <= -900.0)
}

fn is_transparent(color: &str) -> bool {
    if let Some(digits) = color.strip_prefix('#') {
        return match digits.len() {
            4 => digits.ends_with('0'),
            8 => digits.ends_with("00"),
            _ => false,
        };
    }
    let parts: Vec<&str> = color
        .split(['(', ')', ',', '/', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    color == "transparent" || parts.len() == 5 && parts.last().is_some_and(|alpha| is_zero(alpha))
}

/// In small letters, with single blanks, and without escapes.
fn plain(text: &str) -> String {
    let text = unescaped(text).to_ascii_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with its escapes, such as `\6e` for `n`, replaced.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut digits = String::new();
        while digits.len() < 6
            && let Some(digit) = rest.next_if(char::is_ascii_hexdigit)
        {
            digits.push(digit);
        }
        if digits.is_empty() {
            out.extend(rest.next());
            continue;
        }
        rest.next_if(|c| c.is_whitespace());
        let code = u32::from_str_radix(&digits, 16).ok();
        out.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
    }
    out
}

/// The values that the variables of a page have.
pub(super) fn variables(page: &str) -> Vec<String> {
    const MOST: usize = 1_000;
    let mut all: Vec<String> = Vec::new();
    for (at, _) in page.match_indices("--") {
        let rest = page.get(at + 2..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
        let (name, rest) = rest.split_at(end.unwrap_or(rest.len()));
        let Some(value) = rest.trim_start().strip_prefix(':') else {
            continue;
        };
        let end = value
            .find([';', '}', '"', '\'', '<'])
            .unwrap_or(value.len());
        let value = plain(value.get(..end).unwrap_or_default());
        if !name.is_empty() && !all.contains(&value) && all.len() < MOST {
            all.push(value);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_strike_out_and_hide() {
        let page = "<style>:root{--s:line-through;--d : NONE}</style>";
        let variables = variables(page);
        assert_eq!(variables, ["line-through", "none"]);
        for text in [
            "display:none",
            "DISPLAY : None !important",
            "color:red; visibility:collapse",
            "display:\\6e one",
            "opacity:0",
            "opacity: .05",
            "font-size:0px",
            "font: 0/0 a",
            "color:transparent",
            "color:rgba(1, 2, 3, 0)",
            "color:#12345600",
            "position:absolute;left:-9999px",
            "text-indent:-9999em",
            "margin-left:-1000px",
            "clip:rect(0,0,0,0)",
            "transform: translateX(-9999px)",
            "transform:scale(0)",
            "height:0;overflow:hidden",
            "max-height:0px;overflow-y:hidden",
            "mso-hide:all",
        ] {
            assert_eq!(Drawn::declared(text, &[]), Drawn::HIDDEN, "{text}");
        }
        for text in [
            "text-decoration:line-through",
            "text-decoration:underline LINE-THROUGH red",
            "text-line-through:single",
        ] {
            assert_eq!(Drawn::declared(text, &[]), Drawn::STRUCK, "{text}");
        }
        for text in [
            "text-decoration:var(--s)",
            "display:var(--x,none)",
            "display: var( --d )",
        ] {
            assert_eq!(Drawn::declared(text, &variables), Drawn::UNCLEAR, "{text}");
        }
        for text in [
            "display:table-row",
            "color:#123456;color:rgb(0,0,0);color:rgba(0,0,0,1)",
            "color:rgb(0 0 0)",
            "opacity:1;font-size:10px;font:10px a;margin:0 -15px;left:0",
            "transform:translate(-50%, -50%) rotate(0deg) scale(1)",
            "height:0;overflow:visible",
            "text-decoration:none;--x:none",
            "color:var(--d);font-size:var(--d)",
            "text-line-through:none",
            "",
        ] {
            assert_eq!(
                Drawn::declared(text, &variables),
                Drawn::default(),
                "{text}"
            );
        }
    }

    #[test]
    fn texts_are_added() {
        let attribute = |name: &str| (name == "data-x").then_some("left");
        for (text, right) in [
            ("color:red;content:\"not \"", "not"),
            ("CONTENT: 'a\\'b' attr(data-x)", "a'bleft"),
            ("content:'\\28 stays)'", "(stays)"),
            ("content:var(--x)", "?"),
            ("content:'\\f00c'", ""),
            ("content:'';content:none", ""),
            ("content:url(x.png) counter(y)", ""),
            ("content:\"", ""),
            ("content-visibility:'x'", ""),
        ] {
            assert_eq!(added(text, attribute), right, "{text}");
        }
    }
}
