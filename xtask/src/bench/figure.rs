//! What a bench says.

/// A figure, with the bar it has to pass, if any.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// The value.
    pub value: f64,
    /// In what unit.
    pub unit: &'static str,
    /// What it has to be.
    pub bar: Option<Bar>,
}

/// What a figure has to be.
#[derive(Debug, Clone, Copy)]
pub enum Bar {
    /// At most this.
    AtMost(f64),
}

impl Figure {
    /// A figure without a bar.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            bar: None,
        }
    }

    /// The same, with a bar.
    pub fn bar(mut self, bar: Bar) -> Self {
        self.bar = Some(bar);
        self
    }

    /// Whether it passes.
    pub fn passes(&self) -> bool {
        match self.bar {
            None => true,
            Some(Bar::AtMost(most)) => self.value <= most,
        }
    }

    /// As a row of a Markdown table.
    pub fn row(&self) -> String {
        let bar = match self.bar {
            None => String::new(),
            Some(Bar::AtMost(most)) => format!("at most {most}"),
        };
        let verdict = match self.bar {
            None => "",
            Some(_) if self.passes() => "yes",
            Some(_) => "NO",
        };
        let value = if self.value >= 100.0 {
            format!("{:.0}", self.value)
        } else if self.value >= 10.0 {
            format!("{:.1}", self.value)
        } else {
            format!("{:.3}", self.value)
        };
        format!(
            "| {} | {value} {} | {bar} | {verdict} |",
            self.name, self.unit
        )
    }
}
