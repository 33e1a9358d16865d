//! The store that a profile used before: its other credential moves to the new store, and nothing stays behind
//! where signing out would not look for it.

use std::sync::Arc;

use atlctl_signin::Credentials;
use atlctl_signin::store::CredentialStore;

use crate::config::Profile;
use crate::connect::StoreKind;
use crate::context::Context;
use crate::ui::display;

/// The profile's previous store.
pub(super) struct PreviousStore {
    kind: StoreKind,
    store: Arc<dyn CredentialStore>,
    /// The profile's credentials in it.
    pub kept: Credentials,
}

impl PreviousStore {
    /// The profile's previous store when it moves to one of this kind; none when it stays or the store is empty.
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
                    "{}; this profile's credentials stay in the {}",
                    display(&error.to_string()),
                    before.as_str()
                ));
                None
            }
        }
    }

    /// Removes the profile's credentials, now that the new store has them.
    pub(super) fn leave(self, context: &Context, name: &str) {
        let place = self.kind.as_str();
        match self.store.remove(name) {
            Ok(_) => context.ui.status(format!(
                "Moved this profile's credentials out of the {place}."
            )),
            Err(error) => context.ui.warning(format!(
                "this profile's credentials stay in the {place}: {}",
                display(&error.to_string())
            )),
        }
    }
}
