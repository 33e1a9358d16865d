//! What invited people are sent.

use clap::Args;

/// What invited people are sent.
#[derive(Debug, Args)]
#[command(next_help_heading = "Invitation")]
pub struct InvitationMessage {
    /// Message in the invitation
    #[arg(long, value_name = "TEXT", conflicts_with = "no_notify")]
    pub message: Option<String>,
    /// Send no email to invited people
    #[arg(long)]
    pub no_notify: bool,
}
