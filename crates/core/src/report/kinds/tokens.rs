//! `report tokens`: API tokens, API keys and credentials of service accounts: unused, ownerless, never ending.

use super::super::activity_age::{AGES, Ages, add, age, buckets, buckets_of_times};
use super::super::chart::{Chart, Drawing};
use super::super::facts::CredentialKind::{self, Key, Service, Token};
use super::super::facts::{
    Credential, CredentialTexts, People, Tokens, every_token, keys, never_read, of_so_many,
    service_accounts, was_read,
};
use super::super::parallel_reads::read_both;
use super::super::person_rows::moment;
use super::super::report_model::{
    Figure, Holds, NextCommand, Report, ReportColumn, ReportList, Tone, text, truth,
};
use super::super::request::Request;
use super::super::undecided::{at_least, found_cell, judged, with_verb};
use crate::number::counted;
use crate::query::Cell;
use crate::sql::SqlError;

/// A credential that ends within so many seconds ends soon: 30 days.
const SOON: i64 = 30 * 86_400;
const COLUMNS: [ReportColumn; 9] = [
    ReportColumn::new("owner", "Owner", Holds::Key),
    ReportColumn::new("label", "Label", Holds::Text),
    ReportColumn::new("last_used", "Last used", Holds::Time),
    ReportColumn::new("created", "Created", Holds::Time),
    ReportColumn::new("expires", "Expires", Holds::Time),
    ReportColumn::new("status", "Status", Holds::Text).on_request(),
    ReportColumn::new("unscoped", "Unscoped", Holds::Text),
    ReportColumn::new("account_id", "Account ID", Holds::ForeignId).on_request(),
    ReportColumn::new("id", "ID", Holds::Id).on_request(),
];

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read, or the filter is not understood.
pub fn tokens(request: &Request<'_>) -> Result<Report, SqlError> {
    let (all, people) = read_both(request, every_token, || People::read(request))?;
    let Tokens {
        all,
        of_unknown,
        may_match,
    } = Tokens::of_people(request, all, &people);
    let no_account = of_unknown.len() as u64;
    let (keys, service) = (keys(request)?, service_accounts(request)?);
    let (now, cutoff) = (request.now.as_second(), request.cutoff().as_second());
    let mut ages: Ages = [0; AGES];
    all.iter()
        .for_each(|token| add(&mut ages, age(now, token.used)));
    let pick = |fits: &dyn Fn(&&Credential) -> bool| {
        all.iter().filter(|token| fits(token)).collect::<Vec<_>>()
    };
    let unused = pick(&|token| token.is_unused(cutoff, now) == Some(true));
    let ownerless = pick(&|token| token.is_ownerless(&people, now) == Some(true));
    let endless = pick(&|token| token.is_endless() == Some(true));
    let expired = pick(&|token| token.is_expired(now) == Some(true));
    let unknown = |is: &dyn Fn(&Credential) -> Option<bool>| {
        all.iter().filter(|token| is(token).is_none()).count() as u64
    };
    let no_use = unknown(&|token| token.is_unused(cutoff, now));
    let unknown_use = all
        .iter()
        .filter(|token| token.works(now) != Some(false))
        .filter(|token| token.is_unused_since(cutoff).is_none())
        .count() as u64;
    let ending: Vec<&Credential> = keys
        .iter()
        .filter(|key| {
            key.expires
                .flatten()
                .is_some_and(|at| at < now.saturating_add(SOON))
        })
        .collect();
    let (read_tokens, read_keys) = (was_read(request, "tokens")?, was_read(request, "keys")?);
    let read_service = was_read(request, "service-account-credentials")?;
    // Tokens of people of whom the filter cannot be decided, and of people whose status is unknown.
    // Without a filter, all tokens are there, with those of people who were not read.
    let not_read = people.not_read() * u64::from(people.is_filtered);
    let outside = not_read + may_match.len() as u64 + no_account;
    let no_owner = unknown(&|token| token.is_ownerless(&people, now));
    let no_end = unknown(&Credential::is_endless);
    let no_created = pick(&|token| token.created.is_none()).len() as u64;
    let no_key_end = keys.iter().filter(|key| key.expires.is_none()).count() as u64;
    let known = |read: bool, number: usize, undecided: u64| {
        if read {
            found_cell(number as u64, undecided)
        } else {
            Cell::Unknown
        }
    };
    let figure = |name, label: String, read, number: usize, undecided: u64| {
        let tone = if number > 0 { Tone::Bad } else { Tone::Plain };
        Figure::new(name, label, known(read, number, undecided), tone)
    };
    let mut report = Report::begin("tokens", "API tokens and keys", request);
    report.verdict = if read_tokens {
        (
            judged(
                (unused.len() + ownerless.len()) as u64,
                outside + no_use + no_owner,
            ),
            format!(
                "Of {}, {} not used for {} days, and {} to people who are suspended, deactivated or gone. Tokens that expired or are blocked do not count.",
                at_least(
                    counted(all.len() as u64, "API token", "API tokens"),
                    outside
                ),
                with_verb(unused.len() as u64, outside + no_use, "was", "were"),
                request.days,
                with_verb(
                    ownerless.len() as u64,
                    outside + no_owner,
                    "belongs",
                    "belong"
                ),
            ),
        )
    } else {
        (Tone::Plain, "API tokens are not mirrored yet.".to_owned())
    };
    report.undecided(&people);
    if request.filter.is_some() {
        report.notes.push(
            "The filters select the owners of API tokens; API keys and credentials of service accounts are all shown."
                .to_owned(),
        );
    }
    for (read, what, part) in [
        (read_tokens, "API tokens", "tokens"),
        (read_keys, "API keys", "keys"),
        (
            read_service,
            "Credentials of service accounts",
            "service-account-credentials",
        ),
    ] {
        if !read {
            let unknown = "none of them is known";
            report
                .unknown
                .push(never_read(request, (what, part), unknown)?);
        }
    }
    let (token, key) = (("token", "tokens"), ("API key", "API keys"));
    for (number, of, what) in [
        (
            no_account,
            token,
            "the owner is unknown, and so is whether they match the filter; they are left out",
        ),
        (
            no_owner,
            token,
            "the owner, the owner's status, or whether they still work is unknown; they do not count as tokens of people who are suspended, deactivated or gone",
        ),
        (
            no_use,
            token,
            "it is unknown whether they still work, or were not used for that long; they do not count as unused",
        ),
        (
            no_end,
            token,
            "it is unknown when they expire, or whether they are blocked; they do not count as tokens that never expire",
        ),
        (no_created, token, "it is unknown when they were created"),
        (
            no_key_end,
            key,
            "it is unknown when they expire; they do not count as expiring",
        ),
    ] {
        report.unknown.extend(of_so_many(number, of, what));
    }
    report.figures = vec![
        figure(
            "ownerless",
            "tokens of people who are suspended, deactivated or gone".to_owned(),
            read_tokens,
            ownerless.len(),
            outside + no_owner,
        ),
        figure(
            "unused",
            format!("tokens not used for {} days", request.days),
            read_tokens,
            unused.len(),
            outside + no_use,
        ),
        figure(
            "endless",
            "tokens that never expire".to_owned(),
            read_tokens,
            endless.len(),
            outside + no_end,
        ),
        figure(
            "keys_ending",
            "API keys that expired or expire within 30 days".to_owned(),
            read_keys,
            ending.len(),
            no_key_end,
        ),
        Figure::new(
            "expired",
            "tokens that expired",
            known(
                read_tokens,
                expired.len(),
                outside + unknown(&|token| token.is_expired(now)),
            ),
            Tone::Plain,
        ),
        Figure::new(
            "use_unknown",
            "tokens with unknown use",
            known(
                read_tokens,
                usize::try_from(unknown_use).unwrap_or(usize::MAX),
                outside,
            ),
            Tone::Plain,
        ),
        Figure::new(
            "tokens",
            "API tokens of people",
            known(read_tokens, all.len(), outside),
            Tone::Plain,
        ),
        Figure::new(
            "keys",
            "API keys",
            known(read_keys, keys.len(), 0),
            Tone::Plain,
        ),
        Figure::new(
            "service",
            "credentials of service accounts",
            known(read_service, service.len(), 0),
            Tone::Plain,
        ),
    ];
    let mut created: Ages = [0; AGES];
    for token in &all {
        // A token was created some time: without one, it is unknown.
        add(&mut created, age(now, token.created.map(Some)));
    }
    let chart = |title: &str, buckets| Chart {
        title: title.to_owned(),
        about: String::new(),
        undecided: outside + u64::from(!read_tokens),
        drawing: Drawing::Columns(buckets),
    };
    report.charts = vec![
        chart("Tokens by last use", buckets(&ages)),
        chart("Tokens by age", buckets_of_times(&created)),
    ];
    let revoke: &[&str] = &["token", "revoke", "--from-stdin"];
    let list =
        |name, title: &str, (kind, undecided), rows: &[&Credential], next: Option<&[&str]>| {
            let is_read = match kind {
                Token => read_tokens,
                Key => read_keys,
                Service => read_service,
            };
            let shown = rows.iter().take(request.most());
            let shown = shown.map(|one| row(request, kind, one));
            Ok::<ReportList, SqlError>(ReportList {
                name,
                title: title.to_owned(),
                things: match kind {
                    Token => "tokens",
                    Key => "keys",
                    Service => "credentials",
                },
                about: String::new(),
                columns: COLUMNS.to_vec(),
                rows: shown.collect::<Result<_, _>>()?,
                total: rows.len() as u64,
                undecided: undecided + u64::from(!is_read),
                next: next
                    .filter(|_| !rows.is_empty())
                    .map(|to| NextCommand {
                        what: "revoke them, which cannot be undone (shows the plan first)"
                            .to_owned(),
                        command: request.pipe(name, to),
                    })
                    .into_iter()
                    .collect(),
            })
        };
    let (all, keys): (Vec<&Credential>, Vec<&Credential>) =
        (all.iter().collect(), keys.iter().collect());
    let service: Vec<&Credential> = service.iter().collect();
    report.lists = vec![
        // Every token, in use or not: the lists below have those to revoke.
        list("tokens", "API tokens", (Token, outside), &all, None)?,
        list(
            "ownerless",
            "Tokens of people who are suspended, deactivated or gone",
            (Token, outside + no_owner),
            &ownerless,
            Some(revoke),
        )?,
        list(
            "unused",
            &format!("Tokens not used for {} days", request.days),
            (Token, outside + no_use),
            &unused,
            Some(revoke),
        )?,
        list(
            "endless",
            "Tokens that never expire",
            (Token, outside + no_end),
            &endless,
            Some(revoke),
        )?,
        list(
            "keys",
            "API keys of the organization",
            (Key, 0),
            &keys,
            None,
        )?,
        list(
            "service",
            "Credentials of service accounts",
            (Service, 0),
            &service,
            None,
        )?,
    ];
    Ok(report)
}

fn row(
    request: &Request<'_>,
    kind: CredentialKind,
    one: &Credential,
) -> Result<Vec<Cell>, SqlError> {
    let texts = CredentialTexts::read(&request.mirror.db, kind, &one.id)?;
    // Atlassian reports no status of keys and clients.
    let status = match (
        one.is_expired(request.now.as_second()),
        texts.status.as_deref(),
    ) {
        (Some(true), _) => Some("expired"),
        (Some(false), None) if kind != Token => Some("active"),
        (_, status) => status,
    };
    Ok(vec![
        text(texts.owner.as_deref()),
        text(texts.label.as_deref()),
        moment(one.used),
        one.created
            .map_or(Cell::Unknown, |at| moment(Some(Some(at)))),
        moment(one.expires),
        text(status),
        truth(one.unscoped),
        text(texts.account.as_deref()),
        Cell::Text(one.id.to_string()),
    ])
}
