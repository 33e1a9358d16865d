//! People by a condition over the mirror.

use atlctl_sim::SimConfig;

use crate::moving::Place;

/// The file was not written, as if nothing had been wrong.
#[test]
fn what_is_for_lists_is_refused_with_a_condition() {
    let place = Place::new(SimConfig::default());
    let base = [
        "policy",
        "move",
        "--where",
        "managed",
        "--to",
        "Contractors",
    ];
    let problems = [&base[..], &["--problems", "p.csv"]].concat();
    insta::assert_snapshot!(place.run(&problems), @"
    ------- stderr -------
    Error: --problems is for lists of people and cannot be used with filters
    Hint: leave out --problems: people from the mirror have no unusable rows
    [exit status: 2]
    ");
    assert!(!place.env.home().join("p.csv").exists());
    let column = [&base[..], &["--column", "email=Mail"]].concat();
    insta::assert_snapshot!(place.run(&column), @"
    ------- stderr -------
    Error: --column is for lists of people and cannot be used with filters
    Hint: leave out --column: people from the mirror have no unusable rows
    [exit status: 2]
    ");
    let more = [
        "--skip-problems",
        "-q",
        "--exit-code",
        "--max-changes",
        "100%",
    ];
    let skip = [&base[..], &more].concat();
    place.run(&skip).expect(6);
}
