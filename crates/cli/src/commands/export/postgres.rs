//! `atlctl export postgres`.

use std::path::{Path, PathBuf};

use atlctl_core::export::postgres::{
    Address, AddressError, CopiedView, DatabaseError, DatabaseOptions, export,
};
use atlctl_core::number::counted;
use atlctl_signin::Database;
use clap::Args;

use super::files::warn_of_odd;
use crate::connect::database_password;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Copy the mirror to a PostgreSQL database
///
/// Creates a schema for the organization with a table for each view of the mirror, or updates it, in one transaction.
/// Set postgres = "URL" in the profile to do this after each sync. The password comes from PGPASSWORD,
/// --password-file or ~/.pgpass, never from the URL. Connections to other machines are encrypted, and the server's
/// certificate is checked; sslmode=disable in the URL turns this off, sslrootcert=FILE trusts another authority.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl export postgres postgresql://reports@db.example.com/atlassian
  atlctl export postgres \\
      'postgresql://reports@db/atlassian?sslrootcert=ca.pem' \\
      --password-file db.txt
  atlctl export postgres")]
pub struct Postgres {
    /// The database: postgresql://USER@HOST:PORT/DATABASE [default: the profile's]
    #[arg(value_name = "URL")]
    url: Option<String>,
    /// Name of the schema [default: atlassian_ORG-ID]
    #[arg(long, value_name = "NAME")]
    schema: Option<String>,
    /// Read the password from the first line of FILE, which only you may read
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Copy only this view (see: atlctl sql --schema); repeat for several [default: all views]
    #[arg(long = "view", value_name = "VIEW")]
    views: Vec<String>,
    /// Include the JSON that Atlassian sent (column raw)
    #[arg(long)]
    raw: bool,
}

/// Runs `atlctl export postgres`.
///
/// # Errors
/// When there is no mirror, or the database cannot be updated.
pub fn run(context: &Context, args: &Postgres) -> CliResult {
    if context.global.live {
        return Err(
            CliError::usage("export copies the mirror and cannot be used with --live")
                .hint("update the mirror: atlctl sync"),
        );
    }
    context.printable(&columns())?;
    let url = match &args.url {
        Some(url) => url.clone(),
        None => context
            .profile_with(&["postgres"])?
            .1
            .postgres
            .ok_or_else(|| {
                CliError::usage("no database is given, and the profile has none")
                    .hint("name it: atlctl export postgres postgresql://USER@HOST/DATABASE")
            })?,
    };
    let options = DatabaseOptions {
        only: args.views.clone(),
        raw: args.raw,
        schema: args.schema.clone().filter(|name| !name.is_empty()),
        ..options(context, &url, args.password_file.as_deref())?
    };
    let copied = copy(context, &options)?;
    let mut table = Table::new("views", columns());
    for view in &copied {
        table.push(vec![
            Cell::text(&*view.exported.view),
            Cell::count(view.exported.rows),
            Cell::count(view.added),
            Cell::count(view.removed),
        ]);
    }
    context.print(table)?;
    Ok(Exit::Done)
}

/// Copies all views into this database, and says so in one line.
///
/// # Errors
/// As for the command.
pub(super) fn copy_quietly(context: &Context, url: &str) -> CliResult<()> {
    copy(context, &options(context, url, None)?).map(drop)
}

fn options(
    context: &Context,
    url: &str,
    password_file: Option<&Path>,
) -> CliResult<DatabaseOptions> {
    let address = Address::parse(url).map_err(|error| refused(&error))?;
    let password = database_password(
        password_file,
        Database {
            host: address.host(),
            is_socket: address.is_socket(),
            port: address.port(),
            name: address.database(),
            user: address.user(),
        },
    )?;
    Ok(DatabaseOptions {
        address,
        password,
        org: context.org()?.as_str().to_owned(),
        schema: None,
        only: Vec::new(),
        raw: false,
    })
}

fn copy(context: &Context, options: &DatabaseOptions) -> CliResult<Vec<CopiedView>> {
    let mirror = context.mirror_or_imports()?;
    let mut bar = context.ui.progress("views", None);
    let mut at = 0;
    let copied = context.block_on(export(&mirror, options, &mut |_| {
        bar.at(at);
        at += 1;
    }))?;
    bar.finish();
    let copied = copied?;
    let sum = |of: fn(&CopiedView) -> u64| copied.iter().map(of).sum::<u64>();
    context.ui.status(format!(
        "Copied {} to schema {} of {}: {} added, {} removed.",
        counted(copied.len() as u64, "view", "views"),
        display(&options.schema()),
        display(&options.address.to_string()),
        counted(sum(|view| view.added), "row", "rows"),
        counted(sum(|view| view.removed), "row", "rows"),
    ));
    warn_of_odd(context, copied.iter().map(|view| &view.exported));
    Ok(copied)
}

fn columns() -> Vec<Column> {
    vec![
        Column::id("view", "View"),
        Column::number("rows", "Rows"),
        Column::number("added", "Added"),
        Column::number("removed", "Removed"),
    ]
}

fn refused(error: &AddressError) -> CliError {
    let said = CliError::usage(error.to_string());
    match error {
        AddressError::Password => said
            .hint("leave it out, and set PGPASSWORD, use --password-file FILE, or write it to ~/.pgpass")
            .hint("change the password if others may have seen it"),
        AddressError::Mode => said.hint("leave it out: connections to other machines are encrypted"),
        _ => said.hint("use the form postgresql://USER@HOST/DATABASE"),
    }
}

impl From<DatabaseError> for CliError {
    fn from(error: DatabaseError) -> Self {
        let text = display(&error.to_string());
        match error {
            DatabaseError::Export(error) => error.into(),
            DatabaseError::Connect {
                password: true,
                source,
                ..
            } => Self::new(Kind::SignIn, text).cause(&source).hint(
                "set PGPASSWORD, use --password-file FILE, or write the password to ~/.pgpass",
            ),
            DatabaseError::Connect { source, .. } => Self::failed(text).cause(&source),
            DatabaseError::Refused { said, .. } => Self::failed(text)
                .because(display(&said))
                .hint("nothing was changed in the database"),
            DatabaseError::NotOurs { .. } => {
                Self::usage(text).hint("use another schema: --schema NAME")
            }
            _ => Self::failed(text),
        }
    }
}
