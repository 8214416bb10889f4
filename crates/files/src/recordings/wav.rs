//! WAV: chunks within a RIFF. Sound that is not packed, or by the old law of telephones; nothing else is played everywhere.

use std::io::{Read, Seek};

use super::{RecordingFault, parts};

/// The chunks of a file; one has some five.
const MOST_CHUNKS: usize = 1_000;
/// Whole numbers, fractions, A-law, µ-law, and what names its format further behind (RFC 2361).
const PLAYED: [u16; 5] = [1, 3, 6, 7, 0xfffe];

pub(super) fn may_begin(head: &[u8]) -> bool {
    head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WAVE")
}

pub(super) fn look(file: &mut (impl Read + Seek), length: u64) -> Result<(), RecordingFault> {
    let (mut at, mut has_format) = (12, false);
    for _ in 0..MOST_CHUNKS {
        let head = parts::at(file, at, 10)?;
        let Some(size) = parts::u32_le(&head, 4).map(u64::from) else { return Err(RecordingFault::CutShort) };
        match &head[..4] {
            b"fmt " => {
                let format = head.get(8..10).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]));
                if !PLAYED.contains(&format) {
                    return Err(RecordingFault::Codec { codec: format!("WAV {format:#06x}") });
                }
                has_format = true;
            }
            b"data" if size > length - at - 8 => return Err(RecordingFault::CutShort),
            b"data" if has_format => return Ok(()),
            _ => {}
        }
        // Chunks begin at even places.
        at += 8 + size + size % 2;
        if at >= length {
            return Err(RecordingFault::CutShort);
        }
    }
    Err(RecordingFault::Damaged)
}
