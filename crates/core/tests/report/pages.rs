//! The pages of reports: what stands on them, and that they work in a browser.

use atlctl_core::query::Cell;
use atlctl_core::report::{
    Holds, Kind, Report, ReportColumn, ReportList, Tone, index_page, posture, report_page,
};

use crate::browser;
use crate::devtools::Tab;
use crate::org::{HOSTILE, Org};
use crate::tags;

/// Every report of an organization.
pub fn reports(org: &Org) -> Vec<Report> {
    let request = org.request();
    let mut all: Vec<Report> = Kind::ALL
        .iter()
        .map(|kind| kind.make(&request).unwrap())
        .collect();
    all.push(
        posture(&request, &[], None)
            .unwrap()
            .report(&request)
            .unwrap(),
    );
    all
}

/// The rows that the page has drawn of a list.
fn drawn<'a>(document: &'a str, list: &str) -> &'a str {
    let (_, rest) = document
        .split_once(&format!("data-list=\"{list}\""))
        .unwrap();
    let (_, rest) = rest.split_once("<tbody>").unwrap();
    rest.split_once("</tbody>").unwrap().0
}

/// What the page says of a list: how many rows there are.
fn found<'a>(document: &'a str, list: &str) -> &'a str {
    let (_, rest) = document
        .split_once(&format!("data-list=\"{list}\""))
        .unwrap();
    let (_, rest) = rest
        .split_once("<p class=\"found\" role=\"status\">")
        .unwrap();
    rest.split_once('<').unwrap().0
}

#[test]
fn what_of_whom_how_fresh_and_what_is_unknown_stand_on_every_page() {
    let org = Org::new(2, 80);
    org.db
        .execute_batch(
            "UPDATE mirror_group SET name = 'Group ' || no; UPDATE mirror_token SET label = 'x'",
        )
        .unwrap();
    for report in reports(&org) {
        let page = report_page(&report);
        for said in [
            "Acme &lt;b&gt;&amp;&lt;/b&gt;",
            "Mirror synced</dt>",
            "Made by</dt><dd><bdi>user on host",
            "Filters</dt><dd><bdi>none",
            "Command</dt>",
            "What is unknown",
            "Key figures",
        ] {
            assert!(page.contains(said), "{}: {said}", report.name);
        }
        for outside in [
            "http:",
            "https:",
            "@import",
            "url(",
            " src=",
            " href=",
            " style=",
            " onclick=",
            "unsafe-inline",
            "NaN",
        ] {
            // The names of people are in the data.
            let own = page
                .split("<script type=\"application/json\"")
                .next()
                .unwrap();
            assert!(!own.contains(outside), "{}: {outside:?}", report.name);
        }
        assert!(
            !report.unknown.is_empty(),
            "{}: much is unknown",
            report.name
        );
    }
}

#[test]
fn hostile_texts_add_no_element() {
    for report in reports(&Org::new(4, 60)) {
        let page = report_page(&report);
        assert_eq!(tags(&page, "script"), 2, "{}", report.name);
        for tag in ["img", "iframe", "i", "a"] {
            assert_eq!(tags(&page, tag), 0, "{}: <{tag}>", report.name);
        }
        assert!(
            !page.contains(['\u{202e}', '\u{1b}', '\u{2028}']),
            "{}",
            report.name
        );
    }
}

/// The log of the tests below would hold an error, and a request that the page's policy refuses.
#[test]
fn a_browser_s_log_tells_errors_and_refused_requests() {
    let page = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"img-src 'none'\"></head>\
                <body><img src=\"http://127.0.0.1:9/x\"><script>throw new Error('wrong')</script></body></html>";
    let (_, log) = browser::open_and_log(page, "");
    assert!(
        log.contains("wrong") && log.contains("Content Security Policy"),
        "{log}"
    );
}

