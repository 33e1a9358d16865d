//! How the model of the service answers reads: the state of tasks, and values as they were a while ago.

use atlctl_api::{Error, ErrorKind, ExpiryForm, TaskId};
use atlctl_core::change::{Facet, FacetKind, Item, TaskState, Value};

use crate::world::{LAG, World};

impl World {
    pub fn poll(&mut self, task: &TaskId, now: i64) -> (i64, Result<TaskState, Error>) {
        let soon = now + self.rng.i64(1..300);
        if let Some(error) = self.read_fault(now) {
            return (soon, Err(error));
        }
        let task = &self.tasks[task.as_str()];
        if let Some((from, kind)) = task.gone
            && now >= from
        {
            return (soon, Err(Error::new(kind, "no such task")));
        }
        let people = task.keys.len() as u64;
        if now < task.over_at {
            let half = if now + 1_000 > task.over_at {
                people / 2
            } else {
                0
            };
            let state = TaskState {
                in_progress: people - half,
                succeeded: half,
                ..TaskState::default()
            };
            return (soon, Ok(state));
        }
        let failed = task.failures.len() as u64;
        let refused = task
            .failures
            .iter()
            .filter(|(_, named)| *named)
            .map(|(email, _)| (email.clone(), "Not eligible".to_owned()))
            .collect();
        let state = TaskState {
            in_progress: 0,
            succeeded: people - failed,
            failed,
            refused,
        };
        (soon, Ok(state))
    }

    pub fn read(
        &mut self,
        kind: FacetKind,
        items: &[Item],
        now: i64,
    ) -> (i64, Result<Vec<Option<Value>>, Error>) {
        let soon = now + self.rng.i64(1..300);
        if let Some(error) = self.read_fault(now) {
            return (soon, Err(error));
        }
        let lags = items.iter().map(|item| kind.lag(&item.of));
        let seen = now - self.rng.i64(0..LAG.max(lags.max().unwrap_or(0)));
        let found = items
            .iter()
            .map(|item| {
                let facet = Facet {
                    kind,
                    of: item.of.clone(),
                };
                let key = (facet, item.target.clone());
                Some(self.value_at(&key, seen).clone())
            })
            .collect();
        (soon, Ok(found))
    }

    fn read_fault(&mut self, now: i64) -> Option<Error> {
        if let Some(kind) = self.down(now) {
            return Some(Error::new(kind, "cannot"));
        }
        if self.signed_out {
            return Some(Error::new(
                ErrorKind::SignInNeeded(ExpiryForm::HtmlPage),
                "sign in",
            ));
        }
        if !self.chance(self.odds.fault) {
            return None;
        }
        let kinds = [
            ErrorKind::Server,
            ErrorKind::Timeout,
            ErrorKind::Interrupted,
            ErrorKind::RateLimited,
            ErrorKind::Unreadable,
        ];
        Some(Error::new(kinds[self.rng.usize(0..kinds.len())], "cannot"))
    }
}
