//! The rules that cases follow, as a table and a drawing. Both are made from the very table that decides.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_domain::{
    cases::{Action, State as CaseState, TRANSITIONS, Transition},
    lang::Lang,
    orgs::Role,
};

use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    text::{Texts, texts},
};

pub struct RuleRow {
    pub from: String,
    pub action: &'static str,
    pub who: String,
    pub to: String,
    pub needs: String,
    pub words: &'static str,
    pub basis: &'static str,
    /// The role that looks may do it.
    pub own: bool,
}

/// A state in the drawing; middle of the box.
pub struct Node {
    pub label: &'static str,
    pub x: i64,
    pub y: i64,
    pub end: bool,
}

/// An arrow with its words.
pub struct Edge {
    pub path: String,
    pub label: String,
    pub x: i64,
    pub y: i64,
    pub back: bool,
}

pub struct Drawing {
    pub width: i64,
    pub height: i64,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub box_width: i64,
    pub box_height: i64,
}

#[derive(Template)]
#[template(path = "cases/rules.html")]
struct RulesPage {
    shell: Shell,
    rows: Vec<RuleRow>,
    drawing: Drawing,
    role: &'static str,
}

pub(super) async fn rules(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let lang = who.lang();
    page(&RulesPage {
        rows: TRANSITIONS.iter().map(|row| rule(row, lang, who.actor.role)).collect(),
        drawing: draw(lang),
        role: who.actor.role.name(lang),
        shell: pages::shell(&state, &who, Section::Cases, None).await,
    })
}

fn rule(row: &Transition, lang: Lang, role: Role) -> RuleRow {
    let l = texts(lang);
    let from: Vec<&str> = row.from.iter().map(|state| state.words(lang)).collect();
    RuleRow {
        from: match from.len() {
            0 => l.cases_rule_new.to_owned(),
            9 => l.cases_rule_any.to_owned(),
            _ => from.join(l.cases_and),
        },
        action: row.action.words(lang),
        who: row.who.iter().map(|role| role.name(lang)).collect::<Vec<_>>().join(l.cases_and),
        to: row.to.map_or(l.cases_rule_same, |state| state.words(lang)).to_owned(),
        needs: needs(row, l).join(l.cases_and),
        words: lang.pick(row.zh, row.en),
        basis: row.source.words(lang),
        own: row.who.contains(&role),
    }
}

