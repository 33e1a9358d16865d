//! Text of others on its way to a reader's eye: what cannot be seen, or acts instead of being seen, is written as
//! its number. Everything that shows text goes through here: the terminal and the pages of reports.
//!
//! Which characters are invisible is Unicode's own table (`Default_Ignorable_Code_Point` and the general
//! categories), from `icu_properties`. `docs/design/terminal.md` explains which of them stay, and why.

use std::borrow::Cow;

use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, ExtendedPictographic,
    GeneralCategory, JoiningType, NoncharacterCodePoint, PrependedConcatenationMark,
    UnifiedIdeograph,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Letters and symbols that are drawn as nothing without a Unicode property that says so: the blank Braille pattern,
/// the null notehead, the blanks of Egyptian hieroglyphs and the filler of the Khitan small script.
const BLANK: [char; 5] = [
    '\u{2800}',
    '\u{1d159}',
    '\u{13441}',
    '\u{13442}',
    '\u{16fe4}',
];
/// Flags of parts of a country: a black flag, then its letters in invisible characters. These three are in use.
const FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];
const BLACK_FLAG: char = '\u{1f3f4}';
const TAG_END: char = '\u{e007f}';
const ZWNJ: char = '\u{200c}';
const ZWJ: char = '\u{200d}';

/// The text on one line, with everything that is not seen as `\u{…}`, and tabs and line ends as `\t`, `\n` and `\r`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    written(text, false)
}

/// The same for text of several lines: line ends and tabs stay.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    written(text, true)
}

fn written(text: &str, lines: bool) -> Cow<'_, str> {
    // Nearly every text, at no cost.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (c, seen) in characters(text) {
        if seen || (lines && matches!(c, '\n' | '\t')) {
            shown.push(c);
        } else {
            shown.extend(c.escape_default());
        }
    }
    Cow::Owned(shown)
}

/// The characters of a text, each with whether a reader can see it in its place.
pub fn characters(text: &str) -> impl Iterator<Item = (char, bool)> {
    text.char_indices().map(|(at, c)| {
        let seen = !is_unseen(c) || {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + c.len_utf8()..).unwrap_or_default();
            shapes(c, before, after)
        };
        (c, seen)
    })
}

/// Whether the character is invisible, or controls a terminal or the direction of text, in any place.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    match category {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => true,
        // Signs of Arabic and other scripts that stand before numbers are of this category too, and are drawn.
        GeneralCategory::Format => {
            !CodePointSetData::new::<PrependedConcatenationMark>().contains(c)
        }
        _ => {
            CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
                || CodePointSetData::new::<NoncharacterCodePoint>().contains(c)
                || BLANK.contains(&c)
        }
    }
}

/// Whether an invisible character changes how its neighbors are drawn, so that a reader notices it.
fn shapes(c: char, before: &str, after: &str) -> bool {
    let previous = before.chars().next_back();
    match c {
        ZWNJ => follows_virama(before) || parts_letters(before, after),
        ZWJ => {
            follows_virama(before) || precedes_virama(previous, after) || joins_emoji(before, after)
        }
        // Text or picture.
        '\u{fe0e}' | '\u{fe0f}' => previous.is_some_and(|base| {
            let digit = base.is_ascii();
            is_emoji(base) && (!digit || after.starts_with('\u{20e3}')) || is_ideograph(base)
        }),
        // Which form of a Chinese character: names are registered with theirs.
        '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => previous.is_some_and(is_ideograph),
        '\u{e0020}'..='\u{e007f}' => is_in_flag(c, before, after),
        _ => false,
    }
}

fn is_emoji(c: char) -> bool {
    CodePointSetData::new::<Emoji>().contains(c)
}

