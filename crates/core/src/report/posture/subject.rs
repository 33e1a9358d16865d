//! What checks look at and find.

use std::sync::Arc;

use super::super::facts::{CredentialKind, Names, was_read};
use super::super::request::Request;
use crate::query::Cell;
use crate::sql::SqlError;

/// Something that a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// A person, by our number.
    Person(i64),
    /// A credential, by its ID.
    Credential(CredentialKind, Arc<str>),
    /// Something else: its ID, and its name.
    Other(String, Option<String>),
}

/// What a check looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub found: Vec<Subject>,
    pub unknown: u64,
}

impl Seen {
    /// Nothing, of a part that was read; one that was not read to its end is unknown, and never empty.
    pub(super) fn of_part(request: &Request<'_>, part: &str) -> Result<Self, SqlError> {
        Ok(Self {
            found: Vec::new(),
            unknown: u64::from(!was_read(request, part)?),
        })
    }

    /// Adds what was looked at, when it is found; counts it, when that is unknown.
    pub(super) fn add(&mut self, found: Option<bool>, subject: impl FnOnce() -> Subject) {
        match found {
            Some(true) => self.found.push(subject()),
            Some(false) => {}
            None => self.unknown += 1,
        }
    }

    /// Counts what may be looked at, unless it would not be found.
    pub(super) fn may_add(&mut self, found: Option<bool>) {
        self.unknown += u64::from(found != Some(false));
    }
}

impl Subject {
    /// Its ID and its name.
    pub(super) fn named(&self, names: &mut Names<'_>) -> Result<(String, Cell), SqlError> {
        match self {
            Self::Person(no) => {
                let named = names.of(*no)?;
                let id = named.account.text().unwrap_or_default().to_owned();
                let name = match named.email {
                    Cell::Unknown => named.name,
                    email => email,
                };
                Ok((id, name))
            }
            Self::Credential(kind, id) => {
                let texts = names.of_credential(*kind, id)?;
                let name = match (texts.owner, texts.label) {
                    (Some(owner), Some(label)) => Some(format!("{label} ({owner})")),
                    (owner, label) => label.or(owner),
                };
                Ok((id.to_string(), name.map_or(Cell::Unknown, Cell::Text)))
            }
            Self::Other(id, name) => {
                let name = name.clone().map_or(Cell::Unknown, Cell::Text);
                Ok((id.clone(), name))
            }
        }
    }
}
