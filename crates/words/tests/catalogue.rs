//! Every key is used: a template, a script or a source file names it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[test]
fn every_key_is_used() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut used = BTreeSet::new();
    for path in files_below(&crates, &["html", "rs", "txt"]) {
        let source = fs::read_to_string(&path).unwrap();
        let words = source.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        used.extend(words.map(str::to_owned));
    }
    let mut unused = Vec::new();
    for path in files_below(&crates.join("words/locales"), &["json"]) {
        let source = fs::read_to_string(&path).unwrap();
        let keys = source.lines().filter_map(|line| line.trim_start().strip_prefix('"')?.split_once("\":"));
        let left = keys.filter(|(key, _)| !used.contains(*key));
        unused.extend(left.map(|(key, _)| format!("{key} ({})", path.display())));
    }
    assert!(unused.is_empty(), "used in no template and no source file:\n  {}", unused.join("\n  "));
}

fn files_below(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, endings));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            found.push(path);
        }
    }
    found
}