fn is_picture(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

fn is_ideograph(c: char) -> bool {
    CodePointSetData::new::<UnifiedIdeograph>().contains(c)
}

fn is_virama(c: char) -> bool {
    CodePointMapData::<CanonicalCombiningClass>::new().get(c) == CanonicalCombiningClass::Virama
}

/// The scripts of India and their kin: whether and how two consonants grow together (RFC 5892, appendix A).
fn follows_virama(before: &str) -> bool {
    before.chars().next_back().is_some_and(is_virama)
}

/// Bengali writes its foreign names so: a consonant that keeps its full form before the virama.
fn precedes_virama(previous: Option<char>, after: &str) -> bool {
    previous.is_some_and(char::is_alphabetic) && after.chars().next().is_some_and(is_virama)
}

/// Persian and its kin: between the letters of a script that joins them. Compound names are written so, also after a
/// letter that is never joined to the next.
fn parts_letters(before: &str, after: &str) -> bool {
    let joining = |c: char| CodePointMapData::<JoiningType>::new().get(c);
    let passed = |c: &char| joining(*c) == JoiningType::Transparent && !is_unseen(*c);
    let joins = |c: Option<char>| {
        use JoiningType as J;
        let kinds = [J::DualJoining, J::LeftJoining, J::RightJoining];
        c.is_some_and(|c| kinds.contains(&joining(c)))
    };
    joins(before.chars().rev().find(|c| !passed(c))) && joins(after.chars().find(|c| !passed(c)))
}

/// One picture of several: families, professions.
fn joins_emoji(before: &str, after: &str) -> bool {
    let mut before = before.chars().rev().peekable();
    let dress = |c: &char| *c == '\u{fe0f}' || matches!(*c, '\u{1f3fb}'..='\u{1f3ff}');
    if before.next_if(dress).is_some() {
        // A color of skin and the mark of a picture can stand together.
        before.next_if(dress);
    }
    before.next().is_some_and(is_picture) && after.chars().next().is_some_and(is_picture)
}

/// Whether the character is a letter, or the end, of one of the [`FLAGS`].
fn is_in_flag(c: char, before: &str, after: &str) -> bool {
    let is_tag = |c: &char| matches!(*c, '\u{e0020}'..='\u{e007f}');
    let mut tags: Vec<char> = before.chars().rev().take_while(is_tag).take(6).collect();
    let flag = before.chars().rev().nth(tags.len());
    tags.reverse();
    tags.push(c);
    tags.extend(after.chars().take_while(is_tag).take(6));
    flag == Some(BLACK_FLAG)
        && FLAGS.iter().any(|letters| {
            let letters = letters.chars().map(u32::from);
            let ended = letters.filter_map(|letter| char::from_u32(0xe0000 + letter));
            ended.chain([TAG_END]).eq(tags.iter().copied())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_written_as_its_number() {
        let listed = [
            '\u{ad}',
            '\u{34f}',
            '\u{115f}',
            '\u{1160}',
            '\u{3164}',
            '\u{ffa0}',
            '\u{180e}',
            '\u{2800}',
            '\u{1d173}',
            '\u{e0100}',
            '\u{fe00}',
            '\u{fe0f}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{61c}',
            '\u{202e}',
            '\u{2066}',
            '\u{2060}',
            '\u{2064}',
            '\u{2065}',
            '\u{206a}',
            '\u{feff}',
            '\u{fff0}',
            '\u{fff9}',
            '\u{fffe}',
            '\u{1bca0}',
            '\u{13430}',
            '\u{13441}',
            '\u{16fe4}',
            '\u{1d159}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e01ef}',
            '\u{e0fff}',
            '\u{17b4}',
            '\u{180b}',
            '\u{2028}',
            '\u{2029}',
            '\u{85}',
            '\u{9b}',
            '\u{1b}',
            '\u{7f}',
            '\0',
        ];
        for c in listed {
            let escaped: String = c.escape_unicode().collect();
            assert!(is_unseen(c), "{escaped}");
            for (before, after) in [("", ""), ("a", "b"), ("Ann ", ""), ("", "Lee"), ("1", "2")] {
                let shown = visible(&format!("{before}{c}{after}")).into_owned();
                assert_eq!(shown, format!("{before}{escaped}{after}"));
            }
        }
        // These have names of their own that everybody knows.
        assert_eq!(visible("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(visible_lines("a\nb\tc\r"), "a\nb\tc\\r");
    }

    #[test]
    fn real_names_and_emoji_are_left_alone() {
        for text in [
            "Ann Lee",
            "Zoë Müller-Łukasz",
            "Zoe\u{308}",
            "李小龍 山田\u{3000}太郎 김철수 Nguyễn",
            "Владимир Ὀδυσσεύς",
            // Persian: Ali-Reza; the letters would be joined without it.
            "علی\u{200c}رضا",
            "محمد‌علی",
            "می\u{64e}\u{200c}خواهم",
            // Sinhala: Sri Lanka. Malayalam at a word's end. Hindi with a virama that shows. Bengali: Rachel.
            "ශ\u{dca}\u{200d}රී ලංකා",
            "അവന\u{d4d}\u{200d}",
            "राजकुमार क\u{94d}\u{200c}ष",
            "র\u{200d}\u{9cd}যাচেল",
            "שרה כהן",
            "أحمد",
            "\u{600}١٢",
            // A registered form of a name's first character.
            "葛\u{e0100}城",
            "辻\u{fe00}",
            "❤\u{fe0f} ☎\u{fe0e} 1\u{fe0f}\u{20e3}",
            "👩\u{200d}💻 👨\u{200d}👩\u{200d}👧 🏳\u{fe0f}\u{200d}🌈 👩🏽\u{200d}🚀 🧔🏻\u{200d}♂\u{fe0f}",
            "🇩🇪 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "a\u{a0}b",
        ] {
            assert_eq!(visible(text), text, "{}", text.escape_unicode());
        }
    }

    #[test]
    fn what_shapes_one_text_hides_in_another() {
        for (text, shown) in [
            // Beside letters that are not joined, at an end, and twice.
            ("ا\u{200c}\u{200c}ا", "ا\\u{200c}\\u{200c}ا"),
            ("ann\u{200c}lee", "ann\\u{200c}lee"),
            ("ب\u{200c}", "ب\\u{200c}"),
            ("👩\u{200d}", "👩\\u{200d}"),
            ("👩\u{200d}a", "👩\\u{200d}a"),
            ("👩\u{200d}\u{200d}💻", "👩\\u{200d}\\u{200d}💻"),
            // One form a character; more would carry a hidden text.
            ("葛\u{e0100}\u{e0101}", "葛\u{e0100}\\u{e0101}"),
            ("❤\u{fe0f}\u{fe0f}", "❤\u{fe0f}\\u{fe0f}"),
            ("7\u{fe0f}", "7\\u{fe0f}"),
            // Hidden letters that are no flag.
            (
                "🏴\u{e0067}\u{e0062}\u{e007f}",
                "🏴\\u{e0067}\\u{e0062}\\u{e007f}",
            ),
            ("🏴\u{e0061}", "🏴\\u{e0061}"),
            (
                "x\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
                "x\\u{e0067}\\u{e0062}\\u{e0065}\\u{e006e}\\u{e0067}\\u{e007f}",
            ),
        ] {
            assert_eq!(visible(text), shown, "{}", text.escape_unicode());
        }
    }

    proptest::proptest! {
        /// Whatever the text: nothing acts, nothing is lost, and what was shown once stays as it is.
        #[test]
        fn nothing_acts_and_nothing_is_lost(text in "\\PC{0,4}[\u{0}-\u{9f}\u{200b}-\u{202e}\u{e0000}-\u{e0200}👩ب葛]{0,12}") {
            let shown = visible(&text).into_owned();
            proptest::prop_assert!(!shown.chars().any(char::is_control));
            proptest::prop_assert_eq!(visible(&shown).into_owned(), shown.clone());
            let left: String = characters(&text).filter(|(_, seen)| *seen).map(|(c, _)| c).collect();
            proptest::prop_assert!(shown.len() >= left.len());
        }
    }
}
