//! Lists in JSON: an array or JSON Lines, of objects (what this program prints, what the service answers), of texts,
//! or of arrays.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Deserializer as Json, Value};

use super::json_pages::Page;
use super::records::Record;
use super::{InputError, Position, json_pages, names_somebody};

/// How deeply the list may stand in objects.
const DEEPEST: usize = 20;

/// A list in JSON.
pub(super) enum Elements {
    /// Texts.
    Texts(Vec<(Position, String)>),
    /// Objects: all their keys, and a row for each.
    Objects(Vec<String>, Vec<Record>),
    /// Arrays: a row for each.
    Rows(Vec<Record>),
}

/// The list, where the text is JSON. `None` for any other text.
pub(super) fn elements(text: &str) -> Result<Option<Elements>, InputError> {
    let begin = text.trim_start();
    let inside = |open: char| begin.strip_prefix(open).map(str::trim_start);
    let sure = inside('{').is_some_and(|text| text.starts_with(['"', '}']))
        || inside('[').is_some_and(|text| {
            let null = text.strip_prefix("null").map(str::trim_start);
            text.starts_with(['"', '{', '[', ']'])
                || null.is_some_and(|text| text.starts_with([',', ']']))
        });
    // What begins so may be any text: a heading in brackets, a link.
    if !sure {
        return Ok(None);
    }
    match parsed(text) {
        Ok(elements) => Ok(Some(elements)),
        // Two texts in brackets, each on a line of its own: "[a] b".
        Err(error) => Err(of_line(text).unwrap_or(error)),
    }
}

fn parsed(text: &str) -> Result<Elements, InputError> {
    let mut values: Vec<&RawValue> = Vec::new();
    for value in Json::from_str(text).into_iter::<&RawValue>() {
        values.push(value.map_err(|error| broken(1, &error))?);
    }
    let mut all = Vec::new();
    match values[..] {
        // JSON Lines may have one line; a list may be in one array, alone or under a key.
        [one] if one.get().starts_with('[') => all = array(text, one)?,
        [one] => match wrapped(text, one)? {
            Some(list) => all = list,
            None => all.push(one),
        },
        _ => all.extend(values),
    }
    if let Some(list) = of_pages(text, &all)? {
        all = list;
    }
    let lines: Vec<u64> = all.iter().map(|raw| line(text, raw)).collect();
    let all = Position::of_lines(&lines).into_iter().zip(all);
    let all: Vec<(Position, &RawValue)> = all.filter(|(_, raw)| raw.get() != "null").collect();
    let kind = |open: char| all.iter().all(|(_, raw)| raw.get().starts_with(open));
    if kind('{') {
        return objects(&all);
    }
    if kind('[') {
        let rows = all.iter().map(|(at, raw)| {
            let cells: Vec<Value> =
                serde_json::from_str(raw.get()).map_err(|error| broken(at.line, &error))?;
            Ok(record(*at, cells.iter().map(shown).collect()))
        });
        return Ok(Elements::Rows(rows.collect::<Result<_, InputError>>()?));
    }
    let texts = all.iter().map(|(at, raw)| {
        match serde_json::from_str(raw.get()).map_err(|error| broken(at.line, &error))? {
            Value::Object(_) | Value::Array(_) => Err(InputError::JsonForm {
                line: at.line,
                what: "it mixes objects, arrays and strings".to_owned(),
            }),
            value => Ok((*at, shown(&value))),
        }
    });
    Ok(Elements::Texts(texts.collect::<Result<_, _>>()?))
}

/// The error of the first line that is none, where each line has a value of its own: what it lacks is missed only in
/// the line below.
fn of_line(text: &str) -> Option<InputError> {
    let lines = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty());
    let mut errors = lines.map(|(line, number)| {
        serde_json::from_str::<serde::de::IgnoredAny>(line).map_err(|error| broken(number, &error))
    });
    if !text.trim_start().starts_with('{') || errors.clone().nth(1).is_none() {
        return None;
    }
    let first = errors.next()?;
    let next = errors.find_map(Result::err);
    match first {
        Ok(_) => next,
        // The first may be the one that is broken: the next ones are whole.
        Err(error) => next.is_none().then_some(error),
    }
}

