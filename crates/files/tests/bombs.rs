//! Files that are meant to hurt: each is refused with its name, within a second and within bounded memory.

use changxiao_words::Lang;
use std::{
    io::{Cursor, Write},
    time::Duration,
};

use changxiao_files::sheets::{Problem, ReadLimits, Sheet};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const MEGABYTE: usize = 1024 * 1024;

/// As optimised as it is shipped, the reader gets one second of a processor; as it is built for tests, four.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 4 } else { 1 });

/// What `/proc` says of this process's memory, in bytes; where the system does not tell, none.
fn memory(line: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|found| found.strip_prefix(line));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<usize>().ok()).unwrap_or(0) * 1024
}

/// The time that this thread has had a processor for, whatever else the machine does.
fn worked() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}

/// Reads what must be refused, and holds the reader to its time and to `most` bytes beyond what was there.
fn refused(what: &str, bytes: &[u8], name: &str, most: usize) -> Problem {
    // Writing a five here makes the system forget the highest mark so far (proc(5)).
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (before, began) = (memory("VmRSS:"), worked());
    let problem = *Sheet::read(bytes, name, &ReadLimits::default()).expect_err(what);
    let (took, held) = (worked() - began, memory("VmHWM:").saturating_sub(before));
    eprintln!("{what}: {took:?}, {} MB more, {}", held / MEGABYTE, problem.code());
    assert!(took < PATIENCE, "{what} took {took:?}");
    assert!(held < most, "{what} held {} MB", held / MEGABYTE);
    for lang in [Lang::Zh, Lang::En] {
        let sentence = problem.sentence(lang);
        assert!(
            sentence.contains(lang.of_data("处理：", "Remedy: ")) && sentence.contains(&problem.sheet),
            "{sentence}"
        );
    }
    problem
}

