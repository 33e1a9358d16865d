//! The name and layout of a column.

use std::borrow::Cow;

/// How a column's values are laid out in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text: may be cut to fit the terminal.
    Text,
    /// A sentence, such as a reason: never cut, wrapped where it does not fit.
    Sentence,
    /// Text that names the row: cut only when it is longer than any real name.
    Key,
    /// Text that is copied into the next command: never cut. `-o id` prints the first such column that has a
    /// value.
    Id,
    /// A number, aligned right.
    Number,
    /// An amount of money: with two decimals, aligned right.
    Money,
    /// A time.
    Time,
}

/// The worth of columns that are narrowed as far as it goes before one of them goes.
pub(super) const STAYS: u8 = 2;

/// A column of a list.
#[derive(Debug, Clone)]
pub struct Column {
    pub(super) name: Cow<'static, str>,
    pub(super) header: Cow<'static, str>,
    pub(super) kind: ColumnKind,
    pub(super) main: bool,
    pub(super) companion: bool,
    /// Its former name, which still chooses it.
    pub(super) formerly: Option<Cow<'static, str>>,
    /// Only tables have it.
    pub(super) of_tables: bool,
    /// Whether tables leave out `https://`.
    pub(super) without_scheme: bool,
    /// On a narrow screen, columns of less worth go first.
    pub(super) worth: u8,
}

impl Column {
    /// A text column: `name` is what `--columns`, `--sort` and JSON call it, `header` heads it.
    pub fn text(name: impl Into<Cow<'static, str>>, header: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, header, ColumnKind::Text)
    }

    /// A column of sentences: wrapped, never cut.
    pub fn sentence(
        name: impl Into<Cow<'static, str>>,
        header: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(name, header, ColumnKind::Sentence)
    }

    /// A column that names its row, such as an email address or a group's name.
    pub fn key(name: impl Into<Cow<'static, str>>, header: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, header, ColumnKind::Key)
    }

    /// A column of ids.
    pub fn id(name: impl Into<Cow<'static, str>>, header: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, header, ColumnKind::Id)
    }

    /// A column of numbers.
    pub fn number(
        name: impl Into<Cow<'static, str>>,
        header: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(name, header, ColumnKind::Number)
    }

    /// A column of amounts of money.
    pub fn money(name: impl Into<Cow<'static, str>>, header: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, header, ColumnKind::Money)
    }

    /// A column of times.
    pub fn time(name: impl Into<Cow<'static, str>>, header: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, header, ColumnKind::Time)
    }

    fn new(
        name: impl Into<Cow<'static, str>>,
        header: impl Into<Cow<'static, str>>,
        kind: ColumnKind,
    ) -> Self {
        Self {
            name: name.into(),
            header: header.into(),
            kind,
            main: true,
            companion: false,
            formerly: None,
            of_tables: false,
            without_scheme: false,
            worth: u8::from(matches!(kind, ColumnKind::Sentence | ColumnKind::Key)),
        }
    }

    /// Whether the value of another column is known, for programs: people see `?` there. In a table only when
    /// asked for.
    pub fn companion(
        name: impl Into<Cow<'static, str>>,
        header: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            main: false,
            companion: true,
            ..Self::text(name, header)
        }
    }

    /// The former name of a renamed column, with the same values, for programs that still use it.
    pub fn former_name(
        name: impl Into<Cow<'static, str>>,
        header: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::companion(name, header)
    }

    /// The same, which had another name: `--columns` and `--sort` still take it. For a field whose former name has
    /// another type elsewhere, so that JSON cannot have it beside the new one.
    #[must_use]
    pub fn formerly(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.formerly = Some(name.into());
        self
    }

    /// The same, in a table only when asked for with `--columns`. The other forms have it always.
    #[must_use]
    pub fn on_request(mut self) -> Self {
        self.main = false;
        self
    }

    /// The same, in tables alone: it says in a sentence what other columns say to programs.
    #[must_use]
    pub fn in_tables(mut self) -> Self {
        self.of_tables = true;
        self
    }

    /// The same, only when asked for with `--columns`, in every form; `--sort` takes it, too.
    #[must_use]
    pub fn when_asked(self) -> Self {
        self.on_request().in_tables()
    }

    /// The same; where the screen is narrow, it goes after plain columns, as sentences do.
    #[must_use]
    pub fn goes_late(mut self) -> Self {
        self.worth = 1;
        self
    }

    /// The same; where the screen is narrow, it goes last: the row says little without it.
    #[must_use]
    pub fn stays(mut self) -> Self {
        self.worth = STAYS;
        self
    }

    /// The same, of addresses that all begin with `https://`: tables leave that out.
    #[must_use]
    pub fn without_scheme(mut self) -> Self {
        self.without_scheme = true;
        self
    }

    /// Makes it a column of every table that stays where the screen is narrow.
    pub fn show(&mut self) {
        (self.main, self.worth) = (true, STAYS);
    }

    /// The header as a table shows it: times name their zone.
    pub(super) fn table_header(&self) -> Cow<'_, str> {
        match self.kind {
            ColumnKind::Time => Cow::Owned(format!("{} (UTC)", self.header)),
            _ => Cow::Borrowed(&*self.header),
        }
    }

    /// The name in `--columns` and JSON.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a table has it without being asked.
    pub fn is_main(&self) -> bool {
        self.main
    }

    /// Whether it is what `-o id` prints.
    pub fn is_id(&self) -> bool {
        self.kind == ColumnKind::Id
    }

    /// Whether it holds times.
    pub fn is_time(&self) -> bool {
        self.kind == ColumnKind::Time
    }

    /// Whether this is the column people mean: case, `-` and `_` do not matter.
    pub fn is(&self, asked: &str) -> bool {
        is_same(&self.name, asked)
    }

    /// Whether it had this name.
    pub(super) fn was(&self, asked: &str) -> bool {
        self.formerly
            .as_deref()
            .is_some_and(|name| is_same(name, asked))
    }

    /// Whether that heads it in a table, in any case, and with or without the zone of times.
    pub(super) fn is_headed(&self, asked: &str) -> bool {
        let asked = asked.trim();
        let zone = asked.len().checked_sub("(UTC)".len());
        let plain = zone
            .and_then(|at| asked.split_at_checked(at))
            .filter(|(_, zone)| zone.eq_ignore_ascii_case("(UTC)"));
        is_same(&self.header, plain.map_or(asked, |(plain, _)| plain))
    }
}

/// Whether two names of columns are the same but for case, blanks and hyphens.
fn is_same(name: &str, asked: &str) -> bool {
    let plain = |c: char| match c {
        '-' | ' ' => '_',
        c => c.to_ascii_lowercase(),
    };
    name.chars().map(plain).eq(asked.trim().chars().map(plain))
}