fn array<'a>(text: &str, raw: &'a RawValue) -> Result<Vec<&'a RawValue>, InputError> {
    serde_json::from_str(raw.get()).map_err(|error| broken(line(text, raw), &error))
}

/// The people of several pages of one list, as services answer them: `None` where these are no pages.
fn of_pages<'a>(text: &str, all: &[&'a RawValue]) -> Result<Option<Vec<&'a RawValue>>, InputError> {
    let values = all
        .iter()
        .map_while(|raw| serde_json::from_str(raw.get()).ok());
    let values: Vec<Value> = values.take_while(json_pages::is_page).collect();
    if all.len() < 2 || values.len() < all.len() {
        return Ok(None);
    }
    let (mut list, mut pages) = (Vec::new(), Vec::new());
    for (value, raw) in values.into_iter().zip(all) {
        let Some(elements) = one_array(text, raw)? else {
            return Ok(None);
        };
        pages.push(Page {
            value,
            length: elements.len(),
        });
        list.extend(elements);
    }
    let different: HashSet<&str> = list.iter().map(|raw| raw.get()).collect();
    match json_pages::more(&pages, different.len()) {
        None => Ok(Some(list)),
        Some(said) => Err(InputError::JsonForm {
            line: all.first().map_or(1, |raw| line(text, raw)),
            what: format!(
                "its pages are not those of one list, or not all of them ({said}), and people are missing"
            ),
        }),
    }
}

/// The list in an object that is the only page of it, or no page.
fn wrapped<'a>(text: &str, raw: &'a RawValue) -> Result<Option<Vec<&'a RawValue>>, InputError> {
    let Some(list) = one_array(text, raw)? else {
        return Ok(None);
    };
    let page = Page {
        value: serde_json::from_str(raw.get()).unwrap_or_default(),
        length: list.len(),
    };
    match json_pages::more(&[page], list.len()) {
        Some(said) => Err(InputError::JsonForm {
            line: line(text, raw),
            what: format!(
                "it is one page of several ({said}), and the people of the others are missing"
            ),
        }),
        None => Ok(Some(list)),
    }
}

/// The one array of an object, wherever in it, where that is the list: `{"data": [{…}, …], "links": {…}}`.
fn one_array<'a>(text: &str, raw: &'a RawValue) -> Result<Option<Vec<&'a RawValue>>, InputError> {
    let mut inside = Inside::default();
    inside.collect(text, raw, 0)?;
    let mut lists = Vec::new();
    for one in &inside.arrays {
        let elements = array(text, one)?;
        let named = elements.iter().filter(|raw| names_somebody(raw.get()));
        let named = named.count();
        let is_of_objects = elements.iter().any(|raw| raw.get().starts_with('{'));
        lists.push((elements, named, is_of_objects));
    }
    let unclear = |what: &str| InputError::JsonForm {
        line: line(text, raw),
        what: what.to_owned(),
    };
    // One person with arrays of groups and products, or a list beside somebody.
    if inside.names_somebody {
        return match lists.iter().all(|(_, named, _)| *named < 2) {
            true => Ok(None),
            false => Err(unclear(
                "it names somebody beside an array of several people, so it is unclear which people to change",
            )),
        };
    }
    if lists.len() > 1 {
        lists.retain(|(_, named, is_of_objects)| *named > 0 || *is_of_objects);
    }
    match lists.len() {
        0 if inside.arrays.is_empty() => Ok(None),
        1 => Ok(lists.pop().map(|(elements, ..)| elements)),
        _ => Err(unclear(
            "it has several arrays, so it is unclear which one is the list",
        )),
    }
}

/// What stands in an object and those below it.
#[derive(Default)]
struct Inside<'a> {
    arrays: Vec<&'a RawValue>,
    /// Whether a text outside the arrays does.
    names_somebody: bool,
}

