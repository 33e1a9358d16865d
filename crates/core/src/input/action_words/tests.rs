//! Tests of the words for actions.

use super::*;

const ACTIONS: [&str; 4] = ["suspend", "move", "remove", "add-to-group"];

fn words() -> ActionWords {
    let others = [
        ("Sperren", "suspend"),
        ("behalten", "keep"),
        ("weg damit", "Remove"),
    ];
    let others = others.map(|(word, means)| (word.to_owned(), means.to_owned()));
    ActionWords::new(&ACTIONS, &BTreeMap::from(others)).unwrap()
}

#[test]
fn words_in_any_spelling_and_another_language() {
    for (cell, action) in [
        ("suspend", "suspend"),
        (" SUSPEND ", "suspend"),
        ("Add to group", "add-to-group"),
        ("add_to_group", "add-to-group"),
        ("sperren", "suspend"),
        ("Weg  damit", "remove"),
    ] {
        assert_eq!(words().read(cell), ActionWord::Action(action), "{cell}");
    }
}

#[test]
fn what_is_no_action_leaves_the_row_alone_unless_it_is_nearly_one() {
    for cell in [
        "", "  ", "?", "keep", "Behalten", "discuss", "none", "leaver", "x",
    ] {
        let read = words().read(cell);
        let known = ["", "  ", "?", "keep", "Behalten"].contains(&cell);
        assert_eq!(words().knows(cell), known, "{cell}");
        assert!(
            matches!(read, ActionWord::LeaveAlone(_)),
            "{cell}: {read:?}"
        );
    }
    for (cell, known) in [
        ("supend", "suspend"),
        ("suspended", "suspend"),
        ("mvoe", "move"),
        ("add-to-groups", "add-to-group"),
        ("speren", "sperren"),
    ] {
        let misspelled = ActionWord::Misspelled(known.to_owned());
        assert_eq!(words().read(cell), misspelled, "{cell}");
    }
}

#[test]
fn what_other_commands_do_is_never_left_alone() {
    let elsewhere = [("sync", "use group sync"), ("add", "use add-to-group")];
    let elsewhere: BTreeMap<String, String> = elsewhere
        .map(|(word, help)| (word.to_owned(), help.to_owned()))
        .into();
    let known = words().with_elsewhere(elsewhere.clone());
    let sync = ActionWord::Elsewhere("use group sync".to_owned());
    assert_eq!(known.read(" Sync"), sync);
    for (cell, action) in [("user suspend", "suspend"), ("Policy Move", "move")] {
        let misspelled = ActionWord::Misspelled(action.to_owned());
        assert_eq!(known.read(cell), misspelled, "{cell}");
    }
    let own = BTreeMap::from([("add".to_owned(), "keep".to_owned())]);
    let own = ActionWords::new(&ACTIONS, &own).unwrap();
    let read = own.with_elsewhere(elsewhere).read("ADD");
    assert_eq!(read, ActionWord::LeaveAlone("add".to_owned()));
}

#[test]
fn suggestions_are_never_the_opposite() {
    let all = [
        "suspend",
        "restore",
        "remove",
        "deactivate",
        "activate",
        "delete",
        "cancel-delete",
        "grant",
        "revoke",
        "invite",
    ];
    let words = ActionWords::new(&all, &BTreeMap::new()).unwrap();
    for (cell, action) in [
        ("unsuspend", "restore"),
        ("Un-suspend", "restore"),
        ("reactivate", "activate"),
        ("re-activate", "activate"),
        ("enable", "activate"),
        ("Disabled", "deactivate"),
        ("undelete", "cancel-delete"),
        ("dactivate", "deactivate"),
        ("deactivat", "deactivate"),
        ("aktivate", "activate"),
        ("uninvite", "remove"),
    ] {
        let meant = ActionWord::Misspelled(action.to_owned());
        assert_eq!(words.read(cell), meant, "{cell}");
    }
    for (cell, never) in [
        ("unsuspnd", "suspend"),
        ("unsuspand", "suspend"),
        ("ungrant", "grant"),
        ("reactivte", "deactivate"),
        ("unremove", "remove"),
    ] {
        let read = words.read(cell);
        let never = ActionWord::Misspelled(never.to_owned());
        assert_ne!(read, never, "{cell}");
    }
}

#[test]
fn text_with_an_action_in_it_is_not_left_alone() {
    for (cell, within) in [
        ("suspend, remove", &["suspend", "remove"][..]),
        ("Suspend user", &["suspend"]),
        ("please remove", &["remove"]),
        ("please add to group", &["add-to-group"]),
        ("do not suspend", &["suspend"]),
        ("keep (was: remove)", &["remove"]),
        ("bitte sperren", &["suspend"]),
        ("supend her", &["suspend"]),
        ("unsuspend and move", &["suspend", "move"]),
    ] {
        let within = within.iter().map(|one| (*one).to_owned()).collect();
        assert_eq!(words().read(cell), ActionWord::Within(within), "{cell}");
    }
    for cell in ["on holiday", "ask her manager", "keep her", "no change"] {
        let read = words().read(cell);
        assert!(
            matches!(read, ActionWord::LeaveAlone(_)),
            "{cell}: {read:?}"
        );
    }
}

#[test]
fn a_word_means_an_action_that_there_is() {
    let others = BTreeMap::from([("sperren".to_owned(), "block".to_owned())]);
    let wrong = ActionWords::new(&ACTIONS, &others).unwrap_err();
    let no_action = ActionWordsError::NoAction {
        word: "sperren".to_owned(),
        means: "block".to_owned(),
    };
    assert_eq!(wrong, no_action);
}

#[test]
fn spellings_of_one_word_mean_one_thing() {
    let words = |all: [(&str, &str); 2]| {
        let all = all.map(|(word, means)| (word.to_owned(), means.to_owned()));
        ActionWords::new(&ACTIONS, &BTreeMap::from(all))
    };
    for (one, other) in [("bleibt", "BLEIBT"), ("weg damit", "Weg-damit")] {
        for (first, second) in [("suspend", "keep"), ("keep", "suspend"), ("move", "remove")] {
            assert!(
                matches!(
                    words([(one, first), (other, second)]),
                    Err(ActionWordsError::TwoMeanings { .. })
                ),
                "{one}: {first}, {second}"
            );
        }
        assert!(words([(one, "suspend"), (other, "Suspend")]).is_ok());
    }
}

#[test]
fn a_word_of_the_program_keeps_its_meaning() {
    let words = |word: &str, means: &str| {
        let others = BTreeMap::from([(word.to_owned(), means.to_owned())]);
        ActionWords::new(&ACTIONS, &others)
    };
    for (word, means) in [
        ("suspend", "remove"),
        ("Suspend", "keep"),
        ("add to group", "suspend"),
        ("keep", "suspend"),
        ("?", "remove"),
    ] {
        let own = ActionWordsError::OwnWord {
            word: word.to_owned(),
            means: means.to_owned(),
        };
        assert_eq!(words(word, means), Err(own));
    }
    for (word, means) in [("Suspend", "suspend"), ("keep", "?"), ("KEEP", "keep")] {
        assert!(words(word, means).is_ok(), "{word}");
    }
}
