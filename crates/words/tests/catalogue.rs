//! Every key is used: a template, a script or a source file names it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use changxiao_words::{Lang, browser_words};

#[test]
fn every_key_is_used() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut used = BTreeSet::new();
    for path in files_below(&crates, &["html", "rs", "txt"]) {
        let source = fs::read_to_string(&path).unwrap();
        let words = source.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        used.extend(words.map(str::to_owned));
    }
    used.extend(browser_share());
    let mut unused = Vec::new();
    for path in files_below(&crates.join("words/locales"), &["json"]) {
        let source = fs::read_to_string(&path).unwrap();
        let keys = source.lines().filter_map(|line| line.trim_start().strip_prefix('"')?.split_once("\":"));
        let left = keys.filter(|(key, _)| !used.contains(*key));
        unused.extend(left.map(|(key, _)| format!("{key} ({})", path.display())));
    }
    assert!(unused.is_empty(), "used in no template and no source file:\n  {}", unused.join("\n  "));
}

/// The keys that scripts may read.
fn browser_share() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/browser.json");
    let share: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    share.into_iter().map(|(key, _)| key).collect()
}

#[test]
fn every_word_of_the_browser_is_said_by_a_script() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src");
    let sources: String = files_below(&scripts, &["ts"]).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let unused: Vec<String> =
        browser_share().into_iter().filter(|key| !sources.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "in locales/browser.json, and said by no script: {unused:?}");
}

#[test]
fn the_browser_gets_its_words_in_every_language() {
    let share = browser_share();
    assert!(share.len() > 10);
    for lang in Lang::ALL {
        let words: BTreeMap<String, String> = serde_json::from_str(browser_words(*lang)).unwrap();
        assert_eq!(words.keys().cloned().collect::<Vec<_>>(), share, "{lang:?}");
    }
    let made_up: BTreeMap<String, String> =
        serde_json::from_str(browser_words(Lang::parse("x-made-up").unwrap())).unwrap();
    assert!(made_up.values().all(|word| word.starts_with('⟦') && word.ends_with('⟧')), "{made_up:?}");
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
