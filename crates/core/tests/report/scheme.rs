//! Pages in light and dark, and long lists while somebody scrolls.

use atlctl_core::report::{
    ReviewPage, ReviewPageRow, index_page, plan_page, report_page, review_page, run_page,
};
use serde_json::Value;

use crate::devtools::Tab;
use crate::model::report;
use crate::org::Org;
use crate::pages::{large, reports};
use crate::plan::plan;

/// The colors of the page, and the texts whose contrast with what is behind them is less than 4.5 to 1.
const COLORS: &str = r#"(() => {
  // A mixed color is "color(srgb 0.1 0.2 0.3)".
  const parts = (color) => { const all = color.match(/[\d.]+/g).map(Number);
    return color.startsWith("color(") ? [...all.slice(0, 3).map((part) => part * 255), ...all.slice(3)] : all; };
  const light = (color) => { const [r, g, b] = parts(color).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (it) => { for (; it; it = it.parentElement) { const color = getComputedStyle(it).backgroundColor;
    if ((parts(color)[3] ?? 1) > 0.99) return color; } return "rgb(255, 255, 255)"; };
  const weak = [];
  for (const it of document.body.querySelectorAll("*")) {
    const own = [...it.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || it.closest("svg, script, style, noscript, [hidden], button:disabled") || !it.offsetParent) continue;
    const [a, b] = [light(getComputedStyle(it).color), light(behind(it))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) weak.push(`${it.tagName}.${it.className} ${contrast.toFixed(2)} ${it.textContent.trim().slice(0, 30)}`);
  }
  const body = getComputedStyle(document.body);
  return { ground: body.backgroundColor, ink: body.color, weak: weak.slice(0, 5), lightness: light(body.backgroundColor) };
})()"#;

fn of_review() -> String {
    let row = ReviewPageRow {
        row: "r1".to_owned(),
        email: Some("ann@acme.example".to_owned()),
        name: Some("Ann".to_owned()),
        account: "a-1".to_owned(),
        access: "group:jira-admins".to_owned(),
        how: None,
        status: Some("active".to_owned()),
        last_active: "unknown".to_owned(),
        since: "unknown".to_owned(),
        own: true,
    };
    review_page(&ReviewPage {
        org: "Acme".to_owned(),
        heading: "Who should keep this access?".to_owned(),
        lead: "Decide for 1 row.".to_owned(),
        notes: vec!["1 row is about your own access.".to_owned()],
        facts: vec![("Made by".to_owned(), "admin on laptop".to_owned())],
        unknown: vec!["In 1 row, the last activity is unknown.".to_owned()],
        rows: vec![row],
        file: "decisions.csv".to_owned(),
        key: "atlctl review 1".to_owned(),
        made: report().made,
    })
}

/// Every kind of page.
fn pages() -> Vec<(String, String)> {
    let all = reports(&Org::new(2, 40));
    let mut pages: Vec<(String, String)> = vec![
        ("index".to_owned(), index_page(&all, &[])),
        ("plan".to_owned(), plan_page(&plan())),
        ("run".to_owned(), run_page(&report())),
        ("review".to_owned(), of_review()),
    ];
    let reports = all.iter();
    pages.extend(reports.map(|report| (report.name.to_owned(), report_page(report))));
    pages
}

#[test]
fn in_a_browser_every_page_is_light_or_dark_as_preferred_and_readable() {
    let mut faults: Vec<String> = Vec::new();
    for (name, page) in pages() {
        let mut tab = Tab::open(&page);
        let mut of = |scheme: &str| -> Value {
            tab.prefer(scheme);
            tab.script(COLORS)
        };
        let (light, dark) = (of("light"), of("dark"));
        for part in ["ground", "ink"] {
            assert_ne!(light[part], dark[part], "{name}: {part}");
        }
        assert!(
            light["lightness"].as_f64().unwrap() > 0.7,
            "{name}: {light}"
        );
        assert!(dark["lightness"].as_f64().unwrap() < 0.05, "{name}: {dark}");
        for (scheme, colors) in [("light", light), ("dark", dark)] {
            if colors["weak"] != Value::Array(Vec::new()) {
                faults.push(format!("{name}, {scheme}: {}", colors["weak"]));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Scrolls through the whole list in so many frames, and counts the rows that stand in the page and those that are drawn anew.
const SCROLL: &str = r#"new Promise((done) => {
  const box = document.querySelector(".window"), body = box.querySelector("tbody"), FRAMES = 120;
  let frame = 0, most = 0, drawn = 0, mostDrawn = 0, long = 0;
  const seen = new MutationObserver((all) => { for (const one of all) for (const node of one.addedNodes) drawn += node.nodeName === "TR"; });
  seen.observe(body, { childList: true, subtree: true });
  try { new PerformanceObserver((list) => { long += list.getEntries().length; }).observe({ entryTypes: ["longtask"] }); } catch {}
  const step = () => {
    most = Math.max(most, body.rows.length); mostDrawn = Math.max(mostDrawn, drawn); drawn = 0;
    if (frame++ === FRAMES) { done({ most, mostDrawn, long, last: body.lastElementChild.textContent, all: document.querySelectorAll("*").length }); return; }
    box.scrollTop = (box.scrollHeight - box.clientHeight) * frame / FRAMES;
    requestAnimationFrame(() => requestAnimationFrame(step));
  };
  requestAnimationFrame(step);
})"#;

#[test]
fn in_a_browser_a_frame_of_a_hundred_thousand_rows_draws_few() {
    let mut tab = Tab::open(&report_page(&large(100_000)));
    let said = tab.script(SCROLL);
    println!("scrolling 100,000 rows: {said}");
    let number = |name: &str| said[name].as_u64().unwrap();
    assert!((5..=60).contains(&number("most")), "{said}");
    // Two frames for each step: what is drawn anew is bounded by what is in sight.
    assert!((5..=120).contains(&number("mostDrawn")), "{said}");
    assert!(number("all") < 2_000, "{said}");
    let last = said["last"].as_str().unwrap();
    assert!(last.contains("person."), "{said}");
}
