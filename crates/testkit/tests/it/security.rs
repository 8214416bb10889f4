//! What `docs/security.md` names as the test of a promise is a test.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Names of all tests in Rust, each with the files that have one of the name.
fn tests() -> anyhow::Result<BTreeMap<String, Vec<PathBuf>>> {
    let mut found = BTreeMap::<String, Vec<PathBuf>>::new();
    let mut folders: Vec<PathBuf> = fs::read_dir(root().join("crates"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .flat_map(|one| [one.join("src"), one.join("tests")])
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                for name in tests_in(&fs::read_to_string(&path)?) {
                    found.entry(name).or_default().push(path.clone());
                }
            }
        }
    }
    Ok(found)
}

/// The functions behind an attribute `#[test]` or `#[tokio::test…]`.
fn tests_in(code: &str) -> Vec<String> {
    let (mut names, mut is_test) = (Vec::new(), false);
    for line in code.lines().map(str::trim) {
        is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        let function = line.split("fn ").nth(1).filter(|_| line.starts_with("fn ") || line.starts_with("async fn "));
        if let Some(rest) = function
            && std::mem::take(&mut is_test)
        {
            names.push(rest.split('(').next().unwrap_or_default().to_owned());
        }
    }
    names
}

/// What stands in the tables as code and reads like the name of a test: its modules, and the name. The sentence of a test has four words
/// and more.
fn named(document: &str) -> Vec<(Vec<String>, String)> {
    let rows = document.lines().filter(|line| line.starts_with('|'));
    let spans = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    let is_of_name = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    spans
        .filter_map(|span| {
            let path = span.rsplit([' ', '…']).next().unwrap_or_default();
            let mut modules: Vec<String> = path.split("::").map(str::to_owned).collect();
            let name = modules.pop().filter(|name| name.matches('_').count() >= 3 && name.chars().all(is_of_name))?;
            modules.retain(|module| !module.is_empty() && module != "tests");
            Some((modules, name))
        })
        .collect()
}

#[test]
fn every_test_that_a_promise_names_is_there() -> anyhow::Result<()> {
    let document = fs::read_to_string(root().join("docs/security.md")).context("docs/security.md")?;
    let (tests, named) = (tests()?, named(&document));
    ensure!(named.len() > 90 && tests.len() > 500, "{} names, {} tests", named.len(), tests.len());
    let is_there = |(modules, name): &&(Vec<String>, String)| {
        tests.get(name).is_some_and(|files| {
            let lies_in = |file: &PathBuf| {
                let parts: Vec<String> =
                    file.with_extension("").iter().map(|part| part.to_string_lossy().into()).collect();
                modules.iter().all(|module| parts.contains(module))
            };
            files.iter().any(lies_in)
        })
    };
    let missing: Vec<String> = named
        .iter()
        .filter(|one| !is_there(one))
        .map(|(modules, name)| format!("{}::{name}", modules.join("::")))
        .collect();
    ensure!(missing.is_empty(), "docs/security.md names tests that are not there: {missing:#?}");
    Ok(())
}
