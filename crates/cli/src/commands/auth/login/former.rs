//! What the profile kept in another store until now: its other credential moves along, and nothing stays
//! behind where signing out would not look for it.

use std::sync::Arc;

use atlctl_signin::Credentials;
use atlctl_signin::store::CredentialStore;

use crate::config::Profile;
use crate::connect::StoreKind;
use crate::context::Context;
use crate::ui::display;

/// A store that the profile leaves.
pub(super) struct Former {
    kind: StoreKind,
    store: Arc<dyn CredentialStore>,
    /// What it keeps of the profile.
    pub kept: Credentials,
}

impl Former {
    /// The store that the profile leaves for one of this kind; none when it stays, or nothing is kept.
    pub(super) fn of(
        context: &Context,
        name: &str,
        profile: &Profile,
        kind: StoreKind,
    ) -> Option<Self> {
        let before = StoreKind::read(profile.store.as_deref()?).ok()?;
        if before == kind || kind == StoreKind::None {
            return None;
        }
        let store = context.store(before)?;
        match store.load(name) {
            Ok(kept) if kept.is_empty() => None,
            Ok(kept) => Some(Self {
                kind: before,
                store,
                kept,
            }),
            Err(error) => {
                context.ui.warning(format!(
                    "{}; what the {} keeps of this profile stays there",
                    display(&error.to_string()),
                    before.as_str()
                ));
                None
            }
        }
    }

    /// Removes what it keeps, now that another store has it.
    pub(super) fn leave(self, context: &Context, name: &str) {
        let place = self.kind.as_str();
        match self.store.remove(name) {
            Ok(_) => context
                .ui
                .status(format!("What the {place} kept of this profile was moved.")),
            Err(error) => context.ui.warning(format!(
                "what the {place} keeps of this profile stays there: {}",
                display(&error.to_string())
            )),
        }
    }
}
