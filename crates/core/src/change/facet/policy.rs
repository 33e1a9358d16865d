//! The authentication policy of an account.

use std::collections::{BTreeSet, HashSet};

use atlctl_api::{AccountId, Error, ErrorKind, PolicyId, PolicyTask, TaskId};
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::super::response::{Answer, Subject, TaskState};
use super::super::rules::{
    Call, Conversion, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire,
};
use super::super::target::Target;
use super::super::total::{Total, Totals};
use super::super::value::{Before, Value};
use crate::number::people;
use crate::query::{Managed, UserQuery};
use crate::sql::SqlError;
use crate::store::{Mirror, Person, PolicyReadBack, RunSource, StoreError};

/// The name of the facet.
pub const NAME: &str = "policy";

/// The most accounts in one read. The service's own limit is not documented.
const READ: usize = 100;
/// Reads at a time. (The client paces them further.)
const AT_ONCE: usize = 8;
/// The most addresses in one request: the portal's own limit.
const MOST: usize = 10_000;

/// The authentication policy of an account: a policy's ID, or nothing.
#[derive(Debug)]
pub struct Policy;

impl Rules for Policy {
    fn name(&self) -> &'static str {
        NAME
    }

    fn call(&self) -> Call {
        Call {
            most: MOST,
            task: true,
            lag: 0,
        }
    }

    fn needs(&self) -> Needs {
        Needs {
            managed: true,
            active: true,
            not_suspended: true,
            address: true,
            present: true,
        }
    }

    fn risk(&self, _: &[String], _: &Before, _: &Value) -> Risk {
        Risk::Reversible
    }

    /// Policies for service accounts, by their names.
    fn service_values(&self, mirror: &Mirror) -> Result<HashSet<Value>, StoreError> {
        let named = |name: &str| name.to_lowercase().contains("service account");
        let policies = mirror.policies()?.into_iter();
        Ok(policies
            .filter(|policy| policy.name.as_deref().is_some_and(named))
            .map(|policy| policy.id.as_str().into())
            .collect())
    }

    /// A policy says how people sign in: a wrong one locks them out.
    fn needs_rescuer(&self, _: &[String], _: &Value) -> bool {
        true
    }

    fn mirrored(
        &self,
        mirror: &Mirror,
        of: &[String],
        target: &Target,
    ) -> Result<Before, StoreError> {
        let person = mirror.person_by_id(&AccountId::from(target.id()))?;
        Ok(person
            .and_then(|person| self.of_person(of, &person))
            .unwrap_or(Before::Unknown))
    }

    fn of_person(&self, _: &[String], person: &Person) -> Option<Before> {
        Some(match (&person.policy, person.policy_known) {
            (Some(policy), _) => Before::Is(policy.as_str().into()),
            (None, true) => Before::Is(Value::NONE),
            (None, false) => Before::Unknown,
        })
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        _: &'a [String],
        to: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            let policy = PolicyId::from(to.text().unwrap_or_default());
            let emails = subjects.iter().filter_map(|subject| subject.email.clone());
            let emails: Vec<String> = emails.collect();
            let accepted = wire.client.add_users_to_policy(&wire.org, &policy, &emails);
            accepted.await.map(|accepted| Answer::Task(accepted.task))
        }
        .boxed()
    }

    fn poll<'a>(
        &'a self,
        wire: &'a Wire,
        task: &'a TaskId,
    ) -> BoxFuture<'a, Result<TaskState, Error>> {
        let state = wire.client.policy_task(&wire.org, task);
        state.map(|state| state.map(task_state)).boxed()
    }

    fn read<'a>(
        &'a self,
        wire: &'a Wire,
        items: &'a [Item],
        progress: ReadProgress<'a>,
    ) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        read(wire, items, progress).boxed()
    }

    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let policies: Vec<(Option<PolicyId>, PolicyId)> = notes
            .iter()
            .map(|note| {
                let of = |text: Option<&str>| text.map(PolicyId::from);
                (
                    of(note.before.text()),
                    of(note.value.text()).unwrap_or_default(),
                )
            })
            .collect();
        let rows = notes.iter().zip(&policies);
        let rows = rows.filter(|(note, _)| note.value.text().is_some());
        mirror.note_run(
            run,
            rows.map(|(note, (before, policy))| PolicyReadBack {
                account: AccountId::from(note.target.id()),
                before: before.as_ref(),
                policy,
                at: note.at,
                made: note.made,
            }),
        )
    }

    fn totals(
        &self,
        mirror: &Mirror,
        rows: &[Seen<'_>],
        now: Timestamp,
    ) -> Result<Totals, SqlError> {
        totals(mirror, rows, now)
    }

    fn names(&self, mirror: &Mirror) -> Result<Vec<(String, String)>, StoreError> {
        let policies = mirror.policies()?.into_iter();
        Ok(policies
            .filter_map(|policy| Some((policy.id.into_string(), policy.name?)))
            .collect())
    }

    fn counts_into<'a>(&self, _: &'a [String], value: &'a Value) -> Option<&'a str> {
        value.text()
    }

    fn portal_import(&self) -> Option<usize> {
        Some(MOST)
    }

    fn noun(&self) -> &'static str {
        "policies"
    }

    fn totals_title(&self) -> &'static str {
        "Policy coverage"
    }

    fn noun_of_change(&self) -> &'static str {
        "policy move"
    }

    fn title(&self, _: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("Move people to policy {}", named(to, name))
    }

    fn short_title(&self, _: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("Move to {}", named(to, name))
    }

    fn done(&self, _: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        format!("moved to the policy {}", named(to, name))
    }

    fn act(&self, _: &[String], to: &Value, count: u64, name: &dyn Fn(&str) -> String) -> String {
        format!("moving {} to the policy {}", people(count), named(to, name))
    }

    fn value(&self, _: &[String], value: &Value, name: &dyn Fn(&str) -> String) -> String {
        named(value, name)
    }

    fn what(&self, _: &[String], _: &dyn Fn(&str) -> String) -> String {
        "policy".to_owned()
    }

    fn already(&self, _: &[String], _: &Value) -> String {
        "is already in this policy".to_owned()
    }

    fn conflict(&self, _: &[String], now: &Value, name: &dyn Fn(&str) -> String) -> String {
        match now.text() {
            Some(_) => format!("someone else moved them to {}", named(now, name)),
            None => "someone else removed them from their policy".to_owned(),
        }
    }

    fn thing(&self) -> &'static str {
        "policy"
    }

    fn not_from(&self) -> &'static str {
        "is not in the policy named with --from"
    }

    fn moved_on(&self) -> &'static str {
        "is no longer in the policy the run moved them to"
    }

    fn first_format(&self) -> Option<Conversion> {
        Some(from_first_format)
    }
}

