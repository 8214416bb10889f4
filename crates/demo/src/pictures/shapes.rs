//! The shapes that everything is made of.

use super::canvas::{Canvas, Colour, Point};

impl Canvas {
    pub fn rectangle(&mut self, low: Point, high: Point, colour: Colour) {
        self.rounded(low, high, 0.0, colour, 1.0);
    }

    pub fn rounded(&mut self, low: Point, high: Point, radius: f32, colour: Colour, strength: f32) {
        let centre = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        let half = ((high.0 - low.0) / 2.0 - radius, (high.1 - low.1) / 2.0 - radius);
        self.paint(low, high, colour, strength, |(x, y)| {
            let away = ((x - centre.0).abs() - half.0, (y - centre.1).abs() - half.1);
            away.0.max(0.0).hypot(away.1.max(0.0)) + away.0.max(away.1).min(0.0) - radius
        });
    }

    pub fn disc(&mut self, centre: Point, radius: f32, colour: Colour) {
        self.ellipse(centre, (radius, radius), colour, 1.0);
    }

    /// The distance to an ellipse is a close guess, good enough for a soft edge.
    pub fn ellipse(&mut self, centre: Point, radii: Point, colour: Colour, strength: f32) {
        let low = (centre.0 - radii.0, centre.1 - radii.1);
        let high = (centre.0 + radii.0, centre.1 + radii.1);
        self.paint(low, high, colour, strength, |(x, y)| {
            let (across, down) = ((x - centre.0) / radii.0, (y - centre.1) / radii.1);
            (across.hypot(down) - 1.0) * radii.0.min(radii.1)
        });
    }

    pub fn ring(&mut self, centre: Point, radius: f32, width: f32, colour: Colour) {
        let reach = radius + width;
        let (low, high) = ((centre.0 - reach, centre.1 - reach), (centre.0 + reach, centre.1 + reach));
        self.paint(low, high, colour, 1.0, |(x, y)| ((x - centre.0).hypot(y - centre.1) - radius).abs() - width / 2.0);
    }

    pub fn line(&mut self, from: Point, to: Point, width: f32, colour: Colour) {
        self.faint_line(from, to, width, colour, 1.0);
    }

    pub fn faint_line(&mut self, from: Point, to: Point, width: f32, colour: Colour, strength: f32) {
        let half = width / 2.0;
        let low = (from.0.min(to.0) - half, from.1.min(to.1) - half);
        let high = (from.0.max(to.0) + half, from.1.max(to.1) + half);
        let along = (to.0 - from.0, to.1 - from.1);
        let length_squared = (along.0 * along.0 + along.1 * along.1).max(1e-6);
        self.paint(low, high, colour, strength, |(x, y)| {
            let here = (x - from.0, y - from.1);
            let part = ((here.0 * along.0 + here.1 * along.1) / length_squared).clamp(0.0, 1.0);
            (here.0 - along.0 * part).hypot(here.1 - along.1 * part) - half
        });
    }

    /// A line through all points.
    pub fn path(&mut self, points: &[Point], width: f32, colour: Colour) {
        for pair in points.windows(2) {
            self.line(pair[0], pair[1], width, colour);
        }
    }

    /// A rope that hangs from two points, `sag` pixels deep in the middle.
    pub fn rope(&mut self, from: Point, to: Point, sag: f32, width: f32, colour: Colour) {
        const STEPS: usize = 24;
        let at = |step: usize| {
            let part = step as f32 / STEPS as f32;
            let hang = 4.0 * part * (1.0 - part) * sag;
            (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part + hang)
        };
        let points: Vec<Point> = (0..=STEPS).map(at).collect();
        self.path(&points, width, colour);
    }

    /// Any polygon that does not cross itself.
    pub fn polygon(&mut self, corners: &[Point], colour: Colour, strength: f32) {
        let mut low = (f32::MAX, f32::MAX);
        let mut high = (f32::MIN, f32::MIN);
        for (x, y) in corners {
            low = (low.0.min(*x), low.1.min(*y));
            high = (high.0.max(*x), high.1.max(*y));
        }
        self.paint(low, high, colour, strength, |point| distance_to_polygon(corners, point));
    }
}

/// The distance to the nearest edge, negative when an odd number of edges lies to the right.
fn distance_to_polygon(corners: &[Point], (x, y): Point) -> f32 {
    let mut nearest = f32::MAX;
    let mut inside = false;
    for (index, to) in corners.iter().enumerate() {
        let from = corners[(index + corners.len() - 1) % corners.len()];
        let along = (to.0 - from.0, to.1 - from.1);
        let here = (x - from.0, y - from.1);
        let length_squared = (along.0 * along.0 + along.1 * along.1).max(1e-6);
        let part = ((here.0 * along.0 + here.1 * along.1) / length_squared).clamp(0.0, 1.0);
        nearest = nearest.min((here.0 - along.0 * part).hypot(here.1 - along.1 * part));
        if (from.1 > y) != (to.1 > y) && x < from.0 + along.0 * (y - from.1) / along.1 {
            inside = !inside;
        }
    }
    if inside { -nearest } else { nearest }
}
