//! What the checks of groups, tokens, keys and admins find, recounted by statements over the views.

use atlctl_core::report::{Kind, Posture, posture};

use crate::numbers_groups::GROUPS;
use crate::org::{DAY, NOW, Org, figure};
use crate::recounted::{PEOPLE, cutoff, each, not_expired, user, works};

/// A check finds what a condition selects, and is undecided where the condition is NULL.
fn same(org: &Org, posture: &Posture, id: &str, from: &str, condition: &str) {
    let found = posture
        .findings
        .iter()
        .find(|of| of.check.id == id)
        .unwrap();
    let count = |and: &str| org.number(&format!("SELECT count(*) FROM {from} AND {and}"));
    let expected = (
        count(&format!("({condition})")),
        count(&format!("({condition}) IS NULL")),
    );
    let got = (found.count() as i64, found.unknown as i64);
    assert_eq!(got, expected, "{id}");
}

#[test]
fn checks_of_tokens_and_groups() {
    each(|org| {
        let checks = posture(&org.request(), &[], None).unwrap();
        let cut = cutoff().0;
        let tokens = "token WHERE NOT gone";
        let works = works();
        same(
            org,
            &checks,
            "token-unused",
            tokens,
            &format!(
                "CASE WHEN NOT last_used_known THEN NULL WHEN last_used IS NOT NULL THEN last_used_unix < {cut} \
                 ELSE created_unix < {cut} END AND {works}"
            ),
        );
        same(
            org,
            &checks,
            "token-endless",
            tokens,
            "CASE WHEN expires_known THEN expires IS NULL END AND status <> 'blocked'",
        );
        same(
            org,
            &checks,
            "token-ownerless",
            tokens,
            &format!(
                "CASE WHEN account_id IS NULL THEN NULL \
                 WHEN account_id NOT IN (SELECT account_id FROM user WHERE NOT gone) THEN 1 \
                 ELSE (SELECT status NOT IN ('active', 'not_invited') FROM user u WHERE u.account_id = token.account_id) END \
                 AND {works}"
            ),
        );
        let groups = format!("{GROUPS} WHERE 1");
        same(org, &checks, "group-empty", &groups, "size = 0");
        let several = "CASE WHEN read THEN apps > 1 WHEN resources <= 1 THEN 0 END";
        same(org, &checks, "group-several-apps", &groups, several);
        // What a group gives is known only where its roles were read.
        let too_much = "CASE WHEN read THEN is_default AND (apps > 1 OR admin > 0 OR iif(name IS NULL, NULL, 0)) END";
        same(org, &checks, "group-default", &groups, too_much);
    });
}

#[test]
fn checks_of_the_number_of_admins() {
    each(|org| {
        let checks = posture(&org.request(), &[], None).unwrap();
        let of = |id: &str| {
            let found = checks.findings.iter().find(|of| of.check.id == id).unwrap();
            (found.count() as i64, found.unknown as i64)
        };
        let count =
            |what: &str| org.number(&format!("SELECT count(*) FROM {} WHERE {what}", user("")));
        let (admins, unknown) = (count("admin_person"), count("admin_person IS NULL"));
        let single = match (admins, unknown) {
            (2.., _) => (0, 0),
            (_, 0) => (1, 0),
            _ => (0, unknown),
        };
        assert_eq!(of("admin-single"), single);
        let many = if admins > 10 { admins } else { 0 };
        assert_eq!(of("admin-many"), (many, unknown));
    });
}

/// Keys and credentials of service accounts, of some of which something is unknown.
#[test]
fn keys_and_credentials_of_service_accounts() {
    for seed in 1..=3 {
        let org = Org::known(seed, PEOPLE);
        org.db
            .execute_batch(
                "INSERT INTO mirror_api_key (id, label, created, expires, expires_known, last_used, last_used_known, scopes, seen, first_sync, gone_sync)
                   VALUES ('k-4', 'unknown', NULL, NULL, 0, NULL, 0, NULL, 1, 1, NULL), ('k-5', 'no end known', 1700000000, NULL, 0, NULL, 1, '[]', 1, 1, NULL),
                     ('k-6', 'gone', 1700000000, 1790100000, 1, NULL, 1, '[]', 1, 1, 1);
                 INSERT INTO mirror_service_account_credential (id, kind, credential_id, service_account_id, expires_known, last_used_known, revoked, seen, first_sync, gone_sync)
                   VALUES ('token/s-1', 'token', 's-1', 'sa-1', 0, 0, NULL, 1, 1, NULL), ('token/s-2', 'token', 's-2', NULL, 0, 0, 5, 1, 1, NULL),
                     ('token/s-3', 'token', 's-3', NULL, 0, 0, NULL, 1, 1, 1)",
            )
            .unwrap();
        let report = Kind::Tokens.make(&org.request()).unwrap();
        let checks = posture(&org.request(), &[], None).unwrap();
        let keys = "api_key WHERE NOT gone";
        assert_eq!(
            figure(&report, "keys"),
            Some(org.number(&format!("SELECT count(*) FROM {keys}")))
        );
        let ending = format!(
            "CASE WHEN expires_known THEN expires IS NOT NULL AND expires_unix < {} END",
            NOW + 30 * DAY
        );
        same(&org, &checks, "key-ending", keys, &ending);
        let least = org.number(&format!("SELECT count(*) FROM {keys} AND ({ending})"));
        let figures = report.figures.iter();
        let shown = figures.clone().find(|figure| figure.name == "keys_ending");
        let shown = shown.unwrap();
        assert!(shown.is_least, "the end of two keys is unknown");
        assert!(least > 0 && format!("{:?}", shown.value).contains(&least.to_string()));
        let cut = cutoff().0;
        same(
            &org,
            &checks,
            "key-unused",
            keys,
            &format!(
                "CASE WHEN NOT last_used_known THEN NULL WHEN last_used IS NOT NULL THEN last_used_unix < {cut} \
                 ELSE created_unix < {cut} END AND {}",
                not_expired()
            ),
        );
        let service = "SELECT count(*) FROM mirror_service_account_credential WHERE gone_sync IS NULL AND revoked IS NULL";
        assert_eq!(figure(&report, "service"), Some(org.number(service)));
    }
}
