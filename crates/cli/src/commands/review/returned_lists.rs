//! The lists that came in: those that a step recorded, those in the folder that none did, and those that are named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use atlctl_core::input::{ActionWords, Encoding};
use atlctl_core::number::counted;
use atlctl_core::review::{
    Answers, Decision, Folder, NewFile, Problem, RETURNED, Returned, ReviewRow, TakenBack,
    decision_words, latest, read, safe_name,
};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::input_file::read_file;
use crate::ui::display;

/// What came in.
pub(super) struct CameIn {
    /// The answers, the latest of each row.
    pub answers: Answers,
    /// Decisions that a later list took back.
    pub taken_back: Vec<TakenBack>,
    /// New lists with the rows of several reviewers, and who these are.
    pub of_several: BTreeMap<String, BTreeSet<String>>,
    /// What of the new lists cannot be used.
    pub problems: Vec<Problem>,
    /// Lists that are to be copied into the folder.
    pub copied: Vec<NewFile>,
    /// Lists that are in the folder, and not recorded yet.
    pub in_place: Vec<NewFile>,
    /// The new lists: path in the folder, and name before.
    pub names: BTreeMap<String, String>,
    /// The encoding as which they were read, where it was named.
    pub encoding: Option<Encoding>,
}

impl CameIn {
    /// Says which lists hold the rows of several reviewers: who of them filled it in, nobody can tell.
    pub fn warn_of_several(&self, context: &Context) {
        for (file, reviewers) in &self.of_several {
            let names: Vec<String> = reviewers.iter().map(|name| display(name)).collect();
            context.ui.warning(format!(
                "{} has the rows of {}: each decision counts as one by the reviewer of its row",
                display(file),
                names.join(", ")
            ));
        }
    }

    /// Says which decisions a later list took back: nothing is done by them.
    pub fn warn_of_taken_back(&self, context: &Context, rows: &[ReviewRow]) {
        let all = &self.taken_back;
        let removal = all.iter().find(|one| one.decision == Decision::Remove);
        let Some(first) = removal.or(all.first()) else {
            return;
        };
        let Some(row) = rows.iter().find(|row| row.row == first.row) else {
            return;
        };
        let file = self.answers.get(&first.row).map(|answer| &answer.file);
        context.ui.warning(format!(
            "{} undecided again by a later list, such as {} in {}: {} at first, and left open in {}",
            counted(all.len() as u64, "row is", "rows are"),
            display(row.person()),
            display(&row.access),
            first.decision.word(),
            display(file.map_or("it", String::as_str))
        ));
    }
}

/// Reads all of them. Lists of earlier plans are read as they were then: a later answer replaces an earlier one.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn came_in(
    context: &Context,
    folder: &Folder,
    rows: &[ReviewRow],
    named: &[PathBuf],
    encoding: Option<Encoding>,
) -> CliResult<CameIn> {
    let config = context.config()?;
    config.check(&["actions"])?;
    let words = decision_words(config.actions());
    let (_, new) = folder.returned()?;
    let mut in_place = Vec::new();
    for path in new {
        in_place.push(NewFile::new(path.clone(), folder.content(&path)?));
    }
    let mut names: BTreeMap<String, String> = in_place
        .iter()
        .map(|file| (file.path.clone(), name_of(Path::new(&file.path))))
        .collect();
    let mut copied = Vec::new();
    for path in named {
        let content = read_file(path).map_err(|error| {
            let shown = display(&path.to_string_lossy());
            CliError::usage(format!("cannot read {shown}")).cause(&error)
        })?;
        if in_place
            .iter()
            .chain(&copied)
            .any(|file| file.content == content)
        {
            continue;
        }
        let file = NewFile::new(free_path(folder, &names, &name_of(path)), content);
        names.insert(file.path.clone(), name_of(path));
        copied.push(file);
    }
    let lists: Vec<Returned> = in_place
        .iter()
        .chain(&copied)
        .map(|file| Returned {
            name: file.path.clone(),
            content: file.content.clone(),
        })
        .collect();
    let mut rounds = earlier(folder, rows, &words)?;
    let (answers, mut problems) = read(rows, &lists, &words, encoding);
    let of_several = of_several(rows, &answers);
    rounds.push(answers);
    let (answers, taken_back) = latest(rounds);
    // What an earlier list answered is missing from none.
    problems.retain(|problem| problem.line.is_some() || !answers.contains_key(&problem.value));
    Ok(CameIn {
        answers,
        taken_back,
        of_several,
        problems,
        copied,
        in_place,
        encoding: encoding.filter(|_| !names.is_empty()),
        names,
    })
}

/// The lists from which decisions about the rows of several reviewers come.
fn of_several(rows: &[ReviewRow], answers: &Answers) -> BTreeMap<String, BTreeSet<String>> {
    let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let answer = answers.get(&row.row);
        let Some(answer) = answer.filter(|answer| answer.unusable.is_none()) else {
            continue;
        };
        let reviewers = of.entry(answer.file.clone()).or_default();
        reviewers.insert(row.reviewer.clone());
    }
    of.retain(|_, reviewers| reviewers.len() > 1);
    of
}

/// The answers of each plan so far.
fn earlier(folder: &Folder, rows: &[ReviewRow], words: &ActionWords) -> CliResult<Vec<Answers>> {
    let mut rounds = Vec::new();
    for planned in folder.manifest.plans() {
        let mut lists = Vec::new();
        // Only what the step recorded: any other path may lead anywhere.
        for path in planned.returned.keys().filter(|path| folder.has(path)) {
            lists.push(Returned {
                name: path.clone(),
                content: folder.content(path)?,
            });
        }
        let encoding = planned.encoding.as_deref().and_then(Encoding::named);
        rounds.push(read(rows, &lists, words, encoding).0);
    }
    Ok(rounds)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// A path in the folder for returned lists at which nothing is yet.
fn free_path(folder: &Folder, taken: &BTreeMap<String, String>, name: &str) -> String {
    let name = safe_name(name);
    let free = |path: &String| {
        !taken.contains_key(path) && folder.dir().join(path).symlink_metadata().is_err()
    };
    let first = format!("{RETURNED}/{name}");
    let numbered = (2_u32..).map(|number| format!("{RETURNED}/{number}-{name}"));
    let mut paths = std::iter::once(first.clone()).chain(numbered);
    paths.find(free).unwrap_or(first)
}
