//! The checks: what they find, what is unknown, what is accepted, and their forms for other programs.

use atlctl_core::report::{Baseline, CHECKS, Finding, Posture, State, posture};

use crate::org::{DAY, NOW, Org, column};
use crate::recounted::{cutoff, user};

fn checked(org: &Org) -> Posture {
    posture(&org.request(), &[], None).unwrap()
}

fn of<'a>(posture: &'a Posture, id: &str) -> &'a Finding {
    posture
        .findings
        .iter()
        .find(|finding| finding.check.id == id)
        .unwrap()
}

/// What a check finds, and of how many it is unknown, as SQL says it. Unknown facts about somebody who is out of question
/// anyway are no matter.
#[test]
fn checks_find_what_sql_finds() {
    for seed in 11..=16 {
        let org = Org::new(seed, 150);
        let posture = checked(&org);
        let user = user("");
        for (id, holds) in [
            ("admin-two-step", "admin_person AND NOT mfa_enabled"),
            ("admin-external", "admin_person AND external"),
            ("admin-inactive", "admin_person AND inactive"),
            (
                "two-step-off",
                "managed_person AND active AND NOT mfa_enabled",
            ),
            ("managed-inactive", "managed_person AND active AND inactive"),
            ("external-inactive", "external AND active AND inactive"),
            (
                "no-policy",
                "managed_person AND (CASE WHEN policy_known THEN policy_id IS NULL END)",
            ),
            (
                "suspended-with-app",
                "person AND status IN ('suspended', 'deactivated') AND (CASE WHEN apps_known THEN account_id IN \
                   (SELECT account_id FROM user_app WHERE app_id <> 'ari:gone') END)",
            ),
            (
                "seat-never-used",
                &format!(
                    "person AND active AND (CASE WHEN apps_known THEN (SELECT CASE WHEN max(never) THEN 1 \
                       WHEN sum(never IS NULL) > 0 THEN NULL ELSE 0 END FROM (SELECT CASE WHEN NOT a.activity_known THEN NULL \
                         WHEN a.last_active IS NOT NULL THEN 0 ELSE substr(u.added_to_org, 1, 10) < '{}' END AS never \
                         FROM user_app a WHERE a.account_id = u.account_id AND app_id <> 'ari:gone')) END)",
                    cutoff().1
                ),
            ),
        ] {
            let finding = of(&posture, id);
            let found = org.number(&format!("SELECT count(*) FROM {user} u WHERE {holds}"));
            let unknown = org.number(&format!(
                "SELECT count(*) FROM {user} u WHERE ({holds}) IS NULL"
            ));
            assert_eq!(
                (finding.count() as i64, finding.unknown as i64),
                (found, unknown),
                "{id}"
            );
        }
        for (id, found, unknown) in [
            ("domain-unverified", 1, 1),
            ("seats-nearly-full", 1, 2),
            ("mirror-old", 0, 0),
            ("key-unused", 0, 1),
        ] {
            let finding = of(&posture, id);
            assert_eq!((finding.count(), finding.unknown), (found, unknown), "{id}");
        }
        assert_eq!(of(&posture, "mirror-old").state(), State::Passed);
        // Nothing was found, and nothing was read: that is not "passed".
        assert_eq!(of(&posture, "key-unused").state(), State::NotChecked);
        assert_eq!(
            of(&posture, "key-unused").unfit.as_deref(),
            Some("API keys: never read; left out of every sync")
        );
    }
}

