//! `atlctl api`.

use std::path::{Path, PathBuf};

use atlctl_api::{Error, ErrorKind, Processed, RawRequest, RawResponse};
use clap::Args;
use futures_util::{StreamExt as _, stream};
use serde_json::Value;

use super::fields::{body, parse};
use super::hints::other_forms;
use super::path::resolve;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::input_file::read_file;
use crate::options::{Format, Global};
use crate::same_command::hint_to_add;
use crate::ui::display;

/// Call any endpoint of the official APIs or the portal
///
/// Takes a path or a full URL, as Atlassian's documentation and the browser show them.
///
/// Paths under /gateway/api/ and /adminhub/ go to the portal with the session. All others, such as
/// /admin/v1/orgs, go to api.atlassian.com with the API key, or to the same path on the portal with a session.
///
/// {org} in the path stands for the profile's organization, {site} for its site.
///
/// The response body is printed unchanged, except that the credential itself is removed; cookies and other
/// secrets in headers are hidden.
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  atlctl api admin/v1/orgs
  atlctl api 'https://api.atlassian.com/admin/v1/orgs/{orgId}/domains'
  atlctl api 'adminhub/um/site/{org}/users' -i
  atlctl api 'admin/v2/orgs/{org}/directories/-/users/count' -f status=active
  atlctl api POST 'admin/v2/orgs/{org}/directories/-/users/search' \\
      -f searchTerm=ann -f limit:=5
  atlctl api 'adminhub/um/org/{org}/users?count=100' --paginate")]
pub struct Api {
    /// GET, POST, PUT, PATCH or DELETE [default: GET]
    method: Option<String>,
    /// The path, such as /admin/v1/orgs, or a full URL
    #[arg(value_name = "PATH|URL")]
    path: Option<String>,
    /// Print the status, headers and cookie names before the body
    #[arg(short, long)]
    include: bool,
    /// Fetch every page of a list, and print each as received
    #[arg(long)]
    paginate: bool,
    /// Add a field: name=text, name:=JSON, or name[]=text for a list; GET and DELETE send it in the query, others in the
    /// body
    #[arg(short, long = "field", value_name = "NAME=VALUE")]
    field: Vec<String>,
    /// Read the body from FILE; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "field")]
    input: Option<PathBuf>,
    /// Add a header; credentials are not accepted here
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    header: Vec<String>,
    /// Site ID that replaces {site} [default: the only site in the mirror]
    #[arg(long, env = "ATLCTL_SITE", value_name = "ID")]
    site: Option<String>,
}

/// Runs `atlctl api`.
///
/// # Errors
/// When there is no answer, or its status is one of failure.
pub fn run(context: &Context, args: &Api) -> CliResult {
    unshaped(&context.global)?;
    let request = request(context, args)?;
    let changes = !request.only_reads();
    if changes && args.paginate {
        return Err(CliError::usage(format!(
            "{} {} changes something, so it has no pages",
            request.method(),
            display(&request.path())
        ))
        .hint("leave out --paginate"));
    }
    let client = if changes {
        context.check_call_allowed()?;
        context.writing_client()?
    } else if request.path().contains("/scim/directory/") {
        context.client_with_directories()?.0
    } else {
        context.client()?
    };
    if changes && !context.global.yes {
        let what = format!(
            "{} {} changes something",
            request.method(),
            display(&request.path())
        );
        if !context.ui.can_ask() {
            return Err(
                CliError::new(Kind::Refused, format!("confirmation required: {what}"))
                    .hint(hint_to_add("to make the call", "--yes")),
            );
        }
        if !context.ui.confirm(&format!("{what}. Send it?"))? {
            return Err(CliError::new(Kind::Canceled, "Canceled. Nothing was sent"));
        }
    }
    let path = request.path();
    context.block_on(async {
        let mut pages = if args.paginate {
            client.raw_pages(request).left_stream()
        } else {
            Box::pin(stream::once(client.raw(request))).right_stream()
        };
        while let Some(response) = pages.next().await {
            let response = response.map_err(|error| failed(error, changes))?;
            print(context, args, &response)?;
            if let Some(error) = response.error {
                let missing = error.kind == ErrorKind::NotFound;
                let error = failed(error, changes);
                return Err(if missing {
                    other_forms(context, &path, error)
                } else {
                    error
                });
            }
        }
        Ok(Exit::Done)
    })?
}

