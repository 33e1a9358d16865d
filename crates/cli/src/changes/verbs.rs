//! What the verbs that name nothing but people change: the same for a command and for a row of `atlctl change`.

use atlctl_core::change::facet::directory_access::{self, DirectoryAccess, REMOVED, SUSPENDED};
use atlctl_core::change::facet::lifecycle::{
    self, DEACTIVATED, GRACE_DAYS, KEPT, Lifecycle, TO_BE_DELETED, deletion, enablement,
};
use atlctl_core::change::facet::site_access::{self, SiteAccess};
use atlctl_core::change::facet::site_status::{NOT_ACTIVE, SiteStatus};
use atlctl_core::change::{Facet, FacetKind, Value};
use atlctl_core::shown_time::shown_time;
use jiff::{SignedDuration, Timestamp};

use super::{AccessPlace, to_the_second};

/// A facet, and the value that a verb gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// What is changed.
    pub facet: Facet,
    /// The value after.
    pub to: Value,
}

/// Suspends access to a directory; on the original user management, deactivates people in the site.
pub fn suspend_at(place: &AccessPlace) -> Aim {
    match place {
        AccessPlace::Directory(directory) => suspend(directory),
        AccessPlace::Site(site) => Aim {
            facet: Facet::about(FacetKind::of(&SiteStatus), [site]),
            to: NOT_ACTIVE.into(),
        },
    }
}

/// What the reader of a plan must know of suspensions there.
pub fn note_of_suspension(place: &AccessPlace) -> Option<String> {
    matches!(place, AccessPlace::Site(_)).then(|| {
        "deactivating people in a site cannot be undone: atlctl knows no call that activates them again".to_owned()
    })
}

/// Removes people from a directory; on the original user management, from the site.
pub fn remove_at(place: &AccessPlace) -> Aim {
    match place {
        AccessPlace::Directory(directory) => remove(directory),
        AccessPlace::Site(site) => Aim {
            facet: Facet::about(FacetKind::of(&SiteAccess), [site]),
            to: site_access::REMOVED.into(),
        },
    }
}

/// Suspends access to a directory.
pub fn suspend(directory: &str) -> Aim {
    access(directory, SUSPENDED)
}

/// Restores suspended access to a directory.
pub fn restore(directory: &str) -> Aim {
    access(directory, directory_access::ACTIVE)
}

/// Removes people from a directory.
pub fn remove(directory: &str) -> Aim {
    access(directory, REMOVED)
}

fn access(directory: &str, to: &str) -> Aim {
    Aim {
        facet: Facet::about(FacetKind::of(&DirectoryAccess), [directory]),
        to: to.into(),
    }
}

/// Deactivates managed accounts. `message`: shown to their owners.
pub fn deactivate(message: Option<&str>) -> Aim {
    life(enablement(message), DEACTIVATED)
}

/// Activates deactivated accounts.
pub fn activate() -> Aim {
    life(enablement(None), lifecycle::ACTIVE)
}

/// Deletes managed accounts after the days of grace, which end at `until`.
pub fn delete(until: Timestamp) -> Aim {
    life(deletion(Some(until)), TO_BE_DELETED)
}

/// Cancels the deletion of accounts.
pub fn cancel_delete() -> Aim {
    life(deletion(None), KEPT)
}

fn life(of: Vec<String>, to: &str) -> Aim {
    Aim {
        facet: Facet::about(FacetKind::of(&Lifecycle), of),
        to: to.into(),
    }
}

/// The end of the days of grace of accounts that are deleted now.
pub fn end_of_grace(now: Timestamp) -> Timestamp {
    let now = to_the_second(now);
    now.checked_add(SignedDuration::from_hours(GRACE_DAYS * 24))
        .unwrap_or(now)
}

/// What the reader of a plan must know of accounts that are kept.
pub fn note_of_keeping() -> String {
    "an undo does not delete accounts again (to do so: atlctl user delete)".to_owned()
}

/// What the reader of a plan must know of deletions that can be canceled until then.
pub fn note_of_deletion(until: Timestamp) -> String {
    format!(
        "deletions can be canceled until {} (atlctl user cancel-delete), and are final after that",
        shown_time(until)
    )
}
