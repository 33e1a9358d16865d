//! Just enough OpenAPI to tell whether a request is allowed, and to make an answer up.

use std::path::Path;

use serde_json::{Value, json};

pub struct Spec {
    root: Value,
    /// What stands before each of its paths.
    prefix: &'static str,
    scim: bool,
}

/// All five.
pub fn load() -> Vec<Spec> {
    let dir = Path::new(env!("SPECIFICATIONS"));
    vec![
        Spec::read(dir, "organizations", "/admin"),
        Spec::read(dir, "control", ""),
        Spec::read(dir, "user-management", ""),
        Spec::read(dir, "api-access", "/admin/api-access/v1"),
        Spec::read(dir, "user-provisioning", ""),
    ]
}

impl Spec {
    fn read(dir: &Path, name: &str, prefix: &'static str) -> Self {
        let file = std::fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| {
                let file = path.file_name().unwrap().to_string_lossy().into_owned();
                file.starts_with(name) && file.ends_with(".json")
            })
            .unwrap_or_else(|| panic!("no {name} file in {}", dir.display()));
        Self {
            root: serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap(),
            prefix,
            scim: name == "user-provisioning",
        }
    }

    fn follow<'a>(&'a self, mut value: &'a Value) -> &'a Value {
        while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            value = self
                .root
                .pointer(&reference[1..].replace("%7B", "{").replace("%7D", "}"))
                .unwrap();
        }
        value
    }

    /// The operation of a path as it was sent.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        Some(self.find(method, path)?.1)
    }

    /// The same, with its template: the one with the most words in common.
    pub fn find(&self, method: &str, path: &str) -> Option<(&str, &Value)> {
        let path = path.strip_prefix(self.prefix)?;
        let method = method.to_ascii_lowercase();
        let sent: Vec<&str> = path.split('/').collect();
        self.root["paths"]
            .as_object()?
            .iter()
            .filter(|(template, operations)| {
                let parts: Vec<&str> = template.split('/').collect();
                let fits = |(part, sent): (&&str, &&str)| part.starts_with('{') || part == sent;
                parts.len() == sent.len()
                    && parts.iter().zip(&sent).all(fits)
                    && operations.get(&method).is_some()
            })
            .min_by_key(|(template, _)| template.matches('{').count())
            .map(|(template, operations)| (template.as_str(), &operations[&method]))
    }

    /// What stands before each of its paths.
    pub fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// Every operation that is not deprecated, as `METHOD /path`.
    pub fn current(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (path, operations) in self.root["paths"].as_object().unwrap() {
            for method in ["get", "post", "put", "patch", "delete"] {
                let operation = &operations[method];
                if operation.is_object() && operation["deprecated"] != true {
                    let method = method.to_ascii_uppercase();
                    names.push(format!("{method} {}{path}", self.prefix));
                }
            }
        }
        names
    }

    /// What is wrong with a query.
    pub fn check_query(&self, operation: &Value, pairs: &[(String, String)]) -> Vec<String> {
        let known: Vec<&Value> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| self.follow(parameter))
            .filter(|parameter| parameter["in"] == "query")
            .collect();
        let mut wrong = Vec::new();
        for (name, value) in pairs {
            let Some(parameter) = known.iter().find(|p| p["name"] == name.as_str()) else {
                wrong.push(format!("unknown query parameter {name}"));
                continue;
            };
            let mut schema = self.follow(&parameter["schema"]);
            let mut values = vec![value.as_str()];
            if schema["type"] == "array" {
                schema = self.follow(&schema["items"]);
                if parameter["explode"] == false {
                    values = value.split(',').collect();
                }
            }
            for value in values {
                let value = match schema["type"].as_str() {
                    Some("integer") => value.parse::<i64>().map_or(Value::Null, Value::from),
                    Some("boolean") => value.parse::<bool>().map_or(Value::Null, Value::from),
                    _ => Value::from(value),
                };
                wrong.extend(self.check(schema, &value, name));
            }
        }
        wrong
    }

    /// What is wrong with a body.
    pub fn check_body(&self, operation: &Value, body: Option<&Value>) -> Vec<String> {
        let content = &self.follow(&operation["requestBody"])["content"]["application/json"];
        match (content.get("schema"), body) {
            (Some(schema), Some(body)) => {
                let mut wrong = self.check(schema, body, "body");
                let what = &self.follow(&operation["requestBody"])["description"];
                // The schema is that of the whole, of which the text allows a part.
                if what.as_str().is_some_and(|text| text.contains("a subset")) {
                    wrong.retain(|what| !what.ends_with("is missing"));
                }
                wrong
            }
            // Where there is nothing to say, that is said: a POST without a body was refused.
            (None, Some(body)) if *body == json!({}) => Vec::new(),
            (None, Some(_)) => vec!["a body where none is documented".to_owned()],
            (Some(_), None) => vec!["no body where one is documented".to_owned()],
            (None, None) => Vec::new(),
        }
    }

    fn check(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        // Any JSON; the file describes the class of a programming language.
        if schema["$ref"]
            .as_str()
            .is_some_and(|name| name.ends_with("/JsonNode"))
        {
            return Vec::new();
        }
        let schema = self.follow(schema);
        let mut wrong = Vec::new();
        if schema["allOf"].is_array() {
            return self.check(&self.merged(schema), value, at);
        }
        if let Some(allowed) = schema["enum"].as_array()
            && !allowed.contains(value)
        {
            wrong.push(format!("{at}: {value} is none of {allowed:?}"));
        }
        match schema["type"].as_str() {
            Some("object") => wrong.extend(self.check_object(schema, value, at)),
            Some("array") => match value.as_array() {
                Some(items) => {
                    let count = items.len() as u64;
                    let most = schema["maxItems"].as_u64().unwrap_or(u64::MAX);
                    let least = schema["minItems"].as_u64().unwrap_or(0);
                    if !(least..=most).contains(&count) {
                        wrong.push(format!("{at}: {count} entries, {least} to {most} allowed"));
                    }
                    for item in items {
                        wrong.extend(self.check(&schema["items"], item, at));
                    }
                }
                None => wrong.push(format!("{at}: not a list")),
            },
            Some("string") if !value.is_string() => wrong.push(format!("{at}: not a text")),
            Some("boolean") if !value.is_boolean() => {
                wrong.push(format!("{at}: not true or false"))
            }
            Some("integer") => match value.as_i64() {
                Some(number) => {
                    let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
                    let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
                    if !(least..=most).contains(&number) {
                        wrong.push(format!("{at}: {number} is not within {least} to {most}"));
                    }
                }
                None => wrong.push(format!("{at}: not a whole number")),
            },
            _ => {}
        }
        wrong
    }

    /// A schema with the properties of all its parts.
    fn merged(&self, schema: &Value) -> Value {
        let schema = self.follow(schema);
        let Some(parts) = schema["allOf"].as_array() else {
            return schema.clone();
        };
        let mut all = schema.clone();
        all.as_object_mut().unwrap().remove("allOf");
        for part in parts.iter().map(|part| self.merged(part)) {
            for (name, value) in part.as_object().unwrap() {
                match (name.as_str(), &mut all[name]) {
                    ("properties", Value::Object(known)) => {
                        known.extend(value.as_object().unwrap().clone());
                    }
                    ("required", Value::Array(known)) => {
                        known.extend(value.as_array().unwrap().clone());
                    }
                    (_, other) => *other = value.clone(),
                }
            }
        }
        all
    }

    fn check_object(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let Some(fields) = value.as_object() else {
            return vec![format!("{at}: not an object")];
        };
        let mut wrong = Vec::new();
        for name in schema["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(name.as_str().unwrap()) {
                wrong.push(format!("{at}: {name} is missing"));
            }
        }
        if let Some(known) = schema["properties"].as_object() {
            for (name, value) in fields {
                // SCIM's names count in any case.
                let same = |known: &&String| match self.scim {
                    true => known.eq_ignore_ascii_case(name),
                    false => *known == name,
                };
                let required = schema["required"].as_array().into_iter().flatten();
                match known.keys().find(same).map(|name| &known[name]) {
                    // One file requires what it does not describe.
                    None if required
                        .into_iter()
                        .any(|required| required == name.as_str()) => {}
                    Some(schema) => {
                        wrong.extend(self.check(schema, value, &format!("{at}.{name}")))
                    }
                    None => wrong.push(format!("{at}: {name} is not documented")),
                }
            }
        }
        wrong
    }

    /// An answer as the operation documents it, with every field filled.
    pub fn answer(&self, operation: &Value) -> (u16, Value) {
        let (status, response) = operation["responses"]
            .as_object()
            .unwrap()
            .iter()
            .find(|(status, _)| status.starts_with('2'))
            .unwrap();
        let schema = &self.follow(response)["content"]["application/json"]["schema"];
        (status.parse().unwrap(), self.fill(schema, 0, ""))
    }

    fn fill(&self, schema: &Value, depth: u32, name: &str) -> Value {
        let schema = self.follow(schema);
        // A page that goes on would go on forever.
        if name == "next" || depth > 12 {
            return Value::Null;
        }
        // Some examples are not of their own type.
        let fits = |example: &&Value| match schema["type"].as_str() {
            Some("string") => example.is_string(),
            Some("array") => example.is_array(),
            _ => true,
        };
        if let Some(example) = schema.get("example").filter(fits) {
            return example.clone();
        }
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        if schema["allOf"].is_array() {
            return self.fill(&self.merged(schema), depth + 1, name);
        }
        if let Some(first) = schema["oneOf"].get(0).or_else(|| schema["anyOf"].get(0)) {
            return self.fill(first, depth + 1, name);
        }
        match schema["type"].as_str() {
            Some("array") => json!([self.fill(&schema["items"], depth + 1, "")]),
            Some("string") => json!(format!("{name}-text")),
            Some("boolean") => json!(true),
            Some("integer" | "number") => json!(7),
            _ => Value::Object(
                schema["properties"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, schema)| (name.clone(), self.fill(schema, depth + 1, name)))
                    .collect(),
            ),
        }
    }
}
