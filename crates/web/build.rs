//! Turns `locales/<language>/<feature>.json` into the struct `Texts`, with one static value a language.
//!
//! A key that is in one language only, stands twice, has other placeholders in the other language, or is used nowhere
//! fails the build and is named. While several people add keys and pages at once, `CHANGXIAO_UNUSED_TEXTS=warn` turns
//! the last of these into a warning; nothing that ships is built so.

#![allow(clippy::disallowed_methods, reason = "cargo speaks to a build script through the environment")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const CHINESE: &str = "locales/zh-CN";
const ENGLISH: &str = "locales/en";

/// Key to (file that has it, text).
type Keys = BTreeMap<String, (String, String)>;

fn main() -> Result<(), Box<dyn Error>> {
    for watched in ["build.rs", "locales", "templates", "src"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    println!("cargo:rerun-if-env-changed=CHANGXIAO_UNUSED_TEXTS");

    let mut faults = Vec::new();
    let chinese = read_language(CHINESE, &mut faults)?;
    let english = read_language(ENGLISH, &mut faults)?;
    compare(&chinese, &english, &mut faults);
    let unused = unused_keys(&chinese)?;
    if env::var("CHANGXIAO_UNUSED_TEXTS").is_ok_and(|value| value == "warn") {
        for fault in unused {
            println!("cargo:warning={fault}");
        }
    } else {
        faults.extend(unused);
    }
    if !faults.is_empty() {
        faults.sort();
        return Err(format!("{} fault(s) in crates/web/locales:\n  {}", faults.len(), faults.join("\n  ")).into());
    }

    let target = PathBuf::from(env::var("OUT_DIR")?).join("texts.rs");
    fs::write(target, generate(&chinese, &english)?)?;
    Ok(())
}

fn read_language(folder: &str, faults: &mut Vec<String>) -> Result<Keys, Box<dyn Error>> {
    let mut keys = Keys::new();
    for path in files_below(Path::new(folder), &["json"])? {
        let name = path.display().to_string();
        let source = fs::read_to_string(&path)?;
        let parsed: serde_json::Value = serde_json::from_str(&source).map_err(|error| format!("{name}: {error}"))?;
        let object = parsed.as_object().ok_or_else(|| format!("{name}: an object of key and text is expected"))?;
        if source.matches("\":").count() > object.len() {
            // serde_json keeps the last of two equal keys in silence, so the lines are read once more.
            faults.extend(repeated_in_file(&source).into_iter().map(|key| format!("{key}: stands twice in {name}")));
        }
        for (key, text) in object {
            let Some(text) = text.as_str() else {
                faults.push(format!("{key}: the text in {name} is not a string"));
                continue;
            };
            if !is_snake_case(key) {
                faults.push(format!("{key}: a key is snake_case and begins with a letter ({name})"));
            }
            if text.trim().is_empty() {
                faults.push(format!("{key}: the text in {name} is empty"));
            }
            if let Some((other, _)) = keys.insert(key.clone(), (name.clone(), text.to_owned())) {
                faults.push(format!("{key}: stands in {other} and in {name}"));
            }
        }
    }
    Ok(keys)
}

fn repeated_in_file(source: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let keys =
        source.lines().filter_map(|line| line.trim_start().strip_prefix('"')?.split_once("\":").map(|(key, _)| key));
    keys.filter(|key| !seen.insert(key.to_string())).map(str::to_owned).collect()
}

fn is_snake_case(key: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    key.starts_with(|first: char| first.is_ascii_lowercase()) && key.chars().all(allowed)
}

fn compare(chinese: &Keys, english: &Keys, faults: &mut Vec<String>) {
    for (key, (file, text)) in chinese {
        match english.get(key) {
            None => faults.push(format!("{key}: missing in {ENGLISH}, found in {file}")),
            Some((_, other)) => {
                let (left, right) = (placeholders(text), placeholders(other));
                if left != right {
                    faults.push(format!("{key}: placeholders differ, Chinese {left:?}, English {right:?}"));
                }
            }
        }
    }
    for (key, (file, _)) in english {
        if !chinese.contains_key(key) {
            faults.push(format!("{key}: missing in {CHINESE}, found in {file}"));
        }
    }
}

/// `{n}` and `{n?case|cases}` both need the value `n`.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(inside, _)| inside));
    inside.map(|inside| inside.split_once('?').map_or(inside, |(name, _)| name)).collect()
}

/// A key is used where a template or a source file says `.key`.
fn unused_keys(keys: &Keys) -> Result<Vec<String>, Box<dyn Error>> {
    let mut used = BTreeSet::new();
    for folder in ["templates", "src"] {
        for path in files_below(Path::new(folder), &["html", "rs", "txt"])? {
            let source = fs::read_to_string(path)?;
            for rest in source.split('.').skip(1) {
                let end =
                    rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(rest.len());
                used.insert(rest[..end].to_owned());
            }
        }
    }
    let unused = keys.iter().filter(|(key, _)| !used.contains(*key));
    Ok(unused.map(|(key, (file, _))| format!("{key}: used in no template and no source file ({file})")).collect())
}

fn files_below(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path, endings)?);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn generate(chinese: &Keys, english: &Keys) -> Result<String, std::fmt::Error> {
    let mut code =
        String::from("/// Every text of the pages, one field a key.\n#[derive(Debug)]\npub struct Texts {\n");
    for (key, (_, text)) in chinese {
        writeln!(code, "    /// {}\n    pub {key}: &'static str,", text.replace('\n', " "))?;
    }
    code.push_str("}\n");
    for (name, keys) in [("ZH", chinese), ("EN", english)] {
        writeln!(code, "\nstatic {name}: Texts = Texts {{")?;
        for (key, (_, text)) in keys {
            writeln!(code, "    {key}: {text:?},")?;
        }
        code.push_str("};\n");
    }
    Ok(code)
}
