//! Each number of the chart, against a statement over the views that was made when that sync ended.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::report::test_mirror::{DAY, PERSON, START, request, write};
use crate::report::{Drawing, Kind, Moment, Report, Series};
use crate::store::{Mirror, Moment as Shown};

/// By label: the number, and the managed accounts.
type Counted = BTreeMap<String, (Option<u64>, Option<u64>)>;

/// What the views say now. Nobody found where somebody may be is unknown.
fn counted(path: &Path) -> Counted {
    let db = Connection::open(path).unwrap();
    let number = |sql: &str| -> u64 {
        let number: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
        number.unsigned_abs()
    };
    let user = "(SELECT *, CASE WHEN account_type = 'app' THEN 0 WHEN account_type IS NULL AND managed IS NOT 1 THEN NULL ELSE 1 END \
                AND managed AS managed_person FROM user WHERE NOT gone)";
    let of = |condition: &str| number(&format!("SELECT count(*) FROM {user} WHERE {condition}"));
    let untold = of("NOT policy_known AND managed_person IS NOT 0");
    let found = |count: u64, may_be: u64| (count > 0 || may_be == 0).then_some(count);
    let managed = found(of("managed_person"), of("managed_person IS NULL"));
    let mut all = Counted::new();
    for policy in ["pol-1", "pol-2", "pol-3"] {
        let members = of(&format!("policy_id = '{policy}'"));
        all.insert(policy.to_owned(), (found(members, untold), managed));
    }
    let none = of("managed_person AND policy_known AND policy_id IS NULL");
    all.insert("no policy".to_owned(), (found(none, untold), managed));
    all.insert("policy unknown".to_owned(), (Some(untold), None));
    all
}

/// Syncs on seven days, at each of which anything may have happened, and runs between them. Returns what was counted at the
/// end of each sync.
fn organization(dir: &Path, seed: u64) -> (PathBuf, Vec<Counted>) {
    let path = dir.join("mirror.sqlite");
    let mut state = seed;
    let mut dice = |sides: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let mut sql =
        "INSERT INTO mirror_policy (no, id) VALUES (1, 'pol-1'), (2, 'pol-2'), (3, 'pol-3');"
            .to_owned();
    let mut counts = Vec::new();
    let mut people = 0;
    for day in 0..7 {
        for _ in 0..if day == 0 { 30 } else { dice(4) } {
            people += 1;
            let managed = ["'managed'", "'managed'", "'unmanaged'", "NULL"][dice(4) as usize];
            let kind = ["'atlassian'", "'atlassian'", "'app'", "NULL"][dice(4) as usize];
            sql.push_str(&format!(
                "{PERSON} ({people}, 'a-{people}', 1, 1, 'active', {managed}, {kind}, 0, 1, NULL, NULL, 0, 1, 1, 1);"
            ));
        }
        for _ in 0..12 {
            let no = 1 + dice(people);
            let policy = 1 + dice(3);
            sql.push_str(&match dice(8) {
                0 => format!("DELETE FROM mirror_policy_member WHERE user_no = {no};"),
                1 => format!("UPDATE mirror_user SET gone_sync = iif(gone_sync IS NULL, 1, NULL) WHERE no = {no};"),
                2 => format!("UPDATE mirror_user SET claim_status = iif(claim_status = 'managed', NULL, 'managed') WHERE no = {no};"),
                3 => format!("UPDATE mirror_user SET account_type = iif(account_type = 'app', 'atlassian', 'app') WHERE no = {no};"),
                4 => format!("INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES ({no}, NULL, 1) ON CONFLICT DO UPDATE SET policy_no = NULL;"),
                _ => format!("INSERT INTO mirror_policy_member (user_no, policy_no, seen) VALUES ({no}, {policy}, 1) ON CONFLICT DO UPDATE SET policy_no = {policy};"),
            });
        }
        // On the last day, the third policy is left by all.
        if day == 6 {
            sql.push_str("UPDATE mirror_policy_member SET policy_no = 1 WHERE policy_no = 3;");
        }
        write(&path, None, day, &sql);
        counts.push(counted(&path));
        // A run moves some before the next sync.
        let moved = format!(
            "UPDATE mirror_policy_member SET policy_no = {} WHERE user_no % 5 = {};",
            1 + dice(3),
            dice(5)
        );
        write(&path, Some("run"), day, &moved);
        sql.clear();
    }
    (path, counts)
}

