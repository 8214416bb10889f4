//! What an XLSX sheet says beside its values: rows that are hidden, cells that are merged, which cell has which style.

use std::{
    collections::{BTreeSet, HashMap},
    io::{BufRead, BufReader, Cursor},
};

use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use super::book::Merged;

/// The marks of one sheet.
#[derive(Default)]
pub(super) struct Marks {
    pub hidden: BTreeSet<u32>,
    pub merged: Vec<Merged>,
    /// Style of a cell, by row (as people see it) and column, where it is one of those that were asked for.
    pub styles: HashMap<(u32, usize), usize>,
}

/// More merged ranges than this no list has.
const MOST_MERGED: usize = 100_000;

/// Reads the marks of the sheet of this name. Cells with another style than `wanted` are passed over.
///
/// Errors: the archive names no such part, or it is no XML; the words of the error.
pub(super) fn read(bytes: &[u8], sheet: &str, wanted: &[usize]) -> Result<Marks, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let Some(path) = part_of(&mut archive, sheet)? else { return Ok(Marks::default()) };
    let part = archive.by_name(&path).map_err(|error| error.to_string())?;
    let mut reader = Reader::from_reader(BufReader::new(part));
    let (mut marks, mut buffer) = (Marks::default(), Vec::new());
    let (mut row, mut column) = (0_u32, 0_usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| error.to_string())? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "row" => {
                    (row, column) = (row + 1, 0);
                    if let Some(number) = attribute(&element, "r").and_then(|text| text.parse().ok()) {
                        row = number;
                    }
                    if attribute(&element, "hidden").is_some_and(|text| matches!(text.as_str(), "1" | "true")) {
                        marks.hidden.insert(row);
                    }
                }
                "c" => {
                    if let Some((_, at)) = attribute(&element, "r").as_deref().and_then(place) {
                        column = at;
                    }
                    let style = attribute(&element, "s").and_then(|text| text.parse().ok()).unwrap_or(0);
                    if wanted.contains(&style) {
                        marks.styles.insert((row, column), style);
                    }
                    column += 1;
                }
                "mergeCell" if marks.merged.len() < MOST_MERGED => {
                    marks.merged.extend(attribute(&element, "ref").as_deref().and_then(range));
                }
                _ => {}
            },
            Event::Eof => return Ok(marks),
            _ => {}
        }
    }
}

/// The part of the archive that holds the sheet.
fn part_of(archive: &mut ZipArchive<Cursor<&[u8]>>, sheet: &str) -> Result<Option<String>, String> {
    let mut id = None;
    each_element(archive, "xl/workbook.xml", |element| {
        if element.local_name().as_ref() == "sheet" && attribute(element, "name").as_deref() == Some(sheet) {
            id = attribute(element, "id");
        }
    })?;
    let Some(id) = id else { return Ok(None) };
    let mut target = None;
    each_element(archive, "xl/_rels/workbook.xml.rels", |element| {
        if attribute(element, "Id").as_ref() == Some(&id) {
            target = attribute(element, "Target");
        }
    })?;
    Ok(target.map(|target| match target.strip_prefix('/') {
        Some(from_the_root) => from_the_root.to_owned(),
        None => format!("xl/{target}"),
    }))
}

fn each_element(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    part: &str,
    mut see: impl FnMut(&BytesStart<'_>),
) -> Result<(), String> {
    let part = archive.by_name(part).map_err(|error| error.to_string())?;
    let mut reader = Reader::from_reader(BufReader::new(part));
    walk(&mut reader, &mut see)
}

fn walk<R: BufRead>(reader: &mut Reader<R>, see: &mut impl FnMut(&BytesStart<'_>)) -> Result<(), String> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| error.to_string())? {
            Event::Start(element) | Event::Empty(element) => see(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, whatever prefix its name has.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(unescape(&found.value).map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
}

/// Row (as people see it) and column of `C12`.
fn place(text: &str) -> Option<(u32, usize)> {
    let split = text.find(|sign: char| sign.is_ascii_digit())?;
    let (letters, digits) = text.split_at(split);
    let column = letters.bytes().filter(u8::is_ascii_alphabetic).try_fold(0_usize, |column, letter| {
        column.checked_mul(26)?.checked_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((digits.parse().ok()?, column.checked_sub(1)?))
}

fn range(text: &str) -> Option<Merged> {
    let (from, to) = text.split_once(':')?;
    let ((first_row, first), (last_row, last)) = (place(from)?, place(to)?);
    Some(Merged { rows: (first_row, last_row), columns: (first, last) })
}
