//! The progress of a run that mixes facets: each kind of change by itself.

use atlctl_api::ErrorKind;
use atlctl_core::apply::{KindTally, RunObserver, Tally};
use atlctl_sim::SimConfig;

use crate::harness::block_on;
use crate::mixed::Change;
use crate::stage::Stage;

/// Keeps what was reported last, and that it only grows.
#[derive(Default)]
struct Kept {
    whole: Tally,
    kinds: Vec<KindTally>,
}

impl RunObserver for Kept {
    fn tally(&mut self, tally: Tally, _: Option<i64>, _: Option<ErrorKind>) {
        self.whole = tally;
    }

    fn kinds(&mut self, kinds: &[KindTally]) {
        let ended = |kinds: &[KindTally]| kinds.iter().map(|kind| kind.ended).sum::<u64>();
        assert!(ended(kinds) >= ended(&self.kinds));
        self.kinds = kinds.to_vec();
    }
}

fn progress(changes: &[(Change, usize)]) -> Kept {
    let stage = Stage::new(SimConfig {
        people: 60,
        ..SimConfig::default()
    });
    let mut used = std::collections::HashSet::new();
    let rows = changes
        .iter()
        .flat_map(|(change, count)| stage.start.rows(*change, *count, &mut used))
        .collect();
    let mut run = stage.begin(rows);
    let mut kept = Kept::default();
    block_on(stage.execution(&mut run, &mut kept, std::future::pending()));
    assert_eq!(
        stage.assert_true(&run, "progress").len(),
        usize::try_from(kept.whole.changes).unwrap()
    );
    kept
}

#[test]
fn each_kind_of_change_is_counted_by_itself() {
    let kept = progress(&[(Change::AddMember, 5), (Change::GrantRole, 2)]);
    let all: Vec<_> = kept
        .kinds
        .iter()
        .map(|kind| (kind.noun, kind.changes, kind.ended))
        .collect();
    assert_eq!(all, [("groups", 5, 5), ("roles", 2, 2)]);
}

#[test]
fn a_run_of_one_kind_has_the_whole_alone() {
    let kept = progress(&[(Change::AddMember, 3)]);
    assert_eq!((kept.whole.changes, kept.whole.ended), (3, 3));
    assert_eq!(kept.kinds, []);
}
