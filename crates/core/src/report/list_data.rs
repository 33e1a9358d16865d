//! The lists of a report as the page's script reads them: by column, texts that repeat once.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::escape::json_in_script;
use super::report_model::{Holds, ReportColumn, ReportList, shown_word};
use crate::escape_characters::visible;
use crate::query::Cell;

/// A longer text is cut: no name is, and the page stays quick whatever somebody wrote.
const LONGEST: usize = 400;

/// JSON for a script element. Unknown is `null`, none `false`, never `true`, at least five `{"least": 5}`; texts are
/// positions in `texts`.
pub(super) fn json(lists: &[ReportList]) -> String {
    let mut texts = Texts::default();
    let lists: Vec<Value> = lists.iter().map(|list| of_list(list, &mut texts)).collect();
    json_in_script(&json!({"texts": texts.all, "lists": lists}).to_string())
}

fn of_list<'a>(list: &'a ReportList, texts: &mut Texts<'a>) -> Value {
    // What the list is there for stands beside the name of the row: on most screens, the last columns are out of sight.
    let mut in_order: Vec<(usize, &ReportColumn)> = list.columns.iter().enumerate().collect();
    in_order.sort_by_key(|(at, column)| *at > 0 && !column.is_asked_about);
    let columns: Vec<Value> = in_order
        .into_iter()
        .map(|(at, column)| {
            let cells = list.rows.iter().map(|row| match row.get(at) {
                Some(Cell::Text(text)) => json!([texts.at(shown_word(column.name, text))]),
                cell => of_cell(cell, texts),
            });
            json!({
                "name": column.name,
                "header": column.header,
                "holds": holds(column.holds),
                "off_paper": column.on_request && matches!(column.holds, Holds::Id | Holds::ForeignId),
                "cells": cells.collect::<Vec<Value>>(),
            })
        })
        .collect();
    json!({"name": list.name, "things": list.things, "rows": list.rows.len(), "total": list.total, "undecided": list.undecided > 0, "columns": columns})
}

fn holds(holds: Holds) -> &'static str {
    match holds {
        Holds::Key => "key",
        Holds::Id | Holds::ForeignId => "id",
        Holds::Text => "text",
        Holds::Sentence => "sentence",
        Holds::Number => "number",
        Holds::Money => "money",
        Holds::Time => "time",
    }
}

fn of_cell<'a>(cell: Option<&'a Cell>, texts: &mut Texts<'a>) -> Value {
    match cell {
        None | Some(Cell::Unknown) => Value::Null,
        Some(Cell::None) => Value::Bool(false),
        Some(Cell::Never) => Value::Bool(true),
        // As a text: the script compares and searches what it shows.
        Some(Cell::Truth(truth)) => json!([texts.at(if *truth { "yes" } else { "no" })]),
        Some(Cell::Number(number)) => json!(number),
        Some(Cell::AtLeast(number)) => json!({"least": number}),
        Some(Cell::AtLeastReal(number)) => json!({"least": number}),
        Some(Cell::Real(number)) => json!(number),
        Some(Cell::Text(text)) => json!([texts.at(text)]),
    }
}

#[derive(Default)]
struct Texts<'a> {
    all: Vec<String>,
    at: HashMap<&'a str, usize>,
}

impl<'a> Texts<'a> {
    fn at(&mut self, text: &'a str) -> usize {
        if let Some(at) = self.at.get(text) {
            return *at;
        }
        let at = self.all.len();
        let mut shown: String = text.chars().take(LONGEST).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        self.all.push(visible(&shown).into_owned());
        self.at.insert(text, at);
        at
    }
}
