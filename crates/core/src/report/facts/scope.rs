//! Whom the filter of a report selects.

use std::ops::ControlFlow;

use super::super::request::Request;
use crate::query::{Cell, Order, UserQuery};
use crate::sql::SqlError;

/// Whom a filter selects, by number.
pub(super) struct Scope {
    pub matching: Vec<bool>,
    /// Those of whom it cannot be decided.
    pub may_match: Vec<bool>,
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
    let (mut matching, mut may_match) = (Vec::new(), Vec::new());
    let columns = ["no".to_owned()];
    let found = query.run(request.mirror, request.now, &columns, &mut |cells| {
        if let Some(Cell::Number(no)) = cells.first() {
            include(&mut matching, *no);
        }
        ControlFlow::Continue(())
    })?;
    if found.unknown > 0 {
        let mut one = |no| include(&mut may_match, no);
        query.undecided(request.mirror, request.now, "no", &mut one)?;
    }
    Ok(Some(Scope {
        matching,
        may_match,
    }))
}

/// Adds a number to a set of small numbers.
pub(super) fn include(set: &mut Vec<bool>, no: i64) {
    let Ok(no) = usize::try_from(no) else {
        return;
    };
    if set.len() <= no {
        set.resize(no + 1, false);
    }
    if let Some(slot) = set.get_mut(no) {
        *slot = true;
    }
}

pub(super) fn is_in(set: &[bool], no: i64) -> bool {
    let at = usize::try_from(no).unwrap_or(usize::MAX);
    set.get(at).copied().unwrap_or(false)
}
