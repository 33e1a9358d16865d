//! What every command that changes people shares: the selection, the guards' flags and the plan's options, from
//! arguments to the plan.

use atlctl_api::OrgId;
use atlctl_core::change::{Facet, Value};
use atlctl_core::input::{Cells, Person};
use atlctl_core::plan::{EqualGroup, Found, Include, Kind, Origin, Row, Wanted, resolve};
use atlctl_core::query::UserQuery;
use atlctl_core::store::Mirror;
use clap::Args;

use super::{
    IncludeFlags, Intent, PeopleFilter, PlanOptions, ReadCells, Selection, SignedIn, Strict,
    differs, plan_and_apply, report_duplicates, signed_in,
};
use crate::context::Context;
use crate::error::CliResult;
use crate::people_filter::Filter;

/// The arguments of every command that changes people.
#[derive(Debug, Args)]
pub struct ChangePeople<F: PeopleFilter = Filter> {
    #[command(flatten)]
    pub selection: Selection<F>,
    #[command(flatten)]
    include: IncludeFlags,
    #[command(flatten)]
    pub plan_options: PlanOptions,
}

/// A change of people that is about to be planned.
pub struct PeopleChange<'a> {
    /// The context of the command.
    pub context: &'a Context,
    selection: &'a dyn Gather,
    options: &'a PlanOptions,
    /// The organization.
    pub org: OrgId,
    /// The client, and who uses it.
    pub signed: SignedIn,
    /// The mirror.
    pub mirror: Mirror,
    /// The selected people.
    pub found: Vec<Found>,
    /// The cells of the columns that the command reads from a list.
    pub cells: Cells,
    /// Where they come from.
    pub origin: Origin,
    /// The people and groups included explicitly.
    pub include: Include,
    /// The groups that are made equal to a list.
    pub equal: Vec<EqualGroup>,
}

/// A note of a command for the reader of its plan.
pub type Notes<'a> = &'a dyn Fn(&[Wanted], &[Row]) -> CliResult<Vec<String>>;

impl<F: PeopleFilter> ChangePeople<F> {
    /// Checks the arguments, signs in, and opens the mirror. The people are selected by [`PeopleChange::select`].
    ///
    /// # Errors
    /// When a file stands in the way, nobody is signed in, or there is no mirror.
    pub fn begin<'a>(&'a self, context: &'a Context) -> CliResult<PeopleChange<'a>> {
        self.plan_options
            .check(context, self.selection.problems.as_deref())?;
        let org = context.org()?;
        let signed = signed_in(context)?;
        let mirror = context.mirror_to_plan_from()?;
        Ok(PeopleChange {
            context,
            selection: &self.selection,
            options: &self.plan_options,
            org,
            signed,
            mirror,
            found: Vec::new(),
            cells: Cells::default(),
            origin: Origin::default(),
            include: Include::from(self.include),
            equal: Vec::new(),
        })
    }
}

/// A selection, whatever its filter.
trait Gather {
    fn people(
        &self,
        context: &Context,
        mirror: &Mirror,
        force: bool,
        read: &ReadCells<'_>,
    ) -> CliResult<(Vec<Person>, Origin, Cells)>;

    fn people_where(
        &self,
        context: &Context,
        mirror: &Mirror,
        query: &UserQuery,
        what: &str,
    ) -> CliResult<(Vec<Person>, Origin)>;

    fn strict(&self) -> Strict;
}

impl<F: PeopleFilter> Gather for Selection<F> {
    fn people(
        &self,
        context: &Context,
        mirror: &Mirror,
        force: bool,
        read: &ReadCells<'_>,
    ) -> CliResult<(Vec<Person>, Origin, Cells)> {
        self.gather_with(context, mirror, force, read)
    }

    fn people_where(
        &self,
        context: &Context,
        mirror: &Mirror,
        query: &UserQuery,
        what: &str,
    ) -> CliResult<(Vec<Person>, Origin)> {
        self.gather_where(context, mirror, query, what)
    }

    fn strict(&self) -> Strict {
        self.strict
    }
}

