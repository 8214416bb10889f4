//! What stands on the pavement: bicycles, a stall, bins.

use std::f32::consts::PI;

use super::{
    super::{bicycle, canvas::Canvas, canvas::Colour, canvas::Point, canvas::mix, chance::Chance},
    COLOURS, DARK, LIGHT, SHADOW,
    litter::{bag_of_rubbish, scraps},
};

pub(super) fn bicycles(canvas: &mut Canvas, chance: &mut Chance, wrong: bool) {
    let (left, right) = (232.0, 232.0 + 68.0 * 5.0 + 16.0);
    // The marked place for bicycles, there in both photos.
    for (from, to) in [
        ((left, 376.0), (right, 376.0)),
        ((left - 14.0, 438.0), (right + 14.0, 438.0)),
        ((left, 376.0), (left - 14.0, 438.0)),
        ((right, 376.0), (right + 14.0, 438.0)),
    ] {
        canvas.line(from, to, 3.6, LIGHT);
    }
    let first = chance.below(COLOURS.len());
    let colour = |place: usize| COLOURS[(first + place) % COLOURS.len()];
    if !wrong {
        for place in 0..5 {
            let x = left + 42.0 + place as f32 * 68.0;
            bicycle::draw(canvas, (x, 425.0), 0.8, 0.0, false, colour(place));
        }
        return;
    }
    let shift = chance.between(-20.0, 30.0);
    for (place, (x, y, turn)) in
        [(140.0, 338.0, -0.06), (206.0, 346.0, 0.1), (262.0, 336.0, -0.12), (322.0, 350.0, 0.14), (402.0, 362.0, 0.04)]
            .into_iter()
            .enumerate()
    {
        let turn = turn + chance.between(-0.06, 0.06);
        bicycle::draw(canvas, (x + shift, y), 0.92, turn, chance.below(2) == 0, colour(place));
    }
    bicycle::draw(canvas, (left + 60.0, 425.0), 0.86, 0.0, false, colour(3));
    // One has fallen over.
    bicycle::draw(canvas, (470.0 + shift, 402.0), 0.9, PI * 0.46 + chance.between(-0.1, 0.1), true, colour(5));
}

pub(super) fn stall(canvas: &mut Canvas, chance: &mut Chance, wrong: bool) {
    let x = chance.between(210.0, 290.0);
    let cloth = chance.pick(&[[190, 80, 70], [70, 120, 150], [84, 138, 96]]);
    // The sign stands there before and after: a stall crossed out.
    no_stall_sign(canvas, x - 96.0);
    if !wrong {
        return;
    }
    canvas.ellipse((x + 110.0, 409.0), (150.0, 11.0), SHADOW, 0.4);
    canvas.line((x + 100.0, 190.0), (x + 100.0, 400.0), 5.0, [150, 150, 146]);
    canvas.rectangle((x, 344.0), (x + 214.0, 400.0), [170, 134, 96]);
    for board in 0..4 {
        let y = 354.0 + board as f32 * 13.0;
        canvas.faint_line((x, y), (x + 214.0, y), 1.4, [134, 102, 70], 0.9);
    }
    canvas.rectangle((x - 8.0, 334.0), (x + 222.0, 346.0), [196, 162, 122]);
    let goods: [Colour; 4] = [[204, 82, 60], [226, 162, 52], [116, 158, 74], [168, 76, 108]];
    for (heap, fruits) in goods.into_iter().enumerate() {
        let left = x + 6.0 + heap as f32 * 53.0;
        canvas.rounded((left, 318.0), (left + 46.0, 336.0), 2.0, [122, 94, 66], 1.0);
        for fruit in 0..9 {
            let at =
                (left + 5.0 + (fruit % 5) as f32 * 9.0 + (fruit / 5) as f32 * 4.5, 316.0 - (fruit / 5) as f32 * 8.0);
            canvas.disc(at, 5.6, mix(fruits, LIGHT, chance.between(0.0, 0.22)));
        }
    }
    umbrella(canvas, (x + 100.0, 176.0), cloth);
    for (left, top, size) in [(x + 236.0, 360.0, 44.0), (x + 246.0, 326.0, 36.0), (x - 64.0, 366.0, 46.0)] {
        crate_box(canvas, (left, top), size);
    }
    scraps(canvas, chance, 10, (x - 60.0, x + 300.0), (408.0, 440.0));
}

