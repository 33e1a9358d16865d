//! Several cursors read what one cursor reads, with hardly more requests.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;

use atlctl_api::{Bases, Client};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, Outcome, Stage, SyncError, SyncEvent, SyncOptions, SyncReport};

use futures_util::StreamExt as _;

use crate::directory::{Directory, Person, Served, organization, serve};
use crate::{count, dump, options, query};

pub fn several() -> SyncOptions {
    SyncOptions {
        several_from: 100,
        page: 10,
        parts: Stage::ALL
            .into_iter()
            .filter(|stage| !stage.is_optional() && *stage != Stage::Policies)
            .collect(),
        ..options()
    }
}

pub fn one() -> SyncOptions {
    SyncOptions {
        cursors: 1,
        ..several()
    }
}

pub async fn run(
    served: &Served,
    path: &Path,
    options: &SyncOptions,
) -> Result<SyncReport, SyncError> {
    run_telling(served, path, options, &|_| ()).await
}

async fn run_telling(
    served: &Served,
    path: &Path,
    options: &SyncOptions,
    events: &dyn Fn(SyncEvent),
) -> Result<SyncReport, SyncError> {
    let client = Client::builder()
        .bases(Bases::parse(&served.address, &format!("{}/gateway/api", served.address)).unwrap())
        .api_key("key-for-tests".to_owned().into())
        .no_proxy(true)
        .build()
        .unwrap();
    let mirror = Mirror::open(path)?;
    sync::run(&client, &mirror, options, events).await
}

/// Reads all of so many people.
pub async fn read_all(served: &Served, path: &Path, people: usize) {
    let report = run(served, path, &several()).await.unwrap();
    let stage = report.stage(Stage::Users).unwrap();
    let read = (stage.outcome, stage.rows, &stage.note);
    assert_eq!(read, (Outcome::Complete, people as u64, &None));
}

/// Requests for people since the last time.
pub fn requests(served: &Served) -> usize {
    let mut directory = served.directory.lock().unwrap();
    std::mem::take(&mut directory.searches) + std::mem::take(&mut directory.counts)
}

pub fn with(served: &Served, change: impl FnOnce(&mut Directory)) {
    change(&mut served.directory.lock().unwrap());
}

#[tokio::test]
async fn several_cursors_read_what_one_reads() {
    for (people, skewed) in [(100, false), (333, true), (2_005, false), (2_000, true)] {
        let dir = tempfile::tempdir().unwrap();
        let (plain, sharded) = (dir.path().join("plain"), dir.path().join("sharded"));
        let served = serve(organization(people, skewed)).await;
        run(&served, &plain, &one()).await.unwrap();
        let plainly = requests(&served);
        with(&served, |directory| assert_eq!(directory.descending, 0));
        for sync in 1..=2 {
            read_all(&served, &sharded, people).await;
            let used = requests(&served);
            assert!(
                used * 10 <= plainly * 11,
                "{people} {skewed}: {used} of {plainly}"
            );
            assert_eq!(
                dump(&sharded),
                dump(&plain),
                "{people} {skewed}, sync {sync}"
            );
            with(&served, |directory| {
                assert!(std::mem::take(&mut directory.descending) > 0);
            });
        }
        assert_eq!(count(&sharded, "SELECT count(*) FROM change"), 0);
        assert_eq!(
            query(
                &sharded,
                "SELECT coalesce(cursor, '') FROM mirror_stage WHERE stage = 'users'"
            ),
            ["", ""]
        );
    }
}

