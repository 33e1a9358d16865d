//! Markdown as plain text for the terminal: the few forms that our own pages use.

use unicode_width::UnicodeWidthStr as _;

/// The page as text: headings and code without their marks, tables as aligned columns, links as their words.
pub fn plain_markdown(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut table: Vec<Vec<String>> = Vec::new();
    for line in page.lines() {
        if let Some(cells) = row(line) {
            table.push(cells);
            continue;
        }
        aligned(&mut text, &std::mem::take(&mut table));
        text.push_str(&inline(line.trim_start_matches('#').trim_start()));
        text.push('\n');
    }
    aligned(&mut text, &table);
    text
}

fn row(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    let inner = inner.replace("\\|", "\u{1}");
    let cells = inner
        .split('|')
        .map(|cell| inline(&cell.trim().replace('\u{1}', "|")));
    Some(cells.collect())
}

fn aligned(text: &mut String, table: &[Vec<String>]) {
    let rows = || {
        table
            .iter()
            .filter(|row| !row.iter().all(|cell| is_rule(cell)))
    };
    let wide = |at: usize| {
        rows()
            .filter_map(|row| row.get(at))
            .map(|cell| cell.width())
            .max()
    };
    for row in rows() {
        let mut line = String::from(" ");
        for (at, cell) in row.iter().enumerate() {
            let pad = wide(at).unwrap_or(0).saturating_sub(cell.width());
            line.push_str(&format!(" {cell}{} ", " ".repeat(pad)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

fn is_rule(cell: &str) -> bool {
    cell.len() >= 3 && cell.chars().all(|c| matches!(c, '-' | ':'))
}

/// A line without the marks of code, stress and links.
fn inline(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['`', '*', '[']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        if let Some(link) = from.strip_prefix('[')
            && let Some((words, after)) = link.split_once("](")
            && let Some((_, after)) = after.split_once(')')
        {
            plain.push_str(&inline(words));
            rest = after;
        } else if let Some(after) = from.strip_prefix("**") {
            rest = after;
        } else if let Some(after) = from.strip_prefix('`') {
            rest = after;
        } else {
            let next = from.chars().next().map_or(0, char::len_utf8);
            plain.push_str(from.get(..next).unwrap_or_default());
            rest = from.get(next..).unwrap_or_default();
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::plain_markdown;

    #[test]
    fn marks_go_and_tables_are_aligned() {
        let page = "# Title\n\nSee [the guide](guide.md) and **do** `this`; 2 * 3.\n\n\
                    | Code | Meaning |\n| --- | --- |\n| `0` | Done |\n| `a \\| b` | Piped |\n";
        assert_eq!(
            plain_markdown(page),
            "Title\n\nSee the guide and do this; 2 * 3.\n\n  Code   Meaning\n  0      Done\n  a | b  Piped\n"
        );
    }
}
