//! One value of a row.

use std::cmp::Ordering;

use atlctl_core::sync::epoch;
use jiff::Timestamp;

/// One value of a row. Unknown, none and never are three different values.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Not known: `?` in tables, `unknown` in CSV, `null` in JSON. Never to be read as "no".
    Unknown,
    /// Known, and there is none: `-` in tables, empty in CSV, `null` in JSON.
    None,
    /// Known, and it never happened: `never` in tables and CSV, `null` in JSON.
    Never,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// At least so many: `≥5` in tables, the number in CSV and JSON, where another column says which are the least.
    AtLeast(i64),
    /// Another number.
    Real(f64),
    /// At least so much, as [`Cell::AtLeast`].
    AtLeastReal(f64),
    /// A time.
    Time(Timestamp),
    /// A text. May come from anyone: it is escaped here, by whichever form prints it.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// A value with fields.
    Object(Object),
    /// Several of them.
    Objects(Vec<Object>),
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A text that may be unknown.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Unknown, Self::text)
    }

    /// Yes, no or unknown.
    pub fn truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::Unknown, Self::Bool)
    }

    /// A count; one that does not fit is as large as can be said.
    pub fn count(count: impl TryInto<i64>) -> Self {
        Self::Int(count.try_into().unwrap_or(i64::MAX))
    }

    /// A moment in milliseconds since 1970; unknown when there is none or it is out of range.
    pub fn millis(millis: Option<i64>) -> Self {
        millis
            .and_then(|millis| Timestamp::from_millisecond(millis).ok())
            .map_or(Self::Unknown, Self::Time)
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let own = match self {
            Self::Text(text) => text.len(),
            Self::List(texts) => texts
                .iter()
                .map(|text| text.len() + size_of::<String>())
                .sum(),
            Self::Object(object) => object.bytes(),
            Self::Objects(objects) => objects.iter().map(Object::bytes).sum(),
            _ => 0,
        };
        own + size_of::<Self>()
    }

    /// A moment as Atlassian wrote it; unknown when it cannot be read.
    pub fn moment(text: Option<&str>) -> Self {
        let exact = |text: &str| text.parse::<Timestamp>().ok();
        let rough = |text: &str| Timestamp::from_second(epoch(text)?).ok();
        text.and_then(|text| exact(text).or_else(|| rough(text)))
            .map_or(Self::Unknown, Self::Time)
    }

    /// What a table, CSV or the id form shows, not escaped yet.
    pub(super) fn plain(&self, unknown: &str, none: &str) -> String {
        match self {
            Self::Unknown => unknown.to_owned(),
            Self::None => none.to_owned(),
            Self::Never => "never".to_owned(),
            Self::Bool(true) => "yes".to_owned(),
            Self::Bool(false) => "no".to_owned(),
            Self::Int(number) | Self::AtLeast(number) => number.to_string(),
            Self::Real(number) | Self::AtLeastReal(number) => number.to_string(),
            Self::Time(time) => time.to_string(),
            Self::Text(text) => text.clone(),
            Self::List(texts) if texts.is_empty() => none.to_owned(),
            Self::List(texts) => texts.join(", "),
            Self::Object(object) => object.words.clone(),
            Self::Objects(objects) if objects.is_empty() => none.to_owned(),
            Self::Objects(objects) => {
                let words: Vec<&str> = objects.iter().map(|object| object.words.as_str()).collect();
                words.join(", ")
            }
        }
    }

    /// The lines of a value that takes several where there is room for them.
    pub(super) fn lines(&self) -> Option<Vec<&str>> {
        match self {
            Self::List(texts) if !texts.is_empty() => {
                Some(texts.iter().map(String::as_str).collect())
            }
            Self::Objects(objects) if !objects.is_empty() => {
                Some(objects.iter().map(|object| object.words.as_str()).collect())
            }
            _ => None,
        }
    }

    /// Whether this program wrote the text itself, so that a leading minus is a number's.
    pub(super) fn is_ours(&self) -> bool {
        !matches!(
            self,
            Self::Text(_) | Self::List(_) | Self::Object(_) | Self::Objects(_)
        )
    }

    /// Order for `--sort`: numbers by value, texts without regard to case, the unknown last.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let rank = |cell: &Self| match cell {
            Self::Never => 0,
            Self::Bool(_) => 1,
            Self::Int(_) | Self::AtLeast(_) | Self::Real(_) | Self::AtLeastReal(_) => 2,
            Self::Time(_) => 3,
            Self::Text(_) | Self::List(_) | Self::Object(_) | Self::Objects(_) => 4,
            Self::None => 5,
            Self::Unknown => 6,
        };
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a) | Self::AtLeast(a), Self::Int(b) | Self::AtLeast(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => {
                a.to_lowercase().cmp(&b.to_lowercase()).then(a.cmp(b))
            }
            (Self::List(a), Self::List(b)) => a.cmp(b),
            (a, b) if rank(a) == 2 && rank(b) == 2 => a.number().total_cmp(&b.number()),
            (Self::Object(a), Self::Object(b)) => a.words.cmp(&b.words),
            (a, b) => rank(a).cmp(&rank(b)),
        }
    }

    /// Whether there is nothing to sort by: such rows come last in either direction.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Unknown | Self::None)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "only for an order between mixed numbers"
    )]
    fn number(&self) -> f64 {
        match self {
            Self::Int(number) | Self::AtLeast(number) => *number as f64,
            Self::Real(number) | Self::AtLeastReal(number) => *number,
            _ => f64::NAN,
        }
    }
}

/// A value with fields: an object in JSON, text in the other formats.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    pub(super) fields: Vec<(&'static str, Cell)>,
    pub(super) words: String,
}

impl Object {
    /// What tables and CSV show of it; it has no fields yet.
    pub fn new(words: impl Into<String>) -> Self {
        Self {
            fields: Vec::new(),
            words: words.into(),
        }
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, name: &'static str, cell: impl Into<Cell>) -> Self {
        self.fields.push((name, cell.into()));
        self
    }

    /// An object with an ID and a name, if it has one.
    pub fn named(id: impl Into<String>, name: Option<String>) -> Self {
        let id = id.into();
        Self::new(name.clone().unwrap_or_else(|| id.clone()))
            .field("id", id)
            .field("name", name)
    }

    pub(super) fn bytes(&self) -> usize {
        let fields = self.fields.iter().map(|(_, cell)| cell.bytes());
        self.words.len() + size_of::<Self>() + fields.sum::<usize>()
    }
}

impl From<Object> for Cell {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<atlctl_core::query::Cell> for Cell {
    fn from(cell: atlctl_core::query::Cell) -> Self {
        use atlctl_core::query::Cell as Asked;
        match cell {
            Asked::Unknown => Self::Unknown,
            Asked::None => Self::None,
            Asked::Never => Self::Never,
            Asked::Truth(truth) => Self::Bool(truth),
            Asked::Number(number) => Self::Int(number),
            Asked::AtLeast(number) => Self::AtLeast(number),
            Asked::Real(number) => Self::Real(number),
            Asked::AtLeastReal(number) => Self::AtLeastReal(number),
            Asked::Text(text) => Self::Text(text),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Timestamp> for Cell {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Into::into)
    }
}