fn lines(report: &Report) -> Option<&[Series]> {
    let chart = (report.charts.iter()).find(|chart| chart.title == "Coverage over time")?;
    match &chart.drawing {
        Drawing::Series { rows, .. } => Some(rows),
        _ => None,
    }
}

fn at(moment: &Moment) -> i64 {
    moment.at.as_second()
}

#[test]
fn every_number_is_what_was_counted_then() {
    for seed in 1..12 {
        let dir = tempfile::tempdir().unwrap();
        let (path, counts) = organization(dir.path(), seed);
        // Now, and as of the end of each sync.
        for shown in 0..=counts.len() {
            let (mirror, counts) = match counts.get(..=shown) {
                Some(counts) => {
                    let sync = i64::try_from(shown + 1).unwrap();
                    let moment = Some(Shown::Sync(sync));
                    (Mirror::open_as_of(&path, moment).unwrap(), counts)
                }
                None => (Mirror::open_read_only(&path).unwrap(), &counts[..]),
            };
            let report = Kind::Policies.make(&request(&mirror)).unwrap();
            let Some(lines) = lines(&report) else {
                assert_eq!(counts.len(), 1, "nothing to compare with");
                continue;
            };
            let mut seen = 0;
            for line in lines {
                let begins = at(&line.moments[0]);
                for (day, counted) in (0_i64..).zip(counts) {
                    let then = START + day * DAY;
                    let (value, limit) = counted[&line.label];
                    let moment = line.moments.iter().find(|moment| at(moment) == then);
                    match moment {
                        Some(moment) => {
                            assert_eq!(
                                (moment.value, moment.limit),
                                (value, limit),
                                "seed {seed}, {} on day {day}",
                                line.label
                            );
                            seen += 1;
                        }
                        // Before its line begins, nobody was in it.
                        None => assert!(
                            then < begins && value == Some(0),
                            "seed {seed}: {} on day {day}",
                            line.label
                        ),
                    }
                }
                assert!(line.moments.len() <= counts.len());
            }
            assert!(seen >= counts.len(), "seed {seed}");
            // A policy without a line never had anybody.
            for label in counts[0].keys() {
                let drawn = lines.iter().any(|line| line.label == *label);
                let nobody = counts.iter().all(|counted| counted[label].0 == Some(0));
                assert_eq!(drawn, !nobody, "seed {seed}: {label}");
            }
        }
    }
}

#[test]
fn a_page_says_where_the_numbers_are_from() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = organization(dir.path(), 3);
    let mirror = Mirror::open_read_only(&path).unwrap();
    let page = crate::report::report_page(&Kind::Policies.make(&request(&mirror)).unwrap());
    let (_, chart) = page.split_once("<h2>Coverage over time</h2>").unwrap();
    let chart = chart.split("</section>").next().unwrap();
    for said in [
        "aria-label=\"",
        "members",
        "managed accounts",
        "at the end of each sync",
    ] {
        assert!(chart.contains(said), "{said}: {chart}");
    }
    // Of the filtered report, too, they are everyone's.
    let mut filtered = request(&mirror);
    filtered.filter = Some(crate::query::UserQuery {
        managed: Some(crate::query::Managed::Yes),
        ..Default::default()
    });
    let of_some = Kind::Policies.make(&filtered).unwrap();
    let of_all = Kind::Policies.make(&request(&mirror)).unwrap();
    assert_eq!(lines(&of_some), lines(&of_all));
    let about = of_some.charts.last().unwrap().about.clone();
    assert!(
        about.contains("everyone's, whatever the filters select"),
        "{about}"
    );
}
