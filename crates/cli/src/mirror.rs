//! The mirror of the organization, as commands use it.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::PathBuf;

use atlctl_api::OrgId;
use atlctl_core::number::capital;
use atlctl_core::query::{List, ListQuery};
use atlctl_core::store::{Mirror, PartAge, PartInfo, SyncInfo, part_titles};
use atlctl_core::sync::Stage;
use jiff::Timestamp;

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::listing::shown;
use crate::output::{Column, Details};
use crate::ui::display;
use crate::unrecorded_runs::Before;

impl Context {
    /// The path of the organization's mirror.
    ///
    /// # Errors
    /// When no organization is known.
    pub fn mirror_path(&self) -> CliResult<PathBuf> {
        Ok(self.paths.mirror(self.org()?.as_str()))
    }

    /// The mirror, for reading; says on stderr how old it is, and how old the list of people is where the last sync could
    /// not read it.
    ///
    /// # Errors
    /// When nothing mirrored yet, or it cannot be read.
    pub fn mirror(&self) -> CliResult<Mirror> {
        self.mirror_showing(&[Stage::Users])
    }

    /// The mirror, for reading these parts, the most important first; says on stderr how old it is, and how old each part
    /// is that the last sync could not read.
    ///
    /// # Errors
    /// When nothing mirrored yet, or it cannot be read.
    pub fn mirror_showing(&self, parts: &[Stage]) -> CliResult<Mirror> {
        let mirror = self.mirror_without_header()?;
        let sync = ended(&mirror)?;
        let mut behind = self.behind(&mirror, parts)?;
        let is_first = |(age, _): &(PartAge, String)| {
            age.read_at.is_some() && parts.first().is_some_and(|part| part.as_str() == age.part)
        };
        if let Some(at) = mirror.shown_at() {
            self.say_moment(&mirror, &sync, at)?;
        } else if behind.first().is_some_and(is_first) {
            // What is shown is as old as that.
            let (_, age) = behind.remove(0);
            self.ui.header_caveat(self.mirror_and_age(&mirror, &age)?);
        } else {
            let said = self.mirror_and_age(&mirror, &self.synced(&sync))?;
            match sync.state.as_str() {
                "complete" => self.ui.header(said),
                _ => self.ui.header_caveat(said),
            }
        }
        self.say_behind(behind);
        Ok(mirror)
    }

    fn say_behind(&self, behind: Vec<(PartAge, String)>) {
        // Parts of one age and reason on one line.
        let mut ages: Vec<(String, Vec<String>)> = Vec::new();
        for (of, age) in behind {
            match ages.iter_mut().find(|(known, _)| *known == age) {
                Some((_, parts)) => parts.push(of.part),
                None => ages.push((age, vec![of.part])),
            }
        }
        for (age, parts) in ages {
            self.ui
                .header_caveat(format!("{}: {age}.", capital(&part_titles(&parts))));
        }
    }

    /// How old each of these parts is that is older than the mirror, and why.
    fn behind(&self, mirror: &Mirror, parts: &[Stage]) -> CliResult<Vec<(PartAge, String)>> {
        let now = mirror.shown_at().unwrap_or_else(|| self.now());
        let ages = self.part_ages(mirror, parts)?.into_iter();
        let behind = ages.filter(|age| age.behind.is_some()).map(|age| {
            let read = age.read_at.map_or_else(
                || age.without_age().to_owned(),
                |at| format!("synced {}", ago(now.as_second() - at.as_second())),
            );
            let said = format!("{read}{}", age.why());
            (age, said)
        });
        Ok(behind.collect())
    }

