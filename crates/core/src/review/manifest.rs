//! The manifest of a review: its steps, each with the SHA-256 of every file that it added. Each step's hash covers the
//! step before it, so the last one identifies the whole folder.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::close_step::is_zero;
use super::{Closed, Freshness, ReviewError, Scope};
use crate::plan::{Actor, checksum};
use crate::store::OutdatedHolders;

/// The version of the format that is written.
pub const FORMAT: u32 = 1;

/// A file, by its path in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// The path, with `/` between its parts.
    pub path: String,
    /// SHA-256: `sha256:` and hexadecimal digits.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

impl FileEntry {
    /// The entry of a file with this content.
    #[must_use]
    pub fn of(path: &str, content: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            sha256: checksum(content),
            bytes: content.len() as u64,
        }
    }
}

/// A scope, and how many have the access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeEntry {
    /// The scope.
    #[serde(flatten)]
    pub scope: Scope,
    /// The number of people who have the access.
    pub rows: u64,
    /// The number of people who may have it: the service does not report theirs, or no sync has listed them. They are not
    /// in the review.
    pub unknown: u64,
    /// Where no sync has read the people to the end, those of them whom none has listed, as far as Atlassian counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlisted: Option<u64>,
    /// Those of them whose access may have ended since it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outdated: Option<OutdatedHolders>,
}

impl ScopeEntry {
    /// The number of people who are listed and whose access the service does not report.
    #[must_use]
    pub fn unreported(&self) -> u64 {
        self.unknown
            .saturating_sub(self.unlisted.unwrap_or_default())
    }
}

/// A reviewer, and what they are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// The reviewer, as the administrator named them.
    pub reviewer: String,
    /// The number of rows.
    pub rows: u64,
    /// How many of them are about the reviewer's own access.
    pub own: u64,
    /// The path of the list.
    pub csv: String,
    /// The path of the page.
    pub page: String,
}

/// The start of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The review's ID.
    pub id: String,
    /// The organization's ID.
    pub org: String,
    /// Its name, when known.
    pub org_name: Option<String>,
    /// The mirror.
    pub mirror: Freshness,
    /// What is reviewed.
    pub scopes: Vec<ScopeEntry>,
    /// The filters, as the administrator gave them.
    pub filters: BTreeMap<String, String>,
    /// The reviewers.
    pub reviewers: Vec<Reviewer>,
    /// The day by which decisions are due.
    pub due: Option<Date>,
}

/// A plan from decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The path of the plan.
    pub plan: String,
    /// The checksum in it, by which its runs are found.
    pub checksum: String,
    /// The number of changes in it.
    pub changes: u64,
    /// The path of the table of all decisions.
    pub decisions: String,
    /// Rows to keep.
    pub keep: u64,
    /// Rows to remove.
    pub remove: u64,
    /// Rows that a reviewer returned without a decision, and those that were not returned.
    pub undecided: u64,
    /// Those of them that a reviewer returned with an answer that cannot be used (`--skip-problems`).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unusable: u64,
    /// The problems of the returned lists, whose rows count as undecided (`--skip-problems`).
    pub problems: u64,
    /// The lists that came in, each by its path here and its name before.
    pub returned: BTreeMap<String, String>,
    /// The encoding as which they were read, where it was named (`--encoding`): later steps read them so, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum About {
    /// The review was started.
    Start(Started),
    /// Decisions came in, and a plan was made from them.
    Plan(Planned),
    /// The review was closed.
    Close(Closed),
}

/// A step of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// The version of atlctl.
    pub tool: String,
    /// What.
    #[serde(flatten)]
    pub about: About,
    /// The files that it added.
    pub files: Vec<FileEntry>,
}

struct Link {
    hash: String,
    body: Box<RawValue>,
    step: Step,
}

/// The manifest.
pub struct Manifest {
    links: Vec<Link>,
    hash: String,
    /// The text that it was read from; `None` where it was added to.
    read_from: Option<String>,
}

#[derive(Serialize)]
struct WrittenStep<'a> {
    hash: &'a str,
    step: &'a RawValue,
}

#[derive(Serialize)]
struct Written<'a> {
    atlctl_review: u32,
    hash: &'a str,
    steps: Vec<WrittenStep<'a>>,
}

#[derive(Deserialize)]
struct ReadStep {
    hash: String,
    step: Box<RawValue>,
}

#[derive(Deserialize)]
struct ReadManifest {
    hash: String,
    steps: Vec<ReadStep>,
}