#[test]
fn in_a_browser_every_page_works_and_logs_nothing() {
    for report in reports(&Org::new(4, 60)) {
        let (document, log) = browser::open_and_log(&report_page(&report), "");
        assert!(log.is_empty(), "{}: {log}", report.name);
        let (_, title) = document.split_once("<title>").unwrap();
        assert!(!title.starts_with("ran"), "{}: a text ran", report.name);
        // Several pages are told apart by their tabs.
        assert!(title.starts_with(&report.title), "{}", report.name);
        for tag in ["img", "iframe"] {
            assert_eq!(tags(&document, tag), 0, "{}: <{tag}>", report.name);
        }
        for list in &report.lists {
            let rows = tags(drawn(&document, list.name), "tr");
            assert_eq!(rows > 0, list.total > 0, "{}: {}", report.name, list.name);
            let said = found(&document, list.name);
            let named = said.contains(list.things) || list.total == 1;
            assert!(named, "{}: {said}", report.name);
        }
    }
}

#[test]
fn in_a_browser_rows_are_searched_and_sorted() {
    let org = Org::new(2, 80);
    let report = Kind::Inactive.make(&org.request()).unwrap();
    let page = report_page(&report);
    let list = &report.lists[0];
    let one = list.rows[3].last().unwrap().text().unwrap().to_owned();
    // By an ID, too, which is shown with all columns.
    let document = browser::open(&page, &format!("#people.q={}", one.to_uppercase()));
    assert!(found(&document, "people").starts_with("1 of "), "{one}");
    let none = browser::open(&page, "#people.q=nobody-at-all");
    assert_eq!(found(&none, "people"), "No row has “nobody-at-all”.");
    assert_eq!(tags(drawn(&none, "people"), "tr"), 0);
    let first = |sort: &str| {
        let document = browser::open(&page, &format!("#people.sort={sort}"));
        assert!(document.contains("aria-sort=\""));
        let rows = drawn(&document, "people").to_owned();
        let (_, days) = rows.split_once("<td class=\"is-number\"><bdi>").unwrap();
        days.split_once('<').unwrap().0.to_owned()
    };
    let days = |cell: &Cell| match cell {
        Cell::Number(days) => Some(*days),
        _ => None,
    };
    let known: Vec<i64> = list.rows.iter().filter_map(|row| days(&row[3])).collect();
    // Never is longer ago than any number of days.
    assert!(list.rows.iter().any(|row| row[3] == Cell::Never));
    assert_eq!(first("-days"), "never");
    assert_eq!(first("days"), known.iter().min().unwrap().to_string());
    // Of two times, the later one is larger, and unknown is neither.
    let mut odd = report.clone();
    odd.lists[0].rows[0][3] = Cell::Unknown;
    let document = browser::open(&report_page(&odd), "#people.sort=-days");
    assert!(drawn(&document, "people").contains("<bdi>never</bdi>"));
    let unknown = |sort: &str| {
        let document = browser::open(&report_page(&odd), &format!("#people.sort={sort}"));
        let (_, days) = drawn(&document, "people")
            .split_once("<td class=\"is-number\"><bdi>")
            .unwrap();
        days.starts_with('?')
    };
    assert!(!unknown("days") && !unknown("-days"));
}

#[test]
fn in_a_browser_columns_that_say_nothing_give_their_room_until_they_are_asked_for() {
    let mut report = large(12);
    for row in &mut report.lists[0].rows {
        row[1] = Cell::Text("Zoë".to_owned());
    }
    let mut tab = Tab::open(&report_page(&report));
    let headings =
        "[...document.querySelectorAll('thead button')].map((it) => it.textContent).join()";
    assert_eq!(
        tab.script(headings),
        "email,days,last_active (UTC),account_id"
    );
    let said = tab.script("document.querySelector('.found + .found').textContent");
    assert_eq!(said, "The same in every row: name Zoë");
    // What is not shown is found, without accents, too.
    tab.script("(() => { const it = document.querySelector('.list input'); it.value = 'ZOE 3@'; it.dispatchEvent(new Event('input')); })()");
    let first = "document.querySelector('.found').textContent";
    assert_eq!(tab.script(first), "1 of 12 people");
    tab.script("document.querySelector('.tools button').click()");
    assert_eq!(
        tab.script(headings),
        "email,name,days,last_active (UTC),account_id"
    );
}

