//! Lists the steps of the schema from their folder, so that a new file is a new step and nothing else has to name it.
//!
//! A step is called `0008_whistle.sql`: four digits, which are its number, and a name. Another name, or a number that two have,
//! fails the build and is named.

#![allow(clippy::disallowed_methods, reason = "cargo speaks to a build script through the environment")]

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("migrations");
    let mut steps = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (step, name) = number_and_name(&file).ok_or(format!("migrations/{file}: expected 0008_whistle.sql"))?;
        if let Some((other, _)) = steps.insert(step, (name.to_owned(), path)) {
            return Err(format!("migrations: {other} and {name} have one number; give the later one the next").into());
        }
    }
    let mut list = String::from("&[\n");
    for (step, (name, path)) in &steps {
        writeln!(list, "    Migration {{ step: {step}, name: {name:?}, text: include_str!({path:?}) }},")?;
    }
    list.push_str("]\n");
    Ok(fs::write(PathBuf::from(env::var("OUT_DIR")?).join("migrations.rs"), list)?)
}

/// 8 and `0008_whistle` of `0008_whistle.sql`.
fn number_and_name(file: &str) -> Option<(i64, &str)> {
    let name = file.strip_suffix(".sql")?;
    let (digits, _) = name.split_once('_').filter(|(digits, word)| digits.len() == 4 && !word.is_empty())?;
    Some((digits.parse().ok()?, name))
}
