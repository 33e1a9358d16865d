//! A list that no filter divides is divided by nicknames, and read completely whatever the service makes of them.

use std::collections::BTreeSet;

use atlctl_core::sync::{Outcome, Stage};
use futures_util::StreamExt as _;

use crate::directory::{Directory, Term, alike, serve};
use crate::several::{one, read_all, requests, run, several, with};
use crate::{count, dump, query};

#[tokio::test]
async fn the_middle_of_a_list_is_read_on_its_own() {
    for people in [2_000, 6_000, 9_005] {
        let dir = tempfile::tempdir().unwrap();
        let (plain, divided) = (dir.path().join("plain"), dir.path().join("divided"));
        let served = serve(alike(people)).await;
        run(&served, &plain, &one()).await.unwrap();
        let plainly = requests(&served);
        for sync in 1..=2 {
            read_all(&served, &divided, people).await;
            let used = requests(&served);
            assert!(
                used * 10 <= plainly * 11,
                "{people}, sync {sync}: {used} of {plainly}"
            );
            assert_eq!(dump(&divided), dump(&plain), "{people}, sync {sync}");
            with(&served, |directory| {
                // A fair part of the pages, where there is room for the counts.
                let termed = std::mem::take(&mut directory.termed);
                assert!(
                    people < 6_000 || termed * 4 > plainly,
                    "{people}: {termed} of {plainly}"
                );
            });
        }
    }
}

type Change = fn(&mut Directory);

#[tokio::test]
async fn a_search_that_finds_others_costs_a_few_requests() {
    let odd: [(&str, Change); 4] = [
        ("anywhere", |directory| directory.term = Term::Anywhere),
        ("ignored", |directory| directory.term = Term::Ignored),
        ("other nicknames", |directory| {
            directory.other_nicknames = true;
        }),
        ("no order", |directory| directory.ignores_order = true),
    ];
    for (name, change) in odd {
        let dir = tempfile::tempdir().unwrap();
        let (plain, divided) = (dir.path().join("plain"), dir.path().join("divided"));
        let mut directory = alike(6_000);
        change(&mut directory);
        let served = serve(directory).await;
        run(&served, &plain, &one()).await.unwrap();
        let plainly = requests(&served);
        let report = run(&served, &divided, &several()).await.unwrap();
        let stage = report.stage(Stage::Users).unwrap();
        assert_eq!((stage.outcome, stage.rows), (Outcome::Complete, 6_000));
        let used = requests(&served);
        assert!(used * 10 <= plainly * 11, "{name}: {used} of {plainly}");
        assert_eq!(dump(&divided), dump(&plain), "{name}");
    }
}

/// People whom a search by nickname does not find are on the list all the same.
#[tokio::test]
async fn people_whom_a_search_forgets_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let (plain, divided) = (dir.path().join("plain"), dir.path().join("divided"));
    let served = serve(Directory {
        term: Term::Forgets,
        ..alike(6_000)
    })
    .await;
    run(&served, &plain, &one()).await.unwrap();
    let report = run(&served, &divided, &several()).await.unwrap();
    let stage = report.stage(Stage::Users).unwrap();
    assert_eq!((stage.outcome, stage.rows), (Outcome::Complete, 6_000));
    with(&served, |directory| assert!(directory.termed > 100));
    assert_eq!(dump(&divided), dump(&plain));
}

#[tokio::test]
async fn a_stretch_that_was_cut_off_goes_on() {
    const PEOPLE: usize = 6_000;
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let served = serve(alike(PEOPLE)).await;
    run(&served, &whole, &several()).await.unwrap();
    let (all, want) = (served.directory.lock().unwrap().requests, dump(&whole));
    let cut = async |at: usize| {
        let path = dir.path().join(at.to_string());
        let served = serve(alike(PEOPLE)).await;
        with(&served, |directory| directory.answers = Some(at));
        run(&served, &path, &several()).await.unwrap_err();
        with(&served, |directory| {
            (directory.requests, directory.answers) = (0, None);
        });
        read_all(&served, &path, PEOPLE).await;
        assert_eq!(dump(&path), want, "cut off at request {at}");
        let again = served.directory.lock().unwrap().requests;
        assert!(at + again <= all + 40, "{at} and {again} of {all}");
        std::fs::remove_file(&path).unwrap();
    };
    let mut cuts = futures_util::stream::iter((1..all).step_by(41).map(cut)).buffer_unordered(8);
    while cuts.next().await.is_some() {}
}

/// People who leave, or get another nickname, while the list is read.
#[tokio::test]
async fn a_divided_list_that_moves() {
    for seed in 0..6_u64 {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mirror");
        let mut directory = alike(6_000);
        let mut chance = fastrand::Rng::with_seed(seed);
        directory.meanwhile = Some(Box::new(move |number, people| {
            if number % 60 > 0 || number > 600 {
                return;
            }
            let key = people
                .keys()
                .nth(chance.usize(..people.len()))
                .unwrap()
                .clone();
            let mut person = people.remove(&key).unwrap();
            if seed % 2 == 0 {
                return;
            }
            person.nickname = format!(
                "{}{}",
                char::from(chance.u8(b'a'..=b'z')),
                &person.nickname[1..]
            );
            people.insert(person.key(), person);
        }));
        let served = serve(directory).await;
        let report = run(&served, &path, &several()).await.unwrap();
        with(&served, |directory| directory.meanwhile = None);
        let stay: BTreeSet<String> = {
            let directory = served.directory.lock().unwrap();
            let people = directory.people.values();
            people.map(|person| person.id.clone()).collect()
        };
        let read = query(&path, "SELECT account_id FROM user WHERE NOT gone");
        let found: BTreeSet<String> = read.into_iter().collect();
        let lost: Vec<_> = stay.difference(&found).collect();
        assert!(lost.is_empty(), "{seed}: {lost:?}, {report:?}");
        let used = requests(&served);
        assert!(used < 1_500, "{seed}: {used}");
        let report = run(&served, &path, &several()).await.unwrap();
        assert_eq!(
            report.stage(Stage::Users).unwrap().outcome,
            Outcome::Complete,
            "{seed}: {report:?}"
        );
        assert_eq!(
            count(&path, "SELECT count(*) FROM user WHERE NOT gone"),
            stay.len() as i64
        );
    }
}
