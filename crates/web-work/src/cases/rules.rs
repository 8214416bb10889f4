//! The rules that cases follow, as a table and a drawing. Both are made from the very table that decides.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_domain::{
    cases::{
        Action, State as CaseState, TRANSITIONS, Transition,
        numbers::{NUMBERS, Number},
    },
    orgs::Role,
};
use changxiao_words::{Lang, texts};

use crate::{
    answer::WebError,
    cx::Cx,
    filters, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// A state in the drawing; middle of the box.
struct Node {
    state: CaseState,
    x: i64,
    y: i64,
    width: i64,
}

/// An arrow with its words, or the words alone.
struct Edge {
    path: Option<String>,
    label: String,
    x: i64,
    y: i64,
    back: bool,
}

struct Drawing {
    width: i64,
    height: i64,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    box_height: i64,
}

#[derive(Template)]
#[template(path = "cases/rules.html")]
struct RulesPage {
    shell: Shell,
    rows: &'static [Transition],
    numbers: &'static [Number],
    drawing: Drawing,
    /// Who looks.
    role: Role,
}

pub(super) async fn rules(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    cx.page(&RulesPage {
        rows: TRANSITIONS,
        numbers: &NUMBERS,
        drawing: draw(cx.lang),
        role: who.actor.role,
        shell: pages::shell(&state, &who, Section::Cases, None).await,
    })
}

impl RulesPage {
    fn from(&self, row: &Transition) -> String {
        let l = self.shell.l;
        match row.from.len() {
            0 => l.cases_rule_new.to_owned(),
            n if n == CaseState::ALL.len() => l.cases_rule_any.to_owned(),
            _ => states_words(row.from, self.shell.lang),
        }
    }

    fn who(&self, row: &Transition) -> String {
        let roles: Vec<&str> = row.who.iter().map(|role| role.words(self.shell.lang)).collect();
        roles.join(self.shell.l.cases_and)
    }

    fn needs(&self, row: &Transition) -> String {
        let l = self.shell.l;
        let flags = [
            (row.own_unit, l.cases_need_unit),
            (row.needs_reason, l.cases_need_reason),
            (row.needs_photo, l.cases_need_photo),
            (row.needs_check, l.cases_need_check),
        ];
        let needed = flags.into_iter().filter_map(|(needed, words)| needed.then_some(words));
        let given = row.given.iter().map(|condition| condition.key().text(self.shell.lang));
        needed.chain(given).collect::<Vec<_>>().join(l.cases_and)
    }
}

const BOX_WIDTH: i64 = 84;
const BOX_HEIGHT: i64 = 34;
const LEFT: i64 = 56;
const LANE: i64 = 34;
const LINE: i64 = 19;

const WAY: [CaseState; 7] = [
    CaseState::Reported,
    CaseState::Filed,
    CaseState::Dispatched,
    CaseState::Handling,
    CaseState::Handled,
    CaseState::Checking,
    CaseState::Closed,
];

/// The way from report to closing in one line; what leads back in lanes, the longest outermost; the other states below, each with
/// what leads to it and out of it in words.
fn draw(lang: Lang) -> Drawing {
    let place = |state: CaseState| WAY.iter().position(|of| *of == state).and_then(|at| i64::try_from(at).ok());
    // Arrows that skip a state or lead back need lanes; those of one side are sorted by how far they reach.
    let mut lanes: Vec<(i64, i64, String)> = Vec::new();
    let mut beside: Vec<(CaseState, CaseState, String)> = Vec::new();
    for (from, to, label) in arrows(lang) {
        match (place(from), place(to)) {
            (Some(from), Some(to)) => lanes.push((from, to, label)),
            _ => beside.push((from, to, label)),
        }
    }
    lanes.sort_by_key(|(from, to, _)| ((to - from).abs(), *from));
    let above = lanes.iter().filter(|(from, to, _)| to - from > 1).count();
    let top = 30 + LANE * i64::try_from(above).unwrap_or(0);
    // Verbs in Latin letters are longer.
    let step = if lanes.iter().any(|(_, _, label)| label.is_ascii()) { 186 } else { 162 };
    let x = |at: i64| LEFT + at * step;
    let y = top + BOX_HEIGHT / 2;
    let mut edges = Vec::new();
    let (mut up, mut down) = (0, 0);
    for (from, to, label) in lanes {
        let half = BOX_HEIGHT / 2;
        if to - from == 1 {
            let (start, stop) = (x(from) + BOX_WIDTH / 2, x(to) - BOX_WIDTH / 2 - 3);
            edges.push(Edge {
                path: Some(format!("M{start} {y}H{stop}")),
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
            edges.push(Edge { path: Some(path), x: i64::midpoint(start, stop), y: lane - 6, label, back: false });
        } else {
            down += 1;
            let lane = y + half + LANE * down;
            let (start, stop) = (x(from) - 7 * down, x(to) + 7 * down);
            let path = format!("M{start} {}V{lane}H{stop}V{}", y + half, y + half + 3);
            edges.push(Edge { path: Some(path), x: i64::midpoint(start, stop), y: lane - 6, label, back: true });
        }
    }
    let mut nodes: Vec<Node> = WAY
        .into_iter()
        .enumerate()
        .map(|(at, state)| Node { state, x: x(i64::try_from(at).unwrap_or(0)), y, width: BOX_WIDTH })
        .collect();
    let width = LEFT * 2 + step * 6;
    let mut row = y + BOX_HEIGHT / 2 + LANE * down + 60;
    let others: Vec<CaseState> = CaseState::ALL.into_iter().filter(|state| !WAY.contains(state)).collect();
    for three in others.chunks(3) {
        let mut deepest = 0;
        for (column, state) in (0..).zip(three) {
            let middle = width * (2 * column + 1) / 6;
            nodes.push(Node { state: *state, x: middle, y: row, width: width_of(state.words(lang)) });
            for (place, (label, back)) in (1..).zip(words_beside(*state, &beside, lang)) {
                let y = row + BOX_HEIGHT / 2 + LINE * place;
                edges.push(Edge { path: None, x: middle, y, label, back });
                deepest = deepest.max(place);
            }
        }
        row += BOX_HEIGHT + LINE * deepest + 40;
    }
    Drawing { width, height: row - BOX_HEIGHT, nodes, edges, box_height: BOX_HEIGHT }
}

/// Of a box that holds the words: 汉字 are twice as wide as Latin letters.
fn width_of(label: &str) -> i64 {
    let letters: i64 = label.chars().map(|letter| if letter.is_ascii() { 8 } else { 14 }).sum();
    BOX_WIDTH.max(letters + 16)
}

/// What leads to a state beside the way, verb by verb, and from it back onto the way.
fn words_beside(state: CaseState, beside: &[(CaseState, CaseState, String)], lang: Lang) -> Vec<(String, bool)> {
    let mut into: Vec<(&str, Vec<CaseState>)> = Vec::new();
    for (from, _, verb) in beside.iter().filter(|(_, to, _)| *to == state) {
        match into.iter_mut().find(|(of, _)| of == verb) {
            Some((_, states)) => states.push(*from),
            None => into.push((verb, vec![*from])),
        }
    }
    let colon = texts(lang).cases_text_2;
    let mut lines: Vec<(String, bool)> = into
        .into_iter()
        .map(|(verb, states)| (format!("← {verb}{colon}{}", states_words(&states, lang)), false))
        .collect();
    let out = beside.iter().filter(|(from, to, _)| *from == state && WAY.contains(to));
    lines.extend(out.map(|(_, to, verb)| (format!("→ {}{colon}{verb}", to.words(lang)), true)));
    lines
}

/// The states by name, or all open ones in a word.
fn states_words(states: &[CaseState], lang: Lang) -> String {
    let l = texts(lang);
    if CaseState::ALL.iter().filter(|state| state.is_open()).all(|state| states.contains(state)) {
        return l.cases_rule_open.to_owned();
    }
    states.iter().map(|state| state.words(lang)).collect::<Vec<_>>().join(l.cases_and)
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
    arrows.into_iter().map(|(from, to, verbs)| (from, to, verbs.join(texts(lang).cases_and))).collect()
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
        let on_the_way = |(from, to): &&(CaseState, CaseState)| WAY.contains(from) && WAY.contains(to);
        for lang in [Lang::Zh, Lang::En] {
            let drawing = draw(lang);
            assert_eq!(drawing.nodes.len(), CaseState::ALL.len());
            let arrows = drawing.edges.iter().filter(|edge| edge.path.is_some()).count();
            assert_eq!(arrows, pairs.iter().filter(on_the_way).count());
            // What is not an arrow is said once, at the state beside the way: as from or as to.
            let said: Vec<&str> =
                drawing.edges.iter().filter(|edge| edge.path.is_none()).map(|edge| edge.label.as_str()).collect();
            for (from, to) in pairs.iter().filter(|pair| !on_the_way(pair)) {
                let all = texts(lang).cases_rule_open;
                let name = if WAY.contains(to) { to } else { from }.words(lang);
                let there =
                    said.iter().any(|line| line.contains(name) || *to == CaseState::ForceClosed && line.contains(all));
                assert!(there, "{from:?} to {to:?} is not in the drawing");
            }
        }
    }

    #[test]
    fn every_row_is_in_the_table() {
        let (lang, role) = (Lang::En, Role::Office);
        let shell = Shell::sample(lang);
        let page = RulesPage { shell, rows: TRANSITIONS, numbers: &NUMBERS, drawing: draw(lang), role };
        assert!(page.rows.iter().all(|row| !page.from(row).is_empty() && !page.who(row).is_empty()));
        assert!(page.rows.iter().any(|row| page.needs(row).contains(texts(lang).cases_need_check)));
    }
}
