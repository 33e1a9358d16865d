//! The page of a plan.

use atlctl_core::report::{PlanGroup, PlanReport, PlanReportRow, plan_page, run_page};

use crate::model::{HOSTILE, report};
use crate::{body_rows, browser, tags};

pub fn plan() -> PlanReport {
    let ordinary = report();
    let group = |word: &str, class| PlanGroup {
        word: word.to_owned(),
        class,
    };
    let row = |at: usize, group: usize, what: &str| PlanReportRow {
        line: Some(at as u64),
        email: Some(format!("person.{at}@example.com")),
        name: None,
        account: None,
        what: Some(what.to_owned()),
        before: Some("active".to_owned()),
        after: (group < 2).then(|| "removed".to_owned()),
        group,
        why: "From line 2 of people.csv".to_owned(),
    };
    PlanReport {
        title: "Offboard people".to_owned(),
        org: ordinary.org,
        org_name: ordinary.org_name,
        made: ordinary.made,
        shown: ordinary.made,
        applied: None,
        irreversible: vec![(
            "Cannot be undone".to_owned(),
            vec!["removing 2 people".to_owned()],
        )],
        unknown: vec!["In 1 row to change, the value before is unknown.".to_owned()],
        facts: vec![("Source".to_owned(), "people.csv".to_owned())],
        coverage: ordinary.coverage,
        groups: vec![
            group("irreversible", "failed"),
            group("reversible", "done"),
            group("already there", "unchanged"),
        ],
        rows: vec![
            row(1, 0, "access"),
            row(2, 0, "access"),
            row(3, 1, "policy"),
            row(4, 2, "policy"),
        ],
        notes: Vec::new(),
    }
}

#[test]
fn the_worst_comes_first_and_says_so() {
    let page = plan_page(&plan());
    for said in [
        "Cannot be undone: removing 2 people.",
        "<b>2</b> irreversible",
        "data-outcome=\"already there\"",
        "nothing has changed yet",
        "<th scope=\"col\" class=\"c-what\">",
    ] {
        assert!(page.contains(said), "{said:?} is not in the page");
    }
    let mut harmless = plan();
    harmless.irreversible.clear();
    assert!(plan_page(&harmless).contains("Every change can be undone."));
}

#[test]
fn in_a_browser_a_plan_is_filtered_by_risk() {
    let page = plan_page(&plan());
    let all = browser::open(&page, "");
    assert_eq!(tags(body_rows(&all), "tr"), 4);
    let worst = browser::open(&page, "#result=irreversible");
    assert!(worst.contains(">2 of 4 rows<"), "{}", body_rows(&worst));
    let verdict = browser::open(&page, "#result=already+there");
    assert!(body_rows(&verdict).contains("data-label=\"what\"><bdi>policy"));
}

#[test]
fn hostile_texts_of_a_plan_add_no_element() {
    let mut hostile = plan();
    for (row, text) in hostile.rows.iter_mut().zip(HOSTILE) {
        row.what = Some(text.to_owned());
        row.why = text.to_owned();
    }
    HOSTILE[1].clone_into(&mut hostile.title);
    hostile.irreversible = vec![(HOSTILE[3].to_owned(), vec![HOSTILE[3].to_owned()])];
    hostile.groups[2].word = HOSTILE[0].to_owned();
    let (clean, hostile) = (plan_page(&plan()), plan_page(&hostile));
    for tag in ["script", "img", "svg", "iframe", "style", "title", "b"] {
        assert_eq!(tags(&hostile, tag), tags(&clean, tag), "<{tag}>");
    }
}

#[test]
fn a_run_of_several_things_says_what_each_row_changed() {
    let mut several = report();
    several.rows.truncate(2);
    several.rows[0].what = Some("group Contractors".to_owned());
    several.rows[1].what = Some("policy".to_owned());
    let document = browser::open(&run_page(&several), "#q=contractors%20group");
    assert!(document.contains(">1 of 2 rows<"));
    assert!(body_rows(&document).contains("data-label=\"what\"><bdi>group Contractors"));
    let one = browser::open(&run_page(&report()), "");
    assert!(!one.contains("data-sort=\"what\""));
}
