//! Which parts of the organization a sync reads.

use std::collections::BTreeSet;

use atlctl_api::{Client, ScimDirectoryId};
use atlctl_core::number::grouped;
use atlctl_core::request_pace::{A_MINUTE, time_for};
use atlctl_core::store::{did_you_mean, nearest, part_option, part_title};
use atlctl_core::sync::{Stage, SyncOptions};
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// People whose roles are read when no number is given.
const ROLES_BUDGET: usize = 2_800;

/// The options for parts.
#[derive(Debug, Clone, Default, Args)]
pub struct Parts {
    /// Read only these parts, separated by commas; the others stay as they are
    ///
    /// One or more of: directories, domains, apps, groups, people, policies, group-roles, user-roles, tokens, keys,
    /// service-accounts, service-account-credentials, oauth-clients, org-policies, scim-links (needs a directory key, see
    /// atlctl auth add-directory), events (the audit log; once the mirror has events, every sync reads the new ones).
    #[arg(
        long,
        value_name = "PART",
        value_delimiter = ',',
        conflicts_with = "skip"
    )]
    only: Vec<String>,
    /// Skip these parts, separated by commas; they stay as they are
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    skip: Vec<String>,
    /// Skip authentication policies (the same as --skip policies)
    #[arg(long)]
    no_policies: bool,
    /// Also read which group gives each role, and which roles are assigned directly, for N people
    ///
    /// Makes one request per person: at 200 requests a minute, 2800 people take about 14 minutes. Starts with the people
    /// whose roles were read longest ago; repeat the sync to read everyone's. Without this option, the mirror works out
    /// the roles that come from groups from the groups' roles and members.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    roles_budget: Option<u32>,
}

impl Parts {
    /// A client for the parts, and the directories of identity providers that it has the keys of.
    ///
    /// # Errors
    /// When there is no credential, or records of identity providers are asked for by name and no key of a directory is
    /// stored.
    pub fn client(&self, context: &Context) -> CliResult<(Client, Vec<ScimDirectoryId>)> {
        let only = stages(&self.only)?;
        let named = only.contains(&Stage::ScimLinks);
        if !named && (!only.is_empty() || self.skipped().contains(&Stage::ScimLinks)) {
            return Ok((context.client()?, Vec::new()));
        }
        let (client, directories) = context.client_with_directories()?;
        if named && directories.is_empty() {
            return Err(CliError::new(
                Kind::SignIn,
                "scim-links needs the key of an identity provider's directory, and the profile has none",
            )
            .hint("add the key that the admin portal shows when the identity provider is connected: atlctl auth add-directory --help"));
        }
        Ok((client, directories))
    }

    /// Chooses the parts of a sync.
    ///
    /// # Errors
    /// When a part is not known, or none is left.
    pub fn choose(&self, options: &mut SyncOptions) -> CliResult<()> {
        let only = stages(&self.only)?;
        stages(&self.skip)?;
        let skip = self.skipped();
        if !only.is_empty() {
            options.parts = only.clone();
            // One small request, without which nobody knows whose mirror it is.
            options.parts.insert(Stage::Org);
        }
        options.parts.retain(|stage| !skip.contains(stage));
        if options.parts.iter().all(|stage| *stage == Stage::Org) && !only.contains(&Stage::Org) {
            return Err(CliError::usage("no part is left to read"));
        }
        let budget = self.roles_budget.map(|budget| budget as usize);
        let named = only.contains(&Stage::UserRoles);
        if budget.is_some() && !options.parts.contains(&Stage::UserRoles) {
            return Err(
                CliError::usage("--roles-budget reads user-roles, which are left out")
                    .hint("add user-roles to --only, or remove it from --skip"),
            );
        }
        options.roles_budget = budget.or(named.then_some(ROLES_BUDGET)).unwrap_or(0);
        Ok(())
    }

    /// Whether the audit log is asked for by name.
    ///
    /// # Errors
    /// When a part is not known.
    pub fn names_events(&self) -> CliResult<bool> {
        Ok(stages(&self.only)?.contains(&Stage::Events))
    }

    /// Whether nothing but the audit log is asked for: that leaves an interrupted sync of everything else as it is.
    ///
    /// # Errors
    /// When a part is not known.
    pub fn only_events(&self) -> CliResult<bool> {
        Ok(self.only.len() == 1 && self.names_events()?)
    }

    /// The parts that are skipped.
    pub fn skipped(&self) -> BTreeSet<Stage> {
        let mut skipped = stages(&self.skip).unwrap_or_default();
        skipped.extend(self.no_policies.then_some(Stage::Policies));
        skipped
    }

    /// Whether the sync is not complete without this part.
    pub fn needs(&self, stage: Stage) -> bool {
        match stages(&self.only) {
            Ok(only) if !only.is_empty() => only.contains(&stage),
            _ => !stage.is_optional(),
        }
    }

    /// Says how long the roles of people take. `known`: how many people the mirror has.
    pub fn announce(&self, context: &Context, options: &SyncOptions, known: u64) {
        if options.reads(Stage::UserRoles) {
            let budget = options.roles_budget;
            let known = usize::try_from(known).unwrap_or(usize::MAX);
            let (most, people) = match known {
                0 => ("up to", budget),
                // The people are read too, and may be more by now.
                known if known < budget && options.reads(Stage::Users) => ("about", known),
                known => ("up to", budget.min(known)),
            };
            context.ui.status(format!(
                "Reading the roles of {most} {} people, one request each: {} at {A_MINUTE} a minute. You can \
                 stop at any time; the next sync resumes.",
                grouped(people as u64),
                time_for(people as u64)
            ));
        }
    }
}

fn stages(names: &[String]) -> CliResult<BTreeSet<Stage>> {
    names.iter().map(|name| stage(name)).collect()
}

/// The part with this name.
fn stage(name: &str) -> CliResult<Stage> {
    let plain = name.trim().to_lowercase().replace('_', "-");
    let plain = plain.replace(' ', "-");
    let is_title = |stage: &Stage| {
        let title = part_title(stage.as_str()).replace(' ', "-");
        title.to_lowercase() == plain
    };
    let known = Stage::of(&plain).or_else(|| Stage::ALL.into_iter().find(is_title));
    known.ok_or_else(|| {
        let parts: Vec<&str> = names().collect();
        CliError::usage(format!(
            "unknown part \"{}\"{}",
            display(name),
            did_you_mean(nearest(&plain, &parts).as_deref())
        ))
        .hint(format!("use one or more of: {}", parts.join(", ")))
    })
}

/// The names of the parts.
pub fn names() -> impl Iterator<Item = &'static str> {
    let stages = Stage::ALL.into_iter();
    stages
        .filter(|stage| *stage != Stage::Org)
        .map(|stage| part_option(stage.as_str()))
}
