//! Words for decisions, in the languages that reviewers write.

use std::collections::BTreeMap;

use super::Decision;
use crate::input::ActionWords;

/// Words for keeping. No "yes" or "no": what they answer is unclear.
const KEEP: [&str; 25] = [
    "keep",
    "kept",
    "approve",
    "approved",
    "retain",
    "behalten",
    "beibehalten",
    "conserver",
    "garder",
    "conservar",
    "mantener",
    "manter",
    "mantenere",
    "conservare",
    "behouden",
    "zachować",
    "ponechat",
    "behåll",
    "behold",
    "säilytä",
    "оставить",
    "zachowaj",
    "維持",
    "保持",
    "保留",
];
/// Words for taking the access away.
const REMOVE: [&str; 27] = [
    "remove",
    "removed",
    "revoke",
    "revoked",
    "entfernen",
    "entziehen",
    "löschen",
    "retirer",
    "supprimer",
    "révoquer",
    "quitar",
    "eliminar",
    "retirar",
    "revocar",
    "remover",
    "rimuovere",
    "revocare",
    "verwijderen",
    "usuń",
    "odebrat",
    "ta bort",
    "fjern",
    "poista",
    "удалить",
    "削除",
    "删除",
    "移除",
];
/// Words for "I do not know".
const UNDECIDED: [&str; 7] = [
    "??",
    "？",
    "not sure",
    "unsure",
    "undecided",
    "unklar",
    "pendiente",
];

/// The words for decisions: those of many languages, and those of the configuration that mean one.
#[must_use]
pub fn decision_words(configured: &BTreeMap<String, String>) -> ActionWords {
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    for (list, means) in [
        (KEEP.as_slice(), Decision::Keep.word()),
        (&REMOVE, Decision::Remove.word()),
        (&UNDECIDED, "?"),
    ] {
        words.extend(
            list.iter()
                .map(|word| ((*word).to_owned(), means.to_owned())),
        );
    }
    let decisions = [Decision::Keep.word(), Decision::Remove.word()];
    for (word, means) in configured {
        let means = means.trim().to_lowercase();
        let one = BTreeMap::from([(word.clone(), means.clone())]);
        // The words for the decisions themselves keep their meanings.
        if ActionWords::new(&decisions, &one).is_ok() {
            words.retain(|known, _| !ActionWords::are_same(known, word));
            words.insert(word.clone(), means);
        }
    }
    // Every meaning is one of the decisions, and every word has one, so none is refused.
    ActionWords::new(&decisions, &words).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::ActionWord;

    #[test]
    fn decisions_in_many_languages() {
        let configured = BTreeMap::from([
            ("bleibt".to_owned(), "keep".to_owned()),
            ("sperren".to_owned(), "suspend".to_owned()),
        ]);
        let words = decision_words(&configured);
        for (cell, decision) in [
            ("Keep", "keep"),
            (" BEHALTEN ", "keep"),
            ("bleibt", "keep"),
            ("remove", "remove"),
            ("Entfernen", "remove"),
            ("Ta  bort", "remove"),
            ("削除", "remove"),
        ] {
            assert_eq!(words.read(cell), ActionWord::Action(decision), "{cell}");
        }
        for cell in ["", "?", "？", "unsure", "Not sure"] {
            assert!(words.knows(cell), "{cell}");
            assert!(
                matches!(words.read(cell), ActionWord::LeaveAlone(_)),
                "{cell}"
            );
        }
        for cell in ["yes", "no", "sperren", "suspend", "maybe"] {
            assert!(!words.knows(cell), "{cell}");
        }
        let near = words.read("remvoe");
        assert_eq!(near, ActionWord::Misspelled("remove".to_owned()));
    }
}