fn named(value: &Value, name: &dyn Fn(&str) -> String) -> String {
    value.text().map_or_else(|| "none".to_owned(), name)
}

fn task_state(task: PolicyTask) -> TaskState {
    let mut refused = Vec::new();
    for failure in task.failures {
        let why = [failure.title, failure.detail].into_iter().flatten();
        let mut why: Vec<String> = why.filter(|text| !text.is_empty()).collect();
        why.dedup();
        let mut why = why.join(": ");
        if why.is_empty() {
            why = "Atlassian gave no reason".to_owned();
        }
        refused.extend(failure.emails.into_iter().map(|email| (email, why.clone())));
    }
    TaskState {
        in_progress: task.in_progress,
        succeeded: task.succeeded,
        failed: task.failed,
        refused,
    }
}

/// Reads the policies of these accounts. A request that is too large for the service is split.
async fn read(
    wire: &Wire,
    items: &[Item],
    progress: ReadProgress<'_>,
) -> Result<Vec<Option<Value>>, Error> {
    let mut values: Vec<Option<Value>> = vec![None; items.len()];
    let accounts: Vec<AccountId> = items.iter().map(|item| item.target.id().into()).collect();
    for account in &accounts {
        wire.addresses.forget(account.as_str());
    }
    let all: Vec<usize> = (0..items.len()).collect();
    let mut waiting: Vec<Vec<usize>> = all.chunks(READ).map(<[_]>::to_vec).collect();
    waiting.reverse();
    let mut asked = FuturesUnordered::new();
    let mut done = 0;
    loop {
        while asked.len() < AT_ONCE
            && let Some(batch) = waiting.pop()
        {
            let some = batch.iter().filter_map(|at| accounts.get(*at).cloned());
            let some: Vec<AccountId> = some.collect();
            asked.push(async move {
                let answer = wire.client.policies_of(&wire.org, &some).await;
                (batch, some, answer)
            });
        }
        let Some((batch, some, answer)) = asked.next().await else {
            return Ok(values);
        };
        match answer {
            Ok(answers) => {
                done += batch.len();
                let by_email_only = answers.len() == 1 && batch.len() == 1;
                for answer in answers {
                    // An answer that names no account can only be told apart when one was asked for.
                    let account = answer
                        .account_id
                        .or_else(|| some.first().filter(|_| by_email_only).cloned());
                    // Of an account that was not asked about, nothing is believed.
                    let named = |account: &AccountId| some.iter().position(|one| one == account);
                    let at = account
                        .as_ref()
                        .and_then(named)
                        .and_then(|at| batch.get(at));
                    // A move names people by their addresses.
                    if let (Some(account), Some(_), Some(email)) = (&account, at, &answer.email) {
                        wire.addresses.learn(account.as_str(), email);
                    }
                    if let Some(slot) = at.and_then(|at| values.get_mut(*at)) {
                        *slot = Some(answer.policy_id.as_ref().map(PolicyId::as_str).into());
                    }
                }
                progress(done);
            }
            Err(error) if splits(&error) && batch.len() > 1 => {
                let (left, right) = batch.split_at(batch.len() / 2);
                waiting.extend([left.to_vec(), right.to_vec()]);
            }
            // An account that the service refuses stays unknown.
            Err(error) if splits(&error) => done += 1,
            Err(error) => return Err(error),
        }
    }
}

