//! The built files.

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
pub struct Dist;

/// Eight digits that change with the content of the assets.
pub fn version() -> String {
    let mut hasher = Sha256::new();
    for name in Dist::iter() {
        hasher.update(name.as_bytes());
        if let Some(file) = Dist::get(&name) {
            hasher.update(file.metadata.sha256_hash());
        }
    }
    hasher.finalize()[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}
