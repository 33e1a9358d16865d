//! What the attributes and the style sheets of a page say of its elements: struck out, or hidden.

/// Elements without an end.
const VOID: [&str; 8] = ["br", "col", "hr", "img", "input", "link", "meta", "wbr"];

/// How an element is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Drawn {
    /// With a line through its text.
    pub(super) struck: bool,
    /// Not at all.
    pub(super) hidden: bool,
}

impl Drawn {
    /// What declarations such as `display: none` say.
    fn declared(declarations: &str) -> Self {
        let plain: String = declarations
            .chars()
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        let hides = |one: &str| {
            let one = one.trim_end_matches("!important");
            [
                "display:none",
                "visibility:hidden",
                "visibility:collapse",
                "mso-hide:all",
            ]
            .contains(&one)
        };
        Self {
            struck: plain.contains("line-through"),
            hidden: plain.split(';').any(hides),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            struck: self.struck || other.struck,
            hidden: self.hidden || other.hidden,
        }
    }
}

/// A rule for elements of a name, with classes.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    element: String,
    classes: Vec<String>,
    drawn: Drawn,
}

/// The rules of a page that strike out or hide. Which elements stand around one, and which rule outdoes another, is not
/// looked at: somebody too many is reported, and nobody is changed by mistake.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Rule>);

impl Styles {
    /// The rules of every `<style>` of a page.
    pub(super) fn of(page: &str) -> Self {
        let small = page.to_ascii_lowercase();
        let mut rules = Vec::new();
        let mut at = 0;
        while let Some(tag) = small.get(at..).and_then(|rest| rest.find("<style")) {
            let begin = at + tag;
            let rest = small.get(begin..).unwrap_or_default();
            let end = rest.find("</style").unwrap_or(rest.len());
            let inner = page.get(begin..begin + end).unwrap_or_default();
            let sheet = inner.split_once('>').map_or("", |(_, sheet)| sheet);
            read(&without_comments(sheet), &mut rules);
            at = begin + end.max(1);
        }
        Self(rules)
    }

    /// How an element is drawn: by its name, its attributes, and the rules.
    pub(super) fn drawn(&self, name: &str, tag: &str) -> Drawn {
        let mut drawn = Drawn {
            struck: ["del", "s", "strike"].contains(&name),
            hidden: false,
        };
        let mut classes: Vec<&str> = Vec::new();
        for (key, value) in attributes(tag) {
            match key.to_ascii_lowercase().as_str() {
                "style" => drawn = drawn.and(Drawn::declared(value)),
                "class" => classes = value.split_whitespace().collect(),
                "hidden" => drawn.hidden = true,
                "height" => {
                    drawn.hidden |= matches!(name, "tr" | "td" | "th") && value.trim() == "0";
                }
                _ => {}
            }
        }
        for rule in &self.0 {
            let of_class = |class: &String| classes.contains(&class.as_str());
            let fits = rule.element.is_empty() || rule.element == name;
            if fits && rule.classes.iter().all(of_class) {
                drawn = drawn.and(rule.drawn);
            }
        }
        drawn.hidden &= !VOID.contains(&name);
        drawn
    }
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::new();
    let mut rest = sheet;
    while let Some((before, from)) = rest.split_once("/*") {
        out.push_str(before);
        rest = from.split_once("*/").map_or("", |(_, behind)| behind);
    }
    (out + rest).replace("<!--", " ").replace("-->", " ")
}

fn read(sheet: &str, rules: &mut Vec<Rule>) {
    for block in sheet.split('}') {
        let Some((selectors, declarations)) = block.rsplit_once('{') else {
            continue;
        };
        let drawn = Drawn::declared(declarations);
        if drawn == Drawn::default() {
            continue;
        }
        let selectors = selectors.rsplit(['{', ';']).next().unwrap_or_default();
        for selector in selectors.split(',') {
            let Some(last) = last_part(selector) else {
                continue;
            };
            let mut parts = last.split('.');
            let element = parts.next().unwrap_or_default().to_ascii_lowercase();
            rules.push(Rule {
                element,
                classes: parts.map(str::to_owned).collect(),
                drawn,
            });
        }
    }
}

/// The element and the classes that a selector ends with; `None` where it is of no element of a table. Which of these
/// elements an attribute (`tr[x]`) or a place (`tr:nth-of-type(2)`) means is not looked at: it may be any of them.
fn last_part(selector: &str) -> Option<&str> {
    let plain = selector.split(['[', ':']).next().unwrap_or_default();
    let narrower = selector.get(plain.len()..).unwrap_or_default();
    // What shows by a hand on it, and what is drawn before or after a text.
    let passing = [
        "hover", "focus", "active", "visited", "before", "after", "empty",
    ];
    if passing.iter().any(|word| narrower.contains(word)) {
        return None;
    }
    let mut parts = plain.split([' ', '\t', '\r', '\n', '>', '+', '~']);
    let last = parts.rfind(|part| !part.is_empty())?;
    (!last.contains(['#', '*', '@'])).then_some(last)
}

/// The attributes of a tag, without its name.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let tag = tag.trim_end_matches('>');
    let name = tag.find(|c: char| c.is_whitespace() || c == '/');
    let mut rest = name.and_then(|at| tag.get(at..)).unwrap_or_default();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '=');
        if rest.is_empty() {
            return all;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/');
        let (key, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            all.push((key, ""));
            rest = behind;
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, behind) = match quote {
            Some(quote) => {
                let inner = value.get(1..).unwrap_or_default();
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        all.push((key, value));
        rest = behind;
    }
}

/// The number of an attribute; 0 where there is none.
pub(super) fn number(tag: &str, attribute: &str) -> usize {
    let all = attributes(tag);
    let mut all = all.iter();
    let found = all.find(|(key, _)| key.eq_ignore_ascii_case(attribute));
    let value = found.map_or("", |(_, value)| value.trim());
    let end = value.find(|c: char| !c.is_ascii_digit());
    let digits = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
    digits.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_attributes_say_how_elements_are_drawn() {
        let styles = Styles::of(
            "<STYLE type=x><!-- .a {color:red} .b, td.c\n{text-decoration: underline line-through;} /* .d{display:none} */ \
             .x .e{DISPLAY : none !important} .f:hover{display:none} @media x{.g{visibility:collapse}} --></style>\
             <style>li[data-h]:not(.x),td.n:nth-of-type(2) , [hidden]{display:none} u{text-decoration:line-through}",
        );
        for (tag, struck, hidden) in [
            ("td class=a", false, false),
            ("td class='a b'>", true, false),
            ("td class=c>", true, false),
            ("p class=c>", false, false),
            ("td class=d>", false, false),
            ("tr class=\"e\">", false, true),
            ("tr class=f>", false, false),
            ("tr class=g>", false, true),
            ("td class=n>", false, true),
            ("li>", false, true),
            ("td class=m>", false, false),
            ("u>", true, false),
            ("tr hidden>", false, true),
            ("tr height=0 style='x:y'>", false, true),
            ("tr height=20 style='mso-hide:all'>", false, true),
            ("td title=hidden data-x='display:none'>", false, false),
            ("col style='display:none'>", false, false),
            ("a href='x?=\"hidden\"", false, false),
            ("td class", false, false),
            ("td =", false, false),
        ] {
            let name = tag.split([' ', '>']).next().unwrap();
            let drawn = styles.drawn(name, tag);
            assert_eq!((drawn.struck, drawn.hidden), (struck, hidden), "{tag}");
        }
    }
}