impl PeopleChange<'_> {
    /// Whether what only an identity provider can change is written for it.
    pub fn hands_off(&self) -> bool {
        self.options.handoff.is_given()
    }

    /// Selects the people, each once.
    ///
    /// # Errors
    /// When the selection cannot be used.
    pub fn select(self) -> CliResult<Self> {
        self.select_with(&ReadCells::NONE)
    }

    /// Selects the people, each once, and reads these cells of a list.
    ///
    /// # Errors
    /// When the selection cannot be used, or a list names somebody twice with different cells.
    pub fn select_with(mut self, read: &ReadCells<'_>) -> CliResult<Self> {
        let (context, force) = (self.context, self.options.force);
        let (people, origin, cells) = self.selection.people(context, &self.mirror, force, read)?;
        self.cells = cells;
        self.resolved(&people, origin)
    }

    /// Selects everyone who meets a condition.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn select_where(self, query: &UserQuery, what: &str) -> CliResult<Self> {
        let selection = self.selection;
        let (people, origin) = selection.people_where(self.context, &self.mirror, query, what)?;
        self.resolved(&people, origin)
    }

    fn resolved(mut self, people: &[Person], mut origin: Origin) -> CliResult<Self> {
        let resolved = resolve(&self.mirror, people)?;
        report_duplicates(self.context, &resolved.folded);
        for row in &resolved.folded {
            differs(&self.cells, row, &origin.what)?;
        }
        origin.folded += resolved.folded.len() as u64;
        (self.found, self.origin) = (resolved.found, origin);
        Ok(self)
    }

    /// Gives everyone selected one value.
    ///
    /// # Errors
    /// When a guard refuses, nobody agrees, or Atlassian fails.
    pub fn set(self, facet: &Facet, to: &Value, from: From<'_>, notes: Notes<'_>) -> CliResult {
        let wanted = self
            .found
            .iter()
            .map(|found| self.wanted(found.clone(), facet, Some(to.clone())))
            .collect::<CliResult<Vec<Wanted>>>()?;
        let kind = Kind::Set {
            facet: facet.clone(),
            to: to.clone(),
        };
        self.plan(kind, wanted, from, notes)
    }

    /// A row of the plan, with the value before that the mirror has.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn wanted(&self, found: Found, facet: &Facet, to: Option<Value>) -> CliResult<Wanted> {
        wanted(&self.mirror, found, facet, to)
    }

    /// Plans these rows, shows the plan, and saves, rehearses or applies it.
    ///
    /// # Errors
    /// When a guard refuses, nobody agrees, or Atlassian fails.
    pub fn plan(
        self,
        kind: Kind,
        wanted: Vec<Wanted>,
        from: From<'_>,
        notes: Notes<'_>,
    ) -> CliResult {
        let intent = Intent {
            kind,
            wanted,
            from: from.value.cloned(),
            origin: self.origin,
            include: self.include,
            equal: self.equal,
        };
        plan_and_apply(
            self.context,
            &self.signed,
            &self.org,
            &self.mirror,
            intent,
            (self.options, Some(self.selection.strict())),
            notes,
        )
    }
}

/// A row of a plan about a person, with the value before that the mirror has.
///
/// # Errors
/// When the mirror cannot be read.
pub fn wanted(
    mirror: &Mirror,
    found: Found,
    facet: &Facet,
    to: Option<Value>,
) -> CliResult<Wanted> {
    let known = found.person.as_ref();
    let told = known.is_none_or(|person| facet.kind.of_person(&facet.of, person).is_some());
    let mut wanted = Wanted::of_person(found, facet.clone(), to);
    if !told && let Some(target) = wanted.target() {
        wanted.mirrored = facet.kind.mirrored(mirror, &facet.of, &target)?;
    }
    Ok(wanted)
}

/// Which values before a change takes.
#[derive(Debug, Clone, Default)]
pub struct From<'a> {
    /// Change only targets that have this value.
    pub value: Option<&'a Value>,
}

/// No note.
///
/// # Errors
/// Never.
pub fn no_notes(_: &[Wanted], _: &[Row]) -> CliResult<Vec<String>> {
    Ok(Vec::new())
}
