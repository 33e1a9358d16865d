//! What hangs on a person: groups, products, roles.

use atlctl_api::AccountId;

use super::error::During;
use super::{Mirror, StoreError};

/// What a person has, as the last sync saw it; each list in the order of its texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Names of groups; the id of one without a name.
    pub groups: Vec<String>,
    /// Keys of products (their ids where they have none), and the last activity there, if any was told.
    pub products: Vec<(String, Option<String>)>,
    /// Roles over the organisation.
    pub roles: Vec<String>,
}

impl Mirror {
    /// What this person has.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn belongings(&self, account: &AccountId) -> Result<Belongings, StoreError> {
        Ok(Belongings {
            groups: self.texts(
                "SELECT coalesce(group_name, group_id), NULL FROM user_group WHERE account_id = ?1 ORDER BY 1",
                account,
                |(group, _)| group,
            )?,
            products: self.texts(
                "SELECT coalesce(product_key, product_id), last_active FROM user_product \
                 WHERE account_id = ?1 ORDER BY 1, 2",
                account,
                |row| row,
            )?,
            roles: self.texts(
                "SELECT role, NULL FROM user_role WHERE account_id = ?1 ORDER BY 1",
                account,
                |(role, _)| role,
            )?,
        })
    }

    fn texts<T>(
        &self,
        select: &str,
        account: &AccountId,
        one: impl Fn((String, Option<String>)) -> T,
    ) -> Result<Vec<T>, StoreError> {
        let doing = "read what a person has";
        let mut read = self.db.prepare_cached(select).during(doing)?;
        let rows = read.query_map([account.as_str()], |row| {
            Ok(one((row.get(0)?, row.get(1)?)))
        });
        rows.during(doing)?
            .collect::<rusqlite::Result<_>>()
            .during(doing)
    }
}
