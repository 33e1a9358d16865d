//! Lists without an end are not followed forever.

use atlctl_api::ErrorKind;
use atlctl_core::sync::{Stage, SyncError};

use crate::model::{Model, serve};
use crate::synced;

#[tokio::test]
async fn the_same_page_under_ever_new_cursors_stops_the_sync() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mirror.sqlite");
    let mut model = Model::of(60);
    model.endless = true;
    let served = serve(model).await;
    let error = synced(&served, &path).await.unwrap_err();
    assert!(
        matches!(&error, SyncError::Wire { stage: Stage::Users, source } if source.kind == ErrorKind::Paging),
        "{error:?}"
    );
    let pages = served.model.lock().unwrap().pages_served;
    assert!(pages < 30, "{pages}");

    // When it ends again, it is read from its beginning.
    served.model.lock().unwrap().endless = false;
    let (report, _) = synced(&served, &path).await.unwrap();
    assert!(report.complete, "{report:?}");
    assert_eq!(report.stage(Stage::Users).unwrap().rows, 60);
}
