//! Which credential makes a change: the one that can.

use atlctl_sim::SimConfig;

use crate::moving::Place;

/// With a session and an API key.
fn both(config: SimConfig) -> Place {
    let mut place = Place::with_session(config);
    let key = place.sim.api_key();
    place.env.var("ATLCTL_API_KEY", &key);
    place
}

/// The paths of the calls that moved people.
fn moves(place: &Place) -> Vec<String> {
    let requests = place.control().requests().into_iter();
    requests
        .filter(|request| request.path.ends_with("/add-users") && request.status == 202)
        .map(|request| request.path)
        .collect()
}

#[test]
fn with_both_the_key_moves_people_also_where_sessions_may_not() {
    let place = both(SimConfig {
        sessions_cannot_move: true,
        ..SimConfig::default()
    });
    place.listed(3);
    place.moves(&["--yes", "-q"]).expect(0);
    let moves = moves(&place);
    assert!(!moves.is_empty());
    assert!(
        moves.iter().all(|path| !path.starts_with("/gateway")),
        "{moves:?}"
    );
}
