//! `atlctl user show`.

use std::ops::ControlFlow;

use atlctl_core::input::is_account_id;
use atlctl_core::query::{Gone, UserQuery};

use atlctl_core::sync::Stage;
use clap::Args;

use super::access;
use super::app_roles::AppRoles;
use super::directories::Directories;
use super::find_person::find_person;
use super::list::columns;
use super::recent::Recent;
use super::sign_in::SignIn;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::hint_commands;
use crate::listing::shown;
use crate::output::Details;

/// Show a person's status, policy, groups, apps and roles
///
/// Also shows recent audit log events about the person, the person's own recent actions, and recent changes. Reads the
/// mirror (see: atlctl sync), or Atlassian with --live.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user show ann@example.com
  atlctl user show ann@example.com --live -o json")]
pub struct Show {
    /// Email address or account ID
    #[arg(value_name = "PERSON")]
    user: String,
}

/// Runs `atlctl user show`.
///
/// # Errors
/// When no person matches, or the mirror or Atlassian cannot be read.
pub fn run(context: &Context, args: &Show) -> CliResult {
    if context.global.live {
        return super::show_live::run(context, &args.user);
    }
    let mirror = context.mirror_showing(&[
        Stage::Users,
        Stage::Policies,
        Stage::GroupRoles,
        Stage::UserRoles,
        Stage::Tokens,
    ])?;
    let person = find_person(&mirror, &args.user).map_err(|error| {
        // Atlassian is asked by a whole address or ID.
        if !args.user.contains('@') && !is_account_id(&args.user) {
            return error;
        }
        let ask = hint_commands::command(&["user", "show", &args.user, "--live"]);
        error.hint(format!("or ask Atlassian: {ask}"))
    })?;
    let query = UserQuery {
        accounts: vec![person.account_id.as_str().to_owned()],
        gone: Gone::Any,
        ..UserQuery::default()
    };
    let columns = columns();
    let names: Vec<String> = columns
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    let mut details = Details::new();
    query.run(&mirror, context.now(), &names, &mut |cells| {
        for (column, cell) in columns.iter().zip(cells) {
            details = std::mem::take(&mut details).column(column.clone(), shown((cell, column)));
        }
        ControlFlow::Break(())
    })?;
    let details = Directories::mirrored(&mirror, &person)?.add(details);
    let has = mirror.memberships(&person.account_id)?;
    let details = access::add(context, details, has, &mirror.apps()?);
    let details = AppRoles::mirrored(context, &mirror, &person)?.add(details);
    let sign_in = SignIn::mirrored(&mirror, &person)?;
    let recent = Recent::mirrored(context, &mirror, &person)?;
    context.print_details(recent.add(sign_in.add(details, context.now())))?;
    Ok(Exit::Done)
}
