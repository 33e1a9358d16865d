//! Who got access to which app lately, as far as the mirror saw it begin.

/// A statement of the access that began at this time or later: the numbers of `person` and `app`, and `at`, the end of
/// the sync that found it or when a run confirmed it, all in seconds since 1970. Somebody who came back came with all
/// that they have.
pub(crate) fn access_begun_since(since: &str) -> String {
    format!(
        "WITH lately AS MATERIALIZED (SELECT u.no AS person, c.at, c.kind, iif(json_valid(c.detail), c.detail, '{{}}') AS detail \
           FROM mirror_change c JOIN mirror_user u ON u.account_id = c.id \
           WHERE c.thing = 'user' AND c.at >= {since} \
             AND (c.kind = 'returned' OR c.detail LIKE '%\"products\"%' OR c.detail LIKE '%\"app_role\"%')) \
         SELECT person, p.no AS app, at FROM lately JOIN json_each(detail, '$.products.added') a \
           JOIN mirror_product p ON p.id = a.value \
         UNION ALL SELECT person, p.no, at FROM lately \
           JOIN mirror_product p ON p.id = json_extract(detail, '$.app_role_name') \
           WHERE json_extract(detail, '$.app_role[1]') IS NOT NULL \
         UNION ALL SELECT person, h.product_no, at FROM lately JOIN mirror_access h ON h.user_no = person \
           WHERE kind = 'returned'"
    )
}
