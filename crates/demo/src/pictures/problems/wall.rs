//! What is on and above walls: small advertisements, hanging wires.

use super::{
    super::{canvas::Canvas, canvas::Colour, canvas::Point, canvas::mix, chance::Chance},
    DARK, LIGHT, SHADOW,
};

const WALL: Colour = [222, 214, 200];

pub(super) fn posters(canvas: &mut Canvas, chance: &mut Chance, wrong: bool) {
    let (left, right, top, bottom) = (44.0, 512.0, 118.0, 306.0);
    canvas.ellipse((280.0, bottom + 1.0), (250.0, 6.0), SHADOW, 0.4);
    canvas.rectangle((left, top), (right, bottom), WALL);
    canvas.rectangle((left - 6.0, top - 10.0), (right + 6.0, top + 2.0), [150, 118, 102]);
    canvas.rectangle((left, bottom - 34.0), (right, bottom), [178, 170, 158]);
    for joint in 0..9 {
        let x = left + 26.0 + joint as f32 * 52.0;
        canvas.faint_line((x, bottom - 34.0), (x, bottom), 1.2, [150, 143, 132], 0.9);
    }
    door(canvas, 408.0, top, bottom);
    for row in 0..3 {
        for place in 0..6 {
            let x = left + 20.0 + place as f32 * 55.0 + chance.between(-8.0, 8.0);
            let y = top + 16.0 + row as f32 * 44.0 + chance.between(-6.0, 6.0);
            let (wide, high) = (chance.between(26.0, 44.0), chance.between(24.0, 36.0));
            let colour =
                chance.pick(&[[250, 246, 232], [246, 216, 92], [232, 110, 92], [150, 196, 222], [252, 252, 252]]);
            let tilt = chance.between(-5.0, 5.0);
            let is_there = chance.below(6) > 0;
            // What is written on it comes from a stream of its own, so that the paint covers the very same places.
            let mut ink = Chance::new(chance.next());
            if is_there {
                let corners = [(x, y + tilt), (x + wide, y), (x + wide, y + high), (x, y + high + tilt)];
                match wrong {
                    true => poster(canvas, &mut ink, &corners, colour),
                    // Fresh paint covers the place.
                    false => canvas.polygon(&grown(&corners, 3.0), mix(WALL, LIGHT, 0.35), 0.8),
                }
            }
        }
    }
    if wrong {
        // A telephone number sprayed across.
        for stroke in 0..7 {
            let x = 110.0 + stroke as f32 * 30.0;
            let y = 262.0 + chance.between(-4.0, 4.0);
            let bend = chance.between(-12.0, 12.0);
            canvas.path(
                &[
                    (x, y - 13.0),
                    (x + 13.0 + bend * 0.3, y - 6.0),
                    (x + 2.0 - bend * 0.3, y + 2.0),
                    (x + 15.0, y + 9.0),
                ],
                3.4,
                [52, 66, 104],
            );
        }
    }
}

fn poster(canvas: &mut Canvas, chance: &mut Chance, corners: &[Point; 4], colour: Colour) {
    canvas.polygon(&grown(corners, 1.2), mix(WALL, DARK, 0.3), 0.7);
    canvas.polygon(corners, colour, 1.0);
    let ink = chance.pick(&[[60, 60, 66], [176, 44, 40], [36, 84, 140]]);
    let lines = 3 + chance.below(2);
    for line in 0..lines {
        let part = (line as f32 + 1.0) / (lines as f32 + 1.0);
        let from = (corners[0].0 + 5.0, corners[0].1 + (corners[3].1 - corners[0].1) * part);
        let length = (corners[1].0 - corners[0].0 - 10.0) * chance.between(0.6, 1.0);
        let drop = (corners[1].1 - corners[0].1) * length / (corners[1].0 - corners[0].0);
        canvas.line(from, (from.0 + length, from.1 + drop), if line == 0 { 3.6 } else { 1.8 }, ink);
    }
}

