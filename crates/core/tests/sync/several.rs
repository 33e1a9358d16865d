//! Several cursors read what one cursor reads, with hardly more requests.

use std::path::Path;

use atlctl_api::{Bases, Client};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, Outcome, Stage, SyncError, SyncOptions, SyncReport};

use crate::directory::{Directory, Served, organization, serve};
use crate::{count, dump, options, query};

fn several() -> SyncOptions {
    SyncOptions {
        several_from: 1_000,
        policies: false,
        ..options()
    }
}

fn one() -> SyncOptions {
    SyncOptions {
        cursors: 1,
        ..several()
    }
}

async fn run(served: &Served, path: &Path, options: &SyncOptions) -> Result<SyncReport, SyncError> {
    let client = Client::builder()
        .bases(Bases::parse(&served.address, &format!("{}/gateway/api", served.address)).unwrap())
        .api_key("key-for-tests".to_owned().into())
        .no_proxy(true)
        .build()
        .unwrap();
    let mirror = Mirror::open(path)?;
    sync::run(&client, &mirror, options, &|_| ()).await
}

/// Requests for people since the last time.
fn requests(served: &Served) -> usize {
    let mut directory = served.directory.lock().unwrap();
    std::mem::take(&mut directory.searches) + std::mem::take(&mut directory.counts)
}

fn with(served: &Served, change: impl FnOnce(&mut Directory)) {
    change(&mut served.directory.lock().unwrap());
}

#[tokio::test]
async fn several_cursors_read_what_one_reads() {
    for (people, skewed) in [(1_000, false), (3_333, true), (20_050, false), (20_000, true)] {
        let dir = tempfile::tempdir().unwrap();
        let (plain, sharded) = (dir.path().join("plain"), dir.path().join("sharded"));
        let served = serve(organization(people, skewed)).await;
        run(&served, &plain, &one()).await.unwrap();
        let plainly = requests(&served);
        with(&served, |directory| assert_eq!(directory.descending, 0));
        for sync in 1..=2 {
            let report = run(&served, &sharded, &several()).await.unwrap();
            let stage = report.stage(Stage::Users).unwrap();
            assert_eq!((stage.outcome, stage.rows, &stage.note), (Outcome::Complete, people as u64, &None));
            let used = requests(&served);
            assert!(used * 10 <= plainly * 11, "{people} {skewed}: {used} of {plainly}");
            assert_eq!(dump(&sharded), dump(&plain), "{people} {skewed}, sync {sync}");
            with(&served, |directory| {
                assert!(std::mem::take(&mut directory.descending) > 0);
            });
        }
        assert_eq!(count(&sharded, "SELECT count(*) FROM change"), 0);
        assert_eq!(
            query(&sharded, "SELECT coalesce(cursor, '') FROM mirror_stage WHERE stage = 'users'"),
            ["", ""]
        );
    }
}
