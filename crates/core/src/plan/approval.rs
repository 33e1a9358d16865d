//! Approvals: a second person signs the checksum of a plan with an Ed25519 key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use super::Actor;

/// The version of the formats of keys and approvals.
const FORMAT: u32 = 1;
/// The first line of a private key file.
const HEADING: &str = "atlctl approver key 1";

/// Somebody who may approve plans: `NAME:PUBLIC-KEY` in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// The name: an address, or a user of the operating system.
    pub name: String,
    /// The public key, in base64.
    pub key: String,
}

impl Approver {
    /// Reads `NAME:PUBLIC-KEY`. `None` when it is something else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, key) = text.rsplit_once(':')?;
        let (name, key) = (name.trim(), key.trim());
        let whole = STANDARD.decode(key).is_ok_and(|key| key.len() == 32);
        // Several in one text would be one approver, whom no maker of a plan is.
        let is_one = !name.is_empty() && !name.contains([':', ',', ';']);
        (whole && is_one).then(|| Self {
            name: name.to_owned(),
            key: key.to_owned(),
        })
    }

    /// Whether this is the person who made the plan.
    #[must_use]
    pub fn is(&self, actor: &Actor) -> bool {
        let same = |other: &Option<String>| {
            let other = other.as_deref().unwrap_or_default();
            other.to_lowercase() == self.name.to_lowercase()
        };
        same(&actor.user) || same(&actor.account)
    }
}

/// A private key of an approver.
pub struct ApproverKey(Ed25519KeyPair);

/// Why a key or an approval cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    /// The file is no private key.
    #[error("it is not a private key of an approver")]
    NotAKey,
    /// The file is no approval.
    #[error("it is not an approval of a plan")]
    NotAnApproval,
    /// A newer atlctl wrote it.
    #[error("it was written by a newer atlctl (format {0})")]
    Newer(u32),
    /// The operating system gives no random numbers.
    #[error("the operating system gives no random numbers")]
    NoRandom,
}

impl ApproverKey {
    /// Makes a new key. Returns it with the text of its file.
    ///
    /// # Errors
    /// `NoRandom`.
    pub fn make() -> Result<(Self, String), ApprovalError> {
        let mut seed = [0_u8; 32];
        SystemRandom::new()
            .fill(&mut seed)
            .map_err(|_| ApprovalError::NoRandom)?;
        let text = format!("{HEADING}\n{}\n", STANDARD.encode(seed));
        Ok((Self::of(&seed)?, text))
    }

    /// Reads a key from the text of its file.
    ///
    /// # Errors
    /// `NotAKey`.
    pub fn read(text: &str) -> Result<Self, ApprovalError> {
        let mut lines = text.lines().map(str::trim);
        let (heading, key) = (lines.next(), lines.next());
        if heading != Some(HEADING) {
            return Err(ApprovalError::NotAKey);
        }
        let seed = STANDARD.decode(key.unwrap_or_default());
        Self::of(&seed.map_err(|_| ApprovalError::NotAKey)?)
    }

    fn of(seed: &[u8]) -> Result<Self, ApprovalError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        pair.map(Self).map_err(|_| ApprovalError::NotAKey)
    }

    /// The public key, in base64.
    #[must_use]
    pub fn public(&self) -> String {
        STANDARD.encode(self.0.public_key().as_ref())
    }

    /// Signs the checksum of a plan.
    #[must_use]
    pub fn approve(&self, checksum: &str, at: Timestamp) -> Approval {
        let key = self.public();
        let signature = self.0.sign(message(checksum, &key, at).as_bytes());
        Approval {
            key,
            at,
            signature: STANDARD.encode(signature.as_ref()),
        }
    }
}

/// An approval of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The public key, in base64.
    pub key: String,
    /// When it was given.
    pub at: Timestamp,
    /// The signature, in base64.
    pub signature: String,
}

impl Approval {
    /// Whether it was made with its key, for the plan with this checksum.
    #[must_use]
    pub fn is_of(&self, checksum: &str) -> bool {
        let (Ok(key), Ok(signature)) =
            (STANDARD.decode(&self.key), STANDARD.decode(&self.signature))
        else {
            return false;
        };
        let message = message(checksum, &self.key, self.at);
        UnparsedPublicKey::new(&ED25519, key)
            .verify(message.as_bytes(), &signature)
            .is_ok()
    }
}

/// What is signed: the checksum covers every byte of the plan, with its organization and who made it.
fn message(checksum: &str, key: &str, at: Timestamp) -> String {
    format!("atlctl plan approval {FORMAT}\n{checksum}\n{key}\n{at}\n")
}