    /// How old each of these parts is.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn part_ages(&self, mirror: &Mirror, parts: &[Stage]) -> CliResult<Vec<PartAge>> {
        let names: Vec<&str> = parts.iter().map(|part| part.as_str()).collect();
        Ok(mirror.part_ages(&names)?)
    }

    /// How old a part is, such as "synced 9 days ago; the last sync could not read it". `None` when it was never read.
    fn part_age(&self, mirror: &Mirror, part: &PartInfo) -> Option<String> {
        let now = mirror.shown_at().unwrap_or_else(|| self.now());
        let age = ago(now.as_second() - part.read_at?.as_second());
        let since = match part.state.as_str() {
            "complete" => String::new(),
            "inexact" => ", incomplete".to_owned(),
            "running" => "; the last sync was interrupted".to_owned(),
            _ => match &part.note {
                Some(note) => format!("; the last sync could not read it: {}", display(note)),
                None => "; the last sync could not read it".to_owned(),
            },
        };
        Some(format!("synced {age}{since}"))
    }

    /// The mirror, for reading a part; says on stderr how old the part is. `None` when the mirror does not have it.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn mirror_of(&self, stage: Stage) -> CliResult<Option<Mirror>> {
        let mirror = match self.mirror_without_header() {
            Ok(mirror) => mirror,
            Err(_)
                if self.global.as_of.is_none()
                    && std::fs::symlink_metadata(self.mirror_path()?).is_err() =>
            {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if let Some(at) = mirror.shown_at() {
            // Atlassian says only how it is now.
            mirror.must_know(stage.as_str())?;
            self.say_moment(&mirror, &ended(&mirror)?, at)?;
            self.say_behind(self.behind(&mirror, &[stage])?);
            return Ok(Some(mirror));
        }
        let Some(part) = mirror.part(stage.as_str())? else {
            return Ok(None);
        };
        let Some(age) = self.part_age(&mirror, &part) else {
            return Ok(None);
        };
        let said = self.mirror_and_age(&mirror, &age)?;
        match part.state.as_str() {
            "complete" => self.ui.header(said),
            _ => self.ui.header_caveat(said),
        }
        Ok(Some(mirror))
    }

    /// Of which organization a list is, and how old.
    fn mirror_and_age(&self, mirror: &Mirror, age: &str) -> CliResult<String> {
        let name = self.org_title(Some(mirror))?;
        Ok(format!("From the mirror of {name}, {age}."))
    }

    /// The organization's name, else its ID, ready to be printed.
    ///
    /// # Errors
    /// When no organization is known, or the mirror cannot be read.
    pub fn org_title(&self, mirror: Option<&Mirror>) -> CliResult<String> {
        let org = self.org()?;
        let profile = self.profile()?.1;
        let name = profile
            .org_name
            .filter(|_| profile.org.as_deref() == Some(org.as_str()));
        let name = match mirror {
            Some(mirror) => org_name(mirror, &org, name)?,
            None if name.is_some() => name,
            // Only for its name; commands that read it say what is wrong with it.
            None => match Mirror::open(self.mirror_path()?) {
                Ok(mirror) => org_name(&mirror, &org, None)?,
                Err(_) => None,
            },
        };
        Ok(display(name.as_deref().unwrap_or(org.as_str())))
    }

    /// Says that a list comes from Atlassian, and of which organization it is.
    ///
    /// # Errors
    /// When no organization is known.
    pub fn say_from_atlassian(&self) -> CliResult<()> {
        let org = self.org_title(None)?;
        self.ui.header(format!("From Atlassian: {org}."));
        Ok(())
    }

    /// The mirror, for reading, also before the first sync: export files may have been imported.
    ///
    /// # Errors
    /// When nothing is mirrored or imported yet, or it cannot be read.
    pub fn mirror_or_imports(&self) -> CliResult<Mirror> {
        let mirror = self.mirror_without_header()?;
        if mirror.last_sync()?.is_none() && mirror.has_imports()? {
            let org = self.org()?;
            self.ui.header(format!(
                "From files imported for {}; it is not mirrored yet.",
                display(org.as_str())
            ));
            return Ok(mirror);
        }
        drop(mirror);
        self.mirror()
    }

    /// The mirror, to plan changes from: after an interrupted first sync it would leave out people and protected groups
    /// that it has not read.
    ///
    /// # Errors
    /// As [`Context::mirror`].
    pub fn mirror_to_plan_from(&self) -> CliResult<Mirror> {
        let mirror = self.mirror_without_header()?;
        ended(&mirror)?;
        Ok(mirror)
    }

    /// The mirror, for reading, without a word about its age, and whether or not a sync has ended.
    ///
    /// # Errors
    /// When nothing mirrored yet, or it cannot be read.
    pub fn mirror_without_header(&self) -> CliResult<Mirror> {
        self.tell_untold_runs(&self.org()?, Before::Read);
        Ok(Mirror::open_as_of(self.mirror_path()?, self.as_of())?)
    }

    /// Prints one object of a list.
    ///
    /// # Errors
    /// When the mirror cannot be read, or stdout cannot be written.
    pub fn show_one(
        &self,
        mirror: &Mirror,
        list: List,
        id: &str,
        columns: &[Column],
    ) -> CliResult<()> {
        self.print_details(self.one(mirror, list, id, columns)?)
    }

    /// One object of a list.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn one(
        &self,
        mirror: &Mirror,
        list: List,
        id: &str,
        columns: &[Column],
    ) -> CliResult<Details> {
        let names: Vec<String> = columns
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let query = ListQuery {
            id: Some(id.to_owned()),
            gone: true,
            ..ListQuery::default()
        };
        let mut row = Vec::new();
        query.run(mirror, list, &names, &mut |cells| {
            row = cells;
            ControlFlow::Break(())
        })?;
        let mut details = Details::new();
        for (column, cell) in columns.iter().zip(row) {
            details = details.column(column.clone(), shown((cell, column)));
        }
        Ok(details)
    }

    /// When the mirror was synced, such as "synced 2 days ago". It is as old as what it says of people.
    pub fn synced(&self, sync: &SyncInfo) -> String {
        let ended = sync.finished_at.unwrap_or(sync.started_at);
        let at = sync.people_at.map_or(ended, |people| people.min(ended));
        let seconds = self.now().as_second() - at.as_second();
        let age = ago(seconds);
        let incomplete = if sync.state == "complete" {
            ""
        } else {
            ", incomplete"
        };
        format!("synced {age}{incomplete}")
    }
}

