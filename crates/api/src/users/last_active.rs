//! When one person last used what. Source: Organizations API v1 (sure; 200 requests a minute for an
//! organization, up to 24 hours late). For many people use `Expand::ProductAccess`.

use serde::Deserialize;

use crate::client::Client;
use crate::error::Error;
use crate::ids::{AccountId, Cursor, OrgId};
use crate::lenient;
use crate::page::{Envelope, Progress};
use crate::transport::Call;

/// When a person last used each app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastActive {
    /// Last activity in each app; empty means never used.
    pub products: Vec<ProductActivity>,
    /// When the person was added to the organization (`yyyy-mm-dd`); only in the centralized
    /// experience.
    pub added_to_org: Option<String>,
    /// The same to the second (ISO 8601).
    pub added_to_org_timestamp: Option<String>,
}

/// Last activity in one app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct ProductActivity {
    /// The app, an ARI.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: Option<String>,
    /// The product's key.
    #[serde(default, deserialize_with = "lenient::text")]
    pub key: Option<String>,
    /// The day (`yyyy-mm-dd`).
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_active: Option<String>,
    /// The time (ISO 8601).
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_active_timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    data: Data,
    #[serde(default, deserialize_with = "lenient::opt")]
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Data {
    // Required, and not forgiven: without it "never" and "unknown" would look the same.
    product_access: Vec<ProductActivity>,
    #[serde(default, deserialize_with = "lenient::text")]
    added_to_org: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    added_to_org_timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Links {
    #[serde(default, deserialize_with = "lenient::text")]
    next: Option<String>,
}

impl Client {
    /// When a person last used what:
    /// `GET /admin/v1/orgs/{orgId}/directory/users/{accountId}/last-active-dates` (sure).
    ///
    /// # Errors
    /// As for any call. A failure means "unknown", not "never".
    pub async fn last_active(&self, org: &OrgId, account: &AccountId) -> Result<LastActive, Error> {
        let first = Call::get(
            "/admin/v1/orgs/{orgId}/directory/users/{accountId}/last-active-dates",
            &[org.as_str(), account.as_str()],
        )?;
        let mut all = LastActive::default();
        let mut progress = Progress::default();
        let mut call = first.clone();
        loop {
            let reply = self.send(&call).await?;
            let page: Wire = reply.json(&call)?;
            let (mut got, mut new) = (0, 0);
            for product in page.data.product_access {
                got += 1;
                new += u64::from(progress.note(&format!("{product:?}")));
                all.products.push(product);
            }
            all.added_to_org = all.added_to_org.or(page.data.added_to_org);
            all.added_to_org_timestamp = all
                .added_to_org_timestamp
                .or(page.data.added_to_org_timestamp);
            let next = page.links.and_then(|links| links.next);
            let Some(next) = next.filter(|next| !next.is_empty()) else {
                return Ok(all);
            };
            let cursor: Cursor = Envelope::cursor(&call, &next, self.bases())?;
            progress.page(&call, got, new, None)?;
            progress.follow(&call, &cursor)?;
            call = first.clone().query("cursor", cursor.as_str());
        }
    }
}