/// The response is printed as received: flags that shape rows would seem to work and do nothing.
fn unshaped(global: &Global) -> CliResult<()> {
    let shaping = [
        (
            "--output",
            global.output.is_some_and(|form| form != Format::Json),
        ),
        ("--columns", !global.columns.is_empty()),
        ("--sort", global.sort.is_some()),
        ("--limit", global.limit.is_some()),
    ];
    let given: Vec<&str> = shaping
        .iter()
        .filter(|(_, given)| *given)
        .map(|(name, _)| *name)
        .collect();
    if given.is_empty() {
        return Ok(());
    }
    Err(CliError::usage(format!(
        "api prints the response unchanged; leave out {}",
        given.join(", ")
    ))
    .hint("to send a parameter to Atlassian, use a field: -f limit=5"))
}

/// Distinguishes a change that may have happened from one that did not.
fn failed(error: Error, changes: bool) -> CliError {
    let unknown = changes && error.processed == Processed::Unknown;
    let said = CliError::from(error);
    if unknown {
        said.of_kind(Kind::Unknown)
            .hint("the change may have been made anyway; check before you repeat it")
    } else {
        said
    }
}

/// Method and path of the command line: the method may be left out.
fn method_and_path(args: &Api) -> CliResult<(&str, &str)> {
    match (args.method.as_deref(), args.path.as_deref()) {
        (Some(method), Some(path)) => Ok((method, path)),
        (Some(path), None) if !RawRequest::is_method(path) => Ok(("GET", path)),
        _ => Err(CliError::usage("the path is missing")
            .hint("for example: atlctl api admin/v1/orgs")
            .hint("see the arguments: atlctl api --help")),
    }
}

fn request(context: &Context, args: &Api) -> CliResult<RawRequest> {
    let (method, given) = method_and_path(args)?;
    let path = resolve(context, given, args.site.as_deref())?;
    let mut request = RawRequest::new(method, &path).map_err(|error| {
        CliError::from(error)
            .hint("write the path of an API, for example: atlctl api admin/v1/orgs")
            .hint("see the arguments: atlctl api --help")
    })?;
    let in_query = matches!(request.method(), "GET" | "HEAD" | "DELETE" | "OPTIONS");
    for header in &args.header {
        let (name, value) = header.split_once(':').ok_or_else(|| {
            // Nothing of it is repeated: headers are where secrets are.
            CliError::usage("a header has no colon").hint("write it as -H 'Name: value'")
        })?;
        request = request.header(name, value)?;
    }
    if in_query {
        for field in &args.field {
            let (name, value) = parse(field)?;
            let name = name.strip_suffix("[]").unwrap_or(name);
            let value = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            request = request.query(name, value);
        }
    } else if !args.field.is_empty() {
        request = request.body(body(&args.field)?);
    }
    match &args.input {
        Some(_) if in_query => Err(CliError::usage(format!(
            "a {} request has no body",
            request.method()
        ))
        .hint("put the method before the path: atlctl api POST PATH --input FILE")),
        Some(path) => Ok(request.body(read(context, path)?)),
        None => Ok(request),
    }
}

fn read(context: &Context, path: &Path) -> CliResult<Vec<u8>> {
    let read = if path.as_os_str() == "-" {
        context.ui.stdin("the body, as JSON")
    } else {
        read_file(path)
    };
    let bytes = read.map_err(|error| {
        CliError::usage(format!("cannot read {}", display(&path.to_string_lossy()))).cause(&error)
    })?;
    // Sent as it is, but only if it is what it says it is.
    match serde_json::from_slice::<serde::de::IgnoredAny>(&bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(CliError::usage("the body is not JSON").cause(&error)),
    }
}

fn print(context: &Context, args: &Api, response: &RawResponse) -> CliResult<()> {
    let ui = &context.ui;
    if args.include {
        let mut head = format!("HTTP {} {}\n", response.status, response.reason);
        for (name, value) in &response.headers {
            head.push_str(&format!("{name}: {}\n", display(value)));
        }
        if !response.cookies.is_empty() {
            let names: Vec<String> = response.cookies.iter().map(|name| display(name)).collect();
            head.push_str(&format!("Cookies: {}\n", names.join(", ")));
        }
        head.push('\n');
        ui.text(&head)?;
    }
    if ui.stdout_is_terminal() {
        let text = String::from_utf8_lossy(&response.body);
        let pretty = serde_json::from_str::<Value>(&text)
            .and_then(|value| serde_json::to_string_pretty(&value))
            .unwrap_or_else(|_| text.into_owned());
        return ui.text(&format!("{pretty}\n"));
    }
    ui.bytes(&response.body)?;
    if !response.body.is_empty() && !response.body.ends_with(b"\n") {
        ui.data("\n")?;
    }
    Ok(())
}
