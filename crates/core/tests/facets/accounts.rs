//! Managed accounts on the engine, against the simulated organization: their life, addresses and profiles; lost
//! answers, lag, refusals and what somebody else does.

mod addresses;
mod lives;
mod profiles;
mod stage;

/// Faults of a change, with and without its being made.
pub const FAULTS: [&str; 8] = [
    "500",
    "500 after",
    "reset",
    "reset after",
    "hang after",
    "429 retry-after=0",
    "cut",
    "garbage",
];

/// Plays each case, several at a time: most of each is waiting.
pub fn each<T: Sync>(cases: &[T], play: impl Fn(&T) + Sync) {
    let chunk = cases.len().div_ceil(12).max(1);
    std::thread::scope(|scope| {
        for some in cases.chunks(chunk) {
            let play = &play;
            scope.spawn(move || some.iter().for_each(play));
        }
    });
}
