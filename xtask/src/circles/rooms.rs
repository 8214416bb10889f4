//! The files of a crate and which of them takes something from which.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    paths::{Path, read},
    tokens::tokens,
};

/// The path of a module within its crate; empty for the crate itself.
pub type Module = Vec<String>;

pub struct Room {
    modules: Vec<String>,
    paths: Vec<Path>,
}

/// The files of one crate by their modules.
#[derive(Default)]
pub struct Rooms(BTreeMap<Module, Room>);

impl Rooms {
    pub fn add(&mut self, module: Module, code: &str) {
        let (modules, paths) = read(&tokens(code));
        self.0.insert(module, Room { modules, paths });
    }

    /// From each file to those from which it takes something. A module and those below it are one house: what a file takes from a
    /// module above it, and what a module hands on from below, is no arrow; a name that was handed on leads to the file that has it.
    pub fn arrows(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        self.0.iter().map(|(module, room)| (module.clone(), self.taken_by(module, room))).collect()
    }

    fn taken_by(&self, module: &Module, room: &Room) -> BTreeSet<Module> {
        let taken = room.paths.iter().filter_map(|path| {
            let other = self.file_of(&self.whole(module, &path.names)?, &mut BTreeSet::new())?;
            let hands_on_from_below = path.handed_on && other.starts_with(module);
            (!module.starts_with(&other) && !hands_on_from_below).then_some(other)
        });
        taken.collect()
    }

    /// The path from the crate on; `None` where it leads into another crate.
    fn whole(&self, module: &Module, names: &[String]) -> Option<Module> {
        self.whole_by_itself(module, names).or_else(|| {
            // The first name may be one that was imported.
            let (first, rest) = names.split_first()?;
            let import = |path: &&Path| path.imported && path.names.len() > 1 && last_name(&path.names) == first;
            let mut imports = self.0.get(module)?.paths.iter().filter(import);
            let mut whole = imports.find_map(|path| self.whole_by_itself(module, &path.names))?;
            whole.retain(|name| name != "self");
            whole.extend_from_slice(rest);
            Some(whole)
        })
    }

    /// The same for paths that begin at the crate, at a module above, or at one that the file declares.
    fn whole_by_itself(&self, module: &Module, names: &[String]) -> Option<Module> {
        let (first, rest) = names.split_first()?;
        let ups = names.iter().take_while(|name| *name == "super").count();
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([module, rest].concat()),
            "super" => Some([&module[..module.len().checked_sub(ups)?], &names[ups..]].concat()),
            name if self.0.get(module)?.modules.iter().any(|known| known == name) => Some([module, names].concat()),
            _ => None,
        }
    }

    /// The file that has what the path names. `seen` ends names that are handed round.
    fn file_of(&self, whole: &[String], seen: &mut BTreeSet<Module>) -> Option<Module> {
        let length = (0..=whole.len()).rev().find(|length| self.0.contains_key(&whole[..*length]))?;
        let (module, rest) = (whole[..length].to_vec(), &whole[length..]);
        let Some(name) = rest.first().filter(|_| seen.insert(whole.to_vec())) else { return Some(module) };
        let handed_on = |path: &&Path| path.handed_on && last_name(&path.names) == name;
        let from = self.0[&module].paths.iter().find(handed_on).and_then(|path| self.whole(&module, &path.names));
        match from {
            Some(mut from) => {
                from.extend_from_slice(&rest[1..]);
                self.file_of(&from, seen).or(Some(module))
            }
            None => Some(module),
        }
    }
}

/// `a::b` and `a::b::self` are both said as `b`.
fn last_name(names: &[String]) -> &str {
    let mut last = names.iter().rev().filter(|name| *name != "self");
    last.next().map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::{Module, Rooms};

    fn module(path: &str) -> Module {
        path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn arrows(files: &[(&str, &str)], of: &str) -> Vec<String> {
        let mut rooms = Rooms::default();
        for (path, code) in files {
            rooms.add(module(path), code);
        }
        rooms.arrows()[&module(of)].iter().map(|other| other.join("::")).collect()
    }

    #[test]
    fn a_name_leads_to_the_file_that_has_it() {
        let files = [
            ("", "mod rows; pub use rows::Row; mod lists;"),
            ("rows", "mod row; pub use self::row::Row;"),
            ("rows::row", "pub struct Row; use super::Shared;"),
            ("lists", "use crate::Row; use serde::de; fn f() { rows::g(); }"),
        ];
        assert_eq!(arrows(&files, "lists"), ["rows::row"]);
        assert!(arrows(&files, "rows::row").is_empty(), "what a module above has is its own house");
        assert!(arrows(&files, "rows").is_empty(), "handing on is no arrow");
    }

    #[test]
    fn a_module_that_was_imported_is_followed() {
        let files =
            [("", "mod a; mod b;"), ("a", "use super::b; fn f() { b::g() }"), ("b", "fn g() { crate::a::f() }")];
        assert_eq!(arrows(&files, "a"), ["b"]);
        assert_eq!(arrows(&files, "b"), ["a"]);
    }
}
