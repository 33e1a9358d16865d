//! Every page says what it is, of which organization, how fresh, by which filters, what is unknown, and who made it.

use atlctl_sim::SimConfig;

use crate::moving::Place;

/// The text of a page beside each label.
fn fact(page: &str, label: &str) -> String {
    let start = format!("<dt>{label}</dt><dd><bdi>");
    let (_, rest) = page
        .split_once(&start)
        .unwrap_or_else(|| panic!("no {label} in the page"));
    rest.split_once("</bdi>").unwrap().0.to_owned()
}

fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.env.home().join(name)).unwrap()
}

fn says_all(place: &Place, page: &str) {
    let org = format!("Acme (simulated) ({})", place.sim.org_id());
    assert_eq!(fact(page, "Organization"), org);
    assert!(fact(page, "Mirror synced").starts_with("2026-11-24 "));
    assert!(fact(page, "Made").starts_with("2026-11-24 "));
    assert!(!["", "unknown"].contains(&fact(page, "Made by").as_str()));
    assert!(page.contains("<h2>What is unknown</h2>"));
}

#[test]
fn the_index_of_reports_says_everything() {
    let place = Place::new(SimConfig::default());
    place
        .run(&["-q", "report", "all", "--managed", "--out", "all"])
        .expect(0);
    let page = read(&place, "all/index.html");
    says_all(&place, &page);
    assert_eq!(fact(&page, "Filters"), "--managed");
    place
        .run(&["-q", "report", "all", "--out", "plain"])
        .expect(0);
    assert_eq!(fact(&read(&place, "plain/index.html"), "Filters"), "none");
}

#[test]
fn the_page_of_a_reviewer_says_everything() {
    let place = Place::new(SimConfig::default());
    place
        .run(&[
            "-q",
            "review",
            "start",
            "--scope",
            "group:jira-users",
            "--reviewer",
            "ann@acme.example",
            "--out",
            "q4",
        ])
        .expect(0);
    let dir = place.env.home().join("q4/reviewers");
    let pages = std::fs::read_dir(dir).unwrap();
    let mut paths = pages.map(|entry| entry.unwrap().path());
    let path = paths.find(|path| path.extension().is_some_and(|end| end == "html"));
    let page = std::fs::read_to_string(path.unwrap()).unwrap();
    says_all(&place, &page);
    assert!(!fact(&page, "Filters").is_empty());
}

#[test]
fn the_page_of_a_plan_says_everything() {
    let place = Place::new(SimConfig::default());
    let ids = place.run(&["-q", "report", "inactive", "--list", "people", "-o", "id"]);
    let plan = [
        "user",
        "suspend",
        "--from-stdin",
        "--plan",
        "plan.json",
        "-q",
        "--max-changes",
        "200",
    ];
    let planned = place.env.run_with(&plan, ids.stdout.as_bytes());
    assert!(matches!(planned.code, 0 | 3), "{planned}");
    place
        .run(&["-q", "plan", "show", "plan.json", "--html", "plan.html"])
        .expect(0);
    let page = read(&place, "plan.html");
    says_all(&place, &page);
    let source = fact(&page, "Source");
    assert!(source.contains("filters, are not recorded"), "{source}");
}

/// What does cleaning up save? The plan says it app by app, at the administrator's prices, and at least, where some of it is
/// unknown.
#[test]
fn a_plan_says_what_the_freed_seats_cost() {
    let place = Place::new(SimConfig::default());
    let people = "SELECT u.email FROM user u JOIN user_app a USING (account_id) JOIN workspace w ON w.id = a.app_id \
         WHERE u.status = 'active' AND u.managed AND NOT u.org_admin AND w.product_key = 'confluence' AND NOT w.sandbox \
         ORDER BY u.email LIMIT 3";
    let found = place.run(&["-q", "sql", people, "-o", "csv"]).stdout;
    let people: Vec<&str> = found.lines().skip(1).collect();
    assert_eq!(people.len(), 3, "{found}");
    let suspend = |place: &Place| {
        let args = [&["user", "suspend", "--dry-run"][..], &people].concat();
        place.run(&args).to_string()
    };
    // Without prices, nothing is said of money.
    assert!(!suspend(&place).contains("a month"));
    place
        .run(&["config", "set", "prices.currency", "USD"])
        .expect(0);
    place
        .run(&["config", "set", "prices.confluence", "8.5"])
        .expect(0);
    let said = suspend(&place);
    let note = said.lines().find(|line| line.contains("a month"));
    let note = note.unwrap_or_else(|| panic!("{said}"));
    assert!(note.contains("at your prices (an estimate)"), "{note}");
    assert!(
        said.contains("Confluence") && said.contains("3 seats (26 USD)"),
        "{said}"
    );
    let save = [
        &["user", "suspend", "--plan", "plan.json", "-q"][..],
        &people,
    ]
    .concat();
    place.run(&save).expect(0);
    place
        .run(&["-q", "plan", "show", "plan.json", "--html", "plan.html"])
        .expect(0);
    let page = read(&place, "plan.html");
    assert!(page.contains("a month, at your prices (an estimate)"));
    // Of somebody whose apps are unknown, the seats are.
    let db = rusqlite::Connection::open(place.mirror()).unwrap();
    let forget = "UPDATE mirror_user SET apps_known = 0 WHERE email = ?1";
    assert_eq!(db.execute(forget, [people[0]]).unwrap(), 1);
    let least = suspend(&place);
    assert!(
        least.contains("cost at least 17 USD a month")
            && least.contains("the seats of 1 person are unknown"),
        "{least}"
    );
}
