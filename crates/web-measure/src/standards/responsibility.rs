//! Node by node: who leads, who is responsible, who assists; and what nobody answers for.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::standards::{coverage, duties, slug};
use changxiao_domain::standards::{Duty, NodeKind};
use changxiao_words::{fill, texts};
use serde::Deserialize;

use super::address::{node_href, system_href};
use crate::{
    answer::{WebError, page as answer_page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    duty: String,
    #[serde(default)]
    system: String,
}

#[derive(Template)]
#[template(path = "standards/responsibility.html")]
struct ResponsibilityPage {
    shell: Shell,
    system_name: String,
    system_href: String,
    system: String,
    systems: Vec<(String, String)>,
    unit: String,
    units: Vec<(String, String)>,
    duty: String,
    duties: [(&'static str, &'static str); 4],
    rows: Vec<NodeLine>,
    summary: String,
    nobody: Vec<(String, String, String)>,
    no_lead: Vec<(String, String, String)>,
    towns: Vec<(String, String)>,
    may_import: bool,
}

struct NodeLine {
    href: String,
    code: String,
    label: String,
    project: String,
    from_above: String,
    lead: Names,
    responsible: Names,
    assist: Names,
}

/// The first names, and all of them where there are more.
pub struct Names {
    pub first: String,
    pub more: String,
    pub rest: Vec<String>,
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let (lang, model) = (who.lang(), &who.model);
    let shell = pages::shell(&state, &who, Section::Standards, None).await;
    let l = shell.l;
    let chosen = model.systems.iter().find(|(row, _)| slug(row) == wanted.system);
    let current = model.current_system().map(|system| system.id);
    let chosen = chosen.or_else(|| model.systems.iter().find(|(row, _)| Some(row.id) == current));
    let (row, system) = chosen.ok_or(changxiao_app::AppError::NotFound("system"))?;
    let sites = changxiao_app::standards::site_counts(state.app(), &who.actor).await?;
    let gaps = coverage::coverage(model, system, &sites);
    let unit = model.units.by_code(&wanted.unit);
    let names = |units: Vec<&str>| {
        const SHOWN: usize = 4;
        let between = texts(lang).standards_text;
        let rest: Vec<String> = units.iter().skip(SHOWN).map(|name| (*name).to_owned()).collect();
        Names {
            first: units.iter().take(SHOWN).copied().collect::<Vec<_>>().join(between),
            more: if rest.is_empty() { String::new() } else { fill(l.standards_and_more, &[("n", &rest.len())]) },
            rest,
        }
    };
    let mut rows = Vec::new();
    for node in system.nodes.iter().filter(|node| node.kind == NodeKind::Content) {
        let answering = duties::answering(model, system, &node.code);
        let of = |duty: Duty| {
            let mut units: Vec<_> = answering.of_duty(duty).filter_map(|unit| model.all_units.get(&unit)).collect();
            // Departments before territories: whose trade it is stands first.
            units.sort_by_key(|unit| (unit.kind, unit.code.as_str()));
            units.into_iter().map(|unit| unit.name_in(lang)).collect::<Vec<_>>()
        };
        let fits = match unit {
            Some(unit) => answering
                .rows
                .iter()
                .any(|row| row.unit == unit.id && (wanted.duty.is_empty() || row.duty.code() == wanted.duty)),
            None => wanted.duty.is_empty() || answering.rows.iter().any(|row| row.duty.code() == wanted.duty),
        };
        if !fits {
            continue;
        }
        let mut top = node;
        while let Some(above) = top.parent.as_deref().and_then(|parent| system.node(parent)) {
            top = above;
        }
        rows.push(NodeLine {
            href: node_href(row, &node.code),
            code: node.code.clone(),
            label: node.label(lang).to_owned(),
            project: format!("{} {}", top.code, top.label(lang)),
            from_above: if answering.at == node.code || answering.rows.is_empty() {
                String::new()
            } else {
                fill(l.standards_from_above, &[("code", &answering.at)])
            },
            lead: names(of(Duty::Lead)),
            responsible: names(of(Duty::Responsible)),
            assist: names(of(Duty::Assist)),
        });
    }
    let node = |code: &String| {
        (
            node_href(row, code),
            code.clone(),
            system.node(code).map_or_else(String::new, |node| node.label(lang).to_owned()),
        )
    };
    let page = ResponsibilityPage {
        system_name: format!("{} · {}", lang.of_data(&system.name_zh, &system.name_en), row.edition),
        system_href: system_href(row),
        system: slug(row),
        systems: model
            .systems
            .iter()
            .map(|(row, system)| {
                (slug(row), format!("{} · {}", lang.of_data(&system.name_zh, &system.name_en), row.edition))
            })
            .collect(),
        units: model.units.iter().map(|unit| (unit.code.clone(), unit.name_in(lang).to_owned())).collect(),
        unit: unit.map_or_else(String::new, |unit| unit.code.clone()),
        duties: [
            ("", l.standards_any_duty),
            ("lead", l.standards_duty_lead),
            ("responsible", l.standards_duty_responsible),
            ("assist", l.standards_duty_assist),
        ],
        duty: wanted.duty,
        summary: fill(l.standards_led, &[("n", &gaps.led()), ("all", &gaps.contents)]),
        nobody: gaps.contents_without_anybody.iter().map(node).collect(),
        no_lead: gaps.contents_without_lead.iter().map(node).collect(),
        towns: gaps
            .unanswered
            .iter()
            .map(|(code, towns)| {
                (
                    code.clone(),
                    fill(
                        l.standards_gap_towns,
                        &[("name", &model.category_name(code, lang)), ("n", towns), ("all", &gaps.townships)],
                    ),
                )
            })
            .collect(),
        may_import: who.actor.may(changxiao_domain::orgs::Permission::Import),
        rows,
        shell,
    };
    answer_page(&page)
}
