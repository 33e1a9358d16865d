//! Moments that are yet to come: no command answers as if they were now.

use crate::common::one_after_another;
use crate::history::week;

#[test]
fn the_future_is_refused() {
    let (place, ..) = week();
    insta::assert_snapshot!(one_after_another(
        &place,
        &[
            &["user", "list", "--as-of", "2099-01-01"],
            &["snapshot", "diff", "--since", "1", "--until", "2099-01-01"],
            &["snapshot", "diff", "--since", "2099-01-01"],
        ]
    ));
    // A Tuesday; the day itself is no future.
    let person = place.control().accounts()[0].account_id.clone();
    for command in [
        &["user", "list"][..],
        &["user", "show", &person],
        &["user", "explain", &person],
        &["group", "list"],
        &["group", "show", "org-admins"],
        &["group", "members", "org-admins"],
        &["policy", "list"],
        &["policy", "show", "Contractors"],
        &["policy", "members", "Contractors"],
        &["role", "list"],
        &["directory", "list"],
        &["domain", "list"],
        &["workspace", "list"],
        &["token", "list"],
        &["key", "list"],
        &["service-account", "list"],
        &["service-account", "tokens"],
        &["service-account", "clients"],
        &["org", "list"],
        &["org", "show"],
        &["sql", "SELECT 1"],
        &["report", "seats"],
        &["report", "changes"],
        &["report", "posture"],
        &["report", "all", "--out", "pages"],
    ] {
        let at = |moment: &str| place.run(&[command, &["--as-of", moment]].concat());
        for moment in ["2026-11-25", "2026-11-24T09:00:01Z"] {
            let refused = at(moment);
            assert_eq!(refused.code, 2, "{command:?} {refused}");
            assert_eq!(refused.stdout, "", "{command:?} {refused}");
            assert!(
                refused.stderr.contains("--as-of is in the future"),
                "{command:?} {refused}"
            );
        }
        let before = at("2026-11-15");
        assert_eq!(before.code, 2, "{command:?} {before}");
        assert!(
            before
                .stderr
                .contains("no history of that time; it begins at 2026-11-16 09:00 UTC"),
            "{command:?} {before}"
        );
        let today = at("2026-11-24");
        assert_eq!(today.code, 0, "{command:?} {today}");
    }
}
