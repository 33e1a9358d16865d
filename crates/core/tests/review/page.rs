//! The reviewer's page, in a real browser.

use std::collections::BTreeMap;

use atlctl_core::review::{Answered, Returned, ReviewRow, decision_words, read, reviewer_page};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::browser;
use crate::rows::{ACCESS, reviewer, row, rows, started};

fn page(rows: &[ReviewRow]) -> String {
    let rows: Vec<&ReviewRow> = rows.iter().collect();
    let reviewer = reviewer("ann@acme.example", rows.len() as u64);
    let made = "2026-11-24T09:00:00Z".parse().unwrap();
    reviewer_page(&started(), &reviewer, &rows, (made, "admin on laptop"))
}

/// The page with more in its script, and the policy that allows it.
fn driven(page: &str, more: &str) -> String {
    let hash = |script: &str| format!("sha256-{}", STANDARD.encode(Sha256::digest(script)));
    let (head, rest) = page.rsplit_once("<script>").unwrap();
    let (script, foot) = rest.split_once("</script>").unwrap();
    assert!(
        head.contains(&hash(script)),
        "the policy allows the page's own script"
    );
    let longer = format!("{script}\n{more}");
    let head = head.replace(&hash(script), &hash(&longer));
    format!("{head}<script>{longer}</script>{foot}")
}

/// Decides with the page's own buttons, saves, and shows the saved list in the document.
const DECIDE: &str = r#"
let blob = null;
URL.createObjectURL = (made) => { blob = made; return "blob:nowhere"; };
const choices = (value) => document.querySelectorAll(`input[value="${value}"]`);
choices("remove")[0].click();
choices("keep")[1].click();
choices("?")[2].click();
const notes = document.querySelectorAll("input[type=text]");
notes[0].value = "=left, \"today\"\nreally";
notes[0].dispatchEvent(new Event("input"));
document.getElementById("save").click();
blob.arrayBuffer().then((bytes) => {
  const shown = document.createElement("pre");
  shown.id = "list";
  shown.textContent = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  document.body.append(shown);
});
"#;

fn saved(document: &str) -> Vec<u8> {
    let (_, rest) = document.split_once("<pre id=\"list\">").unwrap();
    let digits = rest.split('<').next().unwrap().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let page = page(&rows());
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
    for said in [
        "Access review · <bdi>Acme",
        "Send the list back by 2026-12-15.",
        "2026-11-24 08:01 UTC",
        "This page leaves out 7 people who may have role:org-admin, too",
    ] {
        assert!(page.contains(said), "{said:?} is not in the page");
    }
}

#[test]
fn in_a_browser_decisions_become_a_list_that_is_read_back() {
    let mut rows: Vec<ReviewRow> = rows();
    rows[1].email = Some("=HYPERLINK(\"x\")@acme.example".to_owned());
    rows[2].email = Some("a\u{202e}b@acme.example".to_owned());
    rows[3].name = Some("<img src=x onerror=alert(1)>, \"'\r\n\u{1f600}".to_owned());
    let document = browser::open(&driven(&page(&rows), DECIDE), "");
    assert!(document.contains("6 rows; 2 decided, 4 to decide"));
    assert!(document.contains("Saved as ann@acme.example.csv. 4 of 6 rows are not decided."));
    let content = saved(&document);
    let text = String::from_utf8(content.clone()).unwrap();
    assert!(text.starts_with('\u{feff}'));
    for line in text.lines() {
        assert!(!line.starts_with(['=', '+', '-', '@']), "{line}");
    }
    let list = Returned {
        name: "ann.csv".to_owned(),
        content,
    };
    let words = decision_words(&BTreeMap::new());
    let (answers, problems) = read(&rows, &[list], &words, None);
    assert_eq!(problems, []);
    let Answered {
        keep,
        remove,
        open,
        unusable,
        missing,
    } = Answered::of(&rows, &answers);
    assert_eq!([keep, remove, open, unusable, missing], [1, 1, 4, 0, 0]);
    let first = answers.get(&rows[0].row).unwrap();
    assert_eq!(first.note.as_deref(), Some("=left, \"today\"really"));
}

#[test]
fn in_a_browser_hostile_names_stay_texts() {
    let mut rows = rows();
    for row in &mut rows {
        row.name = Some("<img src=x onerror=\"document.title='ran'\"></script><b>".to_owned());
        row.access = "group:<script>document.title='ran'</script>".to_owned();
    }
    rows[0].name = Some("x".repeat(1 << 20));
    rows[1].own = true;
    let document = browser::open(&page(&rows), "");
    assert!(document.contains("<title>Access review · Acme</title>"));
    for tag in ["<img", "<b>", "<script>document"] {
        assert!(!document.contains(tag), "{tag}");
    }
    assert!(document.contains("your own access"));
    assert_eq!(document.matches("role=\"radiogroup\"").count(), rows.len());
}

#[test]
fn in_a_browser_a_hundred_thousand_rows_are_drawn_a_hundred_at_a_time() {
    let rows: Vec<ReviewRow> = (0..100_000)
        .map(|number| row(number, ACCESS, "ann@acme.example"))
        .collect();
    let document = browser::open(&page(&rows), "");
    assert!(document.contains("100,000 rows; 0 decided"));
    assert!(document.contains("Page 1 of 1000"));
    assert_eq!(document.matches("role=\"radiogroup\"").count(), 100);
}
