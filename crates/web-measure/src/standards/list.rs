//! Systems and editions side by side.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::standards::{
    duties, slug,
    status::{Standing, standing},
};
use changxiao_domain::{
    orgs::Permission,
    standards::{Evidence, NodeKind, RelatedVersion, System},
};
use changxiao_web_kit::{cx::Cx, filters};

use super::edition::{Edition, standing_tag};
use crate::{
    answer::WebError,
    choice::Choice,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "standards/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    editions: Vec<Edition<'a>>,
    /// For the comparison of two.
    old: Vec<Choice>,
    new: Vec<Choice>,
    related: &'a [RelatedVersion],
    may_import: bool,
}

impl ListPage<'_> {
    fn standing(&self, edition: &Edition<'_>) -> Standing {
        standing(&self.cx.model, edition.row)
    }

    /// How many entries a system has, by kind.
    fn counts(&self, system: &System) -> [(&'static str, usize); 7] {
        let l = self.cx.l;
        let of = |kind: NodeKind| (kind.words(self.cx.lang), duties::count_of(system, kind));
        [
            of(NodeKind::Project),
            of(NodeKind::Indicator),
            of(NodeKind::Content),
            of(NodeKind::Standard),
            of(NodeKind::Subsystem),
            (l.standards_site_types, system.site_types.len()),
            (l.standards_check_items, system.check_items.len()),
        ]
    }

    /// How many of the nodes and check items the source has, and how many there are.
    fn certain(&self, system: &System) -> (i64, i64) {
        let nodes = system.nodes.iter().map(|node| node.evidence);
        let all: Vec<Evidence> = nodes.chain(system.check_items.iter().map(|item| item.evidence)).collect();
        let certain = all.iter().filter(|evidence| **evidence == Evidence::Certain).count();
        (i64::try_from(certain).unwrap_or(0), i64::try_from(all.len()).unwrap_or(0))
    }

    /// What is known of an edition, on one line.
    fn facts(&self, version: &RelatedVersion) -> String {
        let l = self.cx.l;
        let counts = [
            (l.standards_kind_project, version.projects_count),
            (l.standards_kind_content, version.contents_count),
            (l.standards_kind_standard, version.standards_count),
            (l.standards_negative_list, version.negative_list_count),
        ];
        let counts = counts.into_iter().filter_map(|(label, n)| n.map(|n| format!("{label} {n}")));
        // These two are kept in the words of the source.
        let words = [&version.score_zh, &version.grades].into_iter().flatten().cloned();
        counts.chain(words).filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// The same in the Chinese words of the source.
    fn note(&self, version: &RelatedVersion) -> String {
        let projects = Some(version.projects_zh.join("、")).filter(|projects| !projects.is_empty());
        projects.into_iter().chain(version.note_zh.clone()).collect::<Vec<_>>().join("；")
    }
}

pub(super) async fn page(State(state): State<WebState>, who: Who, jar: PrivateCookieJar) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Standards, jar).await;
    let editions: Vec<Edition<'_>> = Edition::all(&cx.model).collect();
    // The first is the newest.
    let slug_at = |place: usize| editions.get(place).or(editions.first()).map_or_else(String::new, |one| slug(one.row));
    let page = ListPage {
        shell,
        old: Edition::choices(&cx.model, &slug_at(1), cx.lang),
        new: Edition::choices(&cx.model, &slug_at(0), cx.lang),
        related: cx.model.current_system().map_or(&[], |system| &system.related_versions),
        may_import: who.actor.may(Permission::Import),
        editions,
        cx: &cx,
    };
    Ok((jar, cx.page(&page)?).into_response())
}
