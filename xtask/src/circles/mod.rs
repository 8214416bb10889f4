//! Files that take from each other in a circle: neither can be read, moved or understood without the other.

mod paths;
mod rooms;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::environment::workspace_root;
use crate::outcome::{During, Failure, Outcome};
use rooms::{Module, Rooms};

/// A circle: its files, in the order of their paths.
type Circle = BTreeSet<String>;

/// # Errors
/// Names the files of each circle.
pub fn check() -> Outcome {
    let mut found = Vec::new();
    for crate_folder in folders(&workspace_root().join("crates"))? {
        let source = crate_folder.join("src");
        if source.is_dir() {
            found.extend(circles_of(&source)?);
        }
    }
    let named = |circle: &Circle| {
        let files: Vec<&str> = circle.iter().map(String::as_str).collect();
        format!("these files take from each other in a circle: {}", files.join(" "))
    };
    let said: Vec<String> = found.iter().map(named).collect();
    if said.is_empty() { Ok(()) } else { Err(Failure::new(said.join("\n"))) }
}

fn circles_of(source: &Path) -> Outcome<Vec<Circle>> {
    let (mut rooms, mut files) = (Rooms::default(), BTreeMap::new());
    for file in rust_files(source)? {
        let code = fs::read_to_string(&file).during(&format!("reading {}", file.display()))?;
        let module = module_of(file.strip_prefix(source).unwrap_or(&file));
        rooms.add(module.clone(), &code);
        let shown = file.strip_prefix(workspace_root()).unwrap_or(&file);
        files.insert(module, shown.to_string_lossy().replace('\\', "/"));
    }
    let circles = circles(&rooms.arrows());
    Ok(circles.iter().map(|circle| circle.iter().filter_map(|module| files.get(module).cloned()).collect()).collect())
}

/// Files from which each of the others can be reached and that can be reached from each of the others.
fn circles(arrows: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<BTreeSet<Module>> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        arrows.keys().map(|from| (from, reached_from(from, arrows))).collect();
    let together = |from: &Module| -> BTreeSet<Module> {
        let others = reached[from].iter().filter(|other| reached.get(**other).is_some_and(|back| back.contains(from)));
        others.map(|other| (*other).clone()).collect()
    };
    let circles: BTreeSet<BTreeSet<Module>> = arrows.keys().map(together).filter(|circle| circle.len() > 1).collect();
    circles.into_iter().collect()
}

fn reached_from<'a>(from: &'a Module, arrows: &'a BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<&'a Module> {
    let (mut reached, mut waiting) = (BTreeSet::new(), vec![from]);
    while let Some(at) = waiting.pop() {
        let onward = arrows.get(at).into_iter().flatten().filter(|next| reached.insert(*next)).collect::<Vec<_>>();
        waiting.extend(onward);
    }
    reached
}

/// `cases/mod.rs` and `cases.rs` are `cases`, `lib.rs` and `main.rs` the crate itself.
fn module_of(file: &Path) -> Module {
    let mut module: Module =
        file.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

fn rust_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in folders_and_files(folder)? {
        if entry.is_dir() {
            files.extend(rust_files(&entry)?);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            files.push(entry);
        }
    }
    Ok(files)
}

fn folders(folder: &Path) -> Outcome<Vec<PathBuf>> {
    Ok(folders_and_files(folder)?.into_iter().filter(|entry| entry.is_dir()).collect())
}

fn folders_and_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let reading = format!("reading {}", folder.display());
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).during(&reading)? {
        all.push(entry.during(&reading)?.path());
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::circles;

    #[test]
    fn a_circle_is_found_and_a_line_is_none() {
        let arrow = |from: &str, to: &[&str]| {
            (vec![from.to_owned()], to.iter().map(|to| vec![(*to).to_owned()]).collect::<BTreeSet<_>>())
        };
        let arrows = BTreeMap::from([arrow("a", &["b"]), arrow("b", &["c"]), arrow("c", &["b"]), arrow("d", &[])]);
        let found = circles(&arrows);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains(&vec!["b".to_owned()]) && found[0].contains(&vec!["c".to_owned()]));
    }
}
