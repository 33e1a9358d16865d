//! A change that is made although its request is refused: who did it cannot be known, so it counts as done and can be
//! undone, unless the service says that it was so before.

use atlctl_core::change::facet::invitation::Invite;
use atlctl_core::plan::WayBack;
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Facet as Lagged, SimConfig};
use jiff::Timestamp;

use crate::mixed::{Change, truth};
use crate::stage::{PACE, Stage};

fn stage() -> Stage {
    Stage::new(SimConfig {
        people: 60,
        ..SimConfig::default()
    })
}

#[test]
fn what_is_made_although_it_is_refused_is_done_and_can_be_undone() {
    for change in Change::all() {
        for status in [409, 404] {
            let what = format!("{change:?}, {status}");
            let stage = stage();
            let fault = format!("* @{} 1x {status} after", change.call());
            stage.control().fault(&fault).unwrap();
            let mut run = stage.begin(stage.rows(change, 1));
            stage.go(&mut run);
            let said = stage.assert_true(&run, &what);
            assert_eq!(said[0].0, RowOutcome::Done, "{what}: {said:?}");
            let back = WayBack::of_run(None, run.machine.past_run(), []).unwrap();
            let back = back.rows(None, Timestamp::now()).unwrap();
            assert!(!back.is_empty(), "{what}: nothing to undo");
        }
    }
}

#[test]
fn what_is_refused_and_not_made_is_refused() {
    for change in Change::all() {
        // Each has an error body of its route, whatever the shape.
        for status in [409, 400, 403, 422] {
            let what = format!("{change:?}, {status}");
            let stage = stage();
            let fault = format!("* @{} 1x {status}", change.call());
            stage.control().fault(&fault).unwrap();
            let rows = stage.rows(change, 1);
            let row = rows[0].clone();
            let mut run = stage.begin(rows);
            stage.go(&mut run);
            let said = stage.assert_true(&run, &what);
            let is_said = match said[0].0 {
                RowOutcome::Refused => true,
                // The credential may not, whatever the row: the run stops.
                RowOutcome::Failed | RowOutcome::Open => status == 403,
                _ => false,
            };
            assert!(is_said, "{what}: {said:?}");
            assert_ne!(Some(truth(&stage.control().state(false), &row)), row.to);
        }
    }
}

#[test]
fn a_refusal_that_does_not_say_why_is_read_for_as_long_as_readers_lag() {
    for (change, lagged) in [
        (Change::AddMember, Lagged::Memberships),
        (Change::SetEmail, Lagged::Email),
        (Change::Move, Lagged::Policies),
        // Readers of roles may lag longer than those of anything else.
        (Change::MakeAdmin, Lagged::Roles),
        (Change::GrantRole, Lagged::Roles),
    ] {
        let stage = stage();
        let roles = lagged == Lagged::Roles;
        let lag = if roles { 20_000 } else { 1_500 };
        let lag = std::time::Duration::from_millis(lag) / PACE;
        stage.control().set_lag(lagged, lag);
        let fault = format!("* @{} 1x 409 after", change.call());
        stage.control().fault(&fault).unwrap();
        let mut run = stage.begin(stage.rows(change, 1));
        stage.go(&mut run);
        let said = stage.assert_true(&run, &format!("{change:?}"));
        assert_eq!(said[0].0, RowOutcome::Done, "{change:?}: {said:?}");
    }
}

/// Somebody else may have invited them meanwhile: it is neither refused nor sure to be the run's.
#[test]
fn a_part_of_an_invitation_that_is_seen_after_a_lost_answer_may_be_anybodys() {
    for fault in ["reset after", "503 after"] {
        let stage = stage();
        let rows = stage.rows(Change::Invite, 1);
        let mut invite = Invite::read(&rows[0].facet.of);
        // Of a group that is gone, the service refuses this part.
        invite
            .groups
            .push("00000000-0000-4000-8000-000000000000".to_owned());
        let mut row = rows[0].clone();
        row.facet.of = invite.about().to_vec();
        stage
            .control()
            .fault(&format!("* @invite 1x {fault}"))
            .unwrap();
        let mut run = stage.begin(vec![row]);
        stage.go(&mut run);
        let said = stage.assert_true(&run, fault);
        assert_eq!(said[0].0, RowOutcome::Unknown, "{fault}: {said:?}");
        assert!(said[0].1.ends_with("by this run or by somebody else"));
        assert_eq!(run.machine.invited_account(0), None);
    }
}
