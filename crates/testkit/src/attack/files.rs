//! Pictures and sheets that are none, or are meant to hurt.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Attack, judge::first_of};
use crate::photo;

const PICTURES: &str = "broken pictures and bombs";
const SHEETS: &str = "broken sheets and bombs";

/// A PNG whose head promises this size, and nothing behind it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend_from_slice(&width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 6, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend_from_slice(&13_u32.to_be_bytes());
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(&checksum(&head).to_be_bytes());
    bytes.extend_from_slice(b"\0\0\0\x04IDATxxxx\0\0\0\0");
    bytes
}

/// CRC-32 as PNG has it (ISO 15948, annex D).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

/// An archive with one part that is this long when it is unpacked.
fn bomb(name: &str, megabytes: usize) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))?;
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..megabytes {
        zip.write_all(&piece)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    let whole = photo(9);
    let jpeg_head = |height: u16, width: u16| {
        let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
        [&b"\xFF\xD8\xFF\xC0\0\x11\x08"[..], size.as_slice(), &b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01"[..]].concat()
    };
    let mut all = vec![
        ("nothing", Vec::new()),
        ("one byte", vec![0xFF]),
        ("a head alone", whole[..20].to_vec()),
        ("half a picture", whole[..whole.len() / 2].to_vec()),
        ("a PNG of 100,000 × 100,000", png(100_000, 100_000)),
        ("a PNG of no width", png(0, 10)),
        ("a PNG of the largest numbers", png(u32::MAX, u32::MAX)),
        ("a JPEG of 65,535 × 65,535", jpeg_head(65_535, 65_535)),
        ("a script as SVG", b"<svg xmlns='http://www.w3.org/2000/svg'><script>cxevil()</script></svg>".to_vec()),
        ("a page", b"<!doctype html><script>cxevil()</script>".to_vec()),
        ("a page behind a picture's first bytes", [&b"\xFF\xD8\xFF"[..], &b"<script>cxevil()</script>"[..]].concat()),
        (
            "a GIF",
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF!\xF9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
                .to_vec(),
        ),
        ("a program", b"\x7fELF\x02\x01\x01".repeat(100)),
        ("an archive", b"PK\x03\x04".repeat(100)),
        ("zeros", vec![0; 100_000]),
        ("a WebP that lies", b"RIFF\xFF\xFF\xFF\x7FWEBPVP8X\x0A\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF".to_vec()),
    ];
    // One byte of the head turned over, at each place.
    for at in 0..60 {
        let mut turned = whole[..whole.len() / 3].to_vec();
        turned[at] ^= 0xFF;
        all.push(("a picture with a turned byte, cut short", turned));
    }
    all
}

impl Attack<'_> {
    pub(super) async fn pictures_and_sheets(&mut self) -> anyhow::Result<()> {
        let inspector = self.world.sign_in("inspector").await?;
        let fields = [("category", "E0301"), ("site", "1"), ("title", "坏图"), ("text", "路面有积存垃圾")];
        for (place, (what, content)) in pictures().into_iter().enumerate() {
            for name in ["a.jpg", "../../seal.key", "a.jpg\u{0}.php"] {
                if place > 16 && (name != "a.jpg" || !self.scale.takes(place, 12)) {
                    continue;
                }
                let told = format!("{what} as {name:?}");
                let files = [("photos", name, content.clone())];
                let asked = inspector.upload("/cases/new", &fields, &files);
                let Some(answer) = self.answer(PICTURES, &told, asked).await else { continue };
                // An empty part is no photo: the report is taken without one.
                let holds = [413, 422].contains(&answer.status) || (content.is_empty() && answer.status == 303);
                self.tally.judge(PICTURES, holds, || format!("{told}: {} {}", answer.status, first_of(&answer.text())));
            }
        }
        self.sheets().await
    }

    async fn sheets(&mut self) -> anyhow::Result<()> {
        let admin = self.world.sign_in("sysadmin").await?;
        let megabytes = self.scale.of(600, 100);
        let sheets = [
            ("an archive that swells", bomb("xl/worksheets/sheet1.xml", megabytes)?),
            ("strings that swell", bomb("xl/sharedStrings.xml", megabytes)?),
            ("a name that leads out", bomb("../../../../tmp/cxevil", 1)?),
            ("an archive cut short", bomb("xl/workbook.xml", 1)?[..40].to_vec()),
            ("zeros", vec![0; 200_000]),
            ("a page", b"<html><script>cxevil()</script></html>".to_vec()),
            (
                "entities",
                b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>".to_vec(),
            ),
            ("one line without end", b"x,".repeat(2_000_000)),
            ("a formula", "代码,名称,类型,上级单位\n=cmd|'/c calc'!A1,@SUM(1),department,OFFICE\n".as_bytes().to_vec()),
        ];
        for (what, content) in sheets {
            for kind in
                ["units", "people", "sites", "holidays", "standard", "categories", "outlines", "grids", "divisions"]
            {
                for name in ["x.xlsx", "x.csv", "x.json"] {
                    if self.scale == super::Scale::Part && (kind != "units" || name == "x.json") {
                        continue;
                    }
                    let told = format!("{what} as {kind}, {name}");
                    let path = format!("/imports/{kind}/preview");
                    let files = [("file", name, content.clone())];
                    let asked = admin.upload(&path, &[], &files);
                    let Some(answer) = self.answer(SHEETS, &told, asked).await else { continue };
                    let text = answer.text();
                    let holds = answer.status < 500 && answer.status != 303 && !text.contains("root:x:0:");
                    self.tally.judge(SHEETS, holds || answer.status == 503, || {
                        format!("{told}: {} {}", answer.status, first_of(&text))
                    });
                }
            }
        }
        Ok(())
    }
}
