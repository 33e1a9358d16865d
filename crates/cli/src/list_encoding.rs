//! `--encoding`: how the text of a list is encoded, where it is not detected.

use std::path::Path;

use atlctl_core::input::{Binary, Encoding, InputError, with_linked_sheets};
use clap::Args;

use crate::error::CliError;
use crate::input_file::read_file;
use crate::ui::display;

/// The encoding of a list.
#[derive(Debug, Clone, Copy, Default, Args)]
#[group(skip)]
pub struct ListEncoding {
    /// Encoding of the file, when it is not detected: Shift_JIS, GBK, Big5, EUC-KR, Windows-1251 and others, by any of
    /// their usual names
    #[arg(long, value_name = "NAME", value_parser = named)]
    pub encoding: Option<Encoding>,
}

/// The error for a file that is not text, called `shown`, or whose styles are in another file; `None` where something
/// else is wrong with it.
pub fn not_text(error: &InputError, shown: &str) -> Option<CliError> {
    let binary = |binary: &Binary, what: &str| {
        let said = format!("{shown} is not a {what} but {}", binary.as_str());
        Some(CliError::usage(said).hint(binary.advice()))
    };
    match error {
        InputError::NotText(found) => binary(found, "text file"),
        InputError::NotList(found) => binary(found, "list"),
        InputError::StyleSheet(sheet) => {
            let said = format!(
                "{shown} takes its styles from \"{}\", which atlctl cannot read; it may strike out or hide people",
                display(sheet)
            );
            Some(CliError::usage(said).hint(
                "save the list as CSV, or use the saved page with the style sheet in the folder beside it",
            ))
        }
        _ => None,
    }
}

/// The page of a file with the style sheets that stand beside it, as far as they can be read.
pub fn with_sheets_beside(path: &Path, page: Vec<u8>) -> Vec<u8> {
    let beside = |sheet: &str| {
        let sheet = path.parent().unwrap_or_else(|| Path::new("")).join(sheet);
        // A pipe has no end.
        let is_file = sheet.metadata().is_ok_and(|sheet| sheet.is_file());
        is_file.then(|| read_file(&sheet).ok()).flatten()
    };
    with_linked_sheets(page, beside)
}

fn named(text: &str) -> Result<Encoding, String> {
    Encoding::named(text).ok_or_else(|| {
        "use a name such as UTF-8, Windows-1252, Shift_JIS, GBK, Big5, EUC-KR or KOI8-R".to_owned()
    })
}

/// What to do about a list of several tables, or of one of which it is not known who is meant.
pub fn hint_to_save(error: &InputError) -> Option<&'static str> {
    Some(match error {
        InputError::OtherHeadings { .. } | InputError::OtherTable { .. } => {
            "save each table as a list of its own"
        }
        InputError::OtherTitle { .. } => "save the people under each title as a list of their own",
        InputError::ExceptTitle { .. } => "keep only the people to change in the list",
        InputError::Marks { .. } => "keep only the people to change in the list, without marks",
        InputError::StyleSheet(_) | InputError::Frame(_) | InputError::Unshown => {
            "open the page, and save its table as CSV"
        }
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