/// Records of identity providers are read only with a directory's key: without, the check is left out, and says so.
#[test]
fn records_without_an_account_are_found() {
    let org = Org::new(11, 30);
    let find = |only: &[String]| posture(&org.request(), only, None).unwrap();
    let id = "scim-unlinked";
    let left_out = find(&[]);
    assert!(left_out.findings.iter().all(|of| of.check.id != id));
    let notes = left_out.report(&org.request()).unwrap().notes.join(" ");
    assert!(notes.contains("scim-unlinked is left out"), "{notes}");
    let asked = find(&[id.to_owned()]);
    assert_eq!(of(&asked, id).state(), State::NotChecked);
    assert!(of(&asked, id).unfit.as_deref().unwrap().contains("key"));

    org.db
        .execute_batch(
            "INSERT INTO mirror_stage (sync_no, stage, state, ended_at) \
               SELECT 1, 'scim-links', 'complete', max(ended_at) FROM mirror_stage; \
             INSERT INTO mirror_scim_link (id, directory_id, scim_user_id, account_id, user_name, email, active, seen, first_sync, gone_sync) \
               VALUES ('d/1', 'd', '1', 'a-1', 'one', 'one@acme.example', 1, 1, 1, NULL), \
                      ('d/2', 'd', '2', NULL, 'two', 'two@acme.example', 1, 1, 1, NULL), \
                      ('d/3', 'd', '3', NULL, 'three', NULL, 0, 1, 1, NULL), \
                      ('d/4', 'd', '4', NULL, 'four', NULL, 1, 1, 1, 1)",
        )
        .unwrap();
    let org = org.reopened();
    let found = checked(&org);
    let finding = of(&found, id);
    let unlinked =
        org.number("SELECT count(*) FROM scim_link WHERE account_id IS NULL AND NOT gone");
    assert_eq!((finding.count() as i64, finding.unknown), (unlinked, 0));
    assert_eq!(unlinked, 2);
    let report = found.report(&org.request()).unwrap();
    assert!(!report.notes.join(" ").contains(id));
    let list = report
        .lists
        .iter()
        .find(|list| list.name == "found")
        .unwrap();
    let own: Vec<_> = list
        .rows
        .iter()
        .filter(|row| row[0].text() == Some(id))
        .collect();
    assert_eq!(own[0][2].text(), Some("two@acme.example"));
    assert_eq!(own[1][2].text(), Some("three"));
    let next = list
        .next
        .iter()
        .find(|next| next.what.contains(id))
        .unwrap();
    assert!(
        next.command.starts_with("atlctl sql SELECT "),
        "{}",
        next.command
    );
    // None is left: that is "passed".
    org.db
        .execute_batch("UPDATE mirror_scim_link SET account_id = 'a-2'")
        .unwrap();
    assert_eq!(of(&checked(&org), id).state(), State::Passed);
    // A sync that was refused read none, and says nothing of them.
    org.db
        .execute_batch("UPDATE mirror_stage SET state = 'unavailable' WHERE stage = 'scim-links'")
        .unwrap();
    assert_eq!(of(&checked(&org.reopened()), id).state(), State::NotChecked);
}

#[test]
fn every_check_has_a_name_of_its_own_and_says_why() {
    for (at, check) in CHECKS.iter().enumerate() {
        assert!(
            CHECKS.iter().skip(at + 1).all(|other| other.id != check.id),
            "{}",
            check.id
        );
        assert!(
            check.why.ends_with('.') && !check.title.ends_with('.'),
            "{}",
            check.id
        );
    }
}

#[test]
fn what_is_accepted_does_not_fail_and_new_findings_do() {
    let org = Org::new(3, 120);
    let request = org.request();
    let before = checked(&org);
    assert!(before.worst().is_some());
    let baseline = before.baseline(&request, None).unwrap();
    let baseline = Baseline::from_text(&baseline.to_text(), "o-1").unwrap();
    let after = posture(&request, &[], Some(&baseline)).unwrap();
    assert_eq!(after.worst(), None);
    for (one, other) in before.findings.iter().zip(&after.findings) {
        assert_eq!(one.count(), other.accepted, "{}", one.check.id);
        assert_eq!(one.unknown, other.unknown);
    }
    // A baseline that is written again with the old one keeps what it accepts.
    assert_eq!(after.baseline(&request, Some(&baseline)).unwrap(), baseline);
    let managed =
        "SELECT account_id FROM user WHERE NOT gone AND managed AND active_now AND mfa_enabled"
            .replace("active_now", "status = 'active' AND account_type <> 'app'");
    let one = org.texts(&managed).remove(0);
    org.db
        .execute(
            "UPDATE mirror_user SET mfa_enabled = 0 WHERE account_id = ?1",
            [&one],
        )
        .unwrap();
    let later = posture(&request, &[], Some(&baseline)).unwrap();
    let two_step = of(&later, "two-step-off");
    assert_eq!((two_step.count(), two_step.state()), (1, State::Failed));
    let report = posture(&request, &["two-step-off".to_owned()], Some(&baseline))
        .unwrap()
        .report(&request)
        .unwrap();
    assert_eq!(column(&report, "found", "id"), [one]);
}

