//! The apps of the organization.

use std::collections::HashMap;

use super::error::During;
use super::{Mirror, StoreError};

/// An app: a product on a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct App {
    /// Its ID, an ARI.
    pub id: String,
    /// The kind of app, such as `jira-software`.
    pub key: Option<String>,
    /// Other words for the kind of app, which Atlassian uses in lists of people and roles, such as `jira-servicedesk`.
    pub other_keys: Vec<String>,
    /// The product, such as `Jira`.
    pub product: Option<String>,
    /// The app's name.
    pub name: Option<String>,
    /// The URL of its site.
    pub site: Option<String>,
    /// Whether it is a sandbox, for tries; `None` when no list of apps that was read says so.
    pub sandbox: Option<bool>,
    /// Its seats, when reported.
    pub capacity: Option<i64>,
    /// The seats in use, when reported.
    pub usage: Option<i64>,
    /// Its number among the apps that people have access to; `None` when nobody has.
    pub(crate) no: Option<i64>,
}

impl App {
    /// Its name and site, for people: `Jira (acme.atlassian.net)`.
    #[must_use]
    pub fn title(&self) -> String {
        let named = self.product.as_deref().or(self.name.as_deref());
        let name = named.or(self.key.as_deref()).unwrap_or(&self.id);
        match self.site.as_deref().map(host) {
            Some(site) if !site.is_empty() => format!("{name} ({site})"),
            _ => name.to_owned(),
        }
    }

    /// Its key and its site, as in `jira-software@acme.atlassian.net`: what a person can read where the key alone is that of
    /// several apps. `None` without one of them.
    #[must_use]
    pub fn key_on_site(&self) -> Option<String> {
        let site = self
            .site
            .as_deref()
            .map(host)
            .filter(|site| !site.is_empty());
        Some(format!("{}@{}", self.key.as_deref()?, site?))
    }

    /// Whether this is its key, product, name, site or ID, in any case; or one of them at its site (see
    /// [`App::key_on_site`]).
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        if let Some((name, site)) = name.rsplit_once('@')
            && self.is_on(site)
            && self.is_named(name)
        {
            return true;
        }
        let name = name.trim().to_lowercase();
        // Atlassian's name of the app and the start of its key.
        let key = if name == "jira" {
            "jira-software"
        } else {
            name.as_str()
        };
        let names = [&self.key, &self.product, &self.name];
        let lower = |text: &Option<String>| text.as_deref().map(str::to_lowercase);
        self.id.to_lowercase() == name
            || names
                .iter()
                .any(|known| lower(known).as_ref() == Some(&name))
            || self.key.as_deref() == Some(key)
            || self.other_keys.contains(&name)
            || self.is_on(&name)
    }

    /// Whether it is on this site: an address, or the part of it before `.atlassian.net`.
    #[must_use]
    pub fn is_on(&self, site: &str) -> bool {
        let known = self.site.as_deref().map(|site| host(site).to_lowercase());
        let wanted = site.trim().to_lowercase();
        let wanted = host(&wanted);
        known.is_some_and(|known| !wanted.is_empty() && known == wanted)
    }
}

/// An address without its scheme and the stroke at its end.
fn host(url: &str) -> &str {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    bare.trim_end_matches('/')
}

impl Mirror {
    /// Every app that people have access to or that the service lists, by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn apps(&self) -> Result<Vec<App>, StoreError> {
        let doing = "read the apps";
        let mut words = self.words_for_apps().during(doing)?;
        let mut read = self
            .db
            .prepare_cached(
                "SELECT app.id, coalesce(w.product_key, p.key), w.product, w.name, w.host_url, w.capacity, w.usage, p.no, w.sandbox \
                 FROM (SELECT id FROM mirror_product UNION SELECT id FROM mirror_workspace) AS app \
                 LEFT JOIN mirror_product p ON p.id = app.id LEFT JOIN mirror_workspace w ON w.id = app.id \
                 ORDER BY coalesce(w.product, p.key, app.id), w.host_url, app.id",
            )
            .during(doing)?;
        read.query_map([], |row| {
            let id: String = row.get(0)?;
            let key: Option<String> = row.get(1)?;
            let mut other_keys = words.remove(&id).unwrap_or_default();
            other_keys.retain(|other| key.as_ref() != Some(other));
            Ok(App {
                id,
                key,
                other_keys,
                product: row.get(2)?,
                name: row.get(3)?,
                site: row.get(4)?,
                capacity: row.get(5)?,
                usage: row.get(6)?,
                no: row.get(7)?,
                sandbox: row.get(8)?,
            })
        })
        .during(doing)?
        .collect::<rusqlite::Result<_>>()
        .during(doing)
    }

    /// The words that Atlassian's lists use for the kind of each app. They stay its words when the last group loses its role.
    fn words_for_apps(&self) -> rusqlite::Result<HashMap<String, Vec<String>>> {
        let mut read = self.db.prepare_cached(
            "SELECT id, key FROM mirror_product WHERE key IS NOT NULL \
             UNION SELECT id, key FROM mirror_resource WHERE key IS NOT NULL \
             UNION SELECT resource, resource_key FROM mirror_group_role \
               WHERE resource_key IS NOT NULL ORDER BY 1, 2",
        )?;
        let mut rows = read.query([])?;
        let mut words: HashMap<String, Vec<String>> = HashMap::new();
        while let Some(row) = rows.next()? {
            words.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        Ok(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jira() -> App {
        App {
            id: "ari:cloud:jira-software::site/1".to_owned(),
            key: Some("jira-software".to_owned()),
            product: Some("Jira".to_owned()),
            name: Some("Acme tracker".to_owned()),
            site: Some("https://acme.atlassian.net/".to_owned()),
            ..App::default()
        }
    }

    #[test]
    fn an_app_is_found_by_any_of_its_names() {
        for name in [
            "jira",
            "Jira-Software",
            "acme TRACKER",
            "acme.atlassian.net",
            "https://acme.atlassian.net",
            "ari:cloud:jira-software::site/1",
        ] {
            assert!(jira().is_named(name), "{name}");
        }
        for name in [
            "jira@acme.atlassian.net",
            "Jira-Software@https://ACME.atlassian.net/",
            "acme tracker @ acme.atlassian.net",
        ] {
            assert!(jira().is_named(name), "{name}");
        }
        let short = jira().key_on_site();
        assert_eq!(short.as_deref(), Some("jira-software@acme.atlassian.net"));
        for name in [
            "",
            "confluence",
            "acme",
            "jira-servicedesk",
            "jira@other.atlassian.net",
            "confluence@acme.atlassian.net",
            "@acme.atlassian.net",
            "jira@",
        ] {
            assert!(!jira().is_named(name), "{name}");
        }
        assert_eq!(jira().title(), "Jira (acme.atlassian.net)");
        let other = App {
            other_keys: vec!["jira-software-sandbox".to_owned()],
            ..jira()
        };
        assert!(other.is_named("Jira-Software-Sandbox"));
    }

    #[test]
    fn an_app_without_a_workspace_is_named_by_its_key() {
        let app = App {
            key: Some("confluence".to_owned()),
            id: "x".to_owned(),
            ..App::default()
        };
        assert_eq!(app.title(), "confluence");
        assert!(!app.is_on(""));
    }
}
