//! Turns `locales/<language>/<feature>.json` into the enum `Lang`, the struct `Texts` with one static value a language, and
//! the constants of `keys`.
//!
//! A key that is missing in one language, stands twice, or has other placeholders than in Chinese fails the build and is
//! named. A key that nobody uses is found by `tests/catalogue.rs`: it reads the sources of all crates, which a build script
//! of the ground floor must not do, because then everything would be built again after every change.

#![allow(clippy::disallowed_methods, reason = "cargo speaks to a build script through the environment")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The languages: variant of `Lang` and folder, whose name is the tag for `<html lang>`. The first one is where keys come from.
const LANGUAGES: &[(&str, &str)] = &[("Zh", "zh-CN"), ("En", "en")];

/// A made-up language that the tests read: each text in brackets, so that a word that stands in no catalogue is seen. It is like
/// one more line above and a folder, and exists where the tests are built, not in what a city gets.
const MADE_UP: (&str, &str) = ("MadeUp", "x-made-up");

/// Key to (file that has it, text).
type Keys = BTreeMap<String, (String, String)>;

fn main() -> Result<(), Box<dyn Error>> {
    for watched in ["build.rs", "locales"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let mut faults = Vec::new();
    let mut languages = Vec::new();
    for (variant, tag) in LANGUAGES {
        languages.push((*variant, *tag, read_language(tag, &mut faults)?));
    }
    let (first, others) = languages.split_first().ok_or("no language")?;
    for (_, tag, keys) in others {
        compare(&first.2, keys, tag, &mut faults);
    }
    let share = browser_keys(&first.2, &mut faults)?;
    if !faults.is_empty() {
        faults.sort();
        return Err(format!("{} fault(s) in crates/words/locales:\n  {}", faults.len(), faults.join("\n  ")).into());
    }
    let choosable = languages.len();
    if env::var("PROFILE")? == "debug" {
        let keys = languages.last().map(|(_, _, keys)| in_brackets(keys)).ok_or("no language")?;
        languages.push((MADE_UP.0, MADE_UP.1, keys));
    }
    let target = PathBuf::from(env::var("OUT_DIR")?).join("texts.rs");
    fs::write(target, generate(&languages, choosable)? + &browser_words(&languages, &share)?)?;
    Ok(())
}

fn in_brackets(keys: &Keys) -> Keys {
    keys.iter().map(|(key, (file, text))| (key.clone(), (file.clone(), format!("⟦{text}⟧")))).collect()
}

fn read_language(tag: &str, faults: &mut Vec<String>) -> Result<Keys, Box<dyn Error>> {
    let mut keys = Keys::new();
    for path in json_files(&Path::new("locales").join(tag))? {
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

/// The keys that scripts read in the browser, each with the file that says it.
fn browser_keys(first: &Keys, faults: &mut Vec<String>) -> Result<Vec<String>, Box<dyn Error>> {
    let share: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string("locales/browser.json")?)?;
    let unknown = share.keys().filter(|key| !first.contains_key(*key));
    faults.extend(unknown.map(|key| format!("{key}: stands in locales/browser.json and in no language")));
    Ok(share.into_keys().collect())
}

/// The browser's share of each language as JSON that may stand in a page.
fn browser_words(languages: &[(&str, &str, Keys)], share: &[String]) -> Result<String, Box<dyn Error>> {
    let mut code = String::from(
        "\n/// The words that scripts say, as JSON: an object of key and text without a `<`.\n\
         pub const fn browser_words(lang: Lang) -> &'static str {\n    match lang {\n",
    );
    for (variant, _, keys) in languages {
        let words: BTreeMap<_, _> = share.iter().filter_map(|key| Some((key, &keys.get(key)?.1))).collect();
        let json = serde_json::to_string(&words)?.replace('<', "\\u003c");
        writeln!(code, "        Lang::{variant} => {json:?},")?;
    }
    code.push_str("    }\n}\n");
    Ok(code)
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

fn compare(first: &Keys, other: &Keys, tag: &str, faults: &mut Vec<String>) {
    for (key, (file, text)) in first {
        match other.get(key) {
            None => faults.push(format!("{key}: missing in {tag}, found in {file}")),
            Some((_, translated)) => {
                let (left, right) = (placeholders(text), placeholders(translated));
                if left != right {
                    faults.push(format!("{key}: placeholders differ, {left:?} in {file}, {right:?} in {tag}"));
                }
            }
        }
    }
    for (key, (file, _)) in other {
        if !first.contains_key(key) {
            faults.push(format!("{key}: missing in {}, found in {file}", LANGUAGES[0].1));
        }
    }
}

/// `{n}` and `{n?case|cases}` both need the value `n`.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(inside, _)| inside));
    inside.map(|inside| inside.split_once('?').map_or(inside, |(name, _)| name)).collect()
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn generate(languages: &[(&str, &str, Keys)], choosable: usize) -> Result<String, Box<dyn Error>> {
    let (_, _, keys) = languages.first().ok_or("no language")?;
    let mut code = String::from("/// Every text, one field a key.\n#[derive(Debug)]\npub struct Texts {\n");
    for (key, (_, text)) in keys {
        writeln!(code, "    /// {}\n    pub {key}: &'static str,", text.replace('\n', " "))?;
    }
    code.push_str("}\n");
    code.push_str(
        "\n/// The name of every text, for whoever says it later: in a refusal, in a message, in a list of choices.\n",
    );
    code.push_str(
        "#[allow(non_upper_case_globals, reason = \"a key has one name, here and in `Texts`\")]\npub mod keys {\n",
    );
    for (key, (_, text)) in keys {
        writeln!(
            code,
            "    /// {}\n    pub const {key}: super::Key = super::Key(|l| l.{key}, {key:?});",
            text.replace('\n', " ")
        )?;
    }
    code.push_str("}\n");
    for (variant, _, keys) in languages {
        writeln!(code, "\nstatic {}: Texts = Texts {{", variant.to_uppercase())?;
        for (key, (_, text)) in keys {
            writeln!(code, "    {key}: {text:?},")?;
        }
        code.push_str("};\n");
    }
    code.push_str(&language_enum(languages, choosable)?);
    Ok(code)
}

fn language_enum(languages: &[(&str, &str, Keys)], choosable: usize) -> Result<String, std::fmt::Error> {
    let mut code = String::from(
        "\n/// A language of screens and messages.\n\
         #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]\n\
         pub enum Lang {\n",
    );
    for (place, (variant, tag, _)) in languages.iter().enumerate() {
        let default = if place == 0 { "    #[default]\n" } else { "" };
        writeln!(code, "{default}    #[serde(rename = {tag:?})]\n    {variant},")?;
    }
    code.push_str("}\n\nimpl Lang {\n    /// Every language that a person can choose.\n");
    let variants: Vec<String> = languages.iter().map(|(variant, _, _)| format!("Lang::{variant}")).collect();
    writeln!(code, "    pub const ALL: &'static [Lang] = &[{}];\n", variants[..choosable].join(", "))?;
    code.push_str("    /// Those and, where the tests are built, the made-up one.\n");
    writeln!(code, "    const EVERY: &'static [Lang] = &[{}];\n", variants.join(", "))?;
    code.push_str(
        "    /// The tag for `<html lang>`.\n    pub const fn tag(self) -> &'static str {\n        match self {\n",
    );
    for (variant, tag, _) in languages {
        writeln!(code, "            Lang::{variant} => {tag:?},")?;
    }
    code.push_str(
        "        }\n    }\n}\n\n/// All texts in one language. A key that does not exist does not compile.\n",
    );
    code.push_str("pub const fn texts(lang: Lang) -> &'static Texts {\n    match lang {\n");
    for (variant, _, _) in languages {
        writeln!(code, "        Lang::{variant} => &{},", variant.to_uppercase())?;
    }
    code.push_str("    }\n}\n");
    Ok(code)
}
