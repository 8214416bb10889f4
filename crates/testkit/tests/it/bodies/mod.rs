//! What comes with a request: how much, how slowly, and what stays of it. And what is answered while nothing can be kept.

mod away;
mod kept;
mod size;
mod slow;
mod waiting;

use std::path::PathBuf;

use changxiao_testkit::World;

/// The originals on the shelf.
fn originals(world: &World) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(world.fresh.folder.path().join("photos/originals"))? {
        for file in std::fs::read_dir(folder?.path())? {
            found.push(file?.path());
        }
    }
    Ok(found)
}
