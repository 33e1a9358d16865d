//! Who makes a change.

use serde::{Deserialize, Serialize};

/// Who made a plan or a run: the local user and the credential in use, without secrets. The account is what the
/// session reports about itself; it is not verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// User of the operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Name of the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Address, or else account ID, of the signed-in account. The owner of an API key is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Kind of credential: `browser session`, `API key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// Profile of the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Version of atlctl.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

impl Actor {
    /// Their account, else user and machine: `ann@example.com`, `ann on laptop`.
    #[must_use]
    pub fn name(&self) -> String {
        let user = self.user.as_deref().unwrap_or("unknown user");
        let of_host = || match &self.host {
            Some(host) => format!("{user} on {host}"),
            None => user.to_owned(),
        };
        self.account.clone().unwrap_or_else(of_host)
    }

    /// In one line, for people: `ann on laptop, ann@example.com (browser session), profile work, atlctl 1.0.0`.
    #[must_use]
    pub fn words(&self) -> String {
        let user = self.user.as_deref().unwrap_or("unknown user");
        let host = self.host.as_deref().map(|host| format!("{user} on {host}"));
        let mut parts = vec![host.unwrap_or_else(|| user.to_owned())];
        parts.extend(match (&self.account, &self.credential) {
            (Some(account), Some(credential)) => Some(format!("{account} ({credential})")),
            (one, other) => one.clone().or_else(|| other.clone()),
        });
        parts.extend(self.profile.iter().map(|name| format!("profile {name}")));
        parts.extend(
            self.version
                .iter()
                .map(|version| format!("atlctl {version}")),
        );
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut actor = Actor {
            user: Some("ann".to_owned()),
            host: Some("laptop".to_owned()),
            account: Some("ann@example.com".to_owned()),
            credential: Some("browser session".to_owned()),
            profile: Some("work".to_owned()),
            version: Some("1.2.3".to_owned()),
        };
        let all = "ann on laptop, ann@example.com (browser session), profile work, atlctl 1.2.3";
        assert_eq!(actor.words(), all);
        actor.account = None;
        assert_eq!(
            actor.words(),
            "ann on laptop, browser session, profile work, atlctl 1.2.3"
        );
        assert_eq!(Actor::default().words(), "unknown user");
        let old: Actor = serde_json::from_str("{}").unwrap();
        assert_eq!(old, Actor::default());
    }
}
