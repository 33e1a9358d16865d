//! Which parts of the organization the mirror has read, and how long ago.

use super::super::request::Request;
use crate::sql::SqlError;
use crate::store::{self, Behind, NOT_AVAILABLE, PartAge, part_option};
use crate::sync::Stage;

/// A reading of a part that is older says nothing of today, in seconds.
const WEEK: i64 = 7 * 86_400;

/// Whether a part was ever read to its end. Before, its table is empty, and says nothing.
pub(in super::super) fn was_read(request: &Request<'_>, part: &str) -> Result<bool, SqlError> {
    if request.mirror.unknown_parts().contains(&part) {
        return Ok(false);
    }
    store::was_read(&request.mirror.db, part).map_err(SqlError::of)
}

/// Says that a part was never read, what is unknown because of that, and how to read it where it can be.
pub(in super::super) fn never_read(
    request: &Request<'_>,
    (what, part): (&str, &str),
    unknown: &str,
) -> Result<String, SqlError> {
    if request.mirror.is_not_available(part)? {
        return Ok(format!("{what} are {NOT_AVAILABLE}, so {unknown}."));
    }
    let read = request.command(&["sync", "--only", part_option(part)]);
    Ok(format!("{what} were never read, so {unknown}: {read}"))
}

/// Whether the organization has the calls that this command needs: the original user management has none that change access,
/// roles and groups.
pub(in super::super) fn can_change(
    request: &Request<'_>,
    words: &[&str],
) -> Result<bool, SqlError> {
    let needs_new = matches!(
        words,
        ["user", "suspend" | "remove-access", ..]
            | ["role", "revoke", ..]
            | ["group", "delete", ..]
    );
    Ok(!needs_new || !request.mirror.is_on_old_user_management()?)
}

/// The moment before which a reading is too old to say that something is not there.
pub(in super::super) fn too_old(request: &Request<'_>) -> i64 {
    request.now.as_second().saturating_sub(WEEK)
}

/// The parts without which a mirror is not whole that were never read, or of which the last sync was interrupted, and
/// those that were read too long ago.
#[derive(Debug, Default)]
pub(in super::super) struct PartsRead {
    pub never: Vec<&'static str>,
    pub before: Vec<&'static str>,
    pub interrupted: Vec<&'static str>,
    ages: Vec<PartAge>,
}

impl PartsRead {
    /// Reads how old they are. What is not read by every credential is old when it was read once, and never missing.
    pub fn find(request: &Request<'_>) -> Result<Self, SqlError> {
        let mut found = Self::default();
        let moment = too_old(request);
        let is_old = request.mirror.is_on_old_user_management()?;
        for stage in Stage::ALL {
            // There are none to read there.
            if stage == Stage::Directories && is_old {
                continue;
            }
            let part = stage.as_str();
            let age = request.mirror.part_ages(&[part])?.pop();
            let is_read = was_read(request, part)?;
            if !is_read && !stage.is_optional() {
                found.never.push(part);
            } else if is_read && age.as_ref().is_some_and(|age| is_before(age, moment)) {
                found.before.push(part);
            }
            if is_read && !stage.is_optional() && age.as_ref().is_some_and(is_interrupted) {
                found.interrupted.push(part);
            }
            // Of a moment before it was read, the mirror knows only that.
            found.ages.extend(age.map(|age| PartAge {
                read_at: age.read_at.filter(|_| is_read),
                ..age
            }));
        }
        Ok(found)
    }

    /// Which of these parts were never read, too long ago, or by a sync that was interrupted, and why. `None` when none.
    pub fn why_unfit(&self, request: &Request<'_>, parts: &[Stage]) -> Option<String> {
        let moment = too_old(request);
        let of = |stage: &&Stage| self.ages.iter().find(|age| age.part == stage.as_str());
        let unfit = parts.iter().filter_map(|stage| of(&stage));
        let said: Vec<String> = unfit
            .filter(|age| age.read_at.is_none() || is_before(age, moment) || is_interrupted(age))
            .map(PartAge::said)
            .collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}

fn is_before(age: &PartAge, moment: i64) -> bool {
    age.read_at.is_some_and(|at| at.as_second() < moment)
}

/// Whether what an interrupted sync read stands beside what an earlier one did.
fn is_interrupted(age: &PartAge) -> bool {
    age.behind == Some(Behind::Interrupted)
}
