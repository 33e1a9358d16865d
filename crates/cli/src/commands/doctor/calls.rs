//! Which calls work with which credential.

use std::time::Duration;

use atlctl_api::{Client, Error, ErrorKind, RawResponse};
use atlctl_signin::Credentials;
use jiff::Timestamp;
use serde_json::Value;

use super::audit_log::{self, AuditLog};
use super::finding::{Findings, State};
use super::probe::{ACCOUNTS, AUDIT_LOG, ORGANIZATIONS, OTHERS, PEOPLE, POLICIES, Probe};
use crate::config::Profile;
use crate::connect::{Source, replacing};
use crate::context::Context;
use crate::error::Exit;
use crate::hint_commands;

/// A clock further off than this makes sign-in fail.
const SKEW: i64 = 60;
/// How long one call may take with all its repetitions.
pub(super) const MAX_WAIT: Duration = Duration::from_secs(10);

/// Makes the calls with each credential on its own: together, one would hide what the other cannot. Returns whether the
/// audit log can be read with the credentials.
pub(super) fn check(
    context: &Context,
    name: &str,
    profile: &Profile,
    credentials: &Credentials,
    source: Source,
    findings: &mut Findings,
) -> AuditLog {
    let mut audit_log = AuditLog::Unknown;
    // None as long as no call came through at all.
    let mut works = None;
    for (_, one) in credentials.each() {
        let key = one.api_key.is_some();
        let session_writer = context.session_writer(name, credentials, source);
        let client = context.client_for(name, profile, &one, session_writer, |builder| {
            builder.max_wait(MAX_WAIT, MAX_WAIT)
        });
        let outcome = client.and_then(|client| {
            let mut caller = Caller {
                client,
                key,
                has_session: credentials.session.is_some(),
                replacing: replacing(source, context.has_own_credential()),
                org: context.named_org(profile).map(str::to_owned),
                findings: &mut *findings,
                refused: None,
                answered: false,
                audit_log: AuditLog::Unknown,
            };
            let worked = context.block_on(caller.all())?;
            // The API key comes last, and is the one that is sent where there are both.
            audit_log = audit_log.then(caller.audit_log);
            Ok(worked)
        });
        match outcome {
            Ok(Some(worked)) => works = Some(worked || works == Some(true)),
            Ok(None) => {}
            Err(error) => findings.error("connection", State::Failed, &error),
        }
    }
    if works == Some(true) {
        // The other credential does what is to be done.
        findings.downgrade_sign_in();
    } else if works == Some(false) && findings.exit() != Exit::SignIn {
        findings.first(
            "sign-in",
            State::SignIn,
            "no call works with the credentials of this profile",
            replacing(source, context.has_own_credential())
                .unwrap_or_else(|| "sign in: atlctl auth login".to_owned()),
        );
    }
    if audit_log == AuditLog::Readable {
        findings.downgrade_warnings(AUDIT_LOG.family);
    }
    audit_log
}

struct Caller<'a> {
    client: Client,
    /// Whether it calls with an API key; else with a session.
    key: bool,
    /// Whether there is a session, too.
    has_session: bool,
    /// How to replace a credential that does not come from the profile.
    replacing: Option<String>,
    org: Option<String>,
    findings: &'a mut Findings,
    /// How Atlassian refused the credential, as long as it accepted it nowhere.
    refused: Option<String>,
    /// Whether any call was answered in another way than by refusing the credential.
    answered: bool,
    /// Whether it reads the audit log.
    audit_log: AuditLog,
}

