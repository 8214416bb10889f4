//! Drawings of scores as numbers for SVG: no script, no style, the same on paper.

use changxiao_domain::scoring::ScoreTrace;
use changxiao_words::{Lang, fill, texts};

use crate::words;

/// The waterfall from 100 to the score.
pub struct Waterfall {
    pub height: i64,
    pub ticks: Vec<Tick>,
    pub bars: Vec<Bar>,
    /// Place of 100 and of the score.
    pub full_x: i64,
    pub score_x: i64,
    pub score_y: i64,
    pub score: String,
    /// 横轴从 80 分起; empty when it begins at zero.
    pub scale_note: String,
    /// The same in words.
    pub label: String,
}

pub struct Tick {
    pub x: i64,
    pub label: String,
}

pub struct Bar {
    pub name: String,
    /// 60 分中得 48.2.
    pub caption: String,
    pub lost: String,
    pub x: i64,
    pub y: i64,
    pub width: i64,
    /// Where the dotted line to the next bar stands.
    pub end_x: i64,
    /// Where the figure is written.
    pub text_x: i64,
    /// For the list on phones: how much of the share was kept.
    pub kept: u8,
}

const LEFT: i64 = 196;
const RIGHT: i64 = 610;
const TOP: i64 = 64;
const ROW: i64 = 44;

pub fn waterfall(lang: Lang, trace: &ScoreTrace) -> Waterfall {
    let l = texts(lang);
    let (from, step) = axis(trace.score.0);
    let x = |points: i64| LEFT + (points - from) * (RIGHT - LEFT) / (100_000 - from);
    let mut at = 100_000;
    let mut bars = Vec::new();
    for (row, component) in (0_i64..).zip(&trace.components) {
        let (right, left) = (x(at), x(at - component.lost.0));
        at -= component.lost.0;
        bars.push(Bar {
            name: lang.of_data(&component.name_zh, &component.name_en).to_owned(),
            caption: fill(
                l.scores_earned_of,
                &[("earned", &words::score(component.earned.0)), ("share", &words::score(component.share.0))],
            ),
            lost: words::signed_score(-component.lost.0),
            x: left,
            y: TOP + row * ROW,
            width: (right - left).max(1),
            end_x: left,
            text_x: right + 8,
            kept: words::share(component.earned.0, component.share.0),
        });
    }
    let rows = i64::try_from(bars.len()).unwrap_or(0);
    let score_y = TOP + rows * ROW + 14;
    Waterfall {
        height: score_y + 26,
        ticks: (0..=(100_000 - from) / step)
            .map(|tick| from + tick * step)
            .map(|points| Tick { x: x(points), label: (points / 1000).to_string() })
            .collect(),
        bars,
        full_x: x(100_000),
        score_x: x(trace.score.0),
        score_y,
        score: words::score(trace.score.0),
        scale_note: if from == 0 { String::new() } else { fill(l.scores_axis_from, &[("n", &(from / 1000))]) },
        label: fill(
            l.scores_waterfall_label,
            &[("lost", &words::score(trace.lost.0)), ("score", &words::score(trace.score.0))],
        ),
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
    pub ticks: Vec<TrendTick>,
    /// The path over closed months; empty where there are fewer than two.
    pub line: String,
    /// The dashed piece to the running month; empty without one.
    pub dashed: String,
    pub dots: Vec<TrendDot>,
    /// The same in words.
    pub label: String,
}

pub struct TrendTick {
    pub y: i64,
    pub label: String,
}

pub struct TrendDot {
    pub x: i64,
    pub y: i64,
    pub month: String,
    pub score: String,
    pub anchor: &'static str,
    pub provisional: bool,
}

/// One month of a trend, oldest first.
pub struct TrendPoint {
    pub month: String,
    /// Thousandths.
    pub score: i64,
    pub provisional: bool,
}

/// Width 292, height 150; the axis is cut to what the months span and printed.
pub fn trend(lang: Lang, points: &[TrendPoint]) -> Option<Trend> {
    let lowest = points.iter().map(|point| point.score).min()?;
    let highest = points.iter().map(|point| point.score).max()?;
    let from = ((lowest - 1_000) / 5_000 * 5_000).max(0);
    let to = (((highest + 1_000) / 5_000 + 1) * 5_000).min(100_000).max(from + 5_000);
    let y = |score: i64| 118 - (score - from) * 100 / (to - from);
    let count = i64::try_from(points.len()).unwrap_or(1);
    let x = |place: i64| if count == 1 { 130 } else { 14 + place * 236 / (count - 1) };
    let dots: Vec<TrendDot> = (0_i64..)
        .zip(points)
        .map(|(place, point)| TrendDot {
            x: x(place),
            y: y(point.score),
            month: point.month.clone(),
            score: words::score(point.score),
            anchor: if place == 0 && count > 1 { "start" } else { "middle" },
            provisional: point.provisional,
        })
        .collect();
    let path = |dots: &[&TrendDot]| {
        let places: Vec<String> = dots.iter().map(|dot| format!("{} {}", dot.x, dot.y)).collect();
        if places.len() < 2 { String::new() } else { format!("M{}", places.join("L")) }
    };
    let closed: Vec<&TrendDot> = dots.iter().filter(|dot| !dot.provisional).collect();
    let tail: Vec<&TrendDot> = match (closed.last(), dots.last()) {
        (Some(last), Some(now)) if now.provisional => vec![last, now],
        _ => Vec::new(),
    };
    let step = if to - from > 20_000 { 20_000 } else { 5_000 };
    let ticks = (0..=(to - from) / step)
        .map(|tick| from + tick * step)
        .map(|score| TrendTick { y: y(score), label: (score / 1000).to_string() })
        .collect();
    let said: Vec<String> = dots.iter().map(|dot| format!("{} {}", dot.month, dot.score)).collect();
    let label = format!("{}: {}", texts(lang).scores_trend, said.join(texts(lang).scores_text));
    Some(Trend { ticks, line: path(&closed), dashed: path(&tail), dots, label })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_of_one_month_is_a_dot_and_no_line() {
        let points = [TrendPoint { month: "6 月".to_owned(), score: 84_200, provisional: true }];
        let drawn = trend(Lang::Zh, &points).unwrap();
        assert_eq!((drawn.line.as_str(), drawn.dashed.as_str(), drawn.dots.len()), ("", "", 1));
        assert!(trend(Lang::Zh, &[]).is_none());
    }

    #[test]
    fn the_running_month_hangs_on_a_dashed_piece() {
        let point = |month: &str, score, provisional| TrendPoint { month: month.to_owned(), score, provisional };
        let points = [point("4 月", 82_000, false), point("5 月", 83_600, false), point("6 月", 84_200, true)];
        let drawn = trend(Lang::En, &points).unwrap();
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
