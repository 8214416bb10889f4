//! Drawn photos for the demonstration: a street before and after a problem was put right.
//!
//! The demonstration needs photos that show something, and must not show a real place or person. These are flat
//! drawings, each with a hatched frame and the mark 示意 (“illustration”) in a corner, so that nobody takes one for
//! evidence. The same kind, seed and phase give the same bytes on any machine.

mod bicycle;
mod canvas;
mod chance;
mod mark;
mod problems;
mod shapes;
mod street;

use canvas::Canvas;
use chance::Chance;
use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};

/// Width and height of every drawn photo, in pixels.
pub const PICTURE_SIZE: (u32, u32) = (640, 480);

/// What is wrong in the street.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureKind {
    /// Bicycles parked across the tactile paving.
    Bicycles,
    /// Rubbish lying about.
    Rubbish,
    /// Small advertisements stuck on a wall.
    Posters,
    /// Water standing around a drain.
    Puddle,
    /// Broken and missing paving stones.
    BrokenPaving,
    /// A stall that takes the pavement.
    StreetStall,
    /// Bins that overflow.
    OverflowingBins,
    /// Wires that hang loose.
    HangingWires,
}

impl PictureKind {
    pub const ALL: [PictureKind; 8] = [
        PictureKind::Bicycles,
        PictureKind::Rubbish,
        PictureKind::Posters,
        PictureKind::Puddle,
        PictureKind::BrokenPaving,
        PictureKind::StreetStall,
        PictureKind::OverflowingBins,
        PictureKind::HangingWires,
    ];
}

/// Whether the problem is there or has been put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    Before,
    After,
}

/// Draws a photo as JPEG of 25 to 45 kB. Both phases of the same kind and seed show the same street from the same place.
pub fn draw(kind: PictureKind, seed: u64, phase: Phase) -> Vec<u8> {
    let (width, height) = PICTURE_SIZE;
    let mut canvas = Canvas::new(width, height);
    // The street is drawn from the seed alone, what is in it from a stream of its own: tidying up moves no tree.
    street::draw(&mut canvas, &mut Chance::new(seed), kind);
    problems::draw(&mut canvas, &mut Chance::new(seed ^ 0x7061_7665), kind, phase);
    if phase == Phase::After {
        // The second visit is later in the day: a little warmer, as a second photo would be.
        canvas.tint([255, 238, 205], 0.07);
    }
    mark::draw(&mut canvas);
    let mut jpeg = Vec::with_capacity(48 * 1024);
    let written =
        JpegEncoder::new_with_quality(&mut jpeg, 60).encode(canvas.pixels(), width, height, ExtendedColorType::Rgb8);
    assert!(written.is_ok(), "a picture of this size in memory can always be written");
    jpeg
}