/// A time without fractions of seconds.
pub fn time(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The organization's name: the profile's, else the mirror's.
///
/// # Errors
/// When the mirror cannot be read.
pub fn org_name(mirror: &Mirror, org: &OrgId, known: Option<String>) -> CliResult<Option<String>> {
    if known.is_some() {
        return Ok(known);
    }
    Ok(mirror.org_name(org.as_str())?)
}

/// The last sync that ended.
fn ended(mirror: &Mirror) -> CliResult<SyncInfo> {
    match mirror.last_sync()? {
        Some(sync) => Ok(sync),
        None => {
            let (found, next) = no_sync(mirror)?;
            Err(CliError::failed(found).hint(next))
        }
    }
}

/// What is said where no sync has ended, and what to do: one may have begun, or other things alone are in the mirror, such
/// as events and imported files.
///
/// # Errors
/// When the mirror cannot be read.
pub fn no_sync(mirror: &Mirror) -> CliResult<(&'static str, &'static str)> {
    Ok(match mirror.newest_sync()? {
        Some(_) => ("the first sync is not finished", "resume it: atlctl sync"),
        None => (
            "the organization has not been mirrored yet",
            "mirror it: atlctl sync",
        ),
    })
}

/// How the last attempt to read a part ended, in words.
pub fn last_attempt(state: &str) -> Cow<'static, str> {
    Cow::Borrowed(match state {
        "running" => "the last attempt was interrupted",
        "inexact" => "the last attempt was incomplete",
        "doubted" => "the last attempt found too much missing",
        "unavailable" => "the last attempt was refused",
        "failed" => "the last attempt failed",
        _ => return Cow::Owned(format!("the last attempt: {}", display(state))),
    })
}

/// The age of anything younger than a minute.
pub const JUST_NOW: &str = "just now";

/// A duration as text.
pub fn ago(seconds: i64) -> String {
    let (number, unit) = match seconds {
        ..60 => return JUST_NOW.to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural} ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        for (seconds, words) in [
            (-5, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (7199, "1 hour ago"),
            (172_799, "47 hours ago"),
            (172_800, "2 days ago"),
        ] {
            assert_eq!(ago(seconds), words);
        }
    }
}
