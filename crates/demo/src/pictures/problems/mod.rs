//! What is wrong in the street, and how it looks when it has been put right.

mod ground;
mod litter;
mod standing;
mod wall;

use super::{Phase, PictureKind, canvas::Canvas, canvas::Colour, chance::Chance};

const LIGHT: Colour = [247, 247, 243];
const DARK: Colour = [58, 66, 64];
const SHADOW: Colour = [120, 114, 104];
const COLOURS: [Colour; 6] =
    [[58, 107, 146], [172, 92, 60], [74, 128, 92], [110, 92, 150], [160, 126, 58], [176, 74, 74]];

pub(super) fn draw(canvas: &mut Canvas, chance: &mut Chance, kind: PictureKind, phase: Phase) {
    let wrong = phase == Phase::Before;
    match kind {
        PictureKind::Bicycles => standing::bicycles(canvas, chance, wrong),
        PictureKind::StreetStall => standing::stall(canvas, chance, wrong),
        PictureKind::OverflowingBins => standing::bins(canvas, chance, wrong),
        PictureKind::Rubbish => ground::rubbish(canvas, chance, wrong),
        PictureKind::Puddle => ground::puddle(canvas, chance, wrong),
        PictureKind::BrokenPaving => ground::broken_paving(canvas, chance, wrong),
        PictureKind::Posters => wall::posters(canvas, chance, wrong),
        PictureKind::HangingWires => wall::wires(canvas, chance, wrong),
    }
}
