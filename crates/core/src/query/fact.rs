//! Conditions that may be unknown for a person. People left out for this reason are counted.

use super::select::Select;

/// A condition on data that the service may not have reported.
pub(super) struct Fact {
    /// Whether it holds.
    pub(super) holds: String,
    /// Whether the data is unknown; `None` when the query includes such people.
    pub(super) undecided: Option<String>,
}

impl Fact {
    /// The query with all of these, and the query for people left out because data about them is unknown and the
    /// conditions may hold.
    pub(super) fn asked(mut select: Select, facts: &[Self]) -> (Select, Option<Select>) {
        let mut unknown = select.clone();
        let held = facts.iter().map(|fact| fact.holds.clone());
        select.conditions.extend(held);
        if facts.iter().all(|fact| fact.undecided.is_none()) {
            return (select, None);
        }
        for fact in facts {
            let Fact { holds, undecided } = fact;
            let undecided = undecided.as_deref().unwrap_or("0");
            unknown
                .conditions
                .push(format!("({holds}) OR ({undecided})"));
        }
        let holds: Vec<&str> = facts.iter().map(|fact| fact.holds.as_str()).collect();
        let all = holds.join(") AND (");
        unknown.conditions.push(format!("(({all})) IS NOT TRUE"));
        (select, Some(unknown))
    }
}
