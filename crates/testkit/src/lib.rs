//! The whole application in a line, on both engines, with a test city and a clock that a test moves.
//!
//! ```no_run
//! # async fn story() -> anyhow::Result<()> {
//! changxiao_testkit::on_both_engines(async |world| {
//!     let inspector = world.sign_in("inspector").await?;
//!     inspector.get("/inspections").await?.expect(200)?;
//!     Ok(())
//! })
//! .await
//! # }
//! ```

use changxiao_demo::pictures::{Phase, PictureKind, draw};

pub mod attack;
mod browser;
mod city;
#[cfg(unix)]
mod cluster;
mod demonstration;
pub mod doors;
mod engines;
mod orders;
mod reviewed;
pub mod walk;
mod world;

pub use browser::{Answer, Browser};
pub use city::{CITY, PASSWORD, TestCity};
#[cfg(unix)]
pub use cluster::Cluster;
pub use demonstration::Demonstration;
pub use engines::{Fresh, databases_with_schema, fresh_databases};
pub use orders::orders_csv;
pub use reviewed::{WATCHING_WORDS, exceptions, open_to_strangers};
pub use world::{Beside, World, on_both_engines, on_one_engine};

/// A small valid JPEG that differs with `seed`, so that photos of different cases are different files.
pub fn photo(seed: u64) -> Vec<u8> {
    draw(PictureKind::Bicycles, seed, Phase::Before)
}
