//! Which settings there are, and the form of their values.

use atlctl_core::plan::CountOrPercent;
use toml_edit::{Array, Item, Value, value};

/// The form of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A list of texts.
    List,
    /// Numbers or shares.
    Bounds,
    /// A number of days.
    Days,
    /// True or false.
    Flag,
    /// An amount of money.
    Price,
    /// Settings of its own.
    Table,
}

/// Settings of a profile.
pub const OF_PROFILES: [(&str, Form); 20] = [
    ("org", Form::Text),
    ("org_name", Form::Text),
    ("store", Form::Text),
    ("api_base", Form::Text),
    ("portal_base", Form::Text),
    ("protected", Form::List),
    ("protected_groups", Form::List),
    ("max_changes", Form::Bounds),
    ("max_group_changes", Form::Bounds),
    ("protect_new", Form::Days),
    ("keep_daily", Form::Days),
    ("keep_weekly", Form::Days),
    ("approvers", Form::List),
    ("notify", Form::Table),
    ("postgres", Form::Text),
    ("read_only", Form::Flag),
    ("token_command", Form::List),
    ("scim_directories", Form::List),
    ("api_key_ends", Form::Text),
    ("simulated", Form::Text),
];

/// The settings of all profiles together.
pub const OF_ALL: [&str; 5] = ["default_profile", "actions", "prices", "saved", "profile"];

/// A section of settings, whose entries are set one by one.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// What it is called in the configuration.
    pub name: &'static str,
    /// How its entries are called.
    pub entries: &'static str,
    /// What an entry is.
    pub what: &'static str,
    /// An entry and its value, as `config set` takes them.
    pub example: [&'static str; 2],
}

/// The sections.
pub const SECTIONS: [Section; 5] = [
    Section {
        name: "actions",
        entries: "actions.WORD",
        what: "another word for an action of atlctl change",
        example: ["actions.sperren", "suspend"],
    },
    Section {
        name: "prices",
        entries: "prices.APP",
        what: "what a seat of the app costs",
        example: ["prices.jira", "7.75"],
    },
    Section {
        name: "saved",
        entries: "saved.NAME",
        what: "a condition for --where @NAME",
        example: ["saved.external", "NOT managed"],
    },
    Section {
        name: "saved.reports",
        entries: "saved.reports.NAME",
        what: "the arguments of a report for atlctl report @NAME",
        example: ["saved.reports.idle", "inactive --days 180"],
    },
    Section {
        name: "notify",
        entries: "notify.url",
        what: "the webhook of --notify",
        example: ["notify.url", "https://hooks.slack.com/services/..."],
    },
];

/// The section with this name.
pub fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.name == name)
}

/// The form of the setting at these keys; `None` when there is no such setting.
pub fn form(path: &[&str]) -> Option<Form> {
    match path {
        ["default_profile"] => Some(Form::Text),
        ["actions" | "prices" | "saved" | "profile"] => Some(Form::Table),
        ["prices", "currency"] | ["actions" | "saved", _] if *path != ["saved", "reports"] => {
            Some(Form::Text)
        }
        ["prices", _] => Some(Form::Price),
        ["saved", "reports"] | ["profile", _] => Some(Form::Table),
        ["saved", "reports", _] | ["profile", _, "notify", "url"] => Some(Form::Text),
        ["profile", _, "notify", "names"] => Some(Form::Flag),
        ["profile", _, key] => {
            let mut known = OF_PROFILES.iter();
            known.find(|(name, _)| name == key).map(|(_, form)| *form)
        }
        _ => None,
    }
}

fn bound(value: &Value) -> Option<CountOrPercent> {
    match value {
        Value::Integer(number) => u64::try_from(*number.value())
            .ok()
            .map(CountOrPercent::Count),
        Value::String(text) => text.value().parse().ok(),
        _ => None,
    }
}

/// Of two numbers, or two shares, the larger one would limit nothing: which is meant is not known.
fn at_most_one_of_each(bounds: &[CountOrPercent]) -> bool {
    let shares = bounds
        .iter()
        .filter(|bound| matches!(bound, CountOrPercent::Percent(_)))
        .count();
    shares <= 1 && bounds.len() - shares <= 1
}

