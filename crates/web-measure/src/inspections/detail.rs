//! One visit: what was not met first, with note, photos and case.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    inspections::view::{VisitView, view},
    scoring::Sight,
};
use changxiao_domain::{
    evidence::UsedBy,
    inspections::Answer,
    orgs::Permission,
    scoring::Rate,
    standards::{CheckItem, Evidence, Node, System},
};
use changxiao_files::photos::ContentHash;
use changxiao_store::inspections::ResultRow;
use changxiao_web_kit::{
    answer::WebError,
    cx::Cx,
    evidence_panel::EvidencePanel,
    filters, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Template)]
#[template(path = "inspections/detail.html")]
struct VisitPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    found: &'a VisitView,
    system: Option<&'a System>,
    failed: Vec<&'a ResultRow>,
    passed: Vec<&'a ResultRow>,
    left_out: Vec<&'a ResultRow>,
    may_inspect: bool,
    evidence: EvidencePanel,
}

impl VisitPage<'_> {
    /// Of what is shown: of a part, only the part is counted.
    fn rate(&self) -> Rate {
        let count = |results: &[&ResultRow]| i64::try_from(results.len()).unwrap_or(i64::MAX);
        Rate::of(count(&self.passed), count(&self.failed))
    }

    /// How long it took, in microseconds.
    fn took(&self) -> i64 {
        let visit = &self.found.visit;
        visit.submitted_at.since(visit.started_at).max(0)
    }

    /// The item of an answer; none where its system no longer has it.
    fn item(&self, result: &ResultRow) -> Option<&CheckItem> {
        self.system?.check_items.iter().find(|item| item.code == result.item)
    }

    fn text<'a>(&'a self, result: &'a ResultRow) -> &'a str {
        self.item(result).map_or(&result.item, |item| item.text(self.cx.lang))
    }

    /// The content of the standard for which an item counts.
    fn content(&self, item: &CheckItem) -> Option<&Node> {
        self.system?.node(item.content.as_deref()?)
    }

    /// The address of a photo without its size.
    fn photo(&self, hash: &[u8; 32]) -> String {
        format!("/inspections/{}/photos/{}", self.found.visit.number, ContentHash(*hash))
    }
}

/// What it uses of the evidence store, and its photos that could be items.
async fn evidence(state: &WebState, who: &Who, found: &VisitView) -> Result<EvidencePanel, WebError> {
    let number = found.visit.number.to_string();
    let place = format!("/inspections/{number}");
    let photos = found.results.iter().flat_map(|result| result.photos.iter().copied());
    let src = |hash: &str| format!("{place}/photos/{hash}/small");
    let of = (UsedBy::Inspection, number.as_str(), place.clone());
    Ok(EvidencePanel::of(state.app(), &who.actor, of, photos, src).await?)
}

pub(super) async fn detail(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let found = view(state.app(), &who.actor, number).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Inspections, jar).await;
    let of = |answer: Answer| found.results.iter().filter(|result| result.answer == answer.code()).collect();
    let page = cx.page(&VisitPage {
        shell,
        cx: &cx,
        system: cx.model.system(found.visit.system).map(|system| &**system),
        failed: of(Answer::NotMet),
        passed: of(Answer::Met),
        left_out: of(Answer::NotApplicable),
        may_inspect: who.actor.may(Permission::Inspect) && found.site.active,
        evidence: evidence(&state, &who, &found).await?,
        found: &found,
    })?;
    Ok((jar, page).into_response())
}
