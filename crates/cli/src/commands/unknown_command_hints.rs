//! Where a word leads that is no command.

/// Words after a noun (or after the program's name, where there is none) and what to do instead.
pub(super) struct Lead {
    pub(super) noun: &'static str,
    pub(super) words: &'static [&'static str],
    /// The command for these words, with what it does.
    pub(super) hint: &'static str,
    /// Whether this version does it.
    pub(super) exists: bool,
}

pub(super) const fn does(
    noun: &'static str,
    words: &'static [&'static str],
    hint: &'static str,
) -> Lead {
    Lead {
        noun,
        words,
        hint,
        exists: true,
    }
}

pub(super) const fn lacks(
    noun: &'static str,
    words: &'static [&'static str],
    hint: &'static str,
) -> Lead {
    Lead {
        exists: false,
        ..does(noun, words, hint)
    }
}
