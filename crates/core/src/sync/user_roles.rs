//! Reads the roles of people, with how each came about. No page has that, so each person is asked, within a budget:
//! those whose roles were read longest ago come first.

use atlctl_api::{AccountId, DirectoryId, Error, ErrorKind, UserRoleAssignment};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::watch;

use super::message::{Message, PeopleToAsk};
use super::walk::{Step, Walk};
use super::{Outcome, Stage};

impl Walk<'_> {
    /// The roles of people, once the people are read.
    pub(super) async fn user_roles(&self, mut walked: watch::Receiver<bool>) -> Step {
        let stage = Stage::UserRoles;
        if !self.open(stage) {
            return Ok(());
        }
        // The sender lives as long as the walk; when it is gone, so is the walk.
        if walked.wait_for(|last| *last).await.is_err() {
            return Ok(());
        }
        let PeopleToAsk { people, all } = self
            .ask(|answer| Message::PeopleToAsk {
                budget: self.options.roles_budget,
                answer,
            })
            .await?;
        let asked = people.len() as u64 + self.counters.get(stage);
        self.send(Message::Total(stage, asked)).await?;
        let mut answers = stream::iter(people)
            .map(|(no, account)| async move { (no, self.roles_of_person(&account).await) })
            .buffer_unordered(self.options.role_calls.max(1));
        let mut refused = 0_u64;
        while let Some((no, answer)) = answers.next().await {
            match answer {
                Ok(roles) => {
                    self.send(Message::UserRoles { no, roles }).await?;
                    self.progress(stage, Some(asked));
                }
                // Gone since the people were listed, or not in the directory: their roles stay unknown.
                Err(error) if splits(&error) => refused += 1,
                Err(error) => return self.settle(stage, Err(error)).await,
            }
        }
        let mut notes = Vec::new();
        if refused > 0 {
            notes.push(format!(
                "Atlassian did not report the roles of {refused} people"
            ));
        }
        if asked < all {
            notes.push(format!(
                "read of {asked} of {all} people, those read longest ago first; the next sync with --roles-budget \
                 reads on"
            ));
        }
        let outcome = if notes.is_empty() {
            Outcome::Complete
        } else {
            Outcome::Inexact
        };
        let note = (!notes.is_empty()).then(|| notes.join("; "));
        self.end(stage, outcome, note).await
    }

    async fn roles_of_person(&self, account: &AccountId) -> Result<Vec<UserRoleAssignment>, Error> {
        let all = DirectoryId::from("-");
        let roles = self.side.user_role_assignments(self.org(), &all, account);
        roles.try_collect().await
    }
}

/// Whether only this person is refused.
fn splits(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::NotFound | ErrorKind::Invalid | ErrorKind::BadInput
    )
}