#[tokio::test]
async fn a_service_that_ignores_order_or_filters_is_read_all_the_same() {
    for (order, filters, counts) in [
        (true, false, false),
        (false, true, false),
        (false, false, true),
        (true, true, true),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let (plain, sharded) = (dir.path().join("plain"), dir.path().join("sharded"));
        let served = serve(organization(1_250, false)).await;
        run(&served, &plain, &one()).await.unwrap();
        let plainly = requests(&served);
        with(&served, |directory| {
            directory.ignores_order = order;
            directory.ignores_filters = filters;
            directory.ignores_count_filters = counts;
        });
        for _ in 1..=2 {
            let report = run(&served, &sharded, &several()).await.unwrap();
            let stage = report.stage(Stage::Users).unwrap();
            assert_eq!((stage.outcome, stage.rows), (Outcome::Complete, 1_250));
            let used = requests(&served);
            // A few pages show that the order or a filter is ignored.
            assert!(
                used < plainly * 5 / 4,
                "{order} {filters} {counts}: {used} of {plainly}"
            );
            assert_eq!(dump(&sharded), dump(&plain), "{order} {filters} {counts}");
        }
    }
}

/// Cut off by a refusal at every request, the sync resumes each shard where it was.
#[tokio::test]
async fn cut_off_at_every_request() {
    const PEOPLE: usize = 1_705;
    let dir = tempfile::tempdir().unwrap();
    let (first, whole) = (dir.path().join("first"), dir.path().join("whole"));
    let served = serve(organization(PEOPLE, false)).await;
    for sync in 1..=2 {
        with(&served, |directory| directory.requests = 0);
        run(&served, &whole, &several()).await.unwrap();
        let (all, want) = (served.directory.lock().unwrap().requests, dump(&whole));
        let cut = async |at: usize| {
            let path = dir.path().join(format!("{sync}-{at}"));
            if sync == 2 {
                std::fs::copy(&first, &path).unwrap();
            }
            let served = serve(organization(PEOPLE, false)).await;
            with(&served, |directory| directory.answers = Some(at));
            run(&served, &path, &several()).await.unwrap_err();
            with(&served, |directory| {
                (directory.requests, directory.answers) = (0, None);
            });
            assert_eq!(count(&path, "SELECT count(*) FROM user WHERE gone"), 0);
            let begun = "SELECT count(*) FROM mirror_stage WHERE stage = 'users' AND seen_rows > 0 \
                         AND sync_no = (SELECT max(no) FROM mirror_sync)";
            let begun = count(&path, begun) > 0;
            let report = run(&served, &path, &several()).await.unwrap();
            let stage = report.stage(Stage::Users).unwrap();
            // A later one that has read nobody yet begins anew: what it read is as old as the cut.
            assert_eq!(report.resumed, sync == 1 || begun, "{sync} {at}");
            let read = (stage.outcome, stage.rows, &stage.note);
            assert_eq!(
                read,
                (Outcome::Complete, PEOPLE as u64, &None),
                "{sync} {at}"
            );
            assert_eq!(dump(&path), want, "cut off at request {at}");
            let again = served.directory.lock().unwrap().requests;
            // Requests in flight are lost with the one that is refused.
            assert!(at + again <= all + 24, "{sync}: {at} and {again} of {all}");
            std::fs::remove_file(&path).unwrap();
        };
        let mut cuts = futures_util::stream::iter((1..all).map(cut)).buffer_unordered(16);
        while cuts.next().await.is_some() {}
        if sync == 1 {
            std::fs::copy(&whole, &first).unwrap();
        }
    }
}

/// A refusal for the rate in the middle only delays.
#[tokio::test]
async fn a_rate_limit_in_the_middle() {
    let dir = tempfile::tempdir().unwrap();
    let (plain, sharded) = (dir.path().join("plain"), dir.path().join("sharded"));
    let served = serve(organization(1_250, false)).await;
    run(&served, &plain, &one()).await.unwrap();
    with(&served, |directory| {
        (directory.requests, directory.limited) = (0, vec![30, 31, 32, 90]);
    });
    let report = run(&served, &sharded, &several()).await.unwrap();
    assert_eq!(
        report.stage(Stage::Users).unwrap().outcome,
        Outcome::Complete
    );
    assert_eq!(dump(&sharded), dump(&plain));
}

