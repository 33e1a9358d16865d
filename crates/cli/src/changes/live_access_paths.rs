//! How people came to their access to apps, read live.

use atlctl_api::ErrorKind;
use atlctl_core::change::{Access, Wire, read_access};

use crate::context::Context;
use crate::error::CliResult;
use crate::ui::display;

/// The access of these accounts to these apps, or to every app when none is named; `None`, with a warning, when this
/// credential may not read it.
///
/// # Errors
/// When Atlassian fails otherwise.
pub fn access_of(
    context: &Context,
    wire: &Wire,
    directory: &str,
    accounts: &[String],
    apps: &[String],
) -> CliResult<Option<Access>> {
    if accounts.is_empty() {
        return Ok(Some(Access::default()));
    }
    let mut progress = context
        .ui
        .progress("Reading roles", Some(accounts.len() as u64));
    let read = context.block_on(read_access(wire, directory, accounts, apps, &mut |done| {
        progress.at(done as u64);
    }))?;
    progress.finish();
    match read {
        Ok(access) => Ok(Some(access)),
        Err(error) if matches!(error.kind, ErrorKind::Forbidden | ErrorKind::NoCredential) => {
            context.ui.warning(format!(
                "this credential may not read where roles come from: {}",
                display(&error.to_string())
            ));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
