//! A seeded token in every form that is read, wrapped and damaged: never repeated, never another, and never given away.

use atlctl_signin::{Credentials, SessionToken};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{
    copied_views, exports, filled, found, full_width, json_pieces, own_request, powershell_scripts,
    set_cookies, token, words_around,
};

fn forms() -> Vec<&'static str> {
    [
        &powershell_scripts::READ[..],
        &json_pieces::READ,
        &set_cookies::READ,
        &full_width::READ,
        &words_around::READ,
        &own_request::READ,
        &exports::READ,
        &copied_views::READ,
    ]
    .concat()
}

/// Those that name the portal somewhere, each of which names another host instead.
fn forms_of_another_host() -> Vec<String> {
    let forms = forms()
        .into_iter()
        .filter(|form| !form.contains("acme.example"));
    let moved = forms.map(|form| filled(form, "@T@").replace("atlassian.com", EVIL));
    moved.filter(|form| form.contains(EVIL)).collect()
}
const EVIL: &str = "evil.example";

/// What chats, mails and editors do to the whole of a text.
fn wrapped(kind: usize, text: &str) -> String {
    let lines = |mark: &str| text.lines().map(|line| format!("{mark}{line}\n")).collect();
    match kind {
        0 => text.to_owned(),
        1 => format!("```\n{text}\n```"),
        2 => format!("{{code}}\n{text}\n{{code}}"),
        3 => lines("> "),
        4 => lines("    "),
        5 => text.replace('\n', "\r\n"),
        6 => format!("\u{feff}\n\n{text}\n\n"),
        _ => format!("<pre>{text}</pre>"),
    }
}
const WRAPPERS: usize = 8;

/// One damage to a text, at a place.
fn damaged(text: &str, kind: u8, at: Index, with: char) -> String {
    let length = text.chars().count();
    if length == 0 {
        return String::new();
    }
    let mut chars = text.chars();
    let before: String = chars.by_ref().take(at.index(length)).collect();
    let c: String = chars.by_ref().take(1).collect();
    let after = chars.as_str();
    match kind {
        0 => before,
        1 => after.to_owned(),
        2 => format!("{before}{after}"),
        3 => format!("{before}{with}{c}{after}"),
        4 => format!("{before}{with}{after}"),
        5 => format!("{before}{c}\n{after}"),
        6 => text.replace('"', "”").replace('\'', "’"),
        7 => text.replace(' ', "\u{a0}"),
        8 => text.replace(':', "：").replace(',', "，"),
        9 => text.replace('"', "&quot;"),
        10 => text.replace('-', "–"),
        11 => text.replace('\n', " "),
        _ => format!("{text}\n{text}"),
    }
}

fn leaks(said: &str, secret: &str) -> bool {
    let said = said.to_lowercase();
    let secret = secret.to_lowercase();
    (0..secret.len().saturating_sub(7)).any(|at| said.contains(&secret[at..at + 8]))
}

/// A token of letters that stand in no message.
fn secret() -> impl Strategy<Value = String> {
    "[a-z0-9]{12}".prop_map(|name| token(&name, -60, 3600))
}

#[test]
fn every_form_is_read_in_every_wrapper() {
    let token = token("ann", -60, 3600);
    let mut unread = Vec::new();
    for form in forms() {
        let text = filled(form, &token);
        for kind in 0..WRAPPERS {
            let text = wrapped(kind, &text);
            let read = found(&text).map(|(_, token)| token);
            if read.as_ref() != Ok(&token) {
                unread.push(format!("{read:?}: {text}"));
            }
        }
    }
    assert!(unread.is_empty(), "{}", unread.join("\n\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn no_output_repeats_it(
        form in prop::sample::select(forms()),
        secret in secret(),
        kind in 0..WRAPPERS,
        damages in proptest::collection::vec((0_u8..13, any::<Index>(), "[\\PC\n\t\"'`{}：，；]"), 0..5),
    ) {
        let mut text = wrapped(kind, &filled(form, &secret));
        for (kind, at, with) in damages {
            text = damaged(&text, kind, at, with.chars().next().unwrap_or('x'));
        }
        let mut said = Vec::new();
        match found(&text) {
            Err(error) => said.push(format!("{error} {error:?} {}", error.hint())),
            Ok((form, _)) => said.push(form.as_str().to_owned()),
        }
        said.extend(SessionToken::parse(&text).err().map(|error| format!("{error} {error:?}")));
        let either = Credentials::of_either(&text, crate::NOW.parse().unwrap());
        said.push(format!("{either:?}"));
        for said in said {
            prop_assert!(!leaks(&said, &secret), "{said}\n{text}");
        }
    }

    /// A request to another host gives nothing, whatever happened to it on its way, as long as it names that host.
    #[test]
    fn no_damage_moves_it_to_the_portal(
        form in prop::sample::select(forms_of_another_host()),
        secret in secret(),
        kind in 0..WRAPPERS,
        cut in any::<bool>(),
        at in any::<Index>(),
        damages in proptest::collection::vec(6_u8..13, 0..3),
    ) {
        let mut text = wrapped(kind, &filled(&form, &secret));
        // What is cut or broken within is another word, so that it is only cut behind.
        let cut = cut.then_some((0, at));
        let damages = damages.into_iter().map(|kind| (kind, at));
        for (kind, at) in cut.into_iter().chain(damages) {
            text = damaged(&text, kind, at, 'x');
        }
        if text.contains(EVIL) {
            prop_assert!(found(&text).is_err(), "{text}");
        }
    }
}
