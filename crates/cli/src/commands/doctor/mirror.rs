//! The mirror: its age and integrity.

use atlctl_core::store::{
    Mirror, NOT_AVAILABLE, PartInfo, StoreError, part_option, part_title, part_titles,
};
use atlctl_core::sync::Stage;

use super::audit_log::AuditLog;
use super::finding::{Findings, State};
use crate::context::Context;
use crate::error::CliError;
use crate::mirror::{ago, last_attempt, no_sync};
use crate::ui::display;

/// A mirror older than this is worth a word.
const OLD_DAYS: i64 = 7;

/// Looks at the file.
pub(super) fn check(context: &Context, audit_log: AuditLog, findings: &mut Findings) {
    let Ok(path) = context.mirror_path() else {
        let found = "no organization selected";
        findings.add("mirror", State::Unchecked, found);
        return;
    };
    let mirror = match Mirror::open_read_only(path) {
        Ok(mirror) => mirror,
        Err(StoreError::Missing { .. }) => {
            let hint = "mirror the organization: atlctl sync";
            findings.advise("mirror", State::Note, "nothing mirrored yet", hint);
            return;
        }
        Err(error) => return findings.error("mirror", State::Failed, &CliError::from(error)),
    };
    match mirror.integrity_error() {
        Ok(None) => {}
        Ok(Some(damage)) => {
            findings.advise(
                "mirror",
                State::Failed,
                format!("the file is damaged: {damage}"),
                format!(
                    "move {} away and mirror the organization again: atlctl sync",
                    mirror.path().display()
                ),
            );
            return;
        }
        Err(error) => return findings.error("mirror", State::Failed, &CliError::from(error)),
    }
    age(context, &mirror, findings);
    parts(context, &mirror, audit_log, findings);
}

/// How old every part is, and which could not be read.
fn parts(context: &Context, mirror: &Mirror, audit_log: AuditLog, findings: &mut Findings) {
    let parts = match mirror.parts() {
        Ok(parts) => parts,
        Err(error) => return findings.error("mirror", State::Failed, &CliError::from(error)),
    };
    // Where that cannot be read, neither can the parts.
    let not_available = |part: &str| mirror.is_not_available(part).unwrap_or_default();
    // What Atlassian does not let this credential read is not advised to be read.
    let readable =
        |part: &str| part != Stage::Events.as_str() || audit_log != AuditLog::NotReadable;
    never_read(context, &parts, &not_available, &readable, findings);
    let mut fresh = Fresh::default();
    for part in parts {
        let name = format!("mirror: {}", part.part);
        if part.read_at.is_none() && not_available(&part.part) {
            findings.add(name, State::Note, NOT_AVAILABLE);
            continue;
        }
        let age = part.read_at.map_or_else(
            || "never read".to_owned(),
            |at| format!("read {}", ago(context.now().as_second() - at.as_second())),
        );
        let days = part.read_at.map_or(0, |at| {
            (context.now().as_second() - at.as_second()) / 86_400
        });
        let again = format!(
            "read it again: atlctl sync --only {}",
            part_option(&part.part)
        );
        match (part.state.as_str(), &part.note) {
            ("complete", _) if days < OLD_DAYS => fresh.add(age, part.part),
            ("complete", _) if !readable(&part.part) => findings.add(name, State::Note, age),
            ("complete", _) => findings.advise(name, State::Note, age, again),
            (state, Some(note)) => {
                let found = format!("{age}; {}: {}", last_attempt(state), display(note));
                findings.add(name, State::Note, found);
            }
            (state, None) => {
                let found = format!("{age}; {}", last_attempt(state));
                if !readable(&part.part) {
                    findings.add(name, State::Note, found);
                    continue;
                }
                findings.advise(name, State::Note, found, again);
            }
        }
    }
    if let Some(found) = fresh.said() {
        findings.add("mirror: parts", State::Ok, found);
    }
}

/// The parts that nothing is to be said of but their age: those of one age together.
#[derive(Debug, Default)]
struct Fresh {
    ages: Vec<(String, Vec<String>)>,
}

impl Fresh {
    fn add(&mut self, age: String, part: String) {
        match self.ages.iter_mut().find(|(known, _)| *known == age) {
            Some((_, parts)) => parts.push(part),
            None => self.ages.push((age, vec![part])),
        }
    }

    /// All of them; `None` when there are none.
    fn said(&self) -> Option<String> {
        let ages = self.ages.iter();
        let ages: Vec<String> = ages
            .map(|(age, parts)| format!("{age}: {}", part_titles(parts)))
            .collect();
        (!ages.is_empty()).then(|| ages.join("; "))
    }
}

/// The parts that no sync has read: those that are read only when they are asked for.
fn never_read(
    context: &Context,
    known: &[PartInfo],
    not_available: &dyn Fn(&str) -> bool,
    readable: &dyn Fn(&str) -> bool,
    findings: &mut Findings,
) {
    let has_directory = context
        .profile()
        .is_ok_and(|(_, profile)| !profile.scim_directories.is_empty());
    let never = Stage::ALL.into_iter().filter(|stage| {
        let needs_key = *stage == Stage::ScimLinks && !has_directory;
        !needs_key
            && !not_available(stage.as_str())
            && known.iter().all(|part| part.part != stage.as_str())
    });
    let never: Vec<&str> = never.map(Stage::as_str).collect();
    let found = never.iter().map(|part| match readable(part) {
        true => part_title(part).to_owned(),
        false => format!("{} (the audit log cannot be read)", part_title(part)),
    });
    let found = found.collect::<Vec<_>>().join(", ");
    let can: Vec<&str> = never
        .iter()
        .copied()
        .filter(|part| readable(part))
        .map(part_option)
        .collect();
    if !can.is_empty() {
        findings.advise(
            "mirror: parts never read",
            State::Note,
            found,
            format!("read them: atlctl sync --only {}", can.join(",")),
        );
    } else if !never.is_empty() {
        findings.add("mirror: parts never read", State::Note, found);
    }
}

fn age(context: &Context, mirror: &Mirror, findings: &mut Findings) {
    match mirror.last_sync() {
        Ok(Some(sync)) => {
            let at = sync.finished_at.unwrap_or(sync.started_at);
            let days = (context.now().as_second() - at.as_second()) / 86_400;
            let found = format!("intact; {}", context.synced(&sync));
            if days >= OLD_DAYS || sync.state != "complete" {
                findings.advise("mirror", State::Warning, found, "update it: atlctl sync");
            } else {
                findings.add("mirror", State::Ok, found);
            }
        }
        Ok(None) => match no_sync(mirror) {
            Ok((found, next)) => findings.advise("mirror", State::Warning, found, next),
            Err(error) => findings.error("mirror", State::Failed, &error),
        },
        Err(error) => findings.error("mirror", State::Failed, &CliError::from(error)),
    }
}
