//! `cargo xtask generate` writes every generated file again; with `--check`, it only says which would change.

use std::{
    fs,
    process::{Command, Stdio},
};

use super::COMMANDS;
use crate::arguments::Arguments;
use crate::building::build_examples;
use crate::environment::workspace_root;
use crate::outcome::{During, Failure, Outcome};
use crate::step::step;

/// A file of the workspace, and how its present content becomes what it should be. Another generated file is one more
/// line in [`GENERATED`].
struct Generated {
    path: &'static str,
    renew: fn(&str) -> Outcome<String>,
}

const GENERATED: [Generated; 5] = [
    Generated { path: "CONTRIBUTING.md", renew: with_list_of_commands },
    Generated { path: "docs/openapi.json", renew: interface_document },
    Generated { path: "docs/case-rules.md", renew: rules_of_cases },
    Generated { path: "docs/indicators.md", renew: table_of_indicators },
    Generated { path: "docs/glossary.md", renew: with_names_of_features },
];

pub fn run(mut arguments: Arguments) -> Outcome {
    let only_check = arguments.take_flag("--check");
    arguments.expect_none()?;
    if only_check {
        return step("Generated files are unchanged", check);
    }
    step("Write the generated files", || {
        for (path, _, renewed) in changed_files()? {
            fs::write(workspace_root().join(path), renewed).during(&format!("writing {path}"))?;
            eprintln!("   {path} is new");
        }
        Ok(())
    })
}

pub fn check() -> Outcome {
    let changed: Vec<String> = changed_files()?
        .into_iter()
        .map(|(path, present, renewed)| format!("{path}, line {}", first_difference(&present, &renewed)))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("these files are not what their sources give: {}", changed.join("; ")))
        .with_remedy("cargo xtask generate, then commit the files"))
}

/// Path, present content and what it should be, of those where the two differ.
fn changed_files() -> Outcome<Vec<(&'static str, String, String)>> {
    let mut changed = Vec::new();
    for Generated { path, renew } in GENERATED {
        let present = fs::read_to_string(workspace_root().join(path)).during(&format!("reading {path}"))?;
        let renewed = renew(&present)?;
        if present != renewed {
            changed.push((path, present, renewed));
        }
    }
    Ok(changed)
}

/// What the interface says of itself, whatever the file said before.
fn interface_document(_: &str) -> Outcome<String> {
    printed_by("openapi")
}

/// The table of the workflow, printed by the crate that decides by it.
fn rules_of_cases(_: &str) -> Outcome<String> {
    printed_by("case_rules")
}

/// Formulas and weights of the indicators, printed by the crate that counts by them.
fn table_of_indicators(_: &str) -> Outcome<String> {
    printed_by("indicators")
}

/// What an example prints.
fn printed_by(example: &str) -> Outcome<String> {
    let mut command = Command::new(build_examples()?.join(example));
    command.current_dir(workspace_root()).stderr(Stdio::inherit());
    let output = command.output().during(&format!("starting the example {example}"))?;
    if !output.status.success() {
        return Err(Failure::new(format!("the example {example} did not print its document")));
    }
    String::from_utf8(output.stdout).map_err(|_| Failure::new(format!("what {example} prints is no UTF-8")))
}

/// The page with another text between its two marks.
fn between(page: &str, path: &str, begins: &str, ends: &str, text: &str) -> Outcome<String> {
    let marks_missing = || Failure::new(format!("{path} lacks one of the lines {} and {ends}", begins.trim()));
    let (before, rest) = page.split_once(begins).ok_or_else(marks_missing)?;
    let (_, after) = rest.split_once(ends).ok_or_else(marks_missing)?;
    Ok(format!("{before}{begins}{text}{ends}{after}"))
}

fn first_difference(present: &str, renewed: &str) -> usize {
    1 + present.lines().zip(renewed.lines()).take_while(|(one, other)| one == other).count()
}

const LIST_BEGINS: &str = "<!-- list of commands: written by `cargo xtask generate` -->\n";
const LIST_ENDS: &str = "<!-- end of the list -->";

fn with_list_of_commands(page: &str) -> Outcome<String> {
    let mut list = String::new();
    for command in COMMANDS {
        let usage = format!("cargo xtask {} {}", command.name, command.arguments);
        list.push_str(&format!("- `{}`: {}\n", usage.trim_end(), command.purpose));
    }
    between(page, "CONTRIBUTING.md", LIST_BEGINS, LIST_ENDS, &list)
}

const NAMES_BEGIN: &str = "<!-- names of features: written by `cargo xtask generate` -->\n";
const NAMES_END: &str = "<!-- end of the names -->";

/// What people call each feature and each procedure, printed by the crate that has the words.
fn with_names_of_features(page: &str) -> Outcome<String> {
    between(page, "docs/glossary.md", NAMES_BEGIN, NAMES_END, &printed_by("glossary")?)
}

#[cfg(test)]
mod tests {
    use super::{LIST_BEGINS, LIST_ENDS, first_difference, with_list_of_commands};

    #[test]
    fn the_list_is_written_between_its_marks_and_writing_it_twice_changes_nothing() {
        let page = format!("# Page\n{LIST_BEGINS}of before\n{LIST_ENDS}\nrest\n");
        let once = with_list_of_commands(&page).unwrap();
        assert!(once.starts_with("# Page\n") && once.ends_with("\nrest\n"));
        assert!(once.contains("- `cargo xtask doctor`: say what is missing") && !once.contains("of before"));
        assert_eq!(with_list_of_commands(&once).unwrap(), once);
        assert!(with_list_of_commands("# Page\n").is_err());
    }

    #[test]
    fn a_difference_is_named_by_its_line() {
        assert_eq!(first_difference("a\nb\nc", "a\nx\nc"), 2);
        assert_eq!(first_difference("a", "a\nb"), 2);
    }
}