fn umbrella(canvas: &mut Canvas, top: Point, cloth: Colour) {
    const PANELS: usize = 8;
    let (width, depth) = (150.0, 74.0);
    let edge = |place: usize| {
        let part = place as f32 / PANELS as f32 * 2.0 - 1.0;
        (top.0 + part * width, top.1 + depth - (1.0 - part * part) * 10.0)
    };
    for panel in 0..PANELS {
        let colour = if panel % 2 == 0 { cloth } else { LIGHT };
        let (from, to) = (edge(panel), edge(panel + 1));
        canvas.polygon(&[top, to, ((from.0 + to.0) / 2.0, from.1.max(to.1) + 9.0), from], colour, 1.0);
    }
    canvas.disc(top, 4.0, DARK);
}

fn crate_box(canvas: &mut Canvas, (left, top): Point, size: f32) {
    canvas.rectangle((left, top), (left + size, top + size * 0.86), [186, 150, 108]);
    for board in 0..3 {
        let y = top + size * (0.12 + board as f32 * 0.28);
        canvas.rectangle((left + 2.0, y), (left + size - 2.0, y + size * 0.07), [140, 106, 72]);
    }
    canvas.rectangle((left, top), (left + 4.0, top + size * 0.86), [156, 120, 82]);
    canvas.rectangle((left + size - 4.0, top), (left + size, top + size * 0.86), [156, 120, 82]);
}

fn no_stall_sign(canvas: &mut Canvas, x: f32) {
    canvas.ellipse((x, 301.0), (14.0, 3.0), SHADOW, 0.5);
    canvas.rectangle((x - 2.5, 170.0), (x + 2.5, 300.0), [140, 146, 145]);
    canvas.disc((x, 158.0), 24.0, LIGHT);
    canvas.rectangle((x - 10.0, 158.0), (x + 10.0, 168.0), DARK);
    canvas.polygon(&[(x - 14.0, 156.0), (x, 144.0), (x + 14.0, 156.0)], DARK, 1.0);
    canvas.ring((x, 158.0), 22.0, 5.0, [194, 62, 54]);
    canvas.line((x - 15.0, 143.0), (x + 15.0, 173.0), 4.5, [194, 62, 54]);
}

pub(super) fn bins(canvas: &mut Canvas, chance: &mut Chance, wrong: bool) {
    let x = chance.between(196.0, 270.0);
    canvas.ellipse((x + 100.0, 311.0), (150.0, 10.0), SHADOW, 0.35);
    // The colours of GB/T 19095: kitchen waste green, recyclables blue, other waste grey.
    for (place, colour) in [[74, 140, 92], [62, 112, 160], [120, 126, 128]].into_iter().enumerate() {
        let left = x + place as f32 * 74.0;
        if wrong {
            for bag in 0..4 {
                let at = (left + 9.0 + bag as f32 * 14.0, 204.0 - (bag % 2) as f32 * 14.0 + chance.between(-4.0, 4.0));
                bag_of_rubbish(canvas, at, 15.0, chance);
            }
        }
        let (top, bottom) = (210.0, 308.0);
        canvas.polygon(&[(left, top), (left + 62.0, top), (left + 56.0, bottom), (left + 6.0, bottom)], colour, 1.0);
        canvas.polygon(
            &[(left + 46.0, top), (left + 62.0, top), (left + 56.0, bottom), (left + 43.0, bottom)],
            mix(colour, DARK, 0.25),
            1.0,
        );
        canvas.rounded((left + 18.0, 240.0), (left + 40.0, 262.0), 4.0, mix(colour, LIGHT, 0.8), 1.0);
        canvas.disc((left + 14.0, 309.0), 6.0, DARK);
        canvas.disc((left + 49.0, 309.0), 6.0, DARK);
        match wrong {
            // The lid stands open behind what is heaped up.
            true => canvas.line((left + 60.0, 210.0), (left + 74.0, 166.0), 6.0, mix(colour, DARK, 0.2)),
            false => canvas.rounded((left - 4.0, 198.0), (left + 66.0, 212.0), 5.0, mix(colour, DARK, 0.2), 1.0),
        }
    }
    if wrong {
        for (across, down, size) in
            [(-34.0, 300.0, 22.0), (-8.0, 309.0, 17.0), (238.0, 301.0, 24.0), (268.0, 311.0, 16.0)]
        {
            bag_of_rubbish(canvas, (x + across, down), size, chance);
        }
        scraps(canvas, chance, 16, (x - 70.0, x + 310.0), (314.0, 352.0));
    }
}
