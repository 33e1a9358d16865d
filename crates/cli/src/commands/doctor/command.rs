//! The order of the checks.

use clap::Args;

use super::audit_log::AuditLog;
use super::finding::{Findings, State};
use super::{calls, connection, directories, machine, mirror, signed_in};
use crate::context::Context;
use crate::error::CliResult;

/// Check what works with this credential
///
/// Checks the configuration, the connection (DNS, proxy, certificates, clock), the keyring, the credential and its
/// organizations, and the mirror; then makes one read-only call to each API family with each credential of the
/// profile. Changes nothing and prints no secrets, so you can share the output (it names the account and the
/// organization).
///
/// Exits with 0 when nothing failed, 4 when no credential works, and 1 when something else failed.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl doctor
  atlctl doctor --json | jq '.[] | select(.state == \"failed\")'
  atlctl doctor --profile work")]
pub struct Doctor {}

/// Checks everything that can be checked.
///
/// # Errors
/// Only when nothing can be printed: what is wrong is a finding.
pub fn run(context: &Context, _args: &Doctor) -> CliResult {
    let mut findings = Findings::default();
    check(context, &mut findings);
    findings.print(context)?;
    Ok(findings.exit())
}

fn check(context: &Context, findings: &mut Findings) {
    findings.add(
        "program",
        State::Ok,
        format!(
            "atlctl {} ({}, {})",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH
        ),
    );
    let Some((name, profile)) = machine::profile(context, findings) else {
        return;
    };
    machine::keyring(context, &profile, findings);
    let credentials = signed_in::credentials(context, &name, &profile, findings);
    let bases = match context.bases(&name, &profile) {
        Ok(bases) => bases,
        Err(error) => {
            findings.error("addresses", State::Failed, &error);
            return;
        }
    };
    connection::addresses(context, &profile, &bases, findings);
    connection::names(&bases, findings);
    connection::proxy(context, &bases, findings);
    connection::trust(context, &bases, findings);
    let audit_log = match credentials {
        Some((credentials, source)) => {
            let log = calls::check(context, &name, &profile, &credentials, source, findings);
            directories::check(context, &name, &profile, (credentials, source), findings);
            log
        }
        None => {
            connection::reach(context, &bases, findings);
            AuditLog::Unknown
        }
    };
    mirror::check(context, audit_log, findings);
}
