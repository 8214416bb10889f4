//! Says in which pages two dumps differ.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;

use crate::normal::{normal, without_blanks};

#[derive(Default)]
struct Count {
    pages: usize,
    words: usize,
    blanks: usize,
    lost: Vec<PathBuf>,
    new: Vec<PathBuf>,
}

/// Prints the differences page by page, then how many pages differ. `blanks`: also those that are no more than a blank between two
/// elements within a line. Answers whether the dumps are alike.
#[allow(clippy::print_stdout, reason = "the differences are this command's answer")]
pub fn compare(before: &Path, after: &Path, blanks: bool) -> anyhow::Result<bool> {
    let (old, new) = (files(before)?, files(after)?);
    let mut count = Count {
        lost: old.difference(&new).cloned().collect(),
        new: new.difference(&old).cloned().collect(),
        ..Count::default()
    };
    let folder = tempfile::tempdir()?;
    for path in old.intersection(&new) {
        count.pages += 1;
        let read = |root: &Path| fs::read_to_string(root.join(path)).with_context(|| path.display().to_string());
        let (one, other) = (read(before)?, read(after)?);
        if one == other {
            continue;
        }
        let (one, other) = (normal(path, &one), normal(path, &other));
        let (one_plain, other_plain) = (without_blanks(&one), without_blanks(&other));
        let pair = if one_plain != other_plain {
            count.words += 1;
            if blanks { (one, other) } else { (one_plain, other_plain) }
        } else if one != other {
            count.blanks += 1;
            if !blanks {
                continue;
            }
            (one, other)
        } else {
            continue;
        };
        let (one, other) = pair;
        for (side, text) in [("before", one), ("after", other)] {
            let place = folder.path().join(side).join(path);
            fs::create_dir_all(place.parent().context("a page lies in a folder")?)?;
            fs::write(place, text + "\n")?;
        }
    }
    if folder.path().join("before").exists() {
        let mut git = Command::new("git");
        git.args(["diff", "--no-index", "--no-color", "--unified=2", "before", "after"]);
        git.current_dir(folder.path()).status().context("git, which prints the differences, could not be started")?;
    }
    for path in &count.lost {
        println!("only before: {}", path.display());
    }
    for path in &count.new {
        println!("only after: {}", path.display());
    }
    println!(
        "{} pages in both: {} differ, {} more differ in blanks alone; {} only before, {} only after",
        count.pages,
        count.words,
        count.blanks,
        count.lost.len(),
        count.new.len()
    );
    Ok(count.words + count.lost.len() + count.new.len() == 0)
}

/// Every file below a folder, named from there.
fn files(root: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.strip_prefix(root)?.to_owned());
            }
        }
    }
    Ok(found)
}