/// People come, go, and move from one part to another: no one who stays is lost, and no one is there twice.
#[tokio::test]
async fn an_organization_that_moves_while_it_is_read() {
    let mut read_again = 0;
    for seed in 0..24_u64 {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mirror");
        let size = if seed % 3 == 0 { 1_000 } else { 4_000 };
        let mut directory = organization(size, seed % 2 == 1);
        let domains = directory.domains.clone();
        let mut chance = fastrand::Rng::with_seed(seed);
        directory.meanwhile = Some(Box::new(move |number, people| {
            // What moves while a list is read for a second time is found by the next sync.
            if number % 9 > 0 || number > size / 10 {
                return;
            }
            let key = people
                .keys()
                .nth(chance.usize(..people.len()))
                .unwrap()
                .clone();
            let mut person = people.remove(&key).unwrap();
            match chance.u8(..4) {
                0 => return,
                1 => {
                    let person = Person::new(20_000 + number, &domains, false);
                    people.insert(person.key(), person);
                }
                2 => person.mfa = !person.mfa,
                _ => person.nickname = format!("p{:05}", chance.u32(..90_000)),
            }
            people.insert(person.key(), person);
        }));
        let ids = |served: &Served| -> BTreeSet<String> {
            let directory = served.directory.lock().unwrap();
            directory
                .people
                .values()
                .map(|person| person.id.clone())
                .collect()
        };
        let served = serve(directory).await;
        let before = ids(&served);
        let again = Cell::new(false);
        let told = |event: SyncEvent| {
            if let SyncEvent::Warning(said) = event {
                again.set(again.get() || said.contains("reading the whole list again"));
            }
        };
        let report = run_telling(&served, &path, &several(), &told)
            .await
            .unwrap();
        // A tenth more than one page after the other; where the parts do not add up, the list is read once more.
        let (used, plainly) = (
            requests(&served),
            size.div_ceil(several().page as usize) + 2,
        );
        let most = plainly * if again.get() { 21 } else { 11 } / 10;
        assert!(
            used <= most,
            "{seed}: {used} of {plainly}, again: {again:?}"
        );
        read_again += usize::from(again.get());
        with(&served, |directory| directory.meanwhile = None);
        let after = ids(&served);
        let read = query(
            &path,
            "SELECT account_id FROM user WHERE NOT gone ORDER BY 1",
        );
        let found: BTreeSet<String> = read.iter().cloned().collect();
        assert_eq!(found.len(), read.len());
        let lost: Vec<_> = before
            .intersection(&after)
            .filter(|id| !found.contains(*id))
            .collect();
        assert!(lost.is_empty(), "{seed}: {lost:?}, {report:?}");
        let stage = report.stage(Stage::Users).unwrap();
        assert!(stage.note.as_ref().is_some(), "{seed}: {stage:?}");
        // The snapshot says that it moved, or that nobody can say.
        let whole = stage.outcome == Outcome::Complete;
        assert_eq!(moved(&path), [whole.then_some(true)], "{seed}: {stage:?}");
        // At rest, the next sync is exact.
        let report = run(&served, &path, &several()).await.unwrap();
        assert_eq!(
            report.stage(Stage::Users).unwrap().outcome,
            Outcome::Complete,
            "{seed}: {report:?}"
        );
        let read = query(&path, "SELECT account_id FROM user WHERE NOT gone");
        assert_eq!(read.into_iter().collect::<BTreeSet<_>>(), after, "{seed}");
        assert_eq!(moved(&path).last(), Some(&Some(false)), "{seed}");
    }
    assert!((1..24).contains(&read_again), "{read_again}");
}

/// Whether each snapshot says that people came or went.
fn moved(path: &std::path::Path) -> Vec<Option<bool>> {
    let mirror = atlctl_core::store::Mirror::open_read_only(path).unwrap();
    let all = atlctl_core::history::snapshots(&mirror).unwrap();
    all.iter().map(|snapshot| snapshot.moved).collect()
}
