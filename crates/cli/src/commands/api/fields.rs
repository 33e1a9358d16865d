//! Fields on the command line: `name=text`, `name:=JSON`, `name[]=text`.

use serde_json::{Map, Value};

use crate::error::{CliError, CliResult};
use crate::secret_argument::may_be_one;

/// A field's name and value.
///
/// # Errors
/// When it is not written as one.
pub(super) fn parse(field: &str) -> CliResult<(&str, Value)> {
    let (name, value) = field.split_once('=').ok_or_else(|| {
        let shown = if may_be_one(field) {
            "a word (not repeated here, since it may be a secret)".to_owned()
        } else {
            format!("{field:?}")
        };
        CliError::usage(format!("{shown} is not a field")).hint("write it as -f name=value")
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
///
/// # Errors
/// When a field is not written as one, or is given twice.
pub(super) fn body(fields: &[String]) -> CliResult<Vec<u8>> {
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
