//! What the statements that recount a report's numbers have in common.

use atlctl_core::report::Report;

use crate::org::{DAY, NOW, Org, figure};

pub const PEOPLE: i64 = 150;

/// Runs on organizations of several seeds, and of nobody.
pub fn each(test: impl Fn(&Org)) {
    for seed in 1..=6 {
        test(&Org::new(seed, PEOPLE));
    }
    test(&Org::new(9, 0));
}

/// The view `user` of those who are there, with what the reports call inactive and active.
pub fn user(and: &str) -> String {
    let (cut, day) = cutoff();
    format!(
        "(SELECT *, person AND managed AS managed_person, person AND NOT managed AS external, person AND admin AS admin_person FROM \
          (SELECT *, CASE WHEN NOT activity_known THEN NULL WHEN last_active IS NOT NULL THEN last_active_unix < {cut} \
             ELSE substr(added_to_org, 1, 10) < '{day}' END AS inactive, \
             CASE WHEN status IS NULL THEN NULL ELSE status = 'active' END AS active, \
             CASE WHEN account_type = 'app' THEN 0 WHEN account_type IS NULL AND managed IS NOT 1 THEN NULL ELSE 1 END AS person, \
             CASE WHEN account_id IN (SELECT account_id FROM user_role WHERE role = 'atlassian/org-admin') THEN 1 \
               WHEN org_admin IS NULL AND roles_known THEN 0 ELSE org_admin END AS admin \
           FROM user WHERE NOT gone {and}))"
    )
}

pub fn cutoff() -> (i64, String) {
    let cut = NOW - 90 * DAY;
    let time = jiff::Timestamp::from_second(cut).unwrap().to_string();
    (cut, time[..10].to_owned())
}

/// The figures are what the statements say: the first counts, the second says how many may count, too, because something of
/// them is unknown. None found where some may count is unknown.
pub fn same(org: &Org, report: &Report, expected: &[(&str, String, String)]) {
    for (name, sql, undecided) in expected {
        let (number, undecided) = (org.number(sql), org.number(undecided));
        assert_eq!(
            figure(report, name),
            (number > 0 || undecided == 0).then_some(number),
            "{}: {name}: {sql}; {undecided} undecided",
            report.name
        );
    }
}

/// Nothing is undecided.
pub fn decided() -> String {
    "SELECT 0".to_owned()
}

/// People without a fact.
pub fn without(fact: &str) -> String {
    format!("SELECT count(*) FROM {} WHERE {fact}", user(""))
}

/// Whether a token or key of the view did not expire. Unknown is NULL.
pub fn not_expired() -> String {
    format!("CASE WHEN expires_known THEN expires IS NULL OR expires_unix > {NOW} END")
}

/// Whether a token of the view works: it neither expired nor is blocked. Unknown is NULL.
pub fn works() -> String {
    format!("({} AND status <> 'blocked')", not_expired())
}