/// The file of approvals beside a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approvals {
    atlctl_approval: u32,
    /// The checksum of the plan.
    pub plan: String,
    /// The approvals.
    pub approvals: Vec<Approval>,
}

impl Approvals {
    /// No approval of the plan with this checksum.
    #[must_use]
    pub fn none(checksum: &str) -> Self {
        Self {
            atlctl_approval: FORMAT,
            plan: checksum.to_owned(),
            approvals: Vec::new(),
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// `NotAnApproval`, `Newer`.
    pub fn read(text: &str) -> Result<Self, ApprovalError> {
        let read: Self = serde_json::from_str(text).map_err(|_| ApprovalError::NotAnApproval)?;
        match read.atlctl_approval {
            FORMAT => Ok(read),
            newer if newer > FORMAT => Err(ApprovalError::Newer(newer)),
            _ => Err(ApprovalError::NotAnApproval),
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// `NotAnApproval`, which cannot happen.
    pub fn text(&self) -> Result<String, ApprovalError> {
        let text = serde_json::to_string_pretty(self).map_err(|_| ApprovalError::NotAnApproval)?;
        Ok(format!("{text}\n"))
    }

    /// The valid approvals of this plan by approvers other than the plan's actor.
    pub fn valid<'a>(
        &'a self,
        checksum: &'a str,
        approvers: &'a [Approver],
        actor: Option<&'a Actor>,
    ) -> impl Iterator<Item = (&'a Approver, &'a Approval)> {
        let approvals = self.approvals.iter().filter(|one| one.is_of(checksum));
        approvals.filter_map(move |approval| {
            let approver = approvers.iter().find(|one| one.key == approval.key)?;
            let own = actor.is_none_or(|actor| approver.is(actor));
            (!own).then_some((approver, approval))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(user: &str) -> Actor {
        Actor {
            user: Some(user.to_owned()),
            ..Actor::default()
        }
    }

    #[test]
    fn an_approval_is_of_one_plan_one_key_and_another_person() {
        let (key, text) = ApproverKey::make().unwrap();
        let again = ApproverKey::read(&text).unwrap();
        assert_eq!(again.public(), key.public());
        let at = "2026-11-24T09:00:00Z".parse().unwrap();
        let mut approvals = Approvals::none("sha256:aa");
        approvals.approvals.push(again.approve("sha256:aa", at));
        let read = Approvals::read(&approvals.text().unwrap()).unwrap();
        assert_eq!(read, approvals);
        let two = format!("bob:{0},ann:{0}", key.public());
        assert_eq!(Approver::parse(&two), None);
        let bob = Approver::parse(&format!("bob:{}", key.public())).unwrap();
        let valid = |checksum: &str, of: &Approvals, approver: &Approver, actor: Option<&Actor>| {
            of.valid(checksum, std::slice::from_ref(approver), actor)
                .count()
        };
        let ann = actor("ann");
        assert_eq!(valid("sha256:aa", &read, &bob, Some(&ann)), 1);
        // Another plan, an approver with another key, the actor's own approval, a plan of nobody known.
        assert_eq!(valid("sha256:bb", &read, &bob, Some(&ann)), 0);
        let (other, _) = ApproverKey::make().unwrap();
        let eve = Approver::parse(&format!("bob:{}", other.public())).unwrap();
        assert_eq!(valid("sha256:aa", &read, &eve, Some(&ann)), 0);
        assert_eq!(valid("sha256:aa", &read, &bob, Some(&actor("BOB"))), 0);
        assert_eq!(valid("sha256:aa", &read, &bob, None), 0);
        // A changed time, key or signature.
        for change in [
            |one: &mut Approval| one.at = Timestamp::UNIX_EPOCH,
            |one: &mut Approval| one.signature = STANDARD.encode([0; 64]),
            |one: &mut Approval| one.signature = "no base64".to_owned(),
        ] {
            let mut changed = read.clone();
            change(&mut changed.approvals[0]);
            assert_eq!(valid("sha256:aa", &changed, &bob, Some(&ann)), 0);
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "bob", ":", "bob:", "bob:AAAA", "bob:no base64"] {
            assert_eq!(Approver::parse(text), None, "{text}");
        }
        let short = format!("{HEADING}\nAAAA\n");
        for text in ["", "AAAA", HEADING, &short] {
            assert!(ApproverKey::read(text).is_err(), "{text}");
        }
        assert!(Approvals::read("{}").is_err());
    }
}
