//! A canvas of soft-edged shapes. Each shape is a distance: below zero inside, above zero outside, in pixels; the half
//! pixel at the edge is blended, so that lines are smooth without drawing everything larger.

/// Red, green, blue.
pub(super) type Colour = [u8; 3];
/// Across and down, in pixels from the top left corner.
pub(super) type Point = (f32, f32);

pub(super) struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, pixels: vec![255; (width * height * 3) as usize] }
    }

    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Fills all from `top` to `bottom` with a colour that changes evenly from one to the other.
    pub fn gradient(&mut self, top: f32, bottom: f32, from: Colour, to: Colour) {
        for y in (top.max(0.0) as u32)..(bottom.max(0.0) as u32).min(self.height) {
            let part = (y as f32 - top) / (bottom - top);
            let colour = mix(from, to, part);
            let start = (y * self.width * 3) as usize;
            for pixel in self.pixels[start..start + (self.width * 3) as usize].chunks_exact_mut(3) {
                pixel.copy_from_slice(&colour);
            }
        }
    }

    /// Paints where `distance` is below zero, within the box from `low` to `high`.
    pub fn paint(&mut self, low: Point, high: Point, colour: Colour, strength: f32, distance: impl Fn(Point) -> f32) {
        let from = |value: f32| (value - 1.0).max(0.0) as u32;
        let to = |value: f32, end: u32| ((value + 2.0).max(0.0) as u32).min(end);
        for y in from(low.1)..to(high.1, self.height) {
            for x in from(low.0)..to(high.0, self.width) {
                let cover = (0.5 - distance((x as f32 + 0.5, y as f32 + 0.5))).clamp(0.0, 1.0) * strength;
                if cover > 0.0 {
                    let start = ((y * self.width + x) * 3) as usize;
                    for (channel, wanted) in self.pixels[start..start + 3].iter_mut().zip(colour) {
                        *channel = blend(*channel, wanted, cover);
                    }
                }
            }
        }
    }

    /// Lays a thin veil of colour over everything.
    pub fn tint(&mut self, colour: Colour, strength: f32) {
        for pixel in self.pixels.chunks_exact_mut(3) {
            for (channel, wanted) in pixel.iter_mut().zip(colour) {
                *channel = blend(*channel, wanted, strength);
            }
        }
    }
}

pub(super) fn mix(from: Colour, to: Colour, part: f32) -> Colour {
    [0, 1, 2].map(|channel| blend(from[channel], to[channel], part.clamp(0.0, 1.0)))
}

fn blend(from: u8, to: u8, part: f32) -> u8 {
    (f32::from(from) + (f32::from(to) - f32::from(from)) * part + 0.5) as u8
}
