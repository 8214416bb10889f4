//! MP3: frame after frame, each with its own head (ISO/IEC 11172-3, 13818-3), after what tells of title and singer (ID3v2).

use std::io::{Read, Seek};

use super::{RecordingFault, parts};

/// After the tag a first frame is looked for in so many bytes: some programs leave a gap.
const GAP: u64 = 16 * 1024;
/// So many frames one behind the other are no chance.
const FRAMES: usize = 3;
const KBITS_1: [u32; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_2: [u32; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

pub(super) fn may_begin(head: &[u8]) -> bool {
    head.starts_with(b"ID3") || frame(head).is_some()
}

pub(super) fn look(file: &mut (impl Read + Seek), length: u64) -> Result<bool, RecordingFault> {
    let head = parts::at(file, 0, 10)?;
    let tag = match head.as_slice() {
        // Seven bits a byte; a foot where a bit says so (ID3v2.4, 3.1).
        [b'I', b'D', b'3', _, _, flags, a, b, c, d] => {
            let size = [a, b, c, d].into_iter().fold(0, |size, byte| size << 7 | u64::from(byte & 0x7f));
            10 + size + if flags & 0x10 == 0 { 0 } else { 10 }
        }
        _ => 0,
    };
    if tag >= length {
        return Err(RecordingFault::CutShort);
    }
    let gap = parts::at(file, tag, if tag == 0 { 4 } else { GAP })?;
    for (place, four) in (tag..).zip(gap.windows(4)) {
        if frame(four).is_some() && follow(file, place, length)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether frames follow one another from here on, three of them or up to the end.
fn follow(file: &mut (impl Read + Seek), mut at: u64, length: u64) -> Result<bool, RecordingFault> {
    for _ in 0..FRAMES {
        if at == length {
            return Ok(true);
        }
        match frame(&parts::at(file, at, 4)?) {
            Some(size) => at += size,
            None => return Ok(false),
        }
    }
    Ok(true)
}

/// The length of a frame of layer III in bytes, by its head.
fn frame(head: &[u8]) -> Option<u64> {
    let &[0xff, second, third, _, ..] = head else { return None };
    // Eleven ones, then version and layer.
    if second & 0xe0 != 0xe0 || second & 0x06 != 0x02 {
        return None;
    }
    let hertz = *[44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))?;
    let rate = usize::from(third >> 4).checked_sub(1)?;
    let padding = u32::from(third >> 1 & 1);
    let size = match second & 0x18 {
        0x18 => 144_000 * KBITS_1.get(rate)? / hertz + padding,
        0x10 => 72_000 * KBITS_2.get(rate)? / (hertz / 2) + padding,
        0x00 => 72_000 * KBITS_2.get(rate)? / (hertz / 4) + padding,
        _ => return None,
    };
    Some(size.into())
}
