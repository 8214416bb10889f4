//! What lies on the pavement: rubbish, water, broken stones.

use super::{
    super::{canvas::Canvas, canvas::Colour, canvas::Point, canvas::mix, chance::Chance, street::STRIP},
    DARK, LIGHT, SHADOW,
    litter::{bag_of_rubbish, scraps},
};

pub(super) fn rubbish(canvas: &mut Canvas, chance: &mut Chance, wrong: bool) {
    bin(canvas, 452.0);
    if !wrong {
        return;
    }
    let x = chance.between(200.0, 280.0);
    for (across, down, size) in [(0.0, 384.0, 26.0), (44.0, 390.0, 22.0), (20.0, 362.0, 23.0), (84.0, 398.0, 17.0)] {
        bag_of_rubbish(canvas, (x + across, down), size, chance);
    }
    for _ in 0..5 {
        bottle(canvas, (chance.between(130.0, 520.0), chance.between(372.0, 432.0)), chance);
    }
    scraps(canvas, chance, 40, (110.0, 540.0), (300.0, 438.0));
}

fn bottle(canvas: &mut Canvas, (x, y): Point, chance: &mut Chance) {
    let colour = chance.pick(&[[150, 190, 200], [124, 168, 124], [206, 214, 214]]);
    let slope = chance.between(-0.35, 0.35);
    let end = (x + 26.0, y + 26.0 * slope);
    canvas.faint_line((x, y + 5.0), (end.0, end.1 + 5.0), 5.0, SHADOW, 0.35);
    canvas.line((x, y), end, 9.0, colour);
    canvas.line(end, (x + 34.0, y + 34.0 * slope), 4.5, colour);
    canvas.line((x + 36.0, y + 36.0 * slope), (x + 37.0, y + 37.0 * slope), 5.0, [196, 74, 66]);
    canvas.faint_line((x + 4.0, y - 1.5), (x + 20.0, y - 1.5 + 16.0 * slope), 2.0, LIGHT, 0.7);
}

fn bin(canvas: &mut Canvas, x: f32) {
    canvas.ellipse((x + 30.0, 306.0), (44.0, 5.0), SHADOW, 0.4);
    for (left, colour) in [(x, [74, 140, 92]), (x + 32.0, [120, 126, 128])] {
        canvas.rounded((left, 246.0), (left + 28.0, 304.0), 3.0, colour, 1.0);
        canvas.rounded((left + 5.0, 254.0), (left + 23.0, 262.0), 3.0, DARK, 1.0);
        canvas.rounded((left + 8.0, 272.0), (left + 20.0, 286.0), 2.0, mix(colour, LIGHT, 0.8), 1.0);
    }
    canvas.rounded((x - 5.0, 238.0), (x + 65.0, 247.0), 4.0, [88, 96, 95], 1.0);
}

pub(super) fn puddle(canvas: &mut Canvas, chance: &mut Chance, wrong: bool) {
    let (x, y) = (chance.between(280.0, 350.0), 402.0);
    if wrong {
        for (across, down, wide, deep) in [
            (0.0, 0.0, 176.0, 30.0),
            (-120.0, -12.0, 84.0, 22.0),
            (110.0, -14.0, 92.0, 20.0),
            (30.0, -40.0, 96.0, 24.0),
            (-50.0, -58.0, 60.0, 16.0),
        ] {
            canvas.ellipse((x + across, y + down), (wide + 7.0, deep + 5.0), [156, 150, 140], 0.9);
            canvas.ellipse((x + across, y + down), (wide + 2.0, deep + 1.5), [128, 142, 146], 1.0);
        }
        for (across, down, wide, deep) in [
            (0.0, 0.0, 168.0, 26.0),
            (-120.0, -12.0, 76.0, 18.0),
            (110.0, -14.0, 84.0, 16.0),
            (30.0, -40.0, 88.0, 20.0),
            (-50.0, -58.0, 52.0, 12.0),
        ] {
            canvas.ellipse((x + across, y + down), (wide, deep), [156, 178, 186], 1.0);
        }
        // The sky and two houses stand on their heads in it.
        canvas.ellipse((x - 60.0, y - 6.0), (44.0, 7.0), [206, 221, 227], 0.9);
        canvas.ellipse((x + 70.0, y + 6.0), (60.0, 8.0), [206, 221, 227], 0.8);
        canvas.ellipse((x + 34.0, y - 40.0), (40.0, 6.0), [200, 217, 224], 0.8);
        for _ in 0..4 {
            let at = (x + chance.between(-120.0, 120.0), y + chance.between(-14.0, 12.0));
            canvas.ellipse(at, (13.0, 3.2), [228, 238, 240], 0.9);
            canvas.ellipse(at, (9.5, 2.0), [156, 178, 186], 1.0);
        }
        scraps(canvas, chance, 7, (x - 130.0, x + 130.0), (y - 10.0, y + 12.0));
        return;
    }
    // The drain is open again, and the stones around it are still a little dark.
    canvas.ellipse((x, y - 8.0), (150.0, 34.0), [176, 171, 161], 0.45);
    canvas.polygon(
        &[(x - 34.0, y - 18.0), (x + 34.0, y - 18.0), (x + 42.0, y + 12.0), (x - 42.0, y + 12.0)],
        [112, 117, 117],
        1.0,
    );
    canvas.polygon(
        &[(x - 30.0, y - 15.0), (x + 30.0, y - 15.0), (x + 37.0, y + 9.0), (x - 37.0, y + 9.0)],
        [136, 141, 140],
        1.0,
    );
    for bar in 0..6 {
        let part = bar as f32 / 5.0 * 2.0 - 1.0;
        canvas.line((x + part * 24.0, y - 12.0), (x + part * 30.0, y + 6.0), 3.6, DARK);
    }
}

