//! The text of a DOCX (ISO/IEC 29500-1, 17): paragraphs as lines, cells of tables parted by tabs.

use std::io::{BufRead, BufReader};

use quick_xml::{Reader, events::Event};

use super::{DocumentFault, gathered::Gathered};
use crate::sheets::{ReadLimits, zip_guard};

/// The parts that people read, in their order.
const PARTS: [&str; 3] = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];

pub(super) fn read(bytes: &[u8], into: &mut Gathered) -> Result<(), DocumentFault> {
    let walked = zip_guard::walk(bytes, &ReadLimits::default());
    let mut archive =
        walked.map_err(|(why, part)| DocumentFault::of(&why).unwrap_or_else(|| DocumentFault::damaged(part)))?;
    for name in PARTS {
        if let Some(index) = archive.index_for_name(name) {
            let part = archive.by_index(index).map_err(DocumentFault::damaged)?;
            part_text(&mut Reader::from_reader(BufReader::new(part)), into)?;
        }
    }
    Ok(())
}

fn part_text<R: BufRead>(reader: &mut Reader<R>, into: &mut Gathered) -> Result<(), DocumentFault> {
    let (mut buffer, mut is_text) = (Vec::new(), false);
    while !into.is_full() {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(DocumentFault::damaged)? {
            Event::Start(element) => is_text = element.local_name().as_ref() == "t",
            Event::End(element) => {
                is_text = false;
                match element.local_name().as_ref() {
                    "p" => into.end_line(),
                    "tc" => into.end_cell(),
                    _ => {}
                }
            }
            Event::Empty(element) => match element.local_name().as_ref() {
                "tab" => into.blank(),
                "br" | "cr" | "p" => into.end_line(),
                _ => {}
            },
            Event::Text(text) if is_text => into.push(&text),
            Event::CData(text) if is_text => into.push(&text),
            Event::GeneralRef(name) if is_text => {
                if let Some(sign) = named(&name) {
                    into.push(sign.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
    into.leave_out();
    Ok(())
}

/// The sign that stands behind `&name;` (XML 1.0, 4.6) or its number.
fn named(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}
