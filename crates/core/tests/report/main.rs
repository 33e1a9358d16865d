//! The page of a run: what it says, that hostile texts stay texts, and that it works in a browser.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set itself up should fail loudly; it looks for a browser on PATH"
)]

mod access;
mod browser;
mod changes;
mod devtools;
mod filtered;
mod model;
mod not_listed;
mod numbers;
mod numbers_apps;
mod numbers_charts;
mod numbers_checks;
mod numbers_groups;
mod numbers_rows;
mod org;
mod pages;
mod plan;
mod posture;
mod recounted;
mod scheme;
mod seat_prices;
mod unknown;
mod withheld;

use atlctl_core::report::{RowOutcome, run_page};
use model::{hostile, report, row};

/// How often this tag is opened.
fn tags(document: &str, tag: &str) -> usize {
    document.matches(&format!("<{tag}>")).count() + document.matches(&format!("<{tag} ")).count()
}

/// The part of a document that people see.
fn body_rows(document: &str) -> &str {
    let start = document.find("<tbody id=\"rows\">").unwrap();
    let rest = document.get(start..).unwrap();
    rest.get(..rest.find("</tbody>").unwrap()).unwrap()
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let page = run_page(&report());
    for outside in [
        "http:",
        "https:",
        "//cdn",
        "@import",
        "url(",
        " src=",
        " href=",
        " style=",
        " onclick=",
    ] {
        assert!(!page.contains(outside), "{outside:?} is in the page");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("unsafe-inline"));
}

#[test]
fn what_how_fresh_and_what_is_unknown_stand_on_it() {
    let page = run_page(&report());
    for said in [
        "312 of 341 people moved to Contractors",
        "Mirror synced</dt><dd><bdi>2026-11-24 08:30 UTC",
        "Read back</dt><dd><bdi>2026-11-24 09:01:40 UTC",
        "people.csv, 341 rows",
        "The policy of 12 managed accounts is unknown",
        "<b>312</b> done",
        "3 rows did not change as planned",
        "+312",
        "\u{2212}312",
        "name unknown",
    ] {
        assert!(page.contains(said), "{said:?} is not in the page");
    }
}

#[test]
fn open_rows_come_with_the_command_that_settles_them() {
    let mut open = report();
    open.rows
        .push(row(999, RowOutcome::Unknown, "the connection was cut"));
    open.ended = None;
    let page = run_page(&open);
    assert!(
        page.contains("1 row still unsettled. To settle: atlctl run resume r-20261124-090000-7f3a")
    );
    assert!(page.contains("Finished</dt><dd><bdi>not yet"));
}

#[test]
fn an_empty_run_is_a_page_too() {
    let mut empty = report();
    empty.rows.clear();
    empty.coverage.clear();
    let page = run_page(&empty);
    assert!(page.contains("</html>") && !page.contains("NaN"));
}

#[test]
fn hostile_texts_add_no_element() {
    let (clean, hostile) = (run_page(&report()), run_page(&hostile()));
    for tag in [
        "script", "img", "svg", "iframe", "style", "title", "i", "noscript",
    ] {
        let notes_apart = tags(&clean, tag);
        assert_eq!(tags(&hostile, tag), notes_apart, "<{tag}>");
    }
    assert!(
        !hostile.contains('\u{202e}')
            && !hostile.contains('\u{1b}')
            && !hostile.contains('\u{2028}')
    );
}

#[test]
fn in_a_browser_hostile_texts_do_not_run() {
    let document = browser::open(&run_page(&hostile()), "");
    assert!(
        document.contains("<p id=\"found\" role=\"status\">341 rows</p>"),
        "the page's own script ran"
    );
    let title = document
        .split("<title>")
        .nth(1)
        .unwrap()
        .split("</title>")
        .next()
        .unwrap();
    assert!(
        title.contains("onerror") && title.len() > 20,
        "the title is the text: {title}"
    );
    assert_ne!(title, "ran");
    assert_eq!(tags(&document, "script"), 2);
    for tag in ["img", "iframe", "b>bold"] {
        assert_eq!(tags(&document, tag), 0, "<{tag}>");
    }
    // The first text is shown as it is, in a row the script made.
    assert!(body_rows(&document).contains("&lt;img src=x onerror="));
}

#[test]
fn in_a_browser_rows_are_searched_and_filtered() {
    let page = run_page(&report());
    let all = browser::open(&page, "");
    assert_eq!(tags(body_rows(&all), "tr"), 100);
    assert!(all.contains("Page 1 of 4"));
    let one = browser::open(&page, "#q=PERSON.31%20contractors%20712020");
    assert!(one.contains(">11 of 341 rows<"), "31 and 310 to 319");
    assert_eq!(tags(body_rows(&one), "tr"), 11);
    let failed = browser::open(&page, "#result=failed");
    assert!(failed.contains(">3 of 341 rows<"));
    assert!(body_rows(&failed).contains("another organization"));
    let none = browser::open(&page, "#q=nobody");
    assert!(none.contains(">0 of 341 rows<"));
}

#[test]
fn in_a_browser_rows_are_sorted() {
    let page = run_page(&report());
    let first = |hash: &str| {
        let document = browser::open(&page, hash);
        let rows = body_rows(&document);
        let line = rows.split("data-label=\"line\">").nth(1).unwrap();
        let line = line.split('<').next().unwrap().to_owned();
        (line, document)
    };
    let (line, _) = first("#sort=line");
    assert_eq!(line, "2");
    let (line, document) = first("#sort=-line");
    assert_eq!(line, "342");
    assert!(document.contains("aria-sort=\"descending\""));
    let (line, _) = first("#sort=-result");
    assert_eq!(line, "2", "what is done last");
    // What is no column sorts nothing: the bad news comes first.
    let (line, document) = first("#sort=constructor");
    assert_eq!(line, "340");
    assert!(!document.contains("aria-sort=\""));
}

#[test]
fn in_a_browser_a_short_list_has_no_pages_to_turn() {
    let mut short = report();
    short.rows.truncate(3);
    let document = browser::open(&run_page(&short), "");
    assert!(document.contains("<nav class=\"pages\" aria-label=\"Pages\" hidden"));
    assert!(document.contains("[hidden] { display: none !important; }"));
}

#[test]
fn in_a_browser_fifty_thousand_rows_are_searched() {
    let mut large = report();
    large.rows = (0..50_000)
        .map(|n| row(n, RowOutcome::Done, "read back"))
        .collect();
    let page = run_page(&large);
    assert!(page.len() < 12 << 20, "{} bytes", page.len());
    let document = browser::open(&page, "#q=person.49999@");
    assert!(document.contains(">1 of 50,000 rows<"));
}