fn needs(row: &Transition, l: &'static Texts) -> Vec<&'static str> {
    [
        (row.own_unit, l.cases_need_unit),
        (row.needs_reason, l.cases_need_reason),
        (row.needs_photo, l.cases_need_photo),
        (row.needs_check, l.cases_need_check),
    ]
    .into_iter()
    .filter_map(|(needed, words)| needed.then_some(words))
    .collect()
}

const BOX_WIDTH: i64 = 84;
const BOX_HEIGHT: i64 = 34;
const LEFT: i64 = 56;
const LANE: i64 = 34;

/// The way from report to closing in one line; void and merged below it; what leads back in lanes, the longest outermost.
fn draw(lang: Lang) -> Drawing {
    const WAY: [CaseState; 7] = [
        CaseState::Reported,
        CaseState::Filed,
        CaseState::Dispatched,
        CaseState::Handling,
        CaseState::Handled,
        CaseState::Checking,
        CaseState::Closed,
    ];
    let arrows = arrows(lang);
    let place = |state: CaseState| WAY.iter().position(|of| *of == state).and_then(|at| i64::try_from(at).ok());
    // Arrows that skip a state or lead back need lanes; those of one side are sorted by how far they reach.
    let mut lanes: Vec<(i64, i64, String)> = Vec::new();
    let mut edges = Vec::new();
    let mut ends: Vec<(i64, CaseState, String)> = Vec::new();
    for (from, to, label) in arrows {
        match (place(from), place(to)) {
            (Some(from), Some(to)) => lanes.push((from, to, label)),
            (Some(from), None) => ends.push((from, to, label)),
            // From void and merged back to the report: said at the boxes themselves.
            (None, _) => ends.push((-1, from, label)),
        }
    }
    lanes.sort_by_key(|(from, to, _)| ((to - from).abs(), *from));
    let above = lanes.iter().filter(|(from, to, _)| to - from > 1).count();
    let top = 30 + LANE * i64::try_from(above).unwrap_or(0);
    // English verbs are longer.
    let step = if lang == Lang::Zh { 162 } else { 186 };
    let x = |at: i64| LEFT + at * step;
    let y = top + BOX_HEIGHT / 2;
    let (mut up, mut down) = (0, 0);
    for (from, to, label) in lanes {
        let half = BOX_HEIGHT / 2;
        if to - from == 1 {
            let (start, stop) = (x(from) + BOX_WIDTH / 2, x(to) - BOX_WIDTH / 2 - 3);
            edges.push(Edge {
                path: format!("M{start} {y}H{stop}"),
                x: i64::midpoint(start, stop),
                y: y - 7,
                label,
                back: false,
            });
        } else if to > from {
            up += 1;
            let lane = y - half - LANE * up;
            let (start, stop) = (x(from) + 8 * up, x(to) - 8 * up);
            let path = format!("M{start} {}V{lane}H{stop}V{}", y - half, y - half - 3);
            edges.push(Edge { path, x: i64::midpoint(start, stop), y: lane - 6, label, back: false });
        } else {
            down += 1;
            let lane = y + half + LANE * down;
            let (start, stop) = (x(from) - 7 * down, x(to) + 7 * down);
            let path = format!("M{start} {}V{lane}H{stop}V{}", y + half, y + half + 3);
            edges.push(Edge { path, x: i64::midpoint(start, stop), y: lane - 6, label, back: true });
        }
    }
    let below = y + BOX_HEIGHT / 2 + LANE * down + 96;
    let mut nodes: Vec<Node> = WAY
        .into_iter()
        .enumerate()
        .map(|(at, state)| Node {
            label: state.words(lang),
            x: x(i64::try_from(at).unwrap_or(0)),
            y,
            end: state.is_end(),
        })
        .collect();
    for (at, state) in [(0, CaseState::Voided), (1, CaseState::Merged)] {
        nodes.push(Node { label: state.words(lang), x: x(at), y: below, end: true });
    }
    end_edges(&ends, &x, y, below, &mut edges);
    Drawing {
        width: LEFT * 2 + step * 6,
        height: below + BOX_HEIGHT / 2 + 40,
        nodes,
        edges,
        box_width: BOX_WIDTH,
        box_height: BOX_HEIGHT,
    }
}

/// Void and merged: straight down from where they begin, and the way back in words under the box.
fn end_edges(ends: &[(i64, CaseState, String)], x: &dyn Fn(i64) -> i64, y: i64, below: i64, edges: &mut Vec<Edge>) {
    let (half, lift) = (BOX_HEIGHT / 2, 3);
    for (from, state, label) in ends {
        let column = i64::from(*state == CaseState::Merged);
        if *from < 0 {
            edges.push(Edge {
                path: String::new(),
                x: x(column),
                y: below + half + 18,
                label: format!("↩ {label}"),
                back: true,
            });
            continue;
        }
        let leaves = if column == 0 { -26 } else { 24 };
        let start = x(*from) + leaves;
        if *from == column {
            // Straight down; its verb stands beside the head of the arrow, on the outer side of the box below.
            let path = format!("M{start} {}V{}", y + half, below - half - lift);
            edges.push(Edge {
                path,
                x: start + leaves.signum() * 20,
                y: below - half - 12,
                label: label.clone(),
                back: false,
            });
        } else {
            // The two that cross over turn on lanes of their own.
            let stop = x(column) - leaves / 3;
            let turn = below - half - 24 - 26 * column;
            let path = format!("M{start} {}V{turn}H{stop}V{}", y + half, below - half - lift);
            edges.push(Edge { path, x: i64::midpoint(start, stop), y: turn - 6, label: label.clone(), back: false });
        }
    }
}

/// Every pair of states with a way between them and the verbs that take it; what stays in its state is in the table only.
fn arrows(lang: Lang) -> Vec<(CaseState, CaseState, String)> {
    let mut arrows: Vec<(CaseState, CaseState, Vec<&'static str>)> = Vec::new();
    for row in TRANSITIONS.iter().filter(|row| row.action != Action::Note) {
        let Some(to) = row.to else { continue };
        for from in row.from {
            let verb = row.action.words(lang);
            match arrows.iter_mut().find(|(of, into, _)| of == from && *into == to) {
                Some((_, _, verbs)) if verbs.contains(&verb) => {}
                Some((_, _, verbs)) => verbs.push(verb),
                None => arrows.push((*from, to, vec![verb])),
            }
        }
    }
    arrows.into_iter().map(|(from, to, verbs)| (from, to, verbs.join(lang.pick("、", ", ")))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_state_is_drawn_once() {
        let pairs: std::collections::BTreeSet<_> = TRANSITIONS
            .iter()
            .filter_map(|row| Some((row.from, row.to?)))
            .flat_map(|(from, to)| from.iter().map(move |from| (*from, to)))
            .collect();
        let drawing = draw(Lang::Zh);
        assert_eq!(drawing.edges.len(), pairs.len());
        assert_eq!(drawing.nodes.len(), CaseState::ALL.len());
    }

    #[test]
    fn every_row_is_in_the_table() {
        let rows: Vec<_> = TRANSITIONS.iter().map(|row| rule(row, Lang::En, Role::Office)).collect();
        assert!(rows.iter().all(|row| !row.who.is_empty() && !row.words.is_empty()));
        assert!(rows.iter().any(|row| row.needs.contains(texts(Lang::En).cases_need_check)));
    }
}
