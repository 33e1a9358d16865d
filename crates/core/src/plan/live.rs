//! The policies of the people in a plan, as the service has them now.

use std::collections::HashMap;

use atlctl_api::{AccountId, Client, Error, ErrorKind, OrgId, PolicyId};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;

/// The most accounts in one request. The service's own limit is not documented.
const BATCH: usize = 100;
/// Requests at a time. (The client paces them further.)
const AT_ONCE: usize = 8;

/// The live state of accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    /// When it was read.
    pub read: Timestamp,
    /// The policy of each reported account; `None` for an account without one.
    pub policies: HashMap<AccountId, Option<PolicyId>>,
}

/// Reads the policies of these accounts. A request that is too large for the service is split.
///
/// # Errors
/// As for any request.
pub async fn read_live(
    client: &Client,
    org: &OrgId,
    accounts: &[AccountId],
    now: Timestamp,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Live, Error> {
    let mut live = Live {
        read: now,
        policies: HashMap::with_capacity(accounts.len()),
    };
    let mut waiting: Vec<Vec<AccountId>> = accounts.chunks(BATCH).map(<[_]>::to_vec).collect();
    waiting.reverse();
    let mut asked = FuturesUnordered::new();
    let mut done = 0;
    loop {
        while asked.len() < AT_ONCE
            && let Some(batch) = waiting.pop()
        {
            asked.push(async move {
                let answer = client.policies_of(org, &batch).await;
                (batch, answer)
            });
        }
        let Some((batch, answer)) = asked.next().await else {
            return Ok(live);
        };
        match answer {
            Ok(answers) => {
                done += batch.len();
                let by_email_only = answers.len() == 1 && batch.len() == 1;
                for answer in answers {
                    // An answer that names no account can only be told apart when one was asked for.
                    let account = answer
                        .account_id
                        .or_else(|| batch.first().filter(|_| by_email_only).cloned());
                    // Of an account that was not asked about, nothing is believed.
                    if let Some(account) = account.filter(|account| batch.contains(account)) {
                        live.policies.insert(account, answer.policy_id);
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