fn door(canvas: &mut Canvas, x: f32, top: f32, bottom: f32) {
    canvas.rectangle((x - 6.0, top + 36.0), (x + 74.0, bottom), [126, 104, 88]);
    canvas.rectangle((x, top + 42.0), (x + 68.0, bottom), [110, 138, 132]);
    for (left, high) in [(x + 6.0, top + 50.0), (x + 37.0, top + 50.0), (x + 6.0, top + 118.0), (x + 37.0, top + 118.0)]
    {
        canvas.rectangle((left, high), (left + 25.0, high + 56.0), [94, 121, 115]);
    }
    canvas.disc((x + 60.0, top + 112.0), 3.0, [220, 200, 130]);
}

fn grown(corners: &[Point; 4], by: f32) -> [Point; 4] {
    let [a, b, c, d] = *corners;
    [(a.0 - by, a.1 - by), (b.0 + by, b.1 - by), (c.0 + by, c.1 + by), (d.0 - by, d.1 + by)]
}

pub(super) fn wires(canvas: &mut Canvas, chance: &mut Chance, wrong: bool) {
    let poles = [70.0, 440.0];
    for x in poles {
        canvas.ellipse((x + 6.0, 303.0), (18.0, 4.0), SHADOW, 0.5);
        canvas.rectangle((x - 5.0, 46.0), (x + 5.0, 302.0), [158, 156, 150]);
        canvas.rectangle((x + 2.0, 46.0), (x + 5.0, 302.0), [136, 134, 129]);
        canvas.rectangle((x - 28.0, 62.0), (x + 28.0, 68.0), [112, 112, 108]);
        for insulator in [-24.0, 0.0, 24.0] {
            canvas.rectangle((x + insulator - 2.5, 53.0), (x + insulator + 2.5, 62.0), [120, 84, 66]);
        }
        canvas.rounded((x - 13.0, 150.0), (x + 13.0, 186.0), 3.0, [196, 200, 198], 1.0);
    }
    for insulator in [-24.0, 0.0, 24.0] {
        canvas.rope((-10.0, 60.0), (poles[0] + insulator, 54.0), 6.0, 1.6, DARK);
        canvas.rope((poles[0] + insulator, 54.0), (poles[1] + insulator, 54.0), 16.0, 1.6, DARK);
        canvas.rope((poles[1] + insulator, 54.0), (660.0, 64.0), 10.0, 1.6, DARK);
    }
    if !wrong {
        // One tied bundle, high enough for a lorry.
        canvas.rope((poles[0], 112.0), (poles[1], 112.0), 9.0, 5.0, DARK);
        for tie in 1..9 {
            let part = tie as f32 / 9.0;
            let x = poles[0] + (poles[1] - poles[0]) * part;
            let y = 112.0 + 4.0 * part * (1.0 - part) * 9.0;
            canvas.line((x, y - 4.0), (x, y + 4.0), 2.4, LIGHT);
        }
        canvas.rope((poles[1], 112.0), (660.0, 118.0), 8.0, 5.0, DARK);
        return;
    }
    for _ in 0..9 {
        let (from, to) = (chance.between(84.0, 170.0), chance.between(84.0, 170.0));
        let colour = chance.pick(&[DARK, [40, 44, 46], [96, 66, 58], [70, 84, 110]]);
        canvas.rope((poles[0], from), (poles[1], to), chance.between(30.0, 150.0), chance.between(1.6, 2.8), colour);
    }
    for _ in 0..3 {
        canvas.rope(
            (poles[1], chance.between(90.0, 160.0)),
            (660.0, chance.between(100.0, 150.0)),
            chance.between(20.0, 60.0),
            2.2,
            DARK,
        );
    }
    // A coil nobody took away, and an end that hangs to where a child can reach it.
    for turn in 0..4 {
        canvas.ring((poles[0] + 2.0, 214.0), 17.0 + turn as f32 * 2.6, 1.8, DARK);
    }
    let end = chance.between(190.0, 320.0);
    canvas.path(
        &[
            (end, 168.0),
            (end + 4.0, 230.0),
            (end - 5.0, 300.0),
            (end + 3.0, 352.0),
            (end + 24.0, 372.0),
            (end + 46.0, 368.0),
        ],
        2.4,
        DARK,
    );
}
