//! `atlctl plan approve`.

use std::path::{Path, PathBuf};

use atlctl_core::plan::{Actor, Approver, ApproverKey, Plan};
use clap::Args;

use super::show::read;
use crate::changes::{
    Shown, approvals_file, approvers, confirm_action, current_names, print_plan, print_summary,
    read_approvals, review_of_plan, run_of_plan, save, to_the_second,
};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::hint_commands;
use crate::input_file::read_text_file;
use crate::ui::display;

/// Approve a saved plan with your key
///
/// Shows the plan, asks for confirmation, and signs its checksum. The signature is stored beside the plan, in
/// FILE.approval: keep the two together. A profile with `approvers = ["NAME:PUBLIC-KEY"]` applies only plans approved by
/// one of them, other than the person who made the plan. A profile without approvers applies every plan. Works without
/// signing in.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl plan approve move.json --key approver.key
  atlctl plan approve --new-key approver.key")]
pub struct Approve {
    /// The saved plan, written by --plan FILE
    #[arg(value_name = "PLAN", required_unless_present = "new_key")]
    file: Option<PathBuf>,
    /// File with your private key
    #[arg(long, value_name = "FILE", required_unless_present = "new_key")]
    key: Option<PathBuf>,
    /// Create a private key in this file and print the public key; approves nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "key"])]
    new_key: Option<PathBuf>,
}

/// Approves a plan, or makes a key.
///
/// # Errors
/// When the plan or the key cannot be used, or nobody agrees.
pub fn run(context: &Context, args: &Approve) -> CliResult {
    match (&args.new_key, &args.file, &args.key) {
        (Some(path), ..) => new_key(context, path),
        (None, Some(file), Some(key)) => approve(context, file, key),
        _ => Err(CliError::usage("a plan and a key are needed")),
    }
}

fn new_key(context: &Context, path: &Path) -> CliResult {
    let shown = path.to_string_lossy();
    if path.exists() {
        return Err(
            CliError::usage(format!("{} already exists", display(&shown)))
                .hint("choose another name; nobody can approve plans with an overwritten key"),
        );
    }
    let (key, text) =
        ApproverKey::make().map_err(|error| CliError::failed("cannot make a key").cause(&error))?;
    save(path, &text, false)?;
    context.ui.text(&format!("{}\n", key.public()))?;
    context.ui.status(format!(
        "Wrote the private key to {}; never share it. Add this line to the profile of everyone who applies plans:",
        display(&shown)
    ));
    let name = Actor::default().user.unwrap_or_else(|| "NAME".to_owned());
    context
        .ui
        .status(format!("approvers = [\"{name}:{}\"]", key.public()));
    Ok(Exit::Done)
}

fn approve(context: &Context, file: &Path, key: &Path) -> CliResult {
    let key_file = key;
    let key = read_key(key)?;
    let (mut plan, checksum) = read(file)?;
    review_of_plan(context, file, &plan, &checksum).map_err(|unfit| unfit.refusal())?;
    plan.later = current_names(context);
    let (_, profile) = context.guarded_profile()?;
    let known = approvers(&profile)?;
    let none_named = known.is_empty();
    let me = known.into_iter().find(|one| one.key == key.public());
    check_other(&plan, me.as_ref())?;
    let counts = none_named || me.is_some();
    if !counts {
        context.ui.warning(
            "this key is not among the profile's approvers: apply does not count its approval with this profile",
        );
        context.ui.hint(format!(
            "add it to the profile, in approvers = [\"NAME:{}\"], or use the key of an approver",
            key.public()
        ));
    }
    let mut approvals = read_approvals(file, &checksum)?;
    if approvals.plan != checksum {
        approvals = atlctl_core::plan::Approvals::none(&checksum);
    }
    let ui = &context.ui;
    print_summary(context, &plan);
    print_plan(context, &plan, &Shown::default())?;
    let words = plan.extent().words();
    let (shown, key_shown) = (file.to_string_lossy(), key_file.to_string_lossy());
    let command = hint_commands::command(&["plan", "approve", &shown, "--key", &key_shown]);
    confirm_action(
        context,
        &format!("Approve this plan ({words})?"),
        "confirmation required to approve the plan",
        &format!("approve it: {command}"),
    )?;
    approvals.approvals.retain(|one| one.key != key.public());
    approvals
        .approvals
        .push(key.approve(&checksum, to_the_second(context.now())));
    let text = approvals
        .text()
        .map_err(|error| CliError::failed("cannot write the approval").cause(&error))?;
    let path = approvals_file(file);
    save(&path, &text, true)?;
    let name = me.map_or_else(
        || format!("the holder of the key {}", key.public()),
        |me| display(&me.name),
    );
    ui.status(format!(
        "Approved by {name}; saved {}.",
        display(&path.to_string_lossy())
    ));
    if none_named {
        ui.status("This profile has no approvers, so it applies plans without an approval, too.");
    }
    if let Some(run) = run_of_plan(context, &plan, &checksum).filter(|run| !run.is_closed) {
        ui.warning(run.words_of("the plan"));
    } else if plan.is_old(context.now()) {
        ui.warning("the plan is more than a day old and can no longer be applied: make it again");
    } else if counts {
        ui.hint(format!(
            "apply it within a day: {}",
            hint_commands::command(&["apply", &shown])
        ));
    }
    Ok(Exit::Done)
}

/// Refuses an approval that would not count: of one's own plan.
fn check_other(plan: &Plan, me: Option<&Approver>) -> CliResult<()> {
    match (me, &plan.actor) {
        (Some(me), Some(actor)) if me.is(actor) => Err(CliError::new(
            Kind::Refused,
            format!(
                "{} made this plan; somebody else must approve it",
                display(&me.name)
            ),
        )),
        _ => Ok(()),
    }
}

/// Reads a private key that only its owner can read.
fn read_key(path: &Path) -> CliResult<ApproverKey> {
    let shown = display(&path.to_string_lossy());
    let failed = |error: &std::io::Error| {
        CliError::usage(format!("cannot read {shown}"))
            .cause(error)
            .hint("make a key: atlctl plan approve --new-key approver.key")
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let found = std::fs::metadata(path).map_err(|error| failed(&error))?;
        if found.permissions().mode() & 0o077 != 0 {
            return Err(CliError::new(
                Kind::Refused,
                format!("other users of this machine may read {shown}"),
            )
            .hint(format!(
                "chmod 600 {}",
                hint_commands::word(&path.to_string_lossy())
            )));
        }
    }
    let text = read_text_file(path).map_err(|error| failed(&error))?;
    ApproverKey::read(&text).map_err(|error| {
        CliError::usage(format!("cannot use {shown}: {error}"))
            .hint("make a key: atlctl plan approve --new-key approver.key")
    })
}
