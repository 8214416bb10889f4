//! A flow as SVG: sharp in print, and said in words for whoever cannot see it.

use askama::Template;
use changxiao_domain::matters::{Arrow, Code, Flow, diagram};
use changxiao_web_kit::cx::Cx;
use changxiao_words::fill;

use super::wording::{action, listed, state, turn};

/// So many units fit into a box and beside an arrow; a Chinese letter is two, any other one.
const IN_BOX: usize = 25;
const BESIDE: usize = 27;

#[derive(Template)]
#[template(path = "procedures/diagram.html")]
pub(super) struct Drawing {
    /// Its own among the drawings of a page.
    id: &'static str,
    title: String,
    width: i32,
    height: i32,
    boxes: Vec<Boxed>,
    arrows: Vec<Drawn>,
    /// The same in sentences.
    sentences: Vec<String>,
}

struct Boxed {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    kind: &'static str,
    /// A line of text with its height.
    lines: Vec<(i32, String)>,
    whole: String,
}

struct Drawn {
    path: String,
    /// The corners of its head; empty where the state stays.
    head: String,
    x: i32,
    y: i32,
    names: String,
    whole: String,
}

impl Drawing {
    pub(super) fn of(cx: &Cx, id: &'static str, title: &str, flow: &Flow, begins: Option<Code>) -> Self {
        let drawing = diagram(flow, begins);
        let name =
            |code: Option<Code>| code.map_or_else(|| cx.l.procedures_begins.to_owned(), |code| state(cx, flow, code));
        let boxes = drawing.boxes.iter().map(|one| {
            let row = one.state.and_then(|code| flow.state(code));
            let whose = row.map_or_else(String::new, |row| turn(cx, flow, row));
            let kind = match row {
                None => "begin",
                Some(row) if row.end => "end",
                Some(row) if row.rests => "rest",
                Some(_) => "open",
            };
            let first = if one.state.is_some() { one.rect.y + 21 } else { one.rect.y + 18 };
            let mut lines = vec![(first, cut(&name(one.state), IN_BOX))];
            if !whose.is_empty() {
                lines.push((one.rect.y + 40, cut(&whose, IN_BOX)));
            }
            let whole =
                [name(one.state), whose].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
            Boxed { x: one.rect.x, y: one.rect.y, width: one.rect.width, height: one.rect.height, kind, lines, whole }
        });
        let arrows = drawing.arrows.iter().map(|arrow| {
            let names = listed(cx, arrow.actions.iter().map(|code| action(cx, flow, *code)));
            let stays = arrow.from == arrow.to;
            let shown = if stays { format!("↺ {names}") } else { names.clone() };
            let (x, y) = (arrow.names.x, arrow.names.bottom() - 4);
            Drawn { path: path(arrow), head: head(arrow), x, y, names: cut(&shown, BESIDE), whole: names }
        });
        let sentence = |arrow: &Arrow| {
            let names = listed(cx, arrow.actions.iter().map(|code| action(cx, flow, *code)));
            fill(cx.l.procedures_arrow, &[("from", &name(arrow.from)), ("action", &names), ("to", &name(arrow.to))])
        };
        Self {
            id,
            title: fill(cx.l.procedures_drawing, &[("name", &title)]),
            width: drawing.width,
            height: drawing.height,
            boxes: boxes.collect(),
            arrows: arrows.collect(),
            sentences: drawing.arrows.iter().map(sentence).collect(),
        }
    }
}

fn path(arrow: &Arrow) -> String {
    let corner = |(place, (x, y)): (usize, &(i32, i32))| format!("{}{x} {y}", if place == 0 { "M" } else { "L" });
    arrow.path.iter().enumerate().map(corner).collect()
}

/// Where an arrow ends at a box, to its left.
fn head(arrow: &Arrow) -> String {
    match (arrow.path.last(), arrow.from == arrow.to) {
        (Some((x, y)), false) => format!("{x},{y} {},{} {},{}", x + 8, y - 4, x + 8, y + 4),
        _ => String::new(),
    }
}

/// A text that fits, with a sign where something is left out.
fn cut(text: &str, most: usize) -> String {
    let units = |letter: char| if letter.is_ascii() { 1 } else { 2 };
    if text.chars().map(units).sum::<usize>() <= most {
        return text.to_owned();
    }
    let (mut taken, mut used) = (String::new(), 2);
    for letter in text.chars() {
        used += units(letter);
        if used > most {
            break;
        }
        taken.push(letter);
    }
    taken.push('…');
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_says_so() {
        assert_eq!(cut("待审核", 6), "待审核");
        assert_eq!(cut("待审核", 5), "待…");
        assert_eq!(cut("To be reviewed", 9), "To be r…");
    }
}