impl<'a> Inside<'a> {
    fn collect(&mut self, text: &str, raw: &'a RawValue, depth: usize) -> Result<(), InputError> {
        let Pairs(pairs) = serde_json::from_str::<Pairs<&'a RawValue>>(raw.get())
            .map_err(|error| broken(line(text, raw), &error))?;
        for (_, value) in pairs {
            match value.get().chars().next() {
                Some('[') => self.arrays.push(value),
                Some('{') if depth < DEEPEST => self.collect(text, value, depth + 1)?,
                _ => self.names_somebody |= names_somebody(value.get()),
            }
        }
        Ok(())
    }
}

fn objects(all: &[(Position, &RawValue)]) -> Result<Elements, InputError> {
    let mut keys: Vec<String> = Vec::new();
    let mut places = std::collections::HashMap::new();
    let mut rows = Vec::new();
    for (at, raw) in all {
        let Pairs(pairs) = serde_json::from_str::<Pairs<Nested>>(raw.get())
            .map_err(|error| broken(at.line, &error))?;
        if let Some(key) = two_values(&pairs) {
            return Err(InputError::JsonForm {
                line: at.line,
                what: format!("an object has \"{key}\" twice, with different values"),
            });
        }
        let mut flat = Vec::new();
        for (key, value) in pairs {
            value.flatten(&key, &mut flat);
        }
        let mut cells: Vec<String> = vec![String::new(); keys.len()];
        for (key, text) in flat {
            let column = *places.entry(key).or_insert_with_key(|key| {
                keys.push(key.clone());
                keys.len() - 1
            });
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(column).filter(|_| !text.is_empty()) {
                if !cell.is_empty() {
                    cell.push_str("; ");
                }
                cell.push_str(&text);
            }
        }
        rows.push(record(*at, cells));
    }
    Ok(Elements::Objects(keys, rows))
}

/// A key that an object, or one in it, has twice with different values: programs take one or the other.
fn two_values(pairs: &[(String, Nested)]) -> Option<&str> {
    let mut first: HashMap<&str, &Nested> = HashMap::new();
    for (key, value) in pairs {
        if first.insert(key, value).is_some_and(|other| other != value) {
            return Some(key);
        }
    }
    pairs.iter().find_map(|(_, value)| value.two_values())
}

fn record(at: Position, cells: Vec<String>) -> Record {
    Record {
        at,
        cells,
        ..Record::default()
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

/// The line on which a value begins.
fn line(text: &str, raw: &RawValue) -> u64 {
    let at = raw
        .get()
        .as_ptr()
        .addr()
        .saturating_sub(text.as_ptr().addr());
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

fn broken(first: u64, error: &serde_json::Error) -> InputError {
    let what = match error.is_eof() {
        true => "it ends too early".to_owned(),
        false => {
            let what = error.to_string();
            what.split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned()
        }
    };
    InputError::Json {
        line: first + (error.line() as u64).saturating_sub(1),
        what,
    }
}

/// An object with its keys in order, those that are there twice too.
#[derive(PartialEq)]
struct Pairs<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for All<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<T>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(All(std::marker::PhantomData))
    }
}

/// A value in which keys that are there twice are both there.
#[derive(Deserialize, PartialEq)]
#[serde(untagged)]
enum Nested {
    Object(Pairs<Nested>),
    Array(Vec<Nested>),
    Other(Value),
}

impl Nested {
    /// A key that it has twice with different values.
    fn two_values(&self) -> Option<&str> {
        match self {
            Self::Object(Pairs(pairs)) => two_values(pairs),
            Self::Array(all) => all.iter().find_map(Self::two_values),
            Self::Other(_) => None,
        }
    }

    /// Each text with the keys that lead to it.
    fn flatten(self, path: &str, into: &mut Vec<(String, String)>) {
        match self {
            Self::Object(Pairs(pairs)) => {
                for (key, value) in pairs {
                    value.flatten(&format!("{path}.{key}"), into);
                }
            }
            Self::Array(all) => {
                for value in all {
                    value.flatten(path, into);
                }
            }
            Self::Other(value) => into.push((path.to_owned(), shown(&value))),
        }
    }
}
