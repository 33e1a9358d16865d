//! The keys of directories of identity providers: from `ATLCTL_DIRECTORY_KEY`, and from the profile's store.

use std::collections::BTreeMap;

use atlctl_api::{Client, ScimDirectoryId};
use atlctl_signin::{ApiKey, Credentials};

use super::{Source, StoreKind};
use crate::config::Profile;
use crate::context::Context;
use crate::environment::{DIRECTORY_KEY_VARIABLE, variable};
use crate::error::{CliError, CliResult};
use crate::hint_commands;
use crate::ui::display;

impl Context {
    /// A client that only reads and has the profile's directory keys, and the directories that it has them of.
    ///
    /// # Errors
    /// When there is no credential, or it may not be sent to a base address.
    pub fn client_with_directories(&self) -> CliResult<(Client, Vec<ScimDirectoryId>)> {
        let (name, profile) = self.profile()?;
        let (mut credentials, source) = self.credentials(&name, &profile)?;
        self.add_directory_keys(&name, &profile, &mut credentials, source)?;
        let directories = credentials.directory_keys.keys();
        let directories = directories.map(|id| id.as_str().into()).collect();
        let client = self.client_with(&name, &profile, credentials, source)?;
        Ok((client.read_only(), directories))
    }

    /// Adds the directory keys of the profile to credentials, which may come from elsewhere.
    ///
    /// # Errors
    /// When `ATLCTL_DIRECTORY_KEY` holds none.
    pub fn add_directory_keys(
        &self,
        name: &str,
        profile: &Profile,
        credentials: &mut Credentials,
        source: Source,
    ) -> CliResult<()> {
        if !profile.scim_directories.is_empty() && !matches!(source, Source::Store(_)) {
            let kind = profile.store.as_deref().map(StoreKind::read).transpose()?;
            // Without them, everything else can still be read.
            match kind
                .and_then(|kind| self.store(kind))
                .map(|store| store.load(name))
            {
                Some(Ok(kept)) => credentials.directory_keys = kept.directory_keys,
                Some(Err(error)) => self.ui.warning(format!(
                    "the keys of directories cannot be read: {}",
                    display(&error.to_string())
                )),
                None => {}
            }
        }
        // What the profile no longer lists is not used.
        credentials
            .directory_keys
            .retain(|id, _| profile.scim_directories.contains(id));
        if profile.simulated.is_none() {
            credentials.directory_keys.extend(from_environment()?);
        }
        for id in &profile.scim_directories {
            if !credentials.directory_keys.contains_key(id) {
                let add = hint_commands::command(&["auth", "add-directory", id]);
                self.ui.warning(format!(
                    "no key of the directory {} is stored; add it: {add}",
                    display(id)
                ));
            }
        }
        Ok(())
    }
}

/// The keys of `ATLCTL_DIRECTORY_KEY`: `DIRECTORY-ID:KEY`, several separated by spaces or commas.
fn from_environment() -> CliResult<BTreeMap<String, ApiKey>> {
    keys_in(&variable(DIRECTORY_KEY_VARIABLE).unwrap_or_default())
}

fn keys_in(text: &str) -> CliResult<BTreeMap<String, ApiKey>> {
    // Its text is not repeated: all of it may be a secret.
    let wrong = || {
        CliError::usage(format!(
            "{DIRECTORY_KEY_VARIABLE} is not the key of a directory"
        ))
        .hint("set it to DIRECTORY-ID:KEY; separate several by spaces")
    };
    let each = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    each.filter(|one| !one.is_empty())
        .map(|one| {
            let (id, key) = one.split_once(':').ok_or_else(wrong)?;
            let id = directory_id(id).ok_or_else(wrong)?;
            Ok((id, ApiKey::parse(key).map_err(|_| wrong())?))
        })
        .collect()
}

/// The ID of a directory: alone, or in the base URL that the admin portal shows beside the key.
pub fn directory_id(text: &str) -> Option<String> {
    let text = text.trim();
    let id = match text.split_once("/scim/directory/") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next()?,
        None => text,
    };
    // A key in the place of the ID would be sent and shown as if it were one.
    let lengths = id.split('-').map(str::len);
    let is_id = lengths.eq([8, 4, 4, 4, 12])
        && id
            .chars()
            .all(|letter| letter == '-' || letter.is_ascii_hexdigit());
    is_id.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_named_by_its_id_or_its_address() {
        let is = |text| directory_id(text);
        assert_eq!(
            is(" 4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50 "),
            Some("4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50".to_owned())
        );
        let address = "https://api.atlassian.com/scim/directory/4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50/Users?x=1";
        assert_eq!(
            is(address),
            Some("4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50".to_owned())
        );
        for wrong in [
            "",
            "4c8a",
            "ATCTT3xFfGN0abcdefgh_ijkl-mnop",
            "a b",
            "a/b",
            "https://example.com/",
            "https://x/scim/directory/",
        ] {
            assert_eq!(is(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn keys_of_the_environment_name_their_directories() {
        let ids = |text: &str| -> Vec<String> { keys_in(text).unwrap().into_keys().collect() };
        let (one, other) = (
            "4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50",
            "5c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50",
        );
        assert_eq!(ids(&format!("{one}:k1")), [one]);
        assert_eq!(ids(&format!(" {one}:k1, {other}:k:2 ")), [one, other]);
        assert_eq!(ids(" "), Vec::<String>::new());
        for wrong in [
            "canary-1",
            ":canary-1",
            "d1:",
            "canary-1:d1",
            "d 1:canary-1",
        ] {
            let error = keys_in(wrong).unwrap_err();
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
    }
}
