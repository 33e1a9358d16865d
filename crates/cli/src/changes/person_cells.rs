//! The columns that name the person of a row, and the values before and after: the same in plans and in results.

use atlctl_core::change::{Before, Target, Value};
use atlctl_core::plan::{Plan, Row};

use crate::output::{Cell, Column, ColumnKind, shown};

/// Line, target, address, name and account. A person known by account ID alone is named by it, in a table too; a target
/// that is not the account, such as a token, by its own ID.
pub(super) fn person_columns(plan: Option<&Plan>) -> [Column; 5] {
    let others = |plan: &Plan| {
        let named = |row: &Row| {
            let target = row.target.as_ref();
            target.is_some_and(|target| !matches!(target, Target::Address(_)))
        };
        let alone = |row: &Row| named(row) && row.email.is_none();
        !plan.rows.is_empty() && plan.rows.iter().all(named) || plan.rows.iter().any(alone)
    };
    let by_name = |row: &Row| matches!(row.target, Some(Target::GroupName(_)));
    let groups = plan.is_some_and(|plan| {
        let mut targets = plan.rows.iter().filter(|row| row.target.is_some());
        targets.clone().next().is_some() && targets.all(by_name)
    });
    let target = Column::id("target", if groups { "Group" } else { "ID" });
    let nameless = |plan: &Plan| {
        let mut rows = plan.rows.iter();
        rows.any(|row| row.email.is_none() && row.target.is_none())
    };
    let owned = |plan: &Plan| {
        plan.rows
            .iter()
            .any(|row| row.email.is_some() || row.target.is_none())
    };
    // Beside another ID, it still says who is meant.
    let email = Column::id("email", "Email").stays();
    let account = Column::id("account", "Account");
    [
        Column::number("line", "Line").on_request(),
        if plan.is_some_and(others) {
            target
        } else {
            target.on_request()
        },
        if plan.is_none_or(owned) {
            email
        } else {
            email.on_request()
        },
        Column::text("name", "Name").on_request(),
        if plan.is_some_and(nameless) {
            account
        } else {
            account.on_request()
        },
    ]
}

/// The cells of these columns.
pub(super) fn person_cells(row: &Row) -> [Cell; 5] {
    let target = row.target.as_ref();
    // A key has no owner; of a person it is unknown.
    let owner = |text: &Option<String>| match text {
        None if target.is_some() => Cell::None,
        text => Cell::maybe(text.clone()),
    };
    [
        row.line.map_or(Cell::None, Cell::count),
        target.map_or(Cell::None, |target| Cell::text(target.id())),
        owner(&row.email),
        owner(&row.name),
        owner(&row.account),
    ]
}

/// The value before, by name.
fn before_cell(plan: &Plan, row: &Row) -> Cell {
    match &row.before {
        Before::Is(value) if value.text().is_none() => Cell::None,
        Before::Is(_) => Cell::maybe(plan.before_name(row)),
        Before::Unknown => Cell::Unknown,
    }
}

/// The value after, by name; nothing where nothing changes.
fn after_cell(plan: &Plan, row: &Row) -> Cell {
    let to = row.to.as_ref().filter(|_| row.verdict.is_change());
    to.map_or(Cell::None, |to| Cell::text(plan.value_name(&row.facet, to)))
}

/// Whether the rows of a plan need to say what they change: several things, to several values, or things that are named
/// by what they are.
pub(super) fn shows_what(plan: &Plan) -> bool {
    let changed = plan.rows.iter().filter(|row| row.verdict.is_change());
    let mut values = changed.map(|row| &row.to);
    let first = values.next();
    plan.is_several()
        || plan.rows.iter().any(|row| row.target.is_some())
        || values.any(|value| Some(value) != first)
}

/// What a row changes, and the values before and after: columns of their own, or one sentence in a table whose rows
/// change several things.
pub(super) fn change_columns(plan: Option<&Plan>) -> [Column; 4] {
    let columns = [
        Column::text("what", "What"),
        Column::sentence("before", "Before"),
        Column::sentence("after", "After"),
    ];
    let change = Column::sentence("change", "Change").stays().in_tables();
    let [what, before, after] = columns;
    if plan.is_some_and(shows_what) {
        let others = [what, before, after].map(Column::on_request);
        let [what, before, after] = others;
        [change, what, before, after]
    } else {
        let (what, change) = (what.on_request(), change.on_request());
        // Where its value is not said above the table, it goes before the others.
        [change, what, before.stays(), after]
    }
}

/// Removes the column of the values after from a table in which some rows change, all to the same value, and returns a
/// line that says it, to be printed above the table. It stays where that line would not be `seen`, and where each row has
/// it: then it is said with what else is the same in each row. Where no row changes, it only takes room.
pub(super) fn said_once(columns: &mut [Column], rows: &[Vec<Cell>], seen: bool) -> Option<String> {
    let place = |name: &str| columns.iter().position(|column| column.name() == name);
    let (email, before, at) = (place("email")?, place("before")?, place("after")?);
    // An address that changes names its row already.
    if rows.iter().all(|row| row.get(before) == row.get(email))
        && let Some(column) = columns.get_mut(before)
    {
        *column = column.clone().on_request();
    }
    let column = columns.get_mut(at).filter(|column| column.is_main())?;
    let cells = || rows.iter().filter_map(|row| row.get(at));
    let mut values = cells().filter(|cell| **cell != Cell::None);
    let Some(first) = values.next() else {
        *column = column.clone().on_request();
        return None;
    };
    if !seen || values.any(|value| value != first) || cells().all(|cell| cell == first) {
        return None;
    }
    *column = column.clone().on_request();
    let value = shown(first, ColumnKind::Text);
    Some(format!("After the change: {value}"))
}

/// The cells of these columns.
pub(super) fn change_cells(plan: &Plan, row: &Row) -> [Cell; 4] {
    let name = |id: &str| plan.name_of(row.facet.kind, id);
    let what = row.facet.kind.what(&row.facet.of, &name);
    let value = |value: &Value| plan.value_name(&row.facet, value);
    let before = match &row.before {
        Before::Is(before) if before.text().is_none() => "none".to_owned(),
        Before::Is(_) => plan.before_name(row).unwrap_or_default(),
        Before::Unknown => "?".to_owned(),
    };
    let to = row.to.as_ref().filter(|_| row.verdict.is_change());
    let after = to.map(|to| format!(" → {}", value(to)));
    // Who is concerned by a change of a group, which seat is freed, that an address is a temporary one.
    let says = row.target.is_some() || to.is_some();
    let effect = row.effect.as_ref().filter(|_| says);
    let effect = effect.map(|effect| format!(" ({effect})"));
    // Of somebody who is not known, nothing is.
    let values = match after {
        None if row.before == Before::Unknown => String::new(),
        after => format!(": {before}{}", after.unwrap_or_default()),
    };
    let sentence = format!("{what}{values}{}", effect.unwrap_or_default());
    [
        Cell::text(sentence),
        Cell::text(what),
        before_cell(plan, row),
        after_cell(plan, row),
    ]
}

/// Why the row is changed: as its list says, else as the plan does.
pub fn change_reason_cell(plan: &Plan, row: &Row) -> Cell {
    let reason = row.change_reason.as_ref().or(plan.reason.as_ref());
    reason.map_or(Cell::None, Cell::text)
}
