//! JSON: what could steer a terminal is written as `\u` escapes, so the data is the same and harmless. Nothing is
//! a word for a missing value: unknown, none and never are `null`, and another field (`activity_known`)
//! says which.

use std::io::{self, Write};

use atlctl_core::escape_characters::is_unseen;
use serde_json::Value;

use super::{Cell, Object};

/// Bytes of a line that are held before they are written: a text of any length needs no more memory.
const HELD: usize = 64 << 10;

/// Writes JSON through a buffer that is reused for the next row.
pub(super) struct Json<'a, W: Write> {
    pub(super) out: &'a mut W,
    pub(super) line: &'a mut String,
}

impl<W: Write> Json<'_, W> {
    /// Writes an object.
    pub(super) fn object<'c>(
        &mut self,
        fields: impl Iterator<Item = (&'c str, &'c Cell)>,
    ) -> io::Result<()> {
        self.line.push('{');
        for (at, (name, cell)) in fields.enumerate() {
            if at > 0 {
                self.line.push(',');
            }
            self.string(name)?;
            self.line.push(':');
            self.value(cell)?;
        }
        self.line.push('}');
        self.spill()
    }

    fn value(&mut self, cell: &Cell) -> io::Result<()> {
        match cell {
            Cell::Unknown | Cell::None | Cell::Never => self.line.push_str("null"),
            Cell::Bool(truth) => self.line.push_str(if *truth { "true" } else { "false" }),
            Cell::Int(number) | Cell::AtLeast(number) => self.line.push_str(&number.to_string()),
            Cell::Real(number) | Cell::AtLeastReal(number) => {
                self.line.push_str(&Value::from(*number).to_string())
            }
            Cell::List(texts) => self.array(texts, |json, text| json.string(text))?,
            Cell::Object(object) => self.cell_object(object)?,
            Cell::Objects(objects) => {
                self.array(objects, |json, object| json.cell_object(object))?
            }
            Cell::Time(_) => self.string(&cell.plain("", ""))?,
            Cell::Text(text) => self.string(text)?,
        }
        Ok(())
    }

    fn array<T>(
        &mut self,
        all: &[T],
        mut one: impl FnMut(&mut Self, &T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.line.push('[');
        for (at, value) in all.iter().enumerate() {
            if at > 0 {
                self.line.push(',');
            }
            one(self, value)?;
        }
        self.line.push(']');
        Ok(())
    }

    fn cell_object(&mut self, object: &Object) -> io::Result<()> {
        self.object(object.fields.iter().map(|(name, cell)| (*name, cell)))
    }

    fn string(&mut self, text: &str) -> io::Result<()> {
        let line = &mut *self.line;
        line.push('"');
        let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        if text.len() <= HELD && text.bytes().all(plain) {
            // Nearly every text, at no cost.
            line.push_str(text);
            line.push('"');
            return Ok(());
        }
        for c in text.chars() {
            match c {
                '"' => line.push_str("\\\""),
                '\\' => line.push_str("\\\\"),
                '\n' => line.push_str("\\n"),
                '\r' => line.push_str("\\r"),
                '\t' => line.push_str("\\t"),
                c if is_unseen(c) => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        line.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                c => line.push(c),
            }
            if line.len() >= HELD {
                self.out.write_all(line.as_bytes())?;
                line.clear();
            }
        }
        line.push('"');
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        if self.line.len() >= HELD {
            self.out.write_all(self.line.as_bytes())?;
            self.line.clear();
        }
        Ok(())
    }
}
