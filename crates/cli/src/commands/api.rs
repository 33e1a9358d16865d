//! `atlctl api`: any endpoint, on either base address.

use std::path::PathBuf;

use atlctl_api::{Error, Processed, RawRequest, RawResponse};
use clap::Args;
use futures_util::{StreamExt as _, stream};
use serde_json::{Map, Value};

use crate::args::{Format, Global};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::ui::display;

/// Call any endpoint of the official APIs or the portal
///
/// Paths under /gateway/api/ and /adminhub/ go to the portal with the session. All others, such as
/// /admin/v1/orgs, go to api.atlassian.com with the API key, or to the portal's twin of it with a session.
/// {org} in the path stands for the organisation of the profile. The body of the answer is printed as it
/// came; cookies and other secrets in headers are hidden.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  atlctl api GET /admin/v1/orgs
  atlctl api GET /admin/v2/orgs/{org}/directories/-/users/count -f status=active
  atlctl api POST /admin/v2/orgs/{org}/directories/-/users/search -f searchTerm=ann -f limit:=5
  atlctl api GET '/gateway/api/adminhub/um/org/{org}/users?count=100' --paginate
  atlctl api -i GET /gateway/api/adminhub/um/org/{org}/groups")]
pub struct Api {
    /// GET, POST, PUT, PATCH or DELETE
    method: String,
    /// The path, from /admin, /gateway/api or the like
    path: String,
    /// Print status, headers and the names of cookies before the body
    #[arg(short, long)]
    include: bool,
    /// Follow the pages of a list; each is printed as it came
    #[arg(long)]
    paginate: bool,
    /// A field: name=text, name:=JSON, or name[]=text for a list; in the query of a GET or DELETE, else in the body
    #[arg(short, long = "field", value_name = "NAME=VALUE")]
    field: Vec<String>,
    /// Take the body from a file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "field")]
    input: Option<PathBuf>,
    /// A header; credentials cannot be given this way
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    header: Vec<String>,
}

/// Calls.
///
/// # Errors
/// When there is no answer, or its status is one of failure.
pub fn run(context: &Context, args: &Api) -> CliResult {
    unshaped(&context.global)?;
    let request = request(context, args)?;
    let changes = !request.only_reads();
    if changes && args.paginate {
        return Err(CliError::usage(format!(
            "{} {} changes something and has no pages",
            request.method(),
            display(request.path())
        ))
        .hint("leave out --paginate"));
    }
    let client = if changes {
        context.writing_client()?
    } else {
        context.client()?
    };
    if changes && !context.global.yes {
        let what = format!(
            "{} {} changes something",
            request.method(),
            display(request.path())
        );
        if !context.ui.can_ask() {
            return Err(
                CliError::new(Kind::Refused, format!("{what}, and nobody can confirm it"))
                    .hint("add --yes to make the call"),
            );
        }
        if !context.ui.confirm(&format!("{what}. Send it?"))? {
            return Err(CliError::new(
                Kind::Cancelled,
                "cancelled; nothing was sent",
            ));
        }
    }
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
                return Err(failed(error, changes));
            }
        }
        Ok(Exit::Done)
    })?
}

/// The answer is printed as it came: flags that shape rows would be taken for a limit that is kept, or
/// for a table that nobody gets.
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
        "api prints the answer as it came, which {} cannot shape",
        given.join(", ")
    ))
    .hint("what the service itself takes is a field: -f limit=5"))
}

/// A change that may have happened is told apart from one that did not.
fn failed(error: Error, changes: bool) -> CliError {
    let unknown = changes && error.processed == Processed::Unknown;
    let said = CliError::from(error);
    if unknown {
        said.of_kind(Kind::Unknown)
            .hint("it may have been done all the same: look before you repeat it")
    } else {
        said
    }
}

fn request(context: &Context, args: &Api) -> CliResult<RawRequest> {
    let mut path = args.path.clone();
    if path.contains("{org}") {
        path = path.replace("{org}", &RawRequest::segment(context.org()?.as_str())?);
    }
    let mut request = RawRequest::new(&args.method, &path)?;
    let in_query = matches!(request.method(), "GET" | "HEAD" | "DELETE" | "OPTIONS");
    for header in &args.header {
        let (name, value) = header.split_once(':').ok_or_else(|| {
            CliError::usage(format!("{header:?} is not a header"))
                .hint("write it as -H 'Name: value'")
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
            "a {} takes no body",
            request.method()
        ))),
        Some(path) => Ok(request.body(read(context, path)?)),
        None => Ok(request),
    }
}

/// A field's name and value.
fn parse(field: &str) -> CliResult<(&str, Value)> {
    let (name, value) = field.split_once('=').ok_or_else(|| {
        CliError::usage(format!("{field:?} is not a field")).hint("write it as -f name=value")
    })?;
    let (name, value) = match name.strip_suffix(':') {
        None => (name, Value::from(value)),
        Some(name) => match serde_json::from_str(value) {
            Ok(value) => (name, value),
            Err(error) => {
                return Err(
                    CliError::usage(format!("the value of {name:?} is not JSON"))
                        .cause(&error)
                        .hint(format!("for a text, write {name}={value}")),
                );
            }
        },
    };
    if name.is_empty() {
        return Err(CliError::usage(format!("{field:?} has no name")));
    }
    Ok((name, value))
}

/// Fields as a JSON object.
fn body(fields: &[String]) -> CliResult<Vec<u8>> {
    let mut object = Map::new();
    for field in fields {
        let (name, value) = parse(field)?;
        match name.strip_suffix("[]") {
            // One would silently take the place of the other.
            None if object.contains_key(name) => {
                return Err(CliError::usage(format!("{name:?} is given twice"))
                    .hint(format!("for a list, write {name}[]=value each time")));
            }
            None => {
                object.insert(name.to_owned(), value);
            }
            Some(name) => match object
                .entry(name)
                .or_insert_with(|| Value::Array(Vec::new()))
            {
                Value::Array(items) => items.push(value),
                _ => {
                    return Err(CliError::usage(format!(
                        "{name:?} is given as a list and as a single value"
                    )));
                }
            },
        }
    }
    Ok(Value::Object(object).to_string().into_bytes())
}

fn read(context: &Context, path: &PathBuf) -> CliResult<Vec<u8>> {
    let read = if path.as_os_str() == "-" {
        context.ui.stdin("the body, as JSON")
    } else {
        std::fs::read(path)
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
