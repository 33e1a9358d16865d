//! Markdown as plain text for the terminal: the few forms that our own pages use.

use unicode_width::UnicodeWidthStr as _;

use super::wrap::wrapped;

/// No column of a table gets narrower than this.
const NARROWEST: usize = 12;

/// The page as text: headings and code without their marks, tables as aligned columns, links as their words. Cells are
/// wrapped so that tables fit the width, except those of the first column.
pub fn plain_markdown(page: &str, width: Option<usize>) -> String {
    let mut text = String::with_capacity(page.len());
    let mut table: Vec<Vec<String>> = Vec::new();
    for line in page.lines() {
        if let Some(cells) = row(line) {
            table.push(cells);
            continue;
        }
        aligned(&mut text, &std::mem::take(&mut table), width);
        text.push_str(&inline(line.trim_start_matches('#').trim_start()));
        text.push('\n');
    }
    aligned(&mut text, &table, width);
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

fn aligned(text: &mut String, table: &[Vec<String>], width: Option<usize>) {
    let is_content = |row: &&Vec<String>| !row.iter().all(|cell| is_rule(cell));
    let rows: Vec<&Vec<String>> = table.iter().filter(is_content).collect();
    let widths = column_widths(&rows, width);
    for row in rows {
        let cells = row.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| wrapped(cell, &[], *width))
            .collect();
        let cells: Vec<Vec<&str>> = cells.iter().map(|cell| cell.lines().collect()).collect();
        for number in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = String::from(" ");
            for (cell, width) in cells.iter().zip(&widths) {
                let part = cell.get(number).map_or("", |part| part.trim_start());
                let pad = width.saturating_sub(part.width());
                line.push_str(&format!(" {part}{} ", " ".repeat(pad)));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
}

/// How wide each column is: as its longest cell, or less where the table would not fit the screen.
fn column_widths(rows: &[&Vec<String>], screen: Option<usize>) -> Vec<usize> {
    let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let longest = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.width()).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..columns).map(longest).collect();
    // Two blanks stand before the first column, and two between columns.
    while let Some(screen) = screen
        && widths.iter().map(|width| width + 2).sum::<usize>() > screen
        && let Some(widest) = widths.iter_mut().skip(1).max()
        && *widest > NARROWEST
    {
        *widest -= 1;
    }
    widths
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
            plain_markdown(page, None),
            "Title\n\nSee the guide and do this; 2 * 3.\n\n  Code   Meaning\n  0      Done\n  a | b  Piped\n"
        );
    }

    #[test]
    fn a_table_fits_the_screen() {
        let page = "| Word | Meaning | From |\n| --- | --- | --- |\n\
                    | `site` | An address under which a set of apps runs | one source |\n";
        let text = plain_markdown(page, Some(40));
        assert_eq!(
            text,
            concat!(
                "  Word  Meaning               From\n",
                "  site  An address under      one source\n",
                "        which a set of\n",
                "        apps runs\n",
            )
        );
        let widest = text.lines().map(str::len).max();
        assert!(widest <= Some(40), "{text}");
    }
}