const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="点位" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// An XLSX made by hand with these parts beside the ones that every workbook has.
fn workbook(parts: &[(&str, &[u8], usize)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let ordinary = [
        ("_rels/.rels", ROOT.as_bytes(), 1),
        ("xl/workbook.xml", WORKBOOK.as_bytes(), 1),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes(), 1),
    ];
    for (name, content, times) in ordinary.iter().chain(parts) {
        zip.start_file(*name, options).unwrap();
        for _ in 0..*times {
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

fn sheet_with(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// Noise that looks the same on every run.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    })
    .take(length)
    .collect()
}

/// One test, so that nothing else in this process holds memory while it measures.
#[test]
fn each_bomb_is_refused_within_a_second_and_bounded_memory() {
    the_hand_made_workbook_is_readable();
    zip_bombs();
    fifty_megabytes();
    other_disguises();
}

/// Otherwise the refusals below would prove nothing.
fn the_hand_made_workbook_is_readable() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c><c r="B1" t="inlineStr"><is><t>数量</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>市场</t></is></c><c r="B3"><v>12</v></c></row>"#;
    let bytes = workbook(&[("xl/worksheets/sheet1.xml", sheet_with(rows).as_bytes(), 1)]);
    let sheet = Sheet::read(&bytes, "s.xlsx", &ReadLimits::default()).unwrap();
    assert_eq!((sheet.name.as_str(), sheet.rows[0].number, sheet.rows[0].cell(1)), ("点位", 3, "12"));
}

fn zip_bombs() {
    let spaces = vec![b' '; MEGABYTE];
    let bomb = workbook(&[("xl/worksheets/sheet1.xml", &spaces, 400)]);
    assert!(bomb.len() < MEGABYTE);
    let problem = refused("a sheet that unpacks to 400 MB", &bomb, "bomb.xlsx", 40 * MEGABYTE);
    assert_eq!((problem.code(), problem.value.as_str()), ("sheet_packed_too_tightly", "xl/worksheets/sheet1.xml"));
    assert!(problem.sentence(Lang::Zh).starts_with("表“bomb.xlsx”的值“xl/worksheets/sheet1.xml”：压缩比超过 100:1"));

    // The directory of the archive says that the part has ten bytes.
    let mut liar = bomb.clone();
    let claimed = (400 * MEGABYTE as u32).to_le_bytes();
    let mut lies = 0;
    while let Some(at) = liar.windows(4).position(|four| four == claimed) {
        liar[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        lies += 1;
    }
    assert!(lies >= 1);
    refused("a bomb with a false size", &liar, "liar.xlsx", 40 * MEGABYTE);

    // No part is large enough to be looked at for its ratio; together they are.
    let names: Vec<String> = (0..30).map(|number| format!("xl/media/{number}.bin")).collect();
    let parts: Vec<(&str, &[u8], usize)> = names.iter().map(|name| (name.as_str(), &spaces[..], 9)).collect();
    let problem = refused("thirty parts of 9 MB", &workbook(&parts), "parts.xlsx", 40 * MEGABYTE);
    assert_eq!(problem.code(), "sheet_unpacks_too_large");

    let names: Vec<String> = (0..3000).map(|number| format!("xl/{number}.xml")).collect();
    let parts: Vec<(&str, &[u8], usize)> = names.iter().map(|name| (name.as_str(), &b"x"[..], 1)).collect();
    let problem = refused("three thousand parts", &workbook(&parts), "many.xlsx", 40 * MEGABYTE);
    assert_eq!(problem.code(), "sheet_too_many_parts");

    let laughs = r#"<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData/></worksheet>"#;
    let problem = refused(
        "a billion laughs",
        &workbook(&[("xl/worksheets/sheet1.xml", laughs.as_bytes(), 1)]),
        "l.xlsx",
        40 * MEGABYTE,
    );
    assert_eq!((problem.code(), problem.value.as_str()), ("sheet_xml_declarations", "xl/worksheets/sheet1.xml"));

    // A reader that makes a table of the whole sheet would ask for a hundred gigabytes.
    let far =
        sheet_with(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    let problem = refused(
        "a cell in the last corner",
        &workbook(&[("xl/worksheets/sheet1.xml", far.as_bytes(), 1)]),
        "far.xlsx",
        40 * MEGABYTE,
    );
    assert_eq!(
        (problem.code(), problem.row, problem.column_letters().as_deref()),
        ("sheet_too_many_columns", Some(1_048_576), Some("XFD"))
    );

    let problem = refused("macros", &workbook(&[("xl/vbaProject.bin", b"x", 1)]), "m.xlsm", 40 * MEGABYTE);
    assert_eq!(problem.code(), "sheet_macros");
    let whole = workbook(&[("xl/worksheets/sheet1.xml", &noise(50_000), 1)]);
    let problem = refused("half a workbook", &whole[..whole.len() / 2], "half.xlsx", 40 * MEGABYTE);
    assert_eq!(problem.code(), "sheet_damaged");
    let problem = refused("noise for a sheet", &whole, "noise.xlsx", 40 * MEGABYTE);
    assert_eq!(problem.code(), "sheet_damaged");
}

fn fifty_megabytes() {
    let junk = noise(50 * MEGABYTE + 1);
    let problem = refused("more than 50 MB", &junk, "junk.csv", 20 * MEGABYTE);
    assert_eq!((problem.code(), problem.value.as_str()), ("sheet_file_too_large", "50.0 MB"));
    let problem = refused("50 MB of junk", &junk[..50 * MEGABYTE], "junk.csv", 20 * MEGABYTE);
    assert_eq!(
        (problem.code(), problem.row.is_some(), problem.column.is_some()),
        ("sheet_unknown_encoding", true, true)
    );
    let as_zip = [b"PK\x03\x04", &junk[..40 * MEGABYTE]].concat();
    assert_eq!(refused("junk that begins like XLSX", &as_zip, "junk.xlsx", 20 * MEGABYTE).code(), "sheet_damaged");
    drop((junk, as_zip));
    for (what, pattern, code, memory) in [
        ("one endless cell", &b"a"[..], "sheet_cell_too_long", 60),
        ("one endless row", b",", "sheet_too_many_columns", 60),
        ("nothing but empty lines", b"\n", "sheet_too_many_rows", 60),
        ("nothing but quotes", b"\"", "sheet_cell_too_long", 60),
        ("far too many rows", b"a\n", "sheet_too_many_rows", 160),
        ("bytes that GB18030 would take", b"\xc0\xc0\xc0\xc0", "sheet_cell_too_long", 160),
    ] {
        let text = pattern.repeat(50 * MEGABYTE / pattern.len());
        let problem = refused(what, &text, "text.csv", memory * MEGABYTE);
        assert_eq!(problem.code(), code, "{what}");
    }
}

fn other_disguises() {
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    old.extend(noise(5000));
    assert_eq!(refused("an old workbook", &old, "old.xls", 20 * MEGABYTE).code(), "sheet_old_excel");
    old.extend("EncryptedPackage".bytes().flat_map(|letter| [letter, 0]));
    assert_eq!(refused("a locked workbook", &old, "locked.xlsx", 20 * MEGABYTE).code(), "sheet_encrypted");
    assert_eq!(refused("a PDF", b"%PDF-1.7 and so on", "list.csv", 20 * MEGABYTE).code(), "sheet_other_format");
}
