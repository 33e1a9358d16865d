//! Handing a refused change to the portal's own CSV import.

use atlctl_api::{Client, OrgId};
use atlctl_core::apply::{PortalImport, Run, Stop, portal_import};
use atlctl_core::number::people;

use super::{runs, save};
use crate::context::Context;
use crate::error::CliResult;
use crate::hint_commands;
use crate::ui::display;

/// Where a session is not allowed to make the change, the portal's own import is: what goes into its files.
pub(super) fn hand_over(client: &Client, run: &mut Run, now: i64) -> Vec<PortalImport> {
    let refused = match run.machine.stopped() {
        Some(Stop::NotAllowed { .. }) => true,
        // Nobody documents how the gateway says it: whatever it took nothing of, it refuses.
        Some(Stop::FirstRows { .. }) => !run.machine.was_taken(),
        _ => false,
    };
    if refused && !client.has_api_key() {
        portal_import(&mut run.machine, now)
    } else {
        Vec::new()
    }
}

/// Writes the files and prints how to import them.
pub(super) fn print_steps(
    context: &Context,
    org: &OrgId,
    run: &Run,
    files: &[PortalImport],
) -> CliResult<()> {
    let ui = &context.ui;
    let dir = runs(context, org).dir(&run.info.id);
    ui.steps(
        "\nThis session may not move people. Use the portal's own import:\n  \
         1. Open admin.atlassian.com > Security > Authentication policies\n  \
         2. Edit the policy > Members > Add members > Bulk entry > upload:",
    );
    for (at, file) in files.iter().enumerate() {
        let path = dir.join(format!("portal-import-{}.csv", at + 1));
        save(&path, &file.text, true)?;
        ui.steps(format!(
            "       {} ({} into {})",
            display(&path.to_string_lossy()),
            people(file.people as u64),
            display(&run.machine.plan().value_name(&file.facet, &file.to))
        ));
    }
    ui.steps(format!(
        "  3. Wait for the email with the result\n  4. Check the result: {}\n     \
         (if this session may not read policies, export the managed accounts there and add --export FILE)",
        hint_commands::command(&["run", "verify", &run.info.id.to_string()])
    ));
    ui.hint("an organization API key needs no portal import: atlctl auth login --api-key-stdin");
    Ok(())
}
