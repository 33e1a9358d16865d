//! Atlassian's own export files: what each column says, kept apart from what the service said. Reading them needs no
//! credential.

mod columns;
mod file;
mod kind;
mod person;
mod save;
mod values;

pub use columns::{Column, Fact};
pub use file::{FileProblem, ImportedFile, read};
pub use kind::{ImportError, ImportKind};
pub use person::{ImportedApp, ImportedPerson};
pub use save::{EarlierImport, ImportSource, Imported};
pub use values::LastActive;
