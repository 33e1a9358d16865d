//! Containers, as `containers.json` names them.

use std::path::Path;

use serde::Deserialize;

use super::super::row::Row;

/// A container.
pub(super) struct Container {
    pub id: u64,
    pub name: String,
}

/// A cookie's row and the ID of its container; 0 is no container.
pub(super) struct ContainerRow {
    pub container: u64,
    pub row: Row,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    identities: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    user_context_id: u64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, alias = "l10nID", alias = "l10nId")]
    l10n_id: Option<String>,
}

/// The containers of a profile.
pub(super) fn containers(profile: &Path) -> Vec<Container> {
    let Ok(text) = std::fs::read(profile.join("containers.json")) else {
        return Vec::new();
    };
    let Ok(wire) = serde_json::from_slice::<Wire>(&text) else {
        return Vec::new();
    };
    wire.identities
        .into_iter()
        // An odd one costs itself, not the others.
        .filter_map(|identity| serde_json::from_value::<Identity>(identity).ok())
        .map(|identity| Container {
            id: identity.user_context_id,
            // The first four have no name of their own: `userContextPersonal.label` and so on.
            name: identity
                .name
                .or_else(|| identity.l10n_id.as_deref().map(plain))
                .unwrap_or_else(|| identity.user_context_id.to_string()),
        })
        .filter(|container| !container.name.starts_with("userContextIdInternal"))
        .collect()
}

fn plain(id: &str) -> String {
    id.trim_start_matches("userContext")
        .trim_start_matches("user-context-")
        .trim_end_matches(".label")
        .to_owned()
}
