//! Builds clients for requests.

use std::sync::Arc;

use atlctl_api::{Bases, Client, ClientBuilder, OrgId};
use atlctl_signin::Credentials;

use super::credentials::not_signed_in;
use super::observer::ClientObserver;
use super::{SessionWriter, Source};
use crate::config::{Fault, Profile};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::hint_commands;
use crate::same_command::hint_to_add;
use crate::simulated::Simulation;
use crate::ui::display;

/// What the file of `--cacert` must hold.
const CERTIFICATES: &str = "--cacert takes a text file in which each certificate begins with a line \
                            -----BEGIN CERTIFICATE-----; leave it out to trust the system's certificates only";

/// An ID without blanks around it, and in lower case where it has the form of a UUID; `None` when it is empty.
fn org_id(text: &str) -> Option<OrgId> {
    let text = text.trim();
    let parts = text.split('-').map(str::len);
    let has_form = parts.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match text {
        "" => None,
        text if has_form => Some(OrgId::from(text.to_ascii_lowercase())),
        text => Some(OrgId::from(text)),
    }
}

impl Context {
    /// The organization: `--org`, `ATLCTL_ORG`, else the profile's.
    ///
    /// # Errors
    /// When the profile has none.
    pub fn org(&self) -> CliResult<OrgId> {
        let (name, profile) = self.profile()?;
        match self.named_org(&profile) {
            Some(org) => org_id(org).ok_or_else(|| {
                let where_from = match self.given_org(&profile) {
                    Some(_) => "--org (or ATLCTL_ORG)".to_owned(),
                    None => {
                        let file = self.paths.config_file();
                        format!(
                            "{}, profile {name:?}: org",
                            display(&file.to_string_lossy())
                        )
                    }
                };
                CliError::usage(format!("{where_from} is empty"))
                    .hint("choose one for the profile: atlctl auth login --org ID")
            }),
            // A list cannot be had before somebody signed in.
            None if self.find_credentials(&name, &profile)?.is_none() => {
                let error = not_signed_in(&name, &profile);
                Err(match self.paths.only_org() {
                    Some(org) => error.hint(hint_to_add(
                        "or use what is stored here of the organization used before",
                        &format!("--org {}", hint_commands::word(&org)),
                    )),
                    None => error,
                })
            }
            None => Err(
                CliError::usage(format!("the profile {name:?} has no organization"))
                    .hint("list your organizations: atlctl org list --live")
                    .hint("choose one for the profile: atlctl auth login"),
            ),
        }
    }

    /// A client with the profile's credentials, for the base addresses of flags and profile. It refuses
    /// calls that change something.
    ///
    /// # Errors
    /// When there is no credential, or it may not be sent to a base address.
    pub fn client(&self) -> CliResult<Client> {
        let (name, profile) = self.profile()?;
        let (credentials, source) = self.credentials(&name, &profile)?;
        let client = self.client_with(&name, &profile, credentials, source)?;
        Ok(client.read_only())
    }

    /// A client for commands that change something.
    ///
    /// # Errors
    /// When the profile is read-only, there is no credential, or a base address may not receive one.
    pub fn writing_client(&self) -> CliResult<Client> {
        self.check_writable()?;
        let (name, profile) = self.profile()?;
        let (credentials, source) = self.credentials(&name, &profile)?;
        self.client_with(&name, &profile, credentials, source)
    }

    /// Refuses to change anything with a read-only profile.
    ///
    /// # Errors
    /// When the profile is read-only.
    pub fn check_writable(&self) -> CliResult<()> {
        self.check_allowed(Some(
            "plan without changing anything: use --dry-run, --plan FILE or --rehearse, and not --yes",
        ))
    }

    /// Refuses a single call that changes something with a read-only profile: there is no plan of it.
    ///
    /// # Errors
    /// When the profile is read-only.
    pub fn check_call_allowed(&self) -> CliResult<()> {
        self.check_allowed(None)
    }

    fn check_allowed(&self, instead: Option<&str>) -> CliResult<()> {
        let (name, profile) = self.guarded_profile()?;
        if !profile.read_only {
            return Ok(());
        }
        let said = CliError::new(
            Kind::Refused,
            format!("the profile {name:?} is read-only; nothing was sent"),
        );
        let said = instead.into_iter().fold(said, CliError::hint);
        Err(said.hint(format!(
            "to allow changes: {}",
            hint_commands::command(&["config", "unset", "read_only", "--profile", &name])
        )))
    }

