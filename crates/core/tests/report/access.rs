//! Pages without a mouse, without eyes, and on paper.

use atlctl_core::query::Cell;
use atlctl_core::report::{Kind, report_page};
use serde_json::Value;

use crate::devtools::Tab;
use crate::org::Org;
use crate::pages::{large, reports};

/// What has the focus: its label, and whether a reader sees that it has it.
const FOCUSED: &str = "(() => { const it = document.activeElement, style = getComputedStyle(it);
    return { at: focusable.indexOf(it), body: it === document.body,
      label: it.ariaLabel ?? it.textContent ?? '', seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 }; })()";

/// Everything that takes the focus, in the order of the page.
const FOCUSABLE: &str =
    "globalThis.focusable = [...document.querySelectorAll('button, input, [tabindex], a[href]')]
    .filter((it) => !it.disabled && it.offsetParent !== null); focusable.length";

#[test]
fn in_a_browser_the_keyboard_reaches_everything_in_order_and_sorts() {
    let report = Kind::Inactive.make(&Org::new(2, 80).request()).unwrap();
    let mut tab = Tab::open(&report_page(&report));
    let all = tab.script(FOCUSABLE).as_i64().unwrap();
    // The command to copy, the search, all columns, the list, and a heading for each column that has something to read.
    let headings = tab.script("document.querySelectorAll('thead button').length");
    let headings = headings.as_i64().unwrap();
    assert!(headings > 4 && headings < report.lists[0].columns.len() as i64);
    assert_eq!(all, headings + 4);
    for at in 0..all {
        tab.press("Tab");
        let focused = tab.script(FOCUSED);
        assert_eq!(focused["at"], at, "{focused}");
        assert_eq!(focused["seen"], true, "{focused}");
        assert!(!focused["label"].as_str().unwrap().is_empty(), "{focused}");
    }
    // Back to the heading of days, which Enter and Space sort; the focus stays there.
    tab.script("document.querySelector('[data-sort=days]').focus()");
    let sorted = "(() => { const it = document.activeElement; const numbers = [...document.querySelectorAll('tbody td.is-number')];
        return [it.dataset.sort, it.parentElement.getAttribute('aria-sort'), numbers[0].textContent,
          document.querySelectorAll('[aria-sort]').length]; })()";
    let mut first = Vec::new();
    for (key, way) in [
        ("Enter", "ascending"),
        (" ", "descending"),
        (" ", "ascending"),
    ] {
        tab.press(key);
        let said = tab.script(sorted);
        assert_eq!(said[0], "days", "{said}");
        assert_eq!(said[1], way, "{said}");
        assert_eq!(said[3], 1, "{said}");
        first.push(said[2].clone());
    }
    assert_eq!(first[0], first[2]);
    assert_ne!(first[0], first[1]);
}

/// Each picture says what it shows, each table and each control what it is.
#[test]
fn a_screen_reader_gets_every_table_picture_and_control() {
    let mut seen = std::collections::BTreeSet::new();
    for report in reports(&Org::new(4, 60)) {
        let mut tab = Tab::open(&report_page(&report));
        let tree = tab.tree();
        for node in &tree {
            let must = match node.role.as_str() {
                "table" | "grid" | "image" | "img" | "columnheader" | "rowheader" | "button"
                | "searchbox" | "region" | "heading" | "RootWebArea" => true,
                _ => continue,
            };
            seen.insert(node.role.clone());
            assert!(
                !must || !node.name.trim().is_empty(),
                "{}: {} without a name",
                report.name,
                node.role
            );
        }
        let named = |role: &str| tree.iter().filter(|node| node.role == role).count();
        assert_eq!(named("main"), 1, "{}", report.name);
        // A list with rows is a table with its heading as its name.
        for list in report.lists.iter().filter(|list| list.total > 0) {
            let is = |node: &&crate::devtools::Node| {
                matches!(node.role.as_str(), "table" | "grid") && node.name == list.title
            };
            assert_eq!(
                tree.iter().filter(is).count(),
                1,
                "{}: {}",
                report.name,
                list.name
            );
        }
        let captions = tab.script(
            "[...document.querySelectorAll('table')].filter((it) => !it.caption?.textContent.trim()).length",
        );
        assert_eq!(captions, 0, "{}: tables without a caption", report.name);
        let levels = tab.script("[...document.querySelectorAll('h1')].length");
        assert_eq!(levels, 1, "{}", report.name);
    }
    for role in [
        "table",
        "columnheader",
        "button",
        "searchbox",
        "region",
        "image",
    ] {
        assert!(seen.contains(role), "no {role} on any page: {seen:?}");
    }
}