impl Caller<'_> {
    /// Makes all calls. Returns whether any of them worked, or none without a connection.
    async fn all(&mut self) -> Option<bool> {
        let start = self.findings.count();
        let worked = self.calls().await;
        if !self.answered
            && let Some(refused) = self.refused.take()
        {
            self.credential_refused(start, &refused);
        }
        worked
    }

    /// Says once that Atlassian does not accept the credential, and not at every call.
    fn credential_refused(&mut self, start: usize, refused: &str) {
        let what = if self.key { "API key" } else { "session" };
        let named = if self.key { "" } else { "session" };
        self.findings
            .withdraw(start, &["connection", "clock"], named);
        let (found, hint) = if self.key {
            (
                format!("the API key is wrong, has expired or was revoked ({refused})"),
                "create a new one in the admin portal, then: atlctl auth login --api-key-stdin",
            )
        } else {
            (
                format!("the session has ended or was revoked ({refused})"),
                "sign in: atlctl auth login",
            )
        };
        let hint = self.replacing.clone().unwrap_or_else(|| hint.to_owned());
        self.findings
            .first(format!("sign-in ({what})"), State::SignIn, found, hint);
    }

    async fn calls(&mut self) -> Option<bool> {
        let first = ORGANIZATIONS.make(&self.client, "", "").await;
        if let Err(error) = &first {
            self.unreachable(error);
            return None;
        }
        if let Ok(response) = &first {
            self.connected(response);
        }
        let mut worked = self.record(&ORGANIZATIONS, &first);
        if let Ok(response) = &first
            && worked
        {
            self.organizations(&response.body);
        }
        let Some(org) = self.org.clone() else {
            let hint = "choose one for the profile: atlctl auth login";
            let found = "no organization selected";
            let name = self.name("calls");
            self.findings.advise(name, State::Unchecked, found, hint);
            return Some(worked);
        };
        let people = PEOPLE.make(&self.client, &org, "").await;
        worked |= self.record(&PEOPLE, &people);
        // A session is accepted everywhere or nowhere; a key may be for other calls alone.
        if !self.key && !self.answered {
            return Some(worked);
        }
        self.user_management(&people);
        for probe in &OTHERS {
            if !(probe.portal && self.key) {
                let outcome = probe.make(&self.client, &org, "").await;
                worked |= self.record(probe, &outcome);
            }
        }
        let log = AUDIT_LOG.make(&self.client, &org, "").await;
        self.audit_log = AuditLog::of(&log, self.answered);
        match audit_log::refusal(&log) {
            Some(error) => {
                self.answered = true;
                let name = self.name(AUDIT_LOG.family);
                audit_log::cannot_be_read(name, self.key, error, self.findings);
            }
            None => worked |= self.record(&AUDIT_LOG, &log),
        }
        let accounts = ACCOUNTS.make(&self.client, &org, "").await;
        worked |= self.record(&ACCOUNTS, &accounts);
        let account = [&accounts, &people]
            .into_iter()
            .find_map(|page| first_account(&page.as_ref().ok()?.body));
        if let Some(account) = account {
            let outcome = POLICIES.make(&self.client, &org, &account).await;
            worked |= self.record(&POLICIES, &outcome);
        } else {
            let found = "no account found to check";
            self.findings
                .add(self.name(POLICIES.family), State::Unchecked, found);
        }
        Some(worked)
    }

    fn name(&self, check: &str) -> String {
        let with = if self.key { "API key" } else { "session" };
        format!("{check} ({with})")
    }

    /// No answer at all: the way there is broken, and no other call would fare better.
    fn unreachable(&mut self, error: &Error) {
        let text = error.to_string();
        let hint = match error.kind {
            _ if text.contains("certificate") => {
                "if a proxy inspects encrypted connections, trust its certificate: --cacert FILE"
            }
            ErrorKind::Timeout => "check the network and the proxy, then run it again",
            _ => "check the network and the proxy (--no-proxy ignores it)",
        };
        let name = self.name("connection");
        self.findings.advise(name, State::Failed, text, hint);
    }

    /// Encryption and the clock, as the first answer shows them.
    fn connected(&mut self, response: &RawResponse) {
        let bases = self.client.bases();
        let base = if self.key { &bases.api } else { &bases.portal };
        let host = base.host_str().unwrap_or_default().to_owned();
        let found = if base.scheme() == "https" {
            format!("{host}: connected, its certificate is trusted")
        } else {
            format!("{host}: connected without encryption (this machine)")
        };
        self.findings.add(self.name("connection"), State::Ok, found);
        let date = response.headers.iter().find(|(name, _)| name == "date");
        let name = self.name("clock");
        match date.and_then(|(_, date)| jiff::fmt::rfc2822::parse(date).ok()) {
            None => {
                let found = "the server sent no date";
                self.findings.add(name, State::Unchecked, found);
            }
            // The real clock, whatever texts are dated with.
            Some(server) => {
                let ahead = Timestamp::now().as_second() - server.timestamp().as_second();
                if ahead.abs() <= SKEW {
                    let found = format!("within {SKEW} s of the server's");
                    self.findings.add(name, State::Ok, found);
                } else {
                    let way = if ahead > 0 { "ahead of" } else { "behind" };
                    let found = format!("{} s {way} the server's", ahead.abs());
                    let hint = "set this machine's clock: certificates and sessions depend on it";
                    self.findings.advise(name, State::Warning, found, hint);
                }
            }
        }
    }

    /// Which organizations the answer names, and whether the profile's is one of them.
    fn organizations(&mut self, body: &[u8]) {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let data = body.get("data").and_then(Value::as_array);
        let seen: Vec<(String, String)> = data
            .into_iter()
            .flatten()
            .filter_map(|org| {
                let id = org.get("id")?.as_str()?.to_owned();
                let name = org.pointer("/attributes/name").and_then(Value::as_str);
                Some((id, name.unwrap_or("unnamed").to_owned()))
            })
            .collect();
        let names: Vec<String> = seen
            .iter()
            .map(|(id, name)| format!("{name} ({id})"))
            .collect();
        let names = if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        };
        let name = self.name("access");
        match &self.org {
            Some(org) if !seen.iter().any(|(id, _)| id == org) => self.findings.advise(
                name,
                State::Warning,
                format!("{names}; the organization in use, {org}, is not among them"),
                match seen.first() {
                    Some((id, _)) => format!(
                        "choose one of them for the profile: atlctl auth login --org {}",
                        hint_commands::word(id)
                    ),
                    None => "see what you have: atlctl auth status".to_owned(),
                },
            ),
            _ => self.findings.add(name, State::Ok, names),
        }
        if self.org.is_none()
            && let [(id, _)] = seen.as_slice()
        {
            self.org = Some(id.clone());
        }
    }

    /// The original user management shows itself in the newer calls.
    fn user_management(&mut self, people: &Result<RawResponse, Error>) {
        let failed = people
            .as_ref()
            .map_or_else(Some, |answer| answer.error.as_ref());
        let name = self.name("user management");
        match failed.map(|error| error.kind) {
            None => self.findings.add(name, State::Ok, "centralized"),
            Some(ErrorKind::OldUserManagement) if self.key && self.has_session => {
                let found = "original: the session lists its people, not the API key";
                self.findings.add(name, State::Note, found);
            }
            Some(ErrorKind::OldUserManagement) if self.key => self.findings.advise(
                name,
                State::Warning,
                "original: an API key cannot list its people",
                "sign in with a session too: atlctl auth login",
            ),
            Some(ErrorKind::OldUserManagement) => {
                let found = "original: people are read through the portal";
                self.findings.add(name, State::Note, found);
            }
            Some(_) => {
                let found = "unknown: this credential may not list people";
                self.findings.add(name, State::Unchecked, found);
            }
        }
    }

    /// Records the result of a call and returns whether it worked.
    fn record(&mut self, probe: &Probe, outcome: &Result<RawResponse, Error>) -> bool {
        let name = self.name(probe.family);
        let error = match outcome {
            Ok(response) => match &response.error {
                None => {
                    self.answered = true;
                    self.findings.add(name, State::Ok, call(probe));
                    return true;
                }
                Some(error) => error,
            },
            Err(error) => error,
        };
        let refused = matches!(
            error.kind,
            ErrorKind::SignInNeeded(_) | ErrorKind::Forbidden
        );
        match error.kind {
            ErrorKind::SignInNeeded(_) => self.refused = Some(error.to_string()),
            _ => self.answered = true,
        }
        match (error.kind, probe.scope) {
            (ErrorKind::OldUserManagement, _) => {
                let found = "not in organizations on the original user management";
                self.findings.add(name, State::Note, found);
            }
            (_, Some(scope)) if refused && self.key => self.findings.advise(
                name,
                State::Warning,
                error.to_string(),
                format!("if other calls work, the key lacks the scope {scope}; a key without scopes has all"),
            ),
            (_, None) if refused && self.key => self.findings.advise(
                name,
                State::Warning,
                error.to_string(),
                "if other calls work: no scope is documented for this call; it needs a key without scopes",
            ),
            _ if refused => self.findings.advise(
                name,
                State::Warning,
                error.to_string(),
                "if other calls work, the account must be an organization admin",
            ),
            _ => self.findings.add(name, State::Failed, error.to_string()),
        }
        false
    }
}

fn call(probe: &Probe) -> String {
    let path = probe.path.split('?').next().unwrap_or_default();
    format!("{} {path}", probe.method)
}

/// An account of the first page.
fn first_account(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let first = body.pointer("/data/0")?;
    let account = first.get("account_id").or_else(|| first.get("accountId"))?;
    account.as_str().map(str::to_owned)
}
