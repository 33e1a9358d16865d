//! Whatever the language, the heading and the spelling: nobody beside a word that leaves them alone is read as one of those
//! to change, unless the list says that it is unclear.

use atlctl_core::input::{Columns, heading_key, is_name_heading, is_of_people, read};
use proptest::prelude::*;

/// Words for what is to be done, and for leaving somebody alone.
const PAIRS: [(&str, &str); 32] = [
    ("move", "keep"),
    ("suspend", "leave as is"),
    ("revoke", "stays"),
    ("remove", "do not touch"),
    ("Leavers", "Stayers"),
    ("move", "exempt"),
    ("verschieben", "behalten"),
    ("sperren", "bleibt"),
    ("entfernen", "nicht entfernen"),
    ("déplacer", "garder"),
    ("déplacer", "ne pas déplacer"),
    ("mover", "mantener"),
    ("mover", "no mover"),
    ("mover", "manter"),
    ("spostare", "mantenere"),
    ("verplaatsen", "behouden"),
    ("verplaatsen", "niet verplaatsen"),
    ("przenieść", "zostawić"),
    ("přesunout", "ponechat"),
    ("flytta", "behåll"),
    ("flytte", "behold"),
    ("siirrä", "säilytä"),
    ("taşı", "kalsın"),
    ("перенести", "оставить"),
    ("перемістити", "залишити"),
    ("áthelyez", "marad"),
    ("mută", "păstrează"),
    ("μετακίνηση", "διατήρηση"),
    ("pindahkan", "pertahankan"),
    ("移動", "残す"),
    ("移动", "保留"),
    ("이동", "유지"),
];

/// Headings of decisions, of anything, and of nothing.
const HEADINGS: [&str; 24] = [
    "",
    "Action",
    "Aktion",
    "Décision",
    "Acción",
    "Azione",
    "Actie",
    "Akcja",
    "Åtgärd",
    "Toimenpide",
    "İşlem",
    "Действие",
    "対応",
    "操作",
    "조치",
    "Type",
    "Section",
    "List",
    "Team",
    "Comment",
    "Bemerkung",
    "X",
    "1",
    "What to do?",
];

/// A word as people spell it.
fn spelled(word: &str, how: u8) -> String {
    let word = match how % 3 {
        0 => word.to_owned(),
        1 => word.to_uppercase(),
        _ => {
            let mut letters = word.chars();
            let first = letters.next().map(|c| c.to_uppercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
    };
    match how / 3 % 6 {
        0 => format!("{word}!"),
        1 => format!("{word}."),
        2 => format!("🙂 {word}"),
        3 => format!("{word} 👤"),
        4 => format!(" *{word}* "),
        _ => word,
    }
}

fn heading() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(HEADINGS.to_vec()).prop_map(str::to_owned);
    prop_oneof![3 => known, 1 => "[A-Za-zäéñ]{1,9}( [a-z]{1,6})?"]
}

/// Whether below such a heading a word may be a name, or a kind of leave.
fn is_other(heading: &str) -> bool {
    let plain = heading_key(heading);
    let small = heading.to_lowercase();
    let parts = [
        "name", "nom", "naam", "namn", "navn", "nimi", "apellid", "cognome",
    ];
    is_of_people(&plain)
        || is_name_heading(&plain, None)
        || parts.iter().any(|part| small.contains(part))
}

/// A list in one of the forms that lists have.
fn list(heading: &str, cells: &[String], form: u8) -> String {
    let email = |at: usize| format!("p{at}@x.example");
    let rows = cells.iter().enumerate();
    if form == 0 {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let rows = rows.map(|(at, cell)| {
            format!(
                "{{\"email\":{},{}:{}}}",
                quoted(&email(at)),
                quoted(heading),
                quoted(cell)
            )
        });
        return format!("[{}]", rows.collect::<Vec<_>>().join(","));
    }
    let delimiter = [",", ";", "\t"][usize::from(form % 3)];
    let is_first = form > 3;
    let row = |one: &str, other: &str| match is_first {
        true => format!("\"{other}\"{delimiter}{one}\n"),
        false => format!("{one}{delimiter}\"{other}\"\n"),
    };
    let rows = rows.map(|(at, cell)| row(&email(at), cell));
    row("Email", heading) + &rows.collect::<String>()
}

proptest! {
    #[test]
    fn nobody_who_is_left_alone_is_read_in_silence(
        (act, keep) in proptest::sample::select(PAIRS.to_vec()),
        heading in heading(),
        rows in proptest::collection::vec((0..3_u8, any::<u8>()), 1..6),
        left in any::<proptest::sample::Index>(),
        form in 0..7_u8,
    ) {
        prop_assume!(!is_other(&heading));
        let left = left.index(rows.len());
        let cells = rows.iter().enumerate().map(|(at, (kind, how))| match kind {
            _ if at == left => spelled(keep, *how),
            0 => String::new(),
            1 => spelled(act, *how),
            _ => spelled(keep, *how),
        });
        let cells: Vec<String> = cells.collect();
        let text = list(&heading, &cells, form);
        if let Ok(found) = read(text.as_bytes(), &Columns::default()) {
            let address = format!("p{left}@x.example");
            let is_read = found.people.iter().any(|one| one.email.as_deref() == Some(&address));
            prop_assert!(!is_read || !found.undecided.is_empty(), "{text}");
        }
    }
}
