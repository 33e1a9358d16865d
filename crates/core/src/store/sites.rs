//! The sites of the organization.

use super::error::During as _;
use super::{Mirror, StoreError};

/// A site of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its ID (cloud ID).
    pub id: String,
    /// Its address, when known: `https://acme.atlassian.net`.
    pub url: Option<String>,
}

impl Site {
    /// Its address without the scheme, else its ID.
    #[must_use]
    pub fn shown(&self) -> &str {
        let url = self.url.as_deref().unwrap_or_default();
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = host.trim_end_matches('/');
        if host.is_empty() { &self.id } else { host }
    }
}

impl Mirror {
    /// The sites that have apps: a site's ID is part of the IDs of its apps.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sites(&self) -> Result<Vec<Site>, StoreError> {
        let doing = "read the sites";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT id, host_url FROM mirror_workspace WHERE gone_sync IS NULL ORDER BY id",
            )
            .during(doing)?;
        let mut rows = read.query([]).during(doing)?;
        let mut sites: Vec<Site> = Vec::new();
        while let Some(row) = rows.next().during(doing)? {
            let app: String = row.get(0).during(doing)?;
            let url: Option<String> = row.get(1).during(doing)?;
            let Some((_, id)) = app.rsplit_once(":site/") else {
                continue;
            };
            match sites.iter_mut().find(|site| site.id == id) {
                Some(known) => known.url = known.url.take().or(url),
                None => sites.push(Site {
                    id: id.to_owned(),
                    url,
                }),
            }
        }
        Ok(sites)
    }

    /// Whether the organization has this site alone, as far as the mirror knows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_only_site(&self, id: &str) -> Result<bool, StoreError> {
        let sites = self.sites()?;
        Ok(matches!(sites.as_slice(), [one] if one.id == id))
    }
}