/// Whether asking for fewer at once may help.
fn splits(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Invalid | ErrorKind::TooLarge | ErrorKind::NotFound
    )
}

/// Every policy of the mirror and of the rows, largest first, and how many managed accounts are in an unknown policy.
fn totals(mirror: &Mirror, rows: &[Seen<'_>], now: Timestamp) -> Result<Totals, SqlError> {
    let mut all: Vec<Total> = mirror
        .policies()?
        .into_iter()
        .map(|policy| Total {
            id: policy.id.into_string(),
            name: policy.name,
            count: Some(policy.members),
        })
        .collect();
    let known: BTreeSet<String> = all.iter().map(|policy| policy.id.clone()).collect();
    let mut more = BTreeSet::new();
    for row in rows {
        let to = row.to.and_then(Value::text);
        more.extend(row.before.text().into_iter().chain(to).map(str::to_owned));
    }
    all.extend(more.difference(&known).map(|id| Total {
        id: id.clone(),
        name: None,
        count: None,
    }));
    // The service may have reported newer policies for the people of the plan than the mirror has.
    for row in rows {
        let Some(now) = row.before.text() else {
            continue;
        };
        let person = mirror.person_by_id(&AccountId::from(row.target.id()))?;
        let then = person.and_then(|person| person.policy);
        if then.as_ref().map(PolicyId::as_str) == Some(now) {
            continue;
        }
        let mut count = |id: &str, more: bool| {
            if let Some(policy) = all.iter_mut().find(|policy| policy.id == id) {
                let members = policy.count.unwrap_or(0);
                policy.count = Some(if more {
                    members + 1
                } else {
                    members.saturating_sub(1)
                });
            }
        };
        count(now, true);
        if let Some(then) = then {
            count(then.as_str(), false);
        }
    }
    let unknown = UserQuery {
        managed: Some(Managed::Yes),
        policy: vec!["unknown".to_owned()],
        ..UserQuery::default()
    };
    Ok(Totals {
        all,
        unknown: unknown.count(mirror, now)?,
    })
}

/// Plans of the first format moved people between policies and nothing else.
fn from_first_format(old: Json) -> Option<Json> {
    let Json::Object(mut plan) = old else {
        return None;
    };
    let kind = match plan.remove("kind")? {
        Json::Object(mut kind) => match (kind.remove("policy-move"), kind.remove("undo")) {
            (Some(set), _) => json!({ "set": { "facet": NAME, "to": set.get("to") } }),
            (_, Some(undo)) => json!({ "undo": undo }),
            _ => return None,
        },
        _ => return None,
    };
    plan.insert("kind".to_owned(), kind);
    let policies = plan.remove("policies").unwrap_or_else(|| json!([]));
    let unknown = plan.remove("policy_unknown").unwrap_or_else(|| json!(0));
    plan.insert(
        "totals".to_owned(),
        json!([{ "facet": NAME, "all": policies, "unknown": unknown }]),
    );
    if let Some(rows) = plan.get_mut("rows").and_then(Json::as_array_mut) {
        for row in rows.iter_mut().filter_map(Json::as_object_mut) {
            row_from_first_format(row);
        }
    }
    Some(Json::Object(plan))
}

fn row_from_first_format(row: &mut Map<String, Json>) {
    row.insert("facet".to_owned(), json!(NAME));
    let before = match row.remove("before") {
        Some(Json::Object(mut before)) => {
            json!({ "is": before.remove("policy").unwrap_or_default() })
        }
        Some(Json::String(word)) if word == "none" => json!({ "is": null }),
        _ => json!("unknown"),
    };
    row.insert("before".to_owned(), before);
    // Without a target policy there was none.
    if row.get("to").is_some_and(Json::is_null) {
        row.remove("to");
    }
}
