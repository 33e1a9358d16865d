//! The rules of a style sheet, with those that stand in others.

use super::html_selector::list;

/// Each selector of a style sheet with its declarations.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) rules: Vec<(String, String)>,
    /// The style sheet of another file that belongs to it.
    pub(super) import: Option<String>,
    /// Whether more rules belong to it than are here.
    pub(super) is_partial: bool,
}

/// The most selectors of a sheet, and the deepest rule.
const MOST: usize = 50_000;
const DEEPEST: usize = 20;

/// What a block belongs to.
enum Block {
    /// A rule of these selectors; without any, one of those that stand in it.
    Of(Vec<String>),
    /// Such as `@keyframes`: not of an element.
    Other,
}

impl Sheet {
    pub(super) fn of(text: &str) -> Self {
        let mut sheet = Self::default();
        let mut open: Vec<(Block, String)> = Vec::new();
        let (mut words, mut brackets, mut quote) = (String::new(), 0_usize, None);
        let text = without_comments(text);
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '\\' => {
                    words.push(c);
                    words.extend(rest.next());
                    continue;
                }
                '\n' => quote = None,
                c if quote == Some(c) => quote = None,
                '"' | '\'' if quote.is_none() => quote = Some(c),
                _ if quote.is_some() => {}
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets = brackets.saturating_sub(1),
                _ if brackets > 0 => {}
                '{' => {
                    let block = sheet.block(words.trim(), open.last().map(|(block, _)| block));
                    open.push((block, String::new()));
                    words.clear();
                    continue;
                }
                ';' | '}' => {
                    if let Some((_, declarations)) = open.last_mut() {
                        declarations.push_str(&words);
                        declarations.push(';');
                    } else if c == ';' {
                        sheet.import = sheet.import.or(imported(words.trim()));
                    }
                    words.clear();
                    if c == '}' {
                        sheet.end(open.pop());
                    }
                    continue;
                }
                _ => {}
            }
            words.push(c);
        }
        if let Some((_, declarations)) = open.last_mut() {
            declarations.push_str(&words);
        }
        while let Some(last) = open.pop() {
            sheet.end(Some(last));
        }
        sheet
    }

    fn end(&mut self, block: Option<(Block, String)>) {
        if let Some((Block::Of(selectors), declarations)) = block
            && declarations.contains(':')
        {
            let rules = selectors.into_iter().map(|one| (one, declarations.clone()));
            self.rules.extend(rules);
            self.is_partial |= self.rules.len() > MOST;
            self.rules.truncate(MOST);
        }
    }

    fn block(&mut self, before: &str, within: Option<&Block>) -> Block {
        let above: &[String] = match within {
            Some(Block::Other) => return Block::Other,
            Some(Block::Of(above)) => above,
            None => &[],
        };
        if let Some(rule) = before.strip_prefix('@') {
            let rule = rule.to_ascii_lowercase();
            let of_elements = [
                "media",
                "supports",
                "layer",
                "container",
                "scope",
                "document",
                "-moz-document",
            ];
            let is_of_elements = of_elements.iter().any(|name| rule.starts_with(name));
            return if is_of_elements {
                Block::Of(above.to_vec())
            } else {
                Block::Other
            };
        }
        let own = list(before);
        if above.is_empty() {
            return Block::Of(own.into_iter().map(str::to_owned).collect());
        }
        let mut all = Vec::new();
        for outer in above {
            for inner in &own {
                if all.len() >= MOST || outer.len() > DEEPEST * 100 {
                    self.is_partial = true;
                    return Block::Other;
                }
                all.push(match inner.strip_prefix('&') {
                    Some(inner) if !inner.contains('&') => format!("{outer}{inner}"),
                    _ => format!("{outer} {inner}"),
                });
            }
        }
        Block::Of(all)
    }
}

/// The name of the style sheet of an `@import`.
fn imported(rule: &str) -> Option<String> {
    let begin = "@import";
    let is_one = rule.get(..begin.len())?.eq_ignore_ascii_case(begin);
    let name = is_one.then(|| rule.get(begin.len()..))??.trim();
    let name = name.strip_prefix("url(").unwrap_or(name);
    let name = name.trim_start_matches(['"', '\'']);
    let end = name.find(['"', '\'', ')', ' ']).unwrap_or(name.len());
    name.get(..end).map(str::to_owned)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_their_selectors() {
        let sheet = Sheet::of(
            "<!-- .a{x:y} /* .no{x:y} */ .b, td.c:is(d,e)\n{x:\"}\";y:url(a;b)} @media x{.g{x:y} @supports (a:b) {.h{x:y}}}\
             @font-face{x:y} @keyframes k{from{x:y}} table{ tr.i{x:y} &.j{x:y} > .k{x:y} } @charset 'x'; .l{x:y -->",
        );
        let selectors: Vec<&str> = sheet.rules.iter().map(|(one, _)| one.as_str()).collect();
        assert_eq!(
            selectors,
            [
                ".a",
                ".b",
                "td.c:is(d,e)",
                ".g",
                ".h",
                "table tr.i",
                "table.j",
                "table > .k",
                ".l"
            ]
        );
        assert_eq!(sheet.rules[1].1, "x:\"}\";y:url(a;b);");
        assert!(!sheet.is_partial);
        for text in ["@import url(x.css);", "@IMPORT 'x.css' screen;"] {
            assert_eq!(Sheet::of(text).import.as_deref(), Some("x.css"));
        }
        let deep = format!("{}{{x:y}}", "a,b{".repeat(1_000));
        assert!(Sheet::of(&deep).is_partial);
        for odd in ["", "}", "{", "}}{{", "a{b", "\\", "\"", "a{/*"] {
            let _ = Sheet::of(odd);
        }
    }
}