pub(super) fn broken_paving(canvas: &mut Canvas, chance: &mut Chance, wrong: bool) {
    let left = chance.between(180.0, 240.0);
    for row in 0..4 {
        for place in 0..5 {
            let grow = |row: usize| 1.0 + row as f32 * 0.085;
            let corner = |row: usize, place: usize| {
                let x = left + 130.0 + (place as f32 - 2.5) * 52.0 * grow(row);
                (x, STRIP.1 + 4.0 + row as f32 * 20.5 + (row * row) as f32 * 0.8)
            };
            let corners =
                [corner(row, place), corner(row, place + 1), corner(row + 1, place + 1), corner(row + 1, place)];
            let shade = chance.between(0.0, 0.16);
            let fate = chance.below(10);
            if !wrong {
                // New stones are a little lighter than the old ones around them.
                stone(canvas, &corners, mix([217, 212, 202], [200, 193, 181], shade), 0.0);
            } else {
                broken_stone(canvas, chance, &corners, fate, mix([193, 186, 174], [160, 152, 140], shade));
            }
        }
    }
    if wrong {
        for _ in 0..26 {
            let at = (chance.between(left - 20.0, left + 290.0), chance.between(STRIP.1 + 2.0, 440.0));
            canvas.ellipse(at, (chance.between(2.0, 6.0), chance.between(1.5, 3.5)), [150, 141, 128], 1.0);
        }
    }
}

fn broken_stone(canvas: &mut Canvas, chance: &mut Chance, corners: &[Point; 4], fate: usize, colour: Colour) {
    let middle = ((corners[0].0 + corners[2].0) / 2.0, (corners[0].1 + corners[2].1) / 2.0);
    match fate {
        // Gone: sand in a hole.
        0..=3 => {
            canvas.polygon(corners, [118, 106, 90], 1.0);
            let inner = corners.map(|(x, y)| (x + (middle.0 - x) * 0.16, y + (middle.1 - y) * 0.1 + 2.0));
            canvas.polygon(&inner, [162, 143, 113], 1.0);
        }
        // Tilted out of its bed.
        4 | 5 => {
            canvas.polygon(corners, [118, 106, 90], 1.0);
            let (lift, turn) = (chance.between(5.0, 11.0), chance.between(-6.0, 6.0));
            let tilted = [
                (corners[0].0 + turn, corners[0].1 - lift * 0.4),
                (corners[1].0 + turn, corners[1].1 - lift),
                (corners[2].0 + turn, corners[2].1 - lift),
                (corners[3].0 + turn, corners[3].1 - lift * 0.2),
            ];
            stone(canvas, &tilted, mix(colour, LIGHT, 0.12), 5.0);
        }
        // Cracked.
        6..=8 => {
            stone(canvas, corners, colour, 0.0);
            let mut crack = |from: Point, to: Point| {
                let bend = (middle.0 + chance.between(-9.0, 9.0), middle.1 + chance.between(-4.0, 4.0));
                canvas.path(&[from, bend, to], 2.0, [96, 88, 78]);
            };
            crack(corners[0], corners[2]);
            crack(((corners[0].0 + corners[1].0) / 2.0, corners[0].1), corners[3]);
        }
        _ => stone(canvas, corners, colour, 0.0),
    }
}

/// A stone with its joint; `thickness` shows the side of one that stands up.
fn stone(canvas: &mut Canvas, corners: &[Point; 4], colour: Colour, thickness: f32) {
    if thickness > 0.0 {
        let low = |(x, y): Point| (x, y + thickness);
        canvas.polygon(&[corners[3], corners[2], low(corners[2]), low(corners[3])], mix(colour, DARK, 0.35), 1.0);
    }
    canvas.polygon(corners, mix(colour, DARK, 0.22), 1.0);
    let middle = ((corners[0].0 + corners[2].0) / 2.0, (corners[0].1 + corners[2].1) / 2.0);
    let face = corners.map(|(x, y)| (x + (middle.0 - x).signum() * 1.1, y + (middle.1 - y).signum() * 0.9));
    canvas.polygon(&face, colour, 1.0);
}
