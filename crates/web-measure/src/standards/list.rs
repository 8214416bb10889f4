//! Systems and editions side by side.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::standards::{
    duties,
    status::{Standing, standing},
};
use changxiao_domain::{
    orgs::Permission,
    standards::{NodeKind, System, SystemLevel},
};
use changxiao_store::standards::SystemRow;
use changxiao_words::{Lang, Texts, texts};

use super::{address::system_href, tree::source_words};
use crate::{
    answer::{WebError, page as answer_page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "standards/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<SystemLine>,
    /// Slug and label, for the comparison of two.
    choices: Vec<(String, String)>,
    first: String,
    second: String,
    related: Vec<RelatedLine>,
    may_import: bool,
}

struct SystemLine {
    href: String,
    name: String,
    edition: String,
    level: &'static str,
    standing: StandingTag,
    from: String,
    counts: [(&'static str, String); 7],
    certain: String,
    certain_share: u8,
    source: String,
    source_words: String,
}

/// The word of a standing and the kind of its tag.
pub struct StandingTag {
    pub kind: &'static str,
    pub word: &'static str,
}

struct RelatedLine {
    name: String,
    facts: String,
    note: String,
    inferred: bool,
    evidence: &'static str,
    source: String,
}

pub(super) async fn page(State(state): State<WebState>, who: Who, jar: PrivateCookieJar) -> Result<Response, WebError> {
    let lang = who.lang();
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Standards, jar).await;
    let l = shell.l;
    let rows: Vec<SystemLine> = who.model.systems.iter().map(|(row, system)| line(&who, row, system, lang)).collect();
    let choices: Vec<(String, String)> = who
        .model
        .systems
        .iter()
        .map(|(row, system)| {
            (
                changxiao_app::standards::slug(row),
                format!("{} · {}", lang.of_data(&system.name_zh, &system.name_en), row.edition),
            )
        })
        .collect();
    let related = who.model.current_system().map_or_else(Vec::new, |system| related(system, l, lang));
    let list = ListPage {
        first: choices.get(1).or(choices.first()).map_or_else(String::new, |choice| choice.0.clone()),
        second: choices.first().map_or_else(String::new, |choice| choice.0.clone()),
        shell,
        rows,
        choices,
        related,
        may_import: who.actor.may(Permission::Import),
    };
    Ok((jar, answer_page(&list)?).into_response())
}

fn line(who: &Who, row: &SystemRow, system: &System, lang: Lang) -> SystemLine {
    let l = texts(lang);
    // A system that only counts into this one has figures of its own; sources quote those of the main tree.
    let beside: Vec<String> = system
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::Subsystem)
        .flat_map(|node| duties::subtree(system, &node.code))
        .collect();
    let main = |kind| system.nodes.iter().filter(|node| node.kind == kind && !beside.contains(&node.code)).count();
    let count = |kind| words::count(i64::try_from(main(kind)).unwrap_or(0));
    let subsystems = system.nodes.iter().filter(|node| node.kind == NodeKind::Subsystem).count();
    let number = |n: usize| words::count(i64::try_from(n).unwrap_or(0));
    let certain = system.nodes.iter().filter(|node| node.evidence.code() == "certain").count()
        + system.check_items.iter().filter(|item| item.evidence.code() == "certain").count();
    let all = system.nodes.len() + system.check_items.len();
    let (certain, all) = (i64::try_from(certain).unwrap_or(0), i64::try_from(all).unwrap_or(0));
    SystemLine {
        href: system_href(row),
        name: lang.of_data(&system.name_zh, &system.name_en).to_owned(),
        edition: row.edition.clone(),
        level: level_word(l, system.level),
        standing: standing_tag(l, standing(&who.model, row)),
        from: words::full_day(lang, row.effective_from),
        counts: [
            (l.standards_kind_project, count(NodeKind::Project)),
            (l.standards_kind_indicator, count(NodeKind::Indicator)),
            (l.standards_kind_content, count(NodeKind::Content)),
            (l.standards_kind_standard, count(NodeKind::Standard)),
            (l.standards_kind_subsystem, number(subsystems)),
            (l.standards_site_types, number(system.site_types.len())),
            (l.standards_check_items, number(system.check_items.len())),
        ],
        certain: words::percent(certain, all),
        certain_share: words::share(certain, all),
        source_words: source_words(system, &system.source),
        source: system.source.clone(),
    }
}

fn related(system: &System, l: &'static Texts, lang: Lang) -> Vec<RelatedLine> {
    let join = |facts: Vec<String>| facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ");
    system
        .related_versions
        .iter()
        .map(|version| {
            let counted = |label: &str, n: Option<u32>| n.map_or_else(String::new, |n| format!("{label} {n}"));
            let facts = vec![
                counted(l.standards_kind_project, version.projects_count),
                counted(l.standards_kind_content, version.contents_count),
                counted(l.standards_kind_standard, version.standards_count),
                counted(l.standards_negative_list, version.negative_list_count),
                // These two are kept in the words of the source.
                version.score_zh.clone().unwrap_or_default(),
                version.grades.clone().unwrap_or_default(),
            ];
            let mut note = version.projects_zh.join("、");
            if let Some(more) = &version.note_zh {
                if !note.is_empty() {
                    note.push('；');
                }
                note.push_str(more);
            }
            RelatedLine {
                name: lang.of_data(&version.version, &version.version_en).to_owned(),
                facts: join(facts),
                note,
                inferred: version.evidence.code() == "inferred",
                evidence: super::tree::evidence_word(l, version.evidence.code()),
                source: version.source.clone(),
            }
        })
        .collect()
}

pub(super) const fn level_word(l: &Texts, level: SystemLevel) -> &'static str {
    match level {
        SystemLevel::Province => l.standards_level_province,
        SystemLevel::City => l.standards_level_city,
        SystemLevel::District => l.standards_level_district,
        SystemLevel::County => l.standards_level_county,
        SystemLevel::Own => l.standards_level_own,
    }
}

pub(super) const fn standing_tag(l: &Texts, standing: Standing) -> StandingTag {
    match standing {
        Standing::BuiltIn => StandingTag { kind: "", word: l.standards_built_in },
        Standing::Draft => StandingTag { kind: "provisional", word: l.standards_draft },
        Standing::Coming => StandingTag { kind: "near", word: l.standards_coming },
        Standing::InForce => StandingTag { kind: "on", word: l.standards_in_force },
        Standing::Superseded => StandingTag { kind: "", word: l.standards_superseded },
    }
}