#[test]
fn on_paper_every_row_is_there_under_its_heading_and_nothing_is_cut() {
    let mut report = large(300);
    let long = "Longname".repeat(40);
    report.lists[0].rows[7][1] = Cell::Text(long.clone());
    let mut tab = Tab::open(&report_page(&report));
    let pages = tab.print();
    assert!(pages.len() > 3, "{} pages", pages.len());
    let mut people = std::collections::BTreeSet::new();
    let mut long_letters = 0;
    for page in &pages {
        for word in &page.words {
            assert!(
                word.left >= 0.0 && word.right <= page.width,
                "{word:?} is cut at {}",
                page.width
            );
        }
        let words = || page.words.iter().map(|word| word.text.as_str());
        let ids = words().filter_map(|word| word.strip_prefix("712020:"));
        let ids: Vec<String> = ids.map(|id| id.chars().take(8).collect()).collect();
        // The columns are named on each page that has rows.
        for heading in ["email", "account_id", "last_active"] {
            assert!(
                ids.is_empty() || words().any(|word| word == heading),
                "a page without {heading}: {page:?}"
            );
        }
        people.extend(ids);
        let parts = words().filter(|word| word.len() > 4 && long.contains(word));
        long_letters += parts.map(str::len).sum::<usize>();
    }
    assert_eq!(people.len(), 300);
    // The end of a line may be shorter than what is looked for.
    assert!(
        (long.len() - 4..=long.len()).contains(&long_letters),
        "{long_letters} of {} letters of a long name",
        long.len()
    );
    // What is on the screen is as before.
    let drawn = tab.script("document.querySelectorAll('.drawn tbody tr').length");
    assert!(drawn.as_i64().unwrap() < 40, "{drawn}");
}

#[test]
fn on_paper_ids_that_a_terminal_leaves_out_give_their_room_and_times_stay_whole() {
    let mut report = large(30);
    let ids = report.lists[0].columns.last_mut().unwrap();
    *ids = ids.on_request();
    let mut tab = Tab::open(&report_page(&report));
    let pages = tab.print();
    let words = || pages.iter().flat_map(|page| &page.words);
    let texts: Vec<&str> = words().map(|word| word.text.as_str()).collect();
    assert!(texts.iter().any(|text| text.contains("person.29")));
    for text in texts {
        assert!(
            text != "account_id" && !text.starts_with("712020:"),
            "{text}"
        );
    }
    let hours = words().filter(|word| word.text == "10:00").count();
    assert_eq!(hours, 30);
    let below_its_day = words()
        .zip(words().skip(1))
        .filter(|(day, hour)| hour.text == "10:00" && day.left >= hour.left)
        .count();
    assert_eq!(below_its_day, 0);
    let ids = "document.querySelectorAll('.off-paper').length";
    assert_eq!(tab.script(ids), 0, "on the screen, too");
    tab.script("document.querySelector('.tools button').click()");
    assert!(
        tab.script(ids).as_i64().unwrap() > 5,
        "there with all columns"
    );
}

#[test]
fn on_paper_a_longer_list_says_where_it_ends() {
    let mut tab = Tab::open(&report_page(&large(6_000)));
    let said = tab.script(
        "(() => { dispatchEvent(new Event('beforeprint')); const said = document.querySelector('.found').textContent;
          const rows = document.querySelectorAll('.drawn tbody tr').length; dispatchEvent(new Event('afterprint')); return [said, rows]; })()",
    );
    assert_eq!(said[1], Value::from(5_000), "{said}");
    assert!(
        said[0]
            .as_str()
            .unwrap()
            .ends_with("; the first 5,000 are printed"),
        "{said}"
    );
}
