//! The street: sky, houses, hedge, trees, pavement with its tactile strip, kerb.

use super::{PictureKind, canvas::Canvas, canvas::Colour, canvas::mix, chance::Chance};

/// Where the pavement begins.
pub(super) const HORIZON: f32 = 226.0;
/// The tactile strip for the blind, from top to bottom.
pub(super) const STRIP: (f32, f32) = (318.0, 352.0);
/// The edge of the kerb.
pub(super) const KERB: f32 = 446.0;

const STONE: Colour = [201, 195, 184];
const STONE_FAR: Colour = [189, 185, 177];
const JOINT: Colour = [172, 166, 155];
const STRIP_COLOUR: Colour = [226, 186, 74];
const STRIP_MARK: Colour = [188, 147, 44];

pub(super) fn draw(canvas: &mut Canvas, chance: &mut Chance, kind: PictureKind) {
    sky(canvas, chance);
    houses(canvas, chance);
    hedge(canvas, chance);
    pavement(canvas);
    strip(canvas);
    trees(canvas, chance, kind);
}

fn sky(canvas: &mut Canvas, chance: &mut Chance) {
    let top = chance.pick(&[[196, 217, 228], [205, 220, 226], [190, 213, 230], [212, 219, 221]]);
    canvas.gradient(0.0, HORIZON + 4.0, top, [232, 238, 238]);
    for _ in 0..3 {
        let (x, y) = (chance.between(0.0, 640.0), chance.between(30.0, 90.0));
        for part in 0..4 {
            let shift = part as f32 * 26.0;
            canvas.ellipse((x + shift, y + (part % 2) as f32 * 5.0), (34.0, 11.0), [246, 249, 249], 0.75);
        }
    }
}

fn houses(canvas: &mut Canvas, chance: &mut Chance) {
    let mut left = chance.between(-40.0, 0.0);
    let colours: [Colour; 6] =
        [[201, 207, 203], [192, 203, 200], [210, 203, 193], [196, 200, 208], [214, 207, 200], [199, 209, 201]];
    while left < 640.0 {
        let width = chance.between(110.0, 190.0);
        let top = chance.between(34.0, 128.0);
        let colour = chance.pick(&colours);
        canvas.rectangle((left, top), (left + width, HORIZON + 4.0), colour);
        canvas.rectangle((left, top), (left + width, top + 7.0), mix(colour, [90, 100, 100], 0.25));
        canvas.rectangle((left + width - 9.0, top + 7.0), (left + width, HORIZON), mix(colour, [90, 100, 100], 0.12));
        let glass = chance.pick(&[[232, 239, 239], [221, 233, 238], [240, 240, 232]]);
        let (step, size) = (chance.pick(&[26.0, 30.0, 34.0]), chance.pick(&[(13.0, 15.0), (16.0, 14.0), (11.0, 18.0)]));
        let across = ((width - 24.0) / step) as usize;
        for row in 0..6 {
            let y = top + 20.0 + row as f32 * 30.0;
            for place in 0..across {
                let x = left + 13.0 + place as f32 * step;
                let lit = if chance.below(9) == 0 { [249, 233, 186] } else { glass };
                canvas.rectangle((x, y), (x + size.0, y + size.1), lit);
                canvas.rectangle((x, y + size.1), (x + size.0, y + size.1 + 1.5), mix(colour, [80, 90, 90], 0.3));
            }
        }
        left += width + chance.between(6.0, 34.0);
    }
}

fn hedge(canvas: &mut Canvas, chance: &mut Chance) {
    let green = chance.pick(&[[143, 175, 155], [150, 178, 146], [136, 170, 156]]);
    canvas.rectangle((0.0, 205.0), (640.0, HORIZON + 4.0), green);
    let mut x = -10.0;
    while x < 660.0 {
        let radius = chance.between(16.0, 26.0);
        let shade = mix(green, [90, 130, 105], chance.between(0.0, 0.35));
        canvas.disc((x, 208.0), radius, shade);
        x += radius * 1.45;
    }
    canvas.rectangle((0.0, HORIZON - 5.0), (640.0, HORIZON + 2.0), [178, 178, 172]);
}

fn pavement(canvas: &mut Canvas) {
    canvas.gradient(HORIZON, 480.0, STONE_FAR, STONE);
    // Rows of stones come nearer by an even factor; the joints between them meet above the middle of the picture.
    let (mut y, mut step) = (HORIZON + 12.0, 13.0);
    while y < KERB {
        canvas.faint_line((0.0, y), (640.0, y), 1.2, JOINT, 0.8);
        y += step;
        step *= 1.16;
    }
    for place in -14..=14 {
        let far = 320.0 + place as f32 * 46.0;
        let near = 320.0 + place as f32 * 104.0;
        canvas.faint_line((far, HORIZON), (near, KERB), 1.2, JOINT, 0.8);
    }
    canvas.rectangle((0.0, KERB), (640.0, KERB + 9.0), [222, 218, 209]);
    canvas.rectangle((0.0, KERB + 9.0), (640.0, KERB + 13.0), [158, 155, 150]);
    canvas.rectangle((0.0, KERB + 13.0), (640.0, 480.0), [134, 137, 138]);
}

fn strip(canvas: &mut Canvas) {
    let (top, bottom) = STRIP;
    canvas.rectangle((0.0, top), (640.0, bottom), STRIP_COLOUR);
    canvas.rectangle((0.0, bottom - 2.0), (640.0, bottom), mix(STRIP_COLOUR, STRIP_MARK, 0.6));
    for row in 0..4 {
        let y = top + 5.5 + row as f32 * 7.6;
        for place in 0..33 {
            let x = place as f32 * 20.0 + row as f32 * 1.5 - 4.0;
            canvas.line((x + 3.0, y), (x + 13.0, y), 2.6, STRIP_MARK);
        }
    }
}

fn trees(canvas: &mut Canvas, chance: &mut Chance, kind: PictureKind) {
    // Where a wall or wires stand in the picture there is one tree at the edge, elsewhere two.
    let places: &[f32] = match kind {
        PictureKind::Posters | PictureKind::HangingWires => &[582.0],
        _ => &[76.0, 560.0],
    };
    for place in places {
        let x = place + chance.between(-26.0, 26.0);
        let foot = 300.0 + chance.between(-6.0, 10.0);
        let green: Colour = chance.pick(&[[91, 136, 108], [104, 143, 101], [84, 130, 116]]);
        canvas.ellipse((x + 8.0, foot + 1.0), (38.0, 6.0), [140, 135, 125], 0.5);
        canvas.polygon(&[(x - 4.5, 120.0), (x + 4.5, 120.0), (x + 7.0, foot), (x - 7.0, foot)], [107, 87, 71], 1.0);
        canvas.rectangle((x - 7.5, foot - 34.0), (x + 7.5, foot), [233, 231, 224]);
        let crown: [(f32, f32, f32, f32); 5] = [
            (-30.0, 108.0, 34.0, 0.25),
            (32.0, 112.0, 33.0, 0.3),
            (0.0, 84.0, 48.0, 0.0),
            (-20.0, 120.0, 30.0, -0.2),
            (18.0, 100.0, 30.0, -0.15),
        ];
        for (across, down, radius, shade) in crown {
            let colour = match shade > 0.0 {
                true => mix(green, [50, 90, 66], shade),
                false => mix(green, [150, 190, 150], -shade),
            };
            canvas.disc((x + across + chance.between(-4.0, 4.0), down), radius + chance.between(-3.0, 3.0), colour);
        }
    }
}
