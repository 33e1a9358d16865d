//! Conditions that may be unknown for a person. People left out for this reason are counted.

use super::select::Select;

/// A condition on data that the service may not have reported.
pub(super) struct Fact {
    /// Whether it holds.
    pub(super) holds: String,
    /// Whether the data is unknown; `None` when the query includes such people.
    pub(super) undecided: Option<String>,
}

/// The rows that are selected and those that may be, in one: each has a number.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdicts {
    /// What all of them fulfill.
    pub(super) conditions: Vec<String>,
    /// 0 of a row that is selected, less than [`NOT`] of one that may be.
    pub(super) number: String,
}

/// The number of a row that is not selected.
pub(super) const NOT: i64 = 1_000;

impl Fact {
    /// Whether rows of the query are selected, each condition asked once.
    pub(super) fn verdicts(select: &Select, facts: &[Self]) -> Verdicts {
        let mut verdicts = Verdicts {
            conditions: select.conditions.clone(),
            number: "0".to_owned(),
        };
        if facts.iter().all(|fact| fact.undecided.is_none()) {
            let held = facts.iter().map(|fact| fact.holds.clone());
            verdicts.conditions.extend(held);
            return verdicts;
        }
        for fact in facts {
            let may = match &fact.undecided {
                Some(undecided) => format!(" WHEN {undecided} THEN 1"),
                None => String::new(),
            };
            let holds = &fact.holds;
            verdicts
                .number
                .push_str(&format!(" + CASE WHEN {holds} THEN 0{may} ELSE {NOT} END"));
        }
        verdicts
    }

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
