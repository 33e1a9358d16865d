//! Verbs of other commands, which are never left alone as actions of a list: those of the whole tree of commands.

use std::collections::BTreeMap;

use clap::Command;

/// What does it instead of an action, where that is not the command of this name.
const INSTEAD: [(&str, &str); 12] = [
    ("add", ADD),
    ("add-group", ADD),
    ("add-to", ADD),
    ("group-add", ADD),
    ("group-remove", REMOVE),
    ("remove-group", REMOVE),
    ("remove-from", REMOVE),
    ("sync", "use: atlctl group sync GROUP --csv FILE"),
    ("revoke-token", TOKENS),
    ("revoke-tokens", TOKENS),
    ("token-revoke", TOKENS),
    (
        "expire",
        "use: atlctl run expire, and --until for a change that is to end",
    ),
];

const ADD: &str = "use add-to-group, with a column \"group\"";
const REMOVE: &str = "use remove-from-group, with a column \"group\"";
const TOKENS: &str = "use: atlctl token revoke --person PERSON, or offboard";

/// The nouns whose verbs are the actions of a list.
const OF_ACTIONS: [&str; 3] = ["user", "policy", "role"];

/// Each word, as actions are compared, and what helps with it. `actions`: the words that are actions of a list.
pub(super) fn of_other_commands(tree: &Command, actions: &[&str]) -> BTreeMap<String, String> {
    let mut commands: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |word: String, command: String| {
        if !actions.contains(&word.as_str()) {
            commands.entry(word).or_default().push(command);
        }
    };
    let mut with_noun = Vec::new();
    for top in tree.get_subcommands() {
        let command = format!("atlctl {}", top.get_name());
        for name in names(top) {
            add(name.to_owned(), command.clone());
        }
        for verb in top.get_subcommands() {
            let command = format!("{command} {}", verb.get_name());
            for name in names(verb) {
                add(name.to_owned(), command.clone());
                let is_action = OF_ACTIONS.contains(&top.get_name()) && actions.contains(&name);
                for noun in names(top) {
                    let word = format!("{noun}-{name}");
                    if is_action {
                        with_noun.push((word, format!("did you mean \"{name}\"?")));
                    } else {
                        add(word, command.clone());
                    }
                }
            }
        }
    }
    let helps = commands.into_iter().map(|(word, mut commands)| {
        // A command of this name before one of a noun.
        commands.sort_by_key(|command| command.split(' ').count());
        let help = match &commands[..] {
            [command] => format!("use: {command}"),
            [first, ..] => format!("it is a verb of other commands, such as: {first}"),
            [] => String::new(),
        };
        (word, help)
    });
    let instead = INSTEAD
        .iter()
        .map(|(word, help)| ((*word).to_owned(), (*help).to_owned()));
    helps.chain(with_noun).chain(instead).collect()
}

/// The name of a command and its other ones.
fn names(command: &Command) -> impl Iterator<Item = &str> {
    std::iter::once(command.get_name()).chain(command.get_all_aliases())
}

#[cfg(test)]
mod tests {
    use atlctl_core::input::{ActionWord, ActionWords};

    use super::*;
    use crate::commands::change::ACTIONS;
    use crate::commands::program;

    #[test]
    fn no_verb_of_any_command_is_left_alone() {
        let words = ActionWords::new(&ACTIONS, &BTreeMap::new()).unwrap();
        let words = words.with_elsewhere(of_other_commands(&program(), &ACTIONS));
        let mut asked = 0;
        let mut must_stop = |word: &str| {
            asked += 1;
            let read = words.read(word);
            assert!(!matches!(read, ActionWord::LeaveAlone(_)), "{word}");
        };
        for top in program().get_subcommands() {
            must_stop(top.get_name());
            for verb in top.get_subcommands() {
                must_stop(verb.get_name());
                must_stop(&format!("{} {}", top.get_name(), verb.get_name()));
            }
        }
        for word in [
            "undo",
            "expire",
            "export",
            "apply",
            "Users suspend",
            "create",
        ] {
            must_stop(word);
        }
        assert!(asked > 150, "{asked}");
        // An action of a list stays one.
        for action in ACTIONS {
            assert_eq!(words.read(action), ActionWord::Action(action));
        }
    }

    #[test]
    fn what_helps_is_the_command() {
        let all = of_other_commands(&program(), &ACTIONS);
        let help = |word: &str| all[word].as_str();
        assert_eq!(help("undo"), "use: atlctl undo");
        assert!(
            help("export").ends_with("atlctl export"),
            "{}",
            help("export")
        );
        assert_eq!(help("group-delete"), "use: atlctl group delete");
        assert_eq!(help("group-add"), ADD);
        assert!(
            help("list").contains("a verb of other commands"),
            "{}",
            help("list")
        );
    }
}