impl Manifest {
    /// A manifest without steps.
    #[must_use]
    pub fn new() -> Self {
        Self {
            links: Vec::new(),
            hash: String::new(),
            read_from: None,
        }
    }

    /// Reads a manifest; `path` is for messages.
    ///
    /// # Errors
    /// When it is not one, or a newer atlctl wrote it.
    pub fn read(path: &Path, text: &str) -> Result<Self, ReviewError> {
        #[derive(Deserialize)]
        struct Head {
            atlctl_review: u32,
        }
        let wrong = |error| ReviewError::Manifest(path.to_owned(), error);
        let head: Head = serde_json::from_str(text).map_err(wrong)?;
        if head.atlctl_review > FORMAT {
            return Err(ReviewError::Newer {
                path: path.to_owned(),
                found: head.atlctl_review,
                known: FORMAT,
            });
        }
        let read: ReadManifest = serde_json::from_str(text).map_err(wrong)?;
        let mut links = Vec::with_capacity(read.steps.len());
        for ReadStep { hash, step: body } in read.steps {
            let step = serde_json::from_str(body.get()).map_err(wrong)?;
            links.push(Link { hash, body, step });
        }
        Ok(Self {
            links,
            hash: read.hash,
            read_from: Some(text.to_owned()),
        })
    }

    /// Adds a step.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn add(&mut self, step: Step) -> Result<(), serde_json::Error> {
        let body = serde_json::to_string_pretty(&step).and_then(RawValue::from_string)?;
        self.hash = chained(self.links.last().map(|link| link.hash.as_str()), &body);
        self.read_from = None;
        self.links.push(Link {
            hash: self.hash.clone(),
            body,
            step,
        });
        Ok(())
    }

    /// The text of the file.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        let steps = self.links.iter().map(|link| WrittenStep {
            hash: &link.hash,
            step: &link.body,
        });
        let written = Written {
            atlctl_review: FORMAT,
            hash: &self.hash,
            steps: steps.collect(),
        };
        let mut text = serde_json::to_string_pretty(&written)?;
        text.push('\n');
        Ok(text)
    }

    /// The hash that identifies the whole, as the file says.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The hash of a step, counted from 1, and of all before it.
    #[must_use]
    pub fn hash_of_step(&self, number: usize) -> Option<&str> {
        Some(&self.links.get(number.checked_sub(1)?)?.hash)
    }

    /// The steps.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.links.iter().map(|link| &link.step)
    }

    /// How the review started; `None` in a manifest that was altered.
    #[must_use]
    pub fn started(&self) -> Option<&Started> {
        match &self.links.first()?.step.about {
            About::Start(started) => Some(started),
            _ => None,
        }
    }

    /// The plans that were made.
    pub fn plans(&self) -> impl DoubleEndedIterator<Item = &Planned> {
        self.steps().filter_map(|step| match &step.about {
            About::Plan(planned) => Some(planned),
            _ => None,
        })
    }

    /// How it was closed, if it was.
    #[must_use]
    pub fn closed(&self) -> Option<&Closed> {
        self.steps().find_map(|step| match &step.about {
            About::Close(closed) => Some(closed),
            _ => None,
        })
    }

    /// The files of all steps.
    pub fn files(&self) -> impl Iterator<Item = &FileEntry> {
        self.steps().flat_map(|step| &step.files)
    }

    /// Which parts of it do not match their hashes.
    #[must_use]
    pub fn altered(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut before: Option<&str> = None;
        for (at, link) in self.links.iter().enumerate() {
            if chained(before, &link.body) != link.hash {
                wrong.push(format!(
                    "the hash of step {} does not match its content",
                    at + 1
                ));
            }
            let in_place = matches!(link.step.about, About::Start(_)) == (at == 0);
            if !in_place {
                wrong.push(format!("step {} is out of order", at + 1));
            }
            before = Some(&link.hash);
        }
        // The hashes cover the steps. Everything around them is as it is written: no other key, order or blank.
        let exact = |text: &String| self.text().is_ok_and(|written| written == *text);
        if !self.read_from.as_ref().is_none_or(exact) {
            wrong.push(
                "it has something beside its steps and their hashes, or is laid out in another way"
                    .to_owned(),
            );
        }
        if before != Some(self.hash.as_str()) {
            wrong.push("its hash is not that of its last step".to_owned());
        }
        wrong
    }
}

impl Default for Manifest {
    fn default() -> Self {
        Self::new()
    }
}

/// The hash of a step and all before it.
fn chained(before: Option<&str>, body: &RawValue) -> String {
    checksum(format!("{}\n{}", before.unwrap_or_default(), body.get()))
}
