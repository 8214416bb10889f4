//! What says that this is no photograph: a hatched frame all round and the characters 示意 in a corner.

use super::canvas::{Canvas, Colour, Point};

const GREEN: Colour = [15, 94, 80];
const PAPER: Colour = [247, 248, 246];
const FRAME: f32 = 9.0;

pub(super) fn draw(canvas: &mut Canvas) {
    let (width, height) = (640.0, 480.0);
    canvas.paint((0.0, 0.0), (width, height), PAPER, 1.0, |point| outside_frame(point, width, height));
    canvas.paint((0.0, 0.0), (width, height), GREEN, 0.8, |(x, y)| {
        // Stripes at 45 degrees, ten pixels apart and four wide.
        let across = ((x + y) * std::f32::consts::FRAC_1_SQRT_2).rem_euclid(10.0);
        ((across - 5.0).abs() - 2.0).max(outside_frame((x, y), width, height))
    });
    let tag = (width - FRAME - 74.0, height - FRAME - 36.0);
    canvas.rounded(tag, (width - FRAME - 6.0, height - FRAME - 5.0), 5.0, GREEN, 0.92);
    // 示 and 意 on a field of 24 by 24, stroke by stroke.
    const SHI: [&[Point]; 5] = [
        &[(5.0, 4.0), (19.0, 4.0)],
        &[(2.0, 10.0), (22.0, 10.0)],
        &[(12.0, 10.0), (12.0, 21.0), (9.0, 20.0)],
        &[(6.5, 13.0), (3.0, 19.0)],
        &[(17.0, 13.0), (21.0, 18.5)],
    ];
    const YI: [&[Point]; 12] = [
        &[(12.0, 1.0), (12.0, 3.0)],
        &[(4.0, 3.6), (20.0, 3.6)],
        &[(8.0, 4.6), (9.0, 6.4)],
        &[(16.0, 4.6), (15.0, 6.4)],
        &[(2.0, 7.4), (22.0, 7.4)],
        &[(6.0, 9.8), (18.0, 9.8), (18.0, 15.8), (6.0, 15.8), (6.0, 9.8)],
        &[(6.0, 12.8), (18.0, 12.8)],
        &[(4.0, 18.2), (2.5, 22.0)],
        &[(7.5, 18.0), (8.0, 21.5), (10.0, 22.6), (15.0, 22.6), (16.6, 20.4)],
        &[(11.5, 17.6), (13.0, 19.4)],
        &[(19.0, 18.0), (21.5, 21.0)],
        &[(16.6, 20.4), (16.8, 19.6)],
    ];
    for (character, left, width) in [(&SHI[..], 7.0, 2.2), (&YI[..], 35.0, 1.9)] {
        for stroke in character {
            let points: Vec<Point> =
                stroke.iter().map(|(x, y)| (tag.0 + left + x * 1.08, tag.1 + 3.0 + y * 1.06)).collect();
            canvas.path(&points, width, PAPER);
        }
    }
}

/// Below zero within the frame.
fn outside_frame((x, y): Point, width: f32, height: f32) -> f32 {
    let to_edge = x.min(width - x).min(y).min(height - y);
    to_edge - FRAME
}
