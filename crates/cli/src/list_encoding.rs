//! `--encoding`: how the text of a list is encoded, where it is not detected.

use atlctl_core::input::{Encoding, InputError};
use clap::Args;

use crate::error::CliError;

/// The encoding of a list.
#[derive(Debug, Clone, Copy, Default, Args)]
#[group(skip)]
pub struct ListEncoding {
    /// Encoding of the file, when it is not detected: Shift_JIS, GBK, Big5, EUC-KR, Windows-1251 and others, by any of
    /// their usual names
    #[arg(long, value_name = "NAME", value_parser = named)]
    pub encoding: Option<Encoding>,
}

/// The error for a file that is not text, called `shown`; `None` where something else is wrong with it.
pub fn not_text(error: &InputError, shown: &str) -> Option<CliError> {
    let (binary, what) = match error {
        InputError::NotText(binary) => (binary, "text file"),
        InputError::NotList(binary) => (binary, "list"),
        _ => return None,
    };
    let said = format!("{shown} is not a {what} but {}", binary.as_str());
    Some(CliError::usage(said).hint(binary.advice()))
}

fn named(text: &str) -> Result<Encoding, String> {
    Encoding::named(text).ok_or_else(|| {
        "use a name such as UTF-8, Windows-1252, Shift_JIS, GBK, Big5, EUC-KR or KOI8-R".to_owned()
    })
}

/// What to do about a list of several tables, or of one of which it is not known who is meant.
pub fn hint_to_save(error: &InputError) -> Option<&'static str> {
    Some(match error {
        InputError::OtherHeadings { .. } => "save each table as a list of its own",
        InputError::OtherTitle { .. } => "save the people under each title as a list of their own",
        InputError::Checked { .. } => {
            "leave only the people who are meant in the list, without boxes"
        }
        InputError::StyleSheet(_) => "open the page, and save its table as CSV",
        _ => return None,
    })
}

/// The error for a table, of people or of anything else, that cannot be read.
pub fn unreadable_table(error: &InputError, shown: &str) -> CliError {
    not_text(error, shown).unwrap_or_else(|| {
        let said = CliError::usage(format!("cannot read {shown}")).cause(error);
        match hint_to_save(error) {
            Some(hint) => said.hint(hint),
            None => said,
        }
    })
}
