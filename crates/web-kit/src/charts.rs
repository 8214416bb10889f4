//! Drawings of scores as numbers for SVG: no script, no style, the same on paper.

use crate::words;
use changxiao_domain::scoring::{ComponentTrace, Milli, Period, ScoreTrace};

/// The waterfall from 100 to the score.
pub struct Waterfall<'a> {
    pub trace: &'a ScoreTrace,
    /// Where the axis begins, in whole points.
    pub from: i64,
    pub height: i64,
    pub ticks: Vec<Tick>,
    pub bars: Vec<Bar<'a>>,
    /// Place of 100 and of the score.
    pub full_x: i64,
    pub score_x: i64,
    pub score_y: i64,
}

/// A line of the grid: where it stands, and the whole points that it stands for.
pub struct Tick {
    pub at: i64,
    pub points: i64,
}

pub struct Bar<'a> {
    pub component: &'a ComponentTrace,
    /// The ends of the bar; the dotted line to the next one hangs on the left.
    pub left: i64,
    pub right: i64,
    pub y: i64,
}

impl Bar<'_> {
    pub fn width(&self) -> i64 {
        (self.right - self.left).max(1)
    }

    /// How much of the share was kept, in per cent.
    pub fn kept(&self) -> u8 {
        words::share(self.component.earned.0, self.component.share.0)
    }
}

const LEFT: i64 = 196;
const RIGHT: i64 = 610;
const TOP: i64 = 64;
const ROW: i64 = 44;

pub fn waterfall(trace: &ScoreTrace) -> Waterfall<'_> {
    let (from, step) = axis(trace.score.0);
    let x = |points: i64| LEFT + (points - from) * (RIGHT - LEFT) / (100_000 - from);
    let mut at = 100_000;
    let mut bars = Vec::new();
    for (row, component) in (0_i64..).zip(&trace.components) {
        let right = x(at);
        at -= component.lost.0;
        bars.push(Bar { component, left: x(at), right, y: TOP + row * ROW });
    }
    let score_y = TOP + i64::try_from(bars.len()).unwrap_or(0) * ROW + 14;
    let points = (0..=(100_000 - from) / step).map(|tick| from + tick * step);
    Waterfall {
        trace,
        from: from / 1000,
        height: score_y + 26,
        ticks: points.map(|points| Tick { at: x(points), points: points / 1000 }).collect(),
        bars,
        full_x: x(100_000),
        score_x: x(trace.score.0),
        score_y,
    }
}

/// Where an axis begins so that the score is seen, and how far apart its ticks are, in thousandths.
const fn axis(score: i64) -> (i64, i64) {
    let room = score - 3_000;
    if room >= 80_000 {
        (80_000, 5_000)
    } else if room >= 50_000 {
        (50_000, 10_000)
    } else {
        (0, 20_000)
    }
}

/// Months as a line; the month that still runs is dashed.
pub struct Trend {
    pub ticks: Vec<Tick>,
    /// The path over closed months; empty where there are fewer than two.
    pub line: String,
    /// The dashed piece to the running month; empty without one.
    pub dashed: String,
    pub dots: Vec<TrendDot>,
}

pub struct TrendDot {
    pub x: i64,
    pub y: i64,
    pub of: TrendPoint,
}

/// One month of a trend.
#[derive(Clone, Copy)]
pub struct TrendPoint {
    pub month: Period,
    pub score: Milli,
    pub is_provisional: bool,
}

/// Width 292, height 150; the axis is cut to what the months span and printed. `points` are oldest first.
pub fn trend(points: &[TrendPoint]) -> Option<Trend> {
    let lowest = points.iter().map(|point| point.score.0).min()?;
    let highest = points.iter().map(|point| point.score.0).max()?;
    let from = ((lowest - 1_000) / 5_000 * 5_000).max(0);
    let to = (((highest + 1_000) / 5_000 + 1) * 5_000).min(100_000).max(from + 5_000);
    let y = |score: i64| 118 - (score - from) * 100 / (to - from);
    let count = i64::try_from(points.len()).unwrap_or(1);
    let x = |place: i64| if count == 1 { 130 } else { 14 + place * 236 / (count - 1) };
    let dot = |(place, point): (i64, &TrendPoint)| TrendDot { x: x(place), y: y(point.score.0), of: *point };
    let dots: Vec<TrendDot> = (0_i64..).zip(points).map(dot).collect();
    let path = |dots: &[&TrendDot]| {
        let places: Vec<String> = dots.iter().map(|dot| format!("{} {}", dot.x, dot.y)).collect();
        if places.len() < 2 { String::new() } else { format!("M{}", places.join("L")) }
    };
    let closed: Vec<&TrendDot> = dots.iter().filter(|dot| !dot.of.is_provisional).collect();
    let tail: Vec<&TrendDot> = match (closed.last(), dots.last()) {
        (Some(last), Some(now)) if now.of.is_provisional => vec![last, now],
        _ => Vec::new(),
    };
    let step = if to - from > 20_000 { 20_000 } else { 5_000 };
    let scores = (0..=(to - from) / step).map(|tick| from + tick * step);
    Some(Trend {
        ticks: scores.map(|score| Tick { at: y(score), points: score / 1000 }).collect(),
        line: path(&closed),
        dashed: path(&tail),
        dots,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(month: &str, score: i64, is_provisional: bool) -> TrendPoint {
        TrendPoint { month: month.parse().unwrap(), score: Milli(score), is_provisional }
    }

    #[test]
    fn a_trend_of_one_month_is_a_dot_and_no_line() {
        let drawn = trend(&[point("2026-06", 84_200, true)]).unwrap();
        assert_eq!((drawn.line.as_str(), drawn.dashed.as_str(), drawn.dots.len()), ("", "", 1));
        assert!(trend(&[]).is_none());
    }

    #[test]
    fn the_running_month_hangs_on_a_dashed_piece() {
        let points = [point("2026-04", 82_000, false), point("2026-05", 83_600, false), point("2026-06", 84_200, true)];
        let drawn = trend(&points).unwrap();
        assert!(drawn.line.starts_with("M14 ") && drawn.line.matches('L').count() == 1);
        assert!(drawn.dashed.ends_with(&format!("{} {}", drawn.dots[2].x, drawn.dots[2].y)));
        assert!(drawn.dots.iter().all(|dot| (0..=130).contains(&dot.y)));
    }

    #[test]
    fn the_axis_always_holds_the_score() {
        for score in [0, 12_345, 49_999, 55_000, 83_600, 99_999, 100_000] {
            let (from, step) = axis(score);
            assert!(from <= score && (100_000 - from) % step == 0);
        }
    }
}
