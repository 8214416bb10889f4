//! Prints what docs/glossary.md says of features and of procedures that ship as documents: the name that each has in code with the
//! names that people read. `cargo xtask generate` writes it there.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

type Texts = BTreeMap<String, serde_json::Value>;

#[allow(clippy::print_stdout, reason = "the text is this program's answer")]
fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut rows = Vec::new();
    let chinese = texts_of_each(&here.join("locales/zh-CN"))?;
    let english = texts_of_each(&here.join("locales/en"))?;
    for (feature, texts) in &chinese {
        let title = format!("{feature}_title");
        rows.extend(row(feature, texts.get(&title), english.get(feature).and_then(|texts| texts.get(&title))));
    }
    for (key, document) in texts_of_each(&here.join("../../data/procedures"))? {
        rows.extend(row(&key, document.get("name_zh"), document.get("name_en")));
    }
    rows.sort();
    println!("| In code | 中文 | English |\n| --- | --- | --- |\n{}", rows.join("\n"));
    Ok(())
}

/// Nothing where a name is missing: what has no title has no page of its own.
fn row(code: &str, chinese: Option<&serde_json::Value>, english: Option<&serde_json::Value>) -> Option<String> {
    Some(format!("| `{code}` | {} | {} |", chinese?.as_str()?, english?.as_str()?))
}

/// The files of a folder, by their names without the ending.
fn texts_of_each(folder: &Path) -> Result<BTreeMap<String, Texts>, Box<dyn Error>> {
    let mut all = BTreeMap::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if let (Some(name), Some("json")) =
            (path.file_stem().and_then(|name| name.to_str()), path.extension().and_then(|ending| ending.to_str()))
        {
            all.insert(name.to_owned(), serde_json::from_str(&fs::read_to_string(&path)?)?);
        }
    }
    Ok(all)
}
