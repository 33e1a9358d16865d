//! Single settings of the configuration file, by their keys.

use toml_edit::{Item, Table, TableLike};

use super::file::ConfigFile;
use super::value_errors::remove;
use crate::error::CliResult;

impl ConfigFile {
    /// Whether there is something at these keys, right or wrong.
    pub fn has(&self, path: &[String]) -> bool {
        let mut item = Some(self.text.as_item());
        for key in path {
            item = item.and_then(|item| item.as_table_like()?.get(key));
        }
        item.is_some()
    }

    /// Sets the value at these keys; comments stay.
    ///
    /// # Errors
    /// When the file is no longer valid then.
    pub fn set(&mut self, path: &[String], value: Item) -> CliResult<()> {
        put(self.text.as_table_mut(), path, value);
        self.read_again()
    }

    /// Removes what is at these keys; false if there is nothing.
    ///
    /// # Errors
    /// When the file is no longer valid then.
    pub fn unset(&mut self, path: &[String]) -> CliResult<bool> {
        let removed = remove(self.text.as_table_mut(), path);
        self.read_again()?;
        Ok(removed)
    }
}

fn put(table: &mut dyn TableLike, path: &[String], value: Item) {
    match path {
        [] => {}
        [last] => {
            // The comment behind a value stays behind it.
            let old = table.get(last).and_then(Item::as_value);
            let decor = old.map(|old| old.decor().clone());
            let mut value = value;
            if let (Some(new), Some(decor)) = (value.as_value_mut(), decor) {
                *new.decor_mut() = decor;
            }
            table.insert(last, value);
        }
        [first, rest @ ..] => {
            let is_table = table.get(first).is_some_and(Item::is_table_like);
            if !is_table {
                let mut new = Table::new();
                new.set_implicit(rest.len() > 1);
                table.insert(first, Item::Table(new));
            }
            if let Some(below) = table.get_mut(first).and_then(Item::as_table_like_mut) {
                put(below, rest, value);
            }
        }
    }
}
