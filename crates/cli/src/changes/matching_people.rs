//! The people of the mirror who meet a condition.

use std::ops::ControlFlow;

use atlctl_core::input::Person;
use atlctl_core::number::people;
use atlctl_core::plan::Origin;
use atlctl_core::query::{Cell, UserQuery};
use atlctl_core::store::Mirror;

use crate::context::Context;
use crate::error::CliResult;
use crate::ui::display;

/// Everyone who meets a condition. `what` describes it.
///
/// # Errors
/// When the mirror cannot be read.
pub(super) fn matching(
    context: &Context,
    mirror: &Mirror,
    query: &UserQuery,
    what: &str,
) -> CliResult<(Vec<Person>, Origin)> {
    let columns = ["account_id".to_owned(), "email".to_owned()];
    let mut found = Vec::new();
    let asked = query.run(mirror, context.now(), &columns, &mut |cells| {
        let text = |at: usize| cells.get(at).and_then(Cell::text).map(str::to_owned);
        found.push(Person {
            at: None,
            email: text(1),
            account: text(0),
        });
        ControlFlow::Continue(())
    })?;
    if asked.unknown > 0 {
        context.ui.status(format!(
            "{} left out: it is unknown whether they match the filters",
            people(asked.unknown)
        ));
    }
    let origin = Origin {
        what: display(what),
        ..Origin::default()
    };
    Ok((found, origin))
}