#[test]
fn sarif_and_junit_say_the_same_and_name_nobody() {
    let org = Org::new(5, 120);
    let request = org.request();
    let posture = checked(&org);
    let count = |state: State| {
        posture
            .findings
            .iter()
            .filter(|finding| finding.state() == state)
            .count()
    };
    let sarif = posture.sarif(&request);
    let document: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), posture.findings.len() - count(State::Passed));
    assert_eq!(
        results
            .iter()
            .filter(|result| result["kind"] == "fail")
            .count(),
        count(State::Failed) + count(State::Accepted)
    );
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].is_string());
    }
    let junit = posture.junit(&request);
    assert!(junit.contains(&format!(
        "tests=\"{}\" failures=\"{}\"",
        posture.findings.len(),
        count(State::Failed)
    )));
    assert_eq!(junit.matches("<failure ").count(), count(State::Failed));
    assert_eq!(
        junit.matches("<skipped ").count(),
        count(State::Unknown) + count(State::NotChecked)
    );
    assert!(junit.contains("posture of Acme &lt;b&gt;&amp;&lt;/b&gt;"));
    for text in [&sarif, &junit] {
        assert!(
            !text.contains("@acme.example") && !text.contains("a-1\""),
            "no person"
        );
    }
}

/// "0 found" would hide what was accepted, and would be a lie where nothing is known.
#[test]
fn sarif_says_how_many_are_accepted_and_of_how_many_it_is_unknown() {
    assert!(sarif_says(&Org::new(5, 120)).contains(&State::Unknown));
    assert!(sarif_says(&Org::known(5, 120)).contains(&State::Accepted));
}

/// The states of the checks, which SARIF says in words.
fn sarif_says(org: &Org) -> Vec<State> {
    let request = org.request();
    let baseline = checked(org).baseline(&request, None).unwrap();
    let accepted = posture(&request, &[], Some(&baseline)).unwrap();
    let document: serde_json::Value = serde_json::from_str(&accepted.sarif(&request)).unwrap();
    let results = document["runs"][0]["results"].as_array().unwrap();
    let text = |id: &str| {
        let mut found = results.iter().filter(|result| result["ruleId"] == id);
        found.next().unwrap()["message"]["text"].as_str().unwrap()
    };
    for finding in &accepted.findings {
        if finding.state() == State::Passed {
            continue;
        }
        let said = text(finding.check.id);
        assert!(!said.contains(": 0 found"), "{said}");
        if finding.accepted > 0 {
            let words = format!(": {} found, accepted in the baseline", finding.accepted);
            assert!(said.contains(&words), "{said}");
        } else if finding.state() == State::NotChecked {
            let why = finding.unfit.as_deref().unwrap();
            assert!(said.contains(&format!(": not checked; {why}.")), "{said}");
        } else {
            assert!(
                said.contains(&format!(": unknown for {}.", finding.unknown)),
                "{said}"
            );
        }
    }
    accepted.findings.iter().map(Finding::state).collect()
}

#[test]
fn an_old_mirror_or_one_with_holes_fails() {
    let org = Org::new(1, 10);
    let mut request = org.request();
    request.about.synced = jiff::Timestamp::from_second(NOW - 8 * DAY).ok();
    assert_eq!(
        of(&posture(&request, &[], None).unwrap(), "mirror-old").state(),
        State::Failed
    );
    request.about.synced = None;
    assert_eq!(
        of(&posture(&request, &[], None).unwrap(), "mirror-old").state(),
        State::Unknown
    );
    let mut request = org.request();
    request.about.incomplete = Some("The groups could not be read.".to_owned());
    assert_eq!(
        of(&posture(&request, &[], None).unwrap(), "mirror-old").state(),
        State::Failed
    );
}

/// People are accepted for the apps for which they were found: another one is new.
#[test]
fn people_are_accepted_for_each_app() {
    let org = Org::known(3, 120);
    let request = org.request();
    let baseline = checked(&org).baseline(&request, None).unwrap();
    let one = org.number(
        "SELECT min(no) FROM mirror_user WHERE gone_sync IS NULL AND status = 'suspended' AND account_type <> 'app' \
         AND no IN (SELECT user_no FROM mirror_access WHERE product_no = 1) \
         AND no NOT IN (SELECT user_no FROM mirror_access WHERE product_no = 2)",
    );
    org.db
        .execute(
            "INSERT INTO mirror_access (user_no, product_no, activity_unknown) VALUES (?1, 2, 0)",
            [one],
        )
        .unwrap();
    let found = |baseline: &Baseline| {
        let posture = posture(&request, &[], Some(baseline)).unwrap();
        of(&posture, "suspended-with-app").count()
    };
    assert_eq!(found(&baseline), 1);
    // Earlier baselines accept people with every app.
    let mut text = baseline.to_text();
    for app in ["jira", "conf", "bare"] {
        text = text.replace(&format!(" ari:{app}"), "");
    }
    assert_eq!(found(&Baseline::from_text(&text, "o-1").unwrap()), 0);
}
