//! What is thrown away: bags and scraps, wherever they lie.

use super::{
    super::{canvas::Canvas, canvas::Colour, canvas::Point, canvas::mix, chance::Chance},
    DARK, LIGHT, SHADOW,
};

/// Papers, lids, peels: what blows about.
pub(super) fn scraps(canvas: &mut Canvas, chance: &mut Chance, count: usize, across: Point, down: Point) {
    const COLOURS: [Colour; 6] =
        [[244, 242, 234], [222, 206, 176], [206, 98, 82], [240, 214, 120], [150, 176, 196], [232, 232, 232]];
    for _ in 0..count {
        let (x, y) = (chance.between(across.0, across.1), chance.between(down.0, down.1));
        let size = 3.0 + (y - 280.0).max(0.0) * 0.035 + chance.between(0.0, 4.0);
        let colour = chance.pick(&COLOURS);
        let corner = |chance: &mut Chance, right: f32, low: f32| {
            (x + right * size + chance.between(-2.0, 2.0), y + low * size * 0.6 + chance.between(-1.5, 1.5))
        };
        let corners = [
            corner(chance, -1.0, -1.0),
            corner(chance, 1.0, -1.0),
            corner(chance, 1.2, 1.0),
            corner(chance, -0.8, 1.0),
        ];
        canvas.ellipse((x + 1.0, y + size * 0.7), (size * 1.2, 2.0), SHADOW, 0.35);
        canvas.polygon(&corners, colour, 1.0);
        canvas.faint_line(corners[0], corners[2], 0.9, mix(colour, DARK, 0.3), 0.7);
    }
}

pub(super) fn bag_of_rubbish(canvas: &mut Canvas, at: Point, size: f32, chance: &mut Chance) {
    let colour = chance.pick(&[[66, 72, 74], [84, 90, 88], [226, 226, 220], [196, 90, 80], [98, 134, 166]]);
    canvas.ellipse((at.0, at.1 + size * 0.75), (size * 1.1, size * 0.22), SHADOW, 0.4);
    canvas.ellipse(at, (size, size * 0.82), colour, 1.0);
    canvas.ellipse((at.0 - size * 0.3, at.1 - size * 0.25), (size * 0.36, size * 0.24), mix(colour, LIGHT, 0.3), 0.8);
    let neck = (at.0 + size * 0.1, at.1 - size * 0.78);
    canvas.polygon(
        &[
            (neck.0 - 3.0, neck.1 + 5.0),
            (neck.0 - 6.0, neck.1 - 6.0),
            (neck.0 + 7.0, neck.1 - 5.0),
            (neck.0 + 4.0, neck.1 + 5.0),
        ],
        mix(colour, DARK, 0.15),
        1.0,
    );
}
