//! What the exports to files have in common.

use std::path::PathBuf;

use atlctl_core::export::{Directory, ExportedView, FileFormat, FilesOptions, export_files};
use atlctl_core::number::{counted, grouped};
use atlctl_core::store::Mirror;
use clap::Args;

use crate::changes::to_the_second;
use crate::commands::sql_unread::are_read;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// The directory and what goes into it.
#[derive(Debug, Args)]
pub struct Files {
    /// The folder to write: new, empty, or an earlier export
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Export only this view (see: atlctl sql --schema), and leave the files of other views as they are; repeat for
    /// several [default: all views]
    #[arg(long = "view", value_name = "VIEW")]
    views: Vec<String>,
    /// Include the JSON that Atlassian sent (column raw)
    #[arg(long)]
    raw: bool,
}

/// Exports into the directory.
///
/// # Errors
/// When there is no mirror, or the directory cannot be replaced.
pub fn run(context: &Context, args: &Files, format: FileFormat, keep: bool) -> CliResult {
    if context.global.live {
        return Err(
            CliError::usage("export copies the mirror and cannot be used with --live")
                .hint("update the mirror: atlctl sync"),
        );
    }
    context.printable(&columns())?;
    let mirror = readable(context, &args.views)?;
    let org = context.org()?;
    let directory = Directory::check(
        &args.directory,
        format,
        Some(org.as_str()),
        std::env::current_dir().ok().as_deref(),
    )?;
    let options = FilesOptions {
        format,
        only: args.views.clone(),
        raw: args.raw,
        keep,
        now: to_the_second(context.now()),
    };
    let mut bar = context.ui.progress("views", None);
    let mut at = 0;
    let done = export_files(&mirror, &directory, &options, &mut |_| {
        bar.at(at);
        at += 1;
    });
    bar.finish();
    let done = done?;
    print(context, &done.views)?;
    let kept = match done.kept {
        0 => String::new(),
        kept => format!("; kept {}", counted(kept, "earlier file", "earlier files")),
    };
    context.ui.status(format!(
        "Wrote {} ({}) to {}{kept}.",
        counted(done.files, "file", "files"),
        size(done.bytes),
        display(&args.directory.to_string_lossy())
    ));
    Ok(Exit::Done)
}

/// The mirror. Views whose parts were read whole are exported before everything else is.
fn readable(context: &Context, views: &[String]) -> CliResult<Mirror> {
    let mirror = context.mirror_without_header()?;
    if mirror.last_sync()?.is_none() && are_read(&mirror, views)? {
        let views: Vec<String> = views.iter().map(|view| display(view)).collect();
        context.ui.status(format!(
            "From the mirror: {}; the first sync of everything is not finished.",
            views.join(", ")
        ));
        return Ok(mirror);
    }
    drop(mirror);
    context.mirror_or_imports()
}

fn columns() -> Vec<Column> {
    vec![Column::id("view", "View"), Column::number("rows", "Rows")]
}

/// Prints the views, and warns of values that could not be exported as what they should be.
///
/// # Errors
/// When stdout cannot be written.
pub fn print(context: &Context, views: &[ExportedView]) -> CliResult<()> {
    let mut table = Table::new("views", columns());
    for view in views {
        table.push(vec![Cell::text(&*view.view), Cell::count(view.rows)]);
    }
    context.print(table)?;
    warn_of_odd(context, views.iter());
    Ok(())
}

/// Warns of values that could not be exported as what they should be.
pub fn warn_of_odd<'a>(context: &Context, views: impl Iterator<Item = &'a ExportedView>) {
    for view in views {
        for (column, count) in &view.odd {
            context.ui.warning(format!(
                "{}.{column}: {} exported as NULL, because the type of the column does not fit",
                view.view,
                counted(*count, "value was", "values were")
            ));
        }
    }
}

fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut unit = "bytes";
    let mut tenths = bytes.saturating_mul(10);
    for larger in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1024;
        unit = larger;
    }
    match (unit, tenths) {
        ("bytes", _) => counted(bytes, "byte", "bytes"),
        (unit, tenths) if tenths < 100 => format!("{}.{} {unit}", tenths / 10, tenths % 10),
        (unit, tenths) => format!("{} {unit}", grouped(tenths / 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        for (bytes, words) in [
            (1, "1 byte"),
            (1023, "1,023 bytes"),
            (1024, "1.0 KiB"),
            (10 << 10, "10 KiB"),
            (1 << 20, "1.0 MiB"),
            (5 << 40, "5.0 TiB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }
}