    /// A client with these credentials. That of a read-only profile refuses every call that changes something.
    ///
    /// # Errors
    /// When they may not be sent to a base address.
    pub fn client_with(
        &self,
        name: &str,
        profile: &Profile,
        credentials: Credentials,
        source: Source,
    ) -> CliResult<Client> {
        let session_writer = self.session_writer(name, &credentials, source);
        let client = self.client_for(name, profile, &credentials, session_writer, |builder| {
            builder
        })?;
        let doubtful = profile.faults.iter().any(Fault::may_be_guard);
        Ok(if profile.read_only || doubtful {
            client.read_only()
        } else {
            client
        })
    }

    /// The writer of renewed sessions; none if the source of the credentials cannot be written.
    pub fn session_writer(
        &self,
        name: &str,
        kept: &Credentials,
        source: Source,
    ) -> Option<SessionWriter> {
        let Source::Store(kind) = source else {
            return None;
        };
        let store = self.store(kind)?;
        Some(SessionWriter::new(store, name.to_owned(), kept.clone()))
    }

    /// A client with some of a profile's credentials and other settings.
    ///
    /// # Errors
    /// When they may not be sent to a base address.
    pub fn client_for(
        &self,
        name: &str,
        profile: &Profile,
        credentials: &Credentials,
        session_writer: Option<SessionWriter>,
        otherwise: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> CliResult<Client> {
        let mut builder = otherwise(self.builder(name, profile)?);
        if let Some(session) = &credentials.session {
            builder = builder.session(session.secret());
        }
        if let Some(key) = &credentials.api_key {
            builder = builder.api_key(key.secret());
        }
        for (directory, key) in &credentials.directory_keys {
            builder = builder.directory_key(directory.as_str().into(), key.secret());
        }
        let observer = ClientObserver {
            ui: self.ui.clone(),
            waits: Arc::clone(&self.waits),
            fixed_now: self.fixed_now(),
            session_writer,
        };
        Ok(builder.observer(Arc::new(observer)).build()?)
    }

    fn builder(&self, name: &str, profile: &Profile) -> CliResult<ClientBuilder> {
        let mut builder = Client::builder()
            .bases(self.bases(name, profile)?)
            .allow_non_atlassian(self.global.allow_any_host)
            .no_proxy(self.global.no_proxy);
        if let Some(path) = &self.global.cacert {
            let pem = std::fs::read(path).map_err(|error| {
                CliError::usage(format!("cannot read {}", display(&path.to_string_lossy())))
                    .cause(&error)
                    .hint(CERTIFICATES)
            })?;
            let begins = |line: &[u8]| line.starts_with(b"-----BEGIN");
            if !pem.split(|byte| *byte == b'\n').any(begins) {
                let path = display(&path.to_string_lossy());
                let said = format!("{path} has no certificate in PEM form");
                return Err(CliError::usage(said).hint(CERTIFICATES));
            }
            builder = builder.ca_pem(pem);
        }
        Ok(builder)
    }

    /// Where requests go: the profile's simulated organization, else flags, profile, Atlassian.
    ///
    /// # Errors
    /// When an address is not valid, or the simulator cannot be started.
    pub fn bases(&self, name: &str, profile: &Profile) -> CliResult<Bases> {
        let (api, portal) = match &profile.simulated {
            Some(spec) => {
                let simulation =
                    Simulation::of(name, spec, &self.paths.simulated(name), self.fixed_now())?;
                let server = simulation.server();
                (Some(server.api_base()), Some(server.portal_base()))
            }
            None => (
                self.global.api_base.clone().or(profile.api_base.clone()),
                self.global
                    .portal_base
                    .clone()
                    .or(profile.portal_base.clone()),
            ),
        };
        let ours = Bases::atlassian();
        Ok(Bases::parse(
            api.as_deref().unwrap_or(ours.api.as_str()),
            portal.as_deref().unwrap_or(ours.portal.as_str()),
        )?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_organizations_as_people_write_them() {
        let id = "8e1a0e0c-4c0a-4a3e-9c51-2f8f5a1d0b77";
        for text in [id, &format!(" {id}\n"), &id.to_uppercase()] {
            assert_eq!(org_id(text), Some(OrgId::from(id)), "{text:?}");
        }
        assert_eq!(org_id(" Acme "), Some(OrgId::from("Acme")));
        assert_eq!(org_id(" "), None);
    }
}
