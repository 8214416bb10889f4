//! A bicycle, upright or fallen.

use super::canvas::{Canvas, Colour, Point};

const TYRE: Colour = [47, 56, 54];

/// Draws a bicycle whose wheels stand around `foot`; `turn` is in radians, clockwise.
pub(super) fn draw(canvas: &mut Canvas, foot: Point, scale: f32, turn: f32, mirrored: bool, colour: Colour) {
    let (sin, cos) = turn.sin_cos();
    let flip = if mirrored { -1.0 } else { 1.0 };
    let at = |x: f32, y: f32| {
        let (x, y) = (x * flip * scale, y * scale);
        (foot.0 + x * cos - y * sin, foot.1 + x * sin + y * cos)
    };
    canvas.ellipse((foot.0 + 3.0, foot.1 + 1.0), (42.0 * scale, 5.0 * scale), [120, 114, 104], 0.35);
    for hub in [-25.0, 25.0] {
        canvas.ring(at(hub, -17.0), 16.0 * scale, 3.2 * scale, TYRE);
        canvas.ring(at(hub, -17.0), 13.6 * scale, 0.8 * scale, [170, 175, 172]);
        for spoke in 0..3 {
            let angle = spoke as f32 * 1.047 + 0.3;
            let (dx, dy) = (14.0 * angle.cos(), 14.0 * angle.sin());
            canvas.faint_line(at(hub - dx, -17.0 - dy), at(hub + dx, -17.0 + dy), 0.7 * scale, [150, 156, 153], 0.8);
        }
    }
    let (back, crank, saddle, head) = ((-25.0, -17.0), (-3.0, -17.0), (-9.0, -42.0), (18.0, -43.0));
    for (from, to) in [(back, crank), (back, saddle), (crank, saddle), (crank, head), (saddle, head)] {
        canvas.line(at(from.0, from.1), at(to.0, to.1), 3.4 * scale, colour);
    }
    canvas.line(at(25.0, -17.0), at(16.0, -50.0), 3.4 * scale, colour);
    canvas.line(at(16.0, -50.0), at(9.0, -53.0), 2.8 * scale, TYRE);
    canvas.line(at(-9.0, -42.0), at(-10.5, -47.0), 2.8 * scale, TYRE);
    canvas.line(at(-17.0, -48.0), at(-5.0, -48.0), 4.4 * scale, TYRE);
    canvas.disc(at(-3.0, -17.0), 4.0 * scale, TYRE);
    canvas.line(at(-3.0, -17.0), at(2.0, -9.0), 2.0 * scale, TYRE);
    let basket = [at(18.0, -50.0), at(35.0, -50.0), at(32.0, -38.0), at(20.0, -38.0)];
    canvas.polygon(&basket, [96, 104, 101], 0.85);
}
