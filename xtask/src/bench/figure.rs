//! The result of a benchmark.

use atlctl_core::number::grouped;

/// A measured value, with its limit, if any.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// The measured value.
    pub value: f64,
    /// The unit.
    pub unit: &'static str,
    /// The limit.
    pub bar: Option<Bar>,
}

/// A limit for a value.
#[derive(Debug, Clone, Copy)]
pub enum Bar {
    /// At most this.
    AtMost(f64),
}

impl Figure {
    /// A value without a limit.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            bar: None,
        }
    }

    /// The same value with a limit.
    pub fn bar(mut self, bar: Bar) -> Self {
        self.bar = Some(bar);
        self
    }

    /// Whether the value is within its limit.
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
            let whole = format!("{:.0}", self.value);
            whole.parse().map_or(whole, grouped)
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
