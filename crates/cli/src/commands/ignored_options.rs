//! Options of every command, refused where they would be ignored.

use super::tree::Command;
use super::{
    auth, config, directory, domain, event, group, key, org, plan, policy, role, run,
    service_account, sim, token, user, workspace,
};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::options::Format;

/// Refuses options that this command would ignore: what is printed would not be what was asked for.
///
/// # Errors
/// When such an option is given.
pub(super) fn refuse_ignored(context: &Context, command: &Command) -> CliResult<()> {
    refuse_the_past(context, command)?;
    refuse_live(context, command)?;
    refuse_shaping(context, command)
}

/// Whether the command shows what the mirror has.
fn shows_mirror(command: &Command) -> bool {
    matches!(
        command,
        Command::Sql(_)
            | Command::User(user::User::List(_) | user::User::Show(_) | user::User::Explain(_))
            | Command::Group(
                group::Group::List(_) | group::Group::Show(_) | group::Group::Members(_)
            )
            | Command::Policy(
                policy::Policy::List(_) | policy::Policy::Show(_) | policy::Policy::Members(_)
            )
            | Command::Role(role::Role::List(_))
            | Command::Directory(directory::Directory::List(_))
            | Command::Domain(domain::Domain::List(_))
            | Command::Workspace(workspace::Workspace::List(_))
            | Command::Token(token::Token::List(_))
            | Command::Key(key::Key::List(_))
            | Command::ServiceAccount(
                service_account::ServiceAccount::List(_)
                    | service_account::ServiceAccount::Tokens(_)
                    | service_account::ServiceAccount::Clients(_)
            )
            | Command::Org(_)
            | Command::Report(_)
    )
}

/// Refuses `--as-of` where it would be ignored: a change starts from the present.
fn refuse_the_past(context: &Context, command: &Command) -> CliResult<()> {
    if shows_mirror(command) || context.global.as_of.is_none() {
        return Ok(());
    }
    if matches!(command, Command::Event(event::EventCommand::List(_))) {
        return Err(CliError::usage(
            "--as-of does not apply to the audit log: its events stay as they are, each with its time",
        )
        .hint("list events before a time, such as the end of yesterday: atlctl event list --until yesterday"));
    }
    Err(
        CliError::usage("--as-of works with lists, reports, show, explain and sql, which read the mirror; not with this command")
            .hint("what changed since then: atlctl snapshot diff --since 7d"),
    )
}

/// Refuses `--live` where it would be ignored: a change reads Atlassian anyway, and takes the people that filters select
/// from the mirror. What reads nothing but Atlassian may have it.
fn refuse_live(context: &Context, command: &Command) -> CliResult<()> {
    let reads_live = matches!(
        command,
        Command::Api(_)
            | Command::Auth(_)
            | Command::Doctor(_)
            | Command::Sync(_)
            | Command::Event(_)
            | Command::Plan(plan::PlanCommand::Check(_))
            | Command::Run(run::RunCommand::Verify(_))
    );
    // These say themselves where to read instead.
    let refuses = matches!(command, Command::Export(_) | Command::Import(_));
    if !context.global.live || shows_mirror(command) || reads_live || refuses {
        return Ok(());
    }
    Err(CliError::usage(
        "--live works with lists, show and explain; a change reads Atlassian before its plan anyway, and filters select \
         people from the mirror",
    )
    .hint("update the mirror: atlctl sync"))
}

/// Refuses `--columns`, `--sort` and `--limit` where there are no rows, and `--columns` where only IDs are printed.
fn refuse_shaping(context: &Context, command: &Command) -> CliResult<()> {
    use auth::Auth;
    let global = &context.global;
    let is_table = global.output.unwrap_or(Format::Table) == Format::Table;
    let is_one = match command {
        Command::Sync(_)
        | Command::Org(org::Org::Show(_))
        | Command::User(user::User::Show(_))
        | Command::Group(group::Group::Show(_))
        | Command::Policy(policy::Policy::Show(_))
        | Command::Auth(Auth::Status(_)) => true,
        Command::Doctor(_) => is_table && global.columns.is_empty(),
        _ => false,
    };
    let is_none = match command {
        Command::Auth(auth) => !matches!(auth, Auth::Status(_) | Auth::List(_) | Auth::Browsers(_)),
        Command::Sync(_) => is_table,
        Command::Config(config::Config::Set(_) | config::Config::Unset(_))
        | Command::Policy(policy::Policy::Name(_))
        | Command::Plan(plan::PlanCommand::Approve(_))
        | Command::Run(run::RunCommand::Close(_))
        | Command::Sim(sim::Sim::Serve(_))
        | Command::Demo(_) => true,
        _ => false,
    };
    let given = [
        ("--columns", is_none && !global.columns.is_empty()),
        ("--sort", (is_none || is_one) && global.sort.is_some()),
        ("--limit", (is_none || is_one) && global.limit.is_some()),
    ];
    let given = given.into_iter().filter(|(_, given)| *given);
    let given: Vec<&str> = given.map(|(name, _)| name).collect();
    if !given.is_empty() {
        return Err(CliError::usage(format!(
            "this command prints no rows; leave out {}",
            given.join(" and ")
        )));
    }
    if global.output == Some(Format::Id) && !global.columns.is_empty() {
        return Err(
            CliError::usage("-o id prints the ID of each row; leave out --columns")
                .hint("to print other columns, use -o csv instead of -o id"),
        );
    }
    Ok(())
}
