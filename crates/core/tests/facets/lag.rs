//! Readers that lag behind a change: two seconds for memberships, forty for roles, in the time of the run.

use std::collections::HashSet;
use std::time::Duration;

use atlctl_core::report::RowOutcome;
use atlctl_sim::{Facet as Lagged, SimConfig};

use crate::mixed::Change;
use crate::stage::{PACE, Stage};

/// How many of the requests since then read this.
fn reads(stage: &Stage, end: &str) -> usize {
    let requests = stage.control().requests().into_iter();
    requests.filter(|one| one.path.ends_with(end)).count()
}

fn lagging(seconds: u64) -> (Stage, Duration) {
    let lag = Duration::from_secs(seconds) / PACE;
    let stage = Stage::new(SimConfig {
        people: 60,
        ..SimConfig::default()
    });
    (stage, lag)
}

#[test]
fn what_is_not_seen_yet_is_waited_for_with_few_reads() {
    // After 0, 0.25, 0.75, 1.75 and 3.75 s; 7.75, 15.75, 30.75 and 45.75 s. One round more for a slow machine.
    for (change, lagged, seconds, rounds) in [
        (Change::AddMember, Lagged::Memberships, 2, 5),
        (Change::RemoveMember, Lagged::Memberships, 2, 5),
        (Change::GrantRole, Lagged::Roles, 40, 9),
        (Change::MakeAdmin, Lagged::Roles, 40, 9),
    ] {
        let (stage, lag) = lagging(seconds);
        stage.control().set_lag(lagged, lag);
        let mut run = stage.begin(stage.rows(change, 1));
        stage.go(&mut run);
        let said = stage.assert_true(&run, &format!("{change:?}"));
        assert_eq!(said[0].0, RowOutcome::Done, "{change:?}: {said:?}");
        let paths: HashSet<String> = stage
            .control()
            .requests()
            .into_iter()
            .map(|request| request.path)
            .collect();
        let most = paths
            .iter()
            .map(|path| reads(&stage, path))
            .max()
            .unwrap();
        assert!(most > 1, "{change:?}: it was seen at once");
        assert!(most <= rounds + 1, "{change:?}: read {most} times");
    }
}
