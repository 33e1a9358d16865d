//! Whom the filter of a report selects.

use std::ops::ControlFlow;

use super::super::request::Request;
use crate::number_set::NumberSet;
use crate::query::{Cell, Order, UserQuery};
use crate::sql::SqlError;

/// Whom a filter selects, by number.
pub(super) struct Scope {
    pub matching: NumberSet,
    /// Those of whom it cannot be decided.
    pub may_match: NumberSet,
}

/// Whom the filter selects; everyone without one.
pub(super) fn scope(request: &Request<'_>) -> Result<Option<Scope>, SqlError> {
    let Some(filter) = &request.filter else {
        return Ok(None);
    };
    let query = UserQuery {
        order: vec![Order {
            column: "no".to_owned(),
            descending: false,
        }],
        ..filter.clone()
    };
    let (mut matching, mut may_match) = (NumberSet::default(), NumberSet::default());
    let columns = ["no".to_owned()];
    let found = query.run(request.mirror, request.now, &columns, &mut |cells| {
        if let Some(Cell::Number(no)) = cells.first() {
            matching.insert(*no);
        }
        ControlFlow::Continue(())
    })?;
    if found.unknown > 0 {
        let mut one = |no| {
            may_match.insert(no);
        };
        query.undecided(request.mirror, request.now, "no", &mut one)?;
    }
    Ok(Some(Scope {
        matching,
        may_match,
    }))
}
