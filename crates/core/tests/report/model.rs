//! Reports to be rendered: an ordinary one, one with hostile texts, a large one.

use atlctl_core::report::{Coverage, CoverageRow, ReportRow, RowOutcome, RunReport};

pub const HOSTILE: [&str; 10] = [
    "<img src=x onerror=\"document.title='ran'\">",
    "</script><script>document.title='ran'</script>",
    "<!--<script>",
    "\"><svg onload=document.title='ran'>",
    "'><b>bold</b>",
    "javascript:document.title='ran'",
    "</title><script>document.title='ran'</script>",
    "</style></noscript><iframe src=//example.invalid></iframe>",
    "{{constructor.constructor('x')()}} ${document.title='ran'} \\u003cb\\u003e",
    "a\u{202e}gnp.exe\u{1b}]52;c;AAAA\u{7}\u{2028}\u{0}&lt;i&gt;",
];

pub fn row(number: u64, outcome: RowOutcome, reason: &str) -> ReportRow {
    ReportRow {
        line: Some(number + 1),
        email: Some(format!("person.{number}@example.com")),
        name: Some(format!("Person {number}")),
        account: Some(format!("712020:{number:012x}")),
        what: None,
        before: Some("Default policy".to_owned()),
        after: Some("Contractors".to_owned()),
        outcome,
        reason: reason.to_owned(),
    }
}

pub fn report() -> RunReport {
    let mut rows: Vec<ReportRow> = (1..=312).map(|n| row(n, RowOutcome::Done, "")).collect();
    rows.extend((313..=330).map(|n| row(n, RowOutcome::Unchanged, "is in the policy already")));
    rows.extend((331..=338).map(|n| row(n, RowOutcome::Skipped, "not a managed account")));
    rows.extend((339..=341).map(|n| {
        row(
            n,
            RowOutcome::Failed,
            "Atlassian refused: the account is in another organization",
        )
    }));
    let policy = |id: &str, name: Option<&str>, before, after| CoverageRow {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        before: Some(before),
        after: Some(after),
        after_at_most: None,
    };
    RunReport {
        run: "r-20261124-090000-7f3a".to_owned(),
        kind: "Policy move".to_owned(),
        summary: "312 of 341 people moved to Contractors".to_owned(),
        org: "1b2c3d4e-0000-4000-8000-123456789abc".to_owned(),
        org_name: Some("Acme".to_owned()),
        started: "2026-11-24T09:00:00Z".parse().unwrap(),
        ended: Some("2026-11-24T09:01:12Z".parse().unwrap()),
        made: "2026-11-24T09:02:00Z".parse().unwrap(),
        base_sync: Some("2026-11-24T08:30:00Z".parse().unwrap()),
        verified: Some("2026-11-24T09:01:40Z".parse().unwrap()),
        facts: vec![("Source".to_owned(), "people.csv, 341 rows".to_owned())],
        reason: None,
        ticket: None,
        approved_by: Some("Bob at 2026-11-24T09:00:00Z".to_owned()),
        coverage: vec![Coverage {
            title: "Policy coverage".to_owned(),
            one: "policy".to_owned(),
            many: "policies".to_owned(),
            source: "Before: from the mirror.".to_owned(),
            rows: vec![
                policy("0a1b", Some("Default policy"), 4_120, 3_808),
                policy("2c3d", Some("Contractors"), 96, 408),
                policy("4e5f", Some("Administrators"), 24, 24),
                policy("6a7b", None, 610, 610),
            ],
            unknown: 12,
        }],
        rows,
        notes: Vec::new(),
    }
}

pub fn hostile() -> RunReport {
    let mut report = report();
    let text = HOSTILE.join(" ");
    report.run.clone_from(&text);
    report.kind.clone_from(&text);
    report.summary.clone_from(&text);
    report.org.clone_from(&text);
    report.org_name = Some(text.clone());
    report.facts.push((text.clone(), text.clone()));
    report.notes.push(text.clone());
    report.reason = Some(text.clone());
    report.ticket = Some(text.clone());
    for part in &mut report.coverage {
        part.source.clone_from(&text);
    }
    let rows = report.coverage.iter_mut().flat_map(|part| &mut part.rows);
    for policy in rows {
        policy.id.clone_from(&text);
        policy.name = Some(text.clone());
    }
    for (row, text) in report.rows.iter_mut().zip(HOSTILE.iter().cycle()) {
        row.email = Some((*text).to_owned());
        row.name = Some((*text).to_owned());
        row.account = Some((*text).to_owned());
        row.before = Some((*text).to_owned());
        row.after = Some((*text).to_owned());
        row.reason = (*text).to_owned();
    }
    report
}
