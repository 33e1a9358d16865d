//! What of the returned lists cannot be used.

use atlctl_core::input::Binary;
use atlctl_core::number::{counted, grouped};
use atlctl_core::review::Problem;

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Prints all problems.
///
/// # Errors
/// When stdout cannot be written.
pub(super) fn print(context: &Context, problems: &[Problem]) -> CliResult<()> {
    let mut table = Table::new(
        "problems",
        vec![
            Column::text("list", "List"),
            Column::number("line", "Line"),
            Column::key("email", "Email"),
            Column::text("access", "Access"),
            Column::text("value", "Value"),
            Column::sentence("problem", "Problem"),
        ],
    );
    for problem in problems {
        table.push(vec![
            Cell::text(&problem.file),
            problem.line.map_or(Cell::None, Cell::count),
            problem.person.clone().map_or(Cell::None, Cell::text),
            problem.access.clone().map_or(Cell::None, Cell::text),
            if problem.value.is_empty() {
                Cell::None
            } else {
                Cell::text(&problem.value)
            },
            Cell::text(&problem.why),
        ]);
    }
    context.print_instead(table)
}

/// Not more problems are named in a warning.
const NAMED: usize = 10;

/// Says which problems leave their rows undecided: stdout has the plan.
pub(super) fn left_undecided(problems: &[Problem]) -> String {
    let number = counted(
        problems.len() as u64,
        "problem: its row is",
        "problems: their rows are",
    );
    let mut said = format!("{number} left undecided:");
    for problem in problems.iter().take(NAMED) {
        let line = problem.line.map(|line| format!(" line {line}"));
        let person = problem.person.as_deref().map(display);
        let access = problem.access.as_deref().map(display);
        let whom = match (person, access) {
            (Some(person), Some(access)) => format!(" {person} in {access}"),
            (Some(one), None) | (None, Some(one)) => format!(" {one}"),
            (None, None) => String::new(),
        };
        said.push_str(&format!(
            "\n  {}{}:{whom} {}",
            display(&problem.file),
            line.unwrap_or_default(),
            display(&problem.why)
        ));
    }
    if problems.len() > NAMED {
        let more = grouped((problems.len() - NAMED) as u64);
        said.push_str(&format!(
            "\n  and {more} more; without --skip-problems, all are printed"
        ));
    }
    said
}

/// What a list is that is not text.
pub(super) fn said_not_text(file: &str, binary: Binary) -> String {
    format!(
        "{} is not a text file but {}",
        display(file),
        binary.as_str()
    )
}

/// What is said of undecided rows whose answers cannot be used, if there are any.
pub(super) fn said_unusable(number: u64) -> Option<String> {
    let answers = if number == 1 { "answer" } else { "answers" };
    (number > 0).then(|| format!("the {answers} of {} cannot be used", grouped(number)))
}

/// Why no plan is made.
pub(super) fn refuse(problems: &[Problem]) -> CliError {
    let not_text = |problem: &Problem| Some((problem.file.clone(), problem.not_text?));
    if let Some((file, binary)) = problems.iter().find_map(not_text) {
        return CliError::usage(format!(
            "{}; no plan was made",
            said_not_text(&file, binary)
        ))
        .hint(binary.advice())
        .hint("or leave its rows undecided: --skip-problems");
    }
    CliError::usage(format!(
        "the returned lists have {}; no plan was made",
        counted(problems.len() as u64, "problem", "problems")
    ))
    .hint(
        "correct the lists in the folder returned, or leave these rows undecided: --skip-problems",
    )
}
