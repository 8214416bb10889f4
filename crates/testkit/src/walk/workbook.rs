//! What a workbook says, as text.

use std::io::{Cursor, Read};

use anyhow::Context;

/// The parts of a workbook, without the moment at which it was made.
pub fn workbook_parts(workbook: &[u8]) -> anyhow::Result<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook))?;
    let mut names = archive.file_names().map(|name| Ok(name?.into_owned())).collect::<anyhow::Result<Vec<_>>>()?;
    names.sort();
    let mut text = String::new();
    for name in names.iter().filter(|name| *name != "docProps/core.xml") {
        let mut part = String::new();
        archive.by_name(name)?.read_to_string(&mut part).with_context(|| name.clone())?;
        text.push_str(&format!("== {name}\n{}\n", part.replace("><", ">\n<")));
    }
    Ok(text)
}
