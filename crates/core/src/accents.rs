//! Texts without accents, as they are compared.

use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};

/// Without accents.
pub(crate) fn without_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let apart = DecomposingNormalizer::new_nfd().normalize(text);
    let is_accent = |c: &char| ('\u{300}'..'\u{370}').contains(c);
    let plain: String = apart.chars().filter(|c| !is_accent(c)).collect();
    ComposingNormalizer::new_nfc()
        .normalize(&plain)
        .into_owned()
}
