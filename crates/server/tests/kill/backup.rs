//! `changxiao backup` while reports come in, and `changxiao restore` in another place, by the command line: what was acknowledged before
//! the backup began is there, and the chains hold. The full load is `changxiao bench backup`.

use std::{process::Output, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use changxiao_testkit::fresh_databases;
use tokio::time::sleep;

use super::{
    Server, changxiao,
    intake::{Acknowledged, Place, all_are_there, load},
    my_turn,
};

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_by_the_command_line_goes_back_elsewhere() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    changxiao_files::tls::provide();
    let elsewhere = fresh_databases().await?;
    for ((engine, fresh), (_, empty)) in fresh_databases().await?.into_iter().zip(elsewhere) {
        let place = Arc::new(Place::found(fresh).await?);
        let (mut server, base) = Server::start(&place.fresh)?;
        let done = Acknowledged::default();
        let mut clients = load(&base, &place, 0, &done).await?;
        sleep(Duration::from_millis(600)).await;
        let before = done.lock().await.clone();
        ensure!(!before.is_empty(), "{engine}: nothing was acknowledged before the backup");

        let folder = place.fresh.folder.path().join("backup").display().to_string();
        let (taking, folder_of_it) = (place.clone(), folder.clone());
        let backup = tokio::task::spawn_blocking(move || changxiao(&taking.fresh, &["backup", &folder_of_it]).output())
            .await??;
        ensure!(backup.status.success(), "{engine}: {}", said(&backup));
        sleep(Duration::from_millis(200)).await;
        server.kill()?;
        while let Some(client) = clients.join_next().await {
            client??;
        }
        let meanwhile = done.lock().await.len();
        ensure!(meanwhile > before.len(), "{engine}: nothing was acknowledged while the backup was taken");

        // An empty place: a folder without a database, or a database without a table.
        empty.db.close().await;
        if let changxiao_store::Address::Sqlite(path) = &empty.address {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", path.display()));
            }
        }
        // The keys are kept apart from backups, and are there before the chains are looked at.
        for name in ["seal.key", "seals.log"] {
            let kept = place.fresh.folder.path().join(name);
            if kept.exists() {
                std::fs::copy(kept, empty.folder.path().join(name))?;
            }
        }
        let restored = changxiao(&empty, &["restore", &folder]).output()?;
        ensure!(restored.status.success(), "{engine}: {}", said(&restored));
        ensure!(said(&restored).contains("every chain holds"), "{engine}: {}", said(&restored));
        // Not twice, and not over what is there.
        let again = changxiao(&empty, &["restore", &folder]).output()?;
        ensure!(!again.status.success(), "{engine}: a restore went over a database");

        let mut place = Arc::into_inner(place).context("a client still runs")?;
        std::mem::replace(&mut place.fresh, empty).remove().await?;
        all_are_there(&place, &before).await.with_context(|| format!("restored on {engine}"))?;
        place.fresh.remove().await?;
    }
    Ok(())
}