fn is_price(price: f64) -> bool {
    price.is_finite() && price >= 0.0
}

impl Form {
    /// What is expected, in words.
    pub fn expected(self) -> &'static str {
        match self {
            Self::Text => "a text in quotes",
            Self::List => "a list of texts, such as [\"one\", \"two\"]",
            Self::Bounds => {
                "a number such as 500, a share such as \"10%\", or a list of one of each"
            }
            Self::Days => "a number of days, such as 30",
            Self::Flag => "true or false",
            Self::Price => "a number, such as 7.5",
            Self::Table => "a table of settings",
        }
    }

    /// Whether a value has this form.
    pub fn fits(self, item: &Item) -> bool {
        let integer = |fits: fn(i64) -> bool| item.as_integer().is_some_and(fits);
        match self {
            Self::Text => item.is_str(),
            Self::List => item
                .as_array()
                .is_some_and(|list| list.iter().all(Value::is_str)),
            Self::Bounds => match item.as_array() {
                Some(list) => {
                    let bounds: Option<Vec<CountOrPercent>> = list.iter().map(bound).collect();
                    bounds.is_some_and(|bounds| at_most_one_of_each(&bounds))
                }
                None => item.as_value().and_then(bound).is_some(),
            },
            Self::Days => integer(|days| u32::try_from(days).is_ok()),
            Self::Flag => item.is_bool(),
            Self::Price => {
                let whole = integer(|price| price >= 0);
                whole || item.as_float().is_some_and(is_price)
            }
            Self::Table => item.is_table_like(),
        }
    }

    /// The value of this form that another one may be meant as, as words of a command line. A guard is meant to guard.
    pub fn meant(self, name: &str, item: &Item) -> Option<Vec<String>> {
        let plain = match item.as_value()? {
            Value::String(text) => text.value().trim().to_owned(),
            Value::Integer(number) => number.value().to_string(),
            Value::Float(number) => number.value().to_string(),
            Value::Boolean(flag) => flag.value().to_string(),
            Value::Datetime(date) if name == "api_key_ends" => date.value().to_string(),
            Value::Datetime(_) | Value::Array(_) | Value::InlineTable(_) => String::new(),
        };
        if self == Self::Flag && name == "read_only" {
            let off = ["no", "off", "false", "0"].contains(&plain.to_lowercase().as_str());
            return Some(vec![if off { "false" } else { "true" }.to_owned()]);
        }
        let words = match self {
            _ if plain.is_empty() => return None,
            Self::List if name == "token_command" => shlex::split(&plain)?,
            _ => vec![plain],
        };
        self.item(&words).is_ok().then_some(words)
    }

    /// A value from words of a command line.
    ///
    /// # Errors
    /// What is expected, when they have another form.
    pub fn item(self, words: &[String]) -> Result<Item, &'static str> {
        let expected = self.expected();
        let one = match words {
            [one] => Ok(one.trim()),
            _ => Err(expected),
        };
        Ok(match self {
            Self::Text => value(one.ok().filter(|one| !one.is_empty()).ok_or(expected)?),
            Self::List => value(words.iter().collect::<Array>()),
            Self::Bounds => {
                let bounds: Result<Vec<CountOrPercent>, _> =
                    words.iter().map(|word| word.parse()).collect();
                let bounds = bounds.ok().filter(|bounds| at_most_one_of_each(bounds));
                let bounds = bounds.ok_or(expected)?;
                match bounds.as_slice() {
                    [one] => value(toml_value(one)),
                    many => value(many.iter().map(toml_value).collect::<Array>()),
                }
            }
            Self::Days => value(i64::from(one?.parse::<u32>().map_err(|_| expected)?)),
            Self::Flag => value(one?.parse::<bool>().map_err(|_| expected)?),
            Self::Price => {
                let price = one?.parse::<f64>().ok();
                value(price.filter(|price| is_price(*price)).ok_or(expected)?)
            }
            Self::Table => return Err(expected),
        })
    }
}

/// A bound as a TOML value.
pub fn toml_value(bound: &CountOrPercent) -> Value {
    match bound {
        CountOrPercent::Count(count) => i64::try_from(*count).unwrap_or(i64::MAX).into(),
        CountOrPercent::Percent(_) => bound.to_string().into(),
    }
}