#[test]
fn in_a_browser_what_never_expires_ends_last() {
    let mut report = large(3);
    let list = &mut report.lists[0];
    list.columns[3] = ReportColumn::new("expires", "Expires", Holds::Time);
    list.rows[1][3] = Cell::Never;
    let page = report_page(&report);
    let last = |sort: &str| {
        let document = browser::open(&page, &format!("#people.sort={sort}"));
        let rows = drawn(&document, "people").to_owned();
        let first = rows.split("<bdi>").nth(1).unwrap();
        first.split_once('@').unwrap().0.to_owned()
    };
    assert_eq!(last("-expires"), "person.1");
    assert_ne!(last("expires"), "person.1");
}

/// A list of so many people.
pub fn large(number: usize) -> Report {
    let org = Org::new(1, 5);
    let mut report = Kind::Inactive.make(&org.request()).unwrap();
    let columns = [
        ("email", Holds::Key),
        ("name", Holds::Text),
        ("days", Holds::Number),
        ("last_active", Holds::Time),
        ("account_id", Holds::Id),
    ];
    let row = |at: usize| {
        vec![
            Cell::Text(format!("person.{at}@acme.example")),
            Cell::Text(
                HOSTILE
                    .get(at % 9)
                    .map_or_else(|| format!("Person {at}"), |text| (*text).to_owned()),
            ),
            if at.is_multiple_of(7) {
                Cell::Unknown
            } else {
                Cell::Number((at * 7_919 % 500) as i64)
            },
            Cell::Text(format!("2026-0{}-1{}T10:00:00Z", 1 + at % 9, at % 10)),
            Cell::Text(format!("712020:{at:08}-0000-4000-8000-000000000000")),
        ]
    };
    report.lists = vec![ReportList {
        name: "people",
        title: "People".to_owned(),
        things: "people",
        about: String::new(),
        columns: columns
            .map(|(name, holds)| ReportColumn::new(name, name, holds))
            .to_vec(),
        rows: (0..number).map(row).collect(),
        total: number as u64,
        undecided: 0,
        next: Vec::new(),
    }];
    report
}

#[test]
fn in_a_browser_a_hundred_thousand_rows_are_drawn_as_they_are_looked_at() {
    let page = report_page(&large(100_000));
    let document = browser::open(&page, "#people.q=person.99999@");
    assert!(
        found(&document, "people").starts_with("1 of 100,000 people"),
        "{}",
        found(&document, "people")
    );
    let document = browser::open(&page, "#people.sort=-days");
    let rows = tags(drawn(&document, "people"), "tr");
    assert!((5..40).contains(&rows), "{rows} rows are drawn");
    assert!(document.contains("aria-rowcount=\"100001\""));
    assert!(found(&document, "people").contains("showing 1 to"));
}

#[test]
fn a_name_of_a_megabyte_is_cut_in_the_page() {
    let mut report = large(3);
    report.lists[0].rows[1][1] = Cell::Text("<b>x".repeat(250_000));
    let page = report_page(&report);
    assert!(page.len() < 100_000, "{} bytes", page.len());
    let (document, log) = browser::open_and_log(&page, "");
    assert!(log.is_empty(), "{log}");
    assert_eq!(tags(drawn(&document, "people"), "tr"), 3);
    assert_eq!(tags(&document, "b>x"), 0);
}

#[test]
fn the_index_leads_to_every_report() {
    let all = reports(&Org::new(2, 40));
    let page = index_page(&all, &[("groups", "<b> was refused".to_owned())]);
    assert!(page.contains("<li>Groups <span>Not made: &lt;b&gt; was refused.</span></li>"));
    for report in &all {
        assert!(
            page.contains(&format!("<a href=\"{}.html\">", report.name)),
            "{}",
            report.name
        );
    }
    assert_eq!(tags(&page, "a"), all.len());
    let (document, log) = browser::open_and_log(&page, "");
    assert!(
        log.is_empty() && document.contains("Reports on Acme"),
        "{log}"
    );
}

#[test]
fn nothing_found_is_good_news_and_a_page_too() {
    let report = Kind::Inactive.make(&Org::new(1, 0).request()).unwrap();
    assert_eq!(report.verdict.0, Tone::Good);
    let (document, log) = browser::open_and_log(&report_page(&report), "");
    assert!(log.is_empty() && !document.contains("NaN"), "{log}");
}
