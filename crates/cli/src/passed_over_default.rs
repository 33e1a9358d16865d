//! A simulated organization knows its own credential, ID and addresses only. What the command line or the environment says
//! of these is of another organization: it wins over a simulated default profile, which is then not used at all, and is
//! itself not used where a simulated profile is named. Nothing is half used.

use std::sync::Once;

use crate::config::{ConfigFile, Profile};
use crate::context::Context;
use crate::environment::{
    API_BASE_VARIABLE, ORG_VARIABLE, PORTAL_BASE_VARIABLE, credential_variables, variable,
};
use crate::ui::{are_set, display};

/// Whether the note was printed, or the command says it otherwise.
static SAID: Once = Once::new();

/// Leaves the note out: the command itself says which profile is not used.
pub fn said_passed_over() {
    SAID.call_once(|| ());
}

impl Context {
    /// The simulated default profile that is not used, and the options or variables that win over it.
    pub fn passed_over<'a>(&self, config: &'a ConfigFile) -> Option<(&'a str, Vec<&'static str>)> {
        if self.global.profile.is_some() {
            return None;
        }
        let name = config.default_profile()?;
        let profile = config.profile(name)?;
        profile.simulated.as_ref()?;
        let given = self.of_another_organization(profile);
        (!given.is_empty()).then_some((name, given))
    }

    /// Whether an option or a variable names an organization, its address or a credential.
    pub fn names_another_organization(&self) -> bool {
        !self.of_another_organization(&Profile::default()).is_empty()
    }

    /// The options and variables that name another organization than a simulated one: its ID, address or credential.
    fn of_another_organization(&self, profile: &Profile) -> Vec<&'static str> {
        let global = &self.global;
        let other = global
            .org
            .as_ref()
            .filter(|org| profile.org.as_ref() != Some(org));
        let mut given = Vec::new();
        given.extend(self.given.as_ref().map(|_| "--credential"));
        given.extend(credential_variables());
        for (value, option, name) in [
            (other, "--org", ORG_VARIABLE),
            (global.api_base.as_ref(), "--api-base", API_BASE_VARIABLE),
            (
                global.portal_base.as_ref(),
                "--portal-base",
                PORTAL_BASE_VARIABLE,
            ),
        ] {
            given.extend(
                value.map(|value| match variable(name).as_ref() == Some(value) {
                    true => name,
                    false => option,
                }),
            );
        }
        given
    }

    /// Says once that the default profile is not used, and why.
    pub(crate) fn note_passed_over(&self, config: &ConfigFile) {
        if let Some((name, given)) = self.passed_over(config) {
            SAID.call_once(|| {
                self.ui.status(format!(
                    "{}: the default profile {}, a simulated organization, is not used.",
                    are_set(&given),
                    display(name),
                ));
            });
        }
    }

    /// The organization of the options or the environment. A simulated profile takes none of the environment.
    pub fn given_org(&self, profile: &Profile) -> Option<&str> {
        let org = self.global.org.as_deref()?;
        let ignored = profile.simulated.is_some() && variable(ORG_VARIABLE).as_deref() == Some(org);
        (!ignored).then_some(org)
    }

    /// The organization in use, if one is named: that of the options or the environment, else the profile's.
    pub fn named_org<'a>(&'a self, profile: &'a Profile) -> Option<&'a str> {
        self.given_org(profile).or(profile.org.as_deref())
    }

    /// The name of the organization in use, if the profile knows it: not that of another one.
    pub fn org_name<'a>(&self, profile: &'a Profile) -> Option<&'a str> {
        let own = self.named_org(profile) == profile.org.as_deref();
        profile.org_name.as_deref().filter(|_| own)
    }

    /// The variables whose credential is in use with this profile: none for a simulated organization.
    pub fn credential_variables(&self, profile: &Profile) -> Vec<&'static str> {
        let unused = profile.simulated.is_some() || self.given.is_some();
        credential_variables().filter(|_| !unused).collect()
    }
}
