//! The evidence store for programs: the list, one item, bringing files.

use axum::{
    extract::{Path, State},
    response::Response,
};
use changxiao_app::evidence::{self as action, Bringing, Brought, Draft};
use changxiao_domain::{
    divisions::DivisionCode,
    evidence::Kind,
    orgs::Permission::{ReadCases, ReportCase},
};
use changxiao_store::evidence::{EvidenceFilter, EvidenceRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{answer::WebError, bodies::Takes, session::Who, state::WebState};
use changxiao_web_kit::{
    filtered,
    json::{
        body::{Document, Sent},
        query::{self, Parameters, code, page_size},
        shapes::{DivisionName, Moment, Named, division_named, ok, unit_named, unit_of_code},
    },
    routes::{Access, Routes, routes},
};

/// Files of one request.
const MOST_FILES: usize = 20;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .feature("evidence")
        .api(Access::read(ReadCases), routes!(list))
        .api(Access::read(ReadCases), routes!(view))
        .api(Access::handle(ReportCase), routes!(add))
        .taking(Takes::Files(MOST_FILES))
}

/// Filters; what is left out does not narrow.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct EvidenceQuery {
    /// `photo`, `scan`, `pdf`, `docx`, `xlsx`, `video`, `audio` or `press`.
    kind: Option<String>,
    /// Code of a campaign.
    #[param(example = "civilised_city")]
    tag: Option<String>,
    /// First day.
    from: Option<String>,
    /// Last day.
    until: Option<String>,
    /// Code of a division; everything within counts.
    division: Option<String>,
    /// Code of the unit that keeps it.
    unit: Option<String>,
    /// Used by something, or by nothing.
    used: Option<bool>,
    /// Words of caption, people, source, press item and document.
    words: Option<String>,
    /// Rows of a page, 1 to 200; 20 if left out.
    limit: Option<u16>,
    /// `next` of the page before.
    after: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct EvidenceList<'a> {
    /// Newest first.
    evidence: Vec<EvidenceItem<'a>>,
    /// Bring it as `after` for the next page; null on the last one.
    next: Option<i64>,
}

/// An item of the evidence store (素材).
#[derive(Serialize, ToSchema)]
pub(super) struct EvidenceItem<'a> {
    number: i64,
    kind: &'static str,
    caption: &'a str,
    #[schema(example = "2026-06-16")]
    day: String,
    place: &'a str,
    division: Option<DivisionName<'a>>,
    people: &'a str,
    source: &'a str,
    /// Codes of campaigns.
    tags: &'a [String],
    press: Option<PressItem<'a>>,
    /// The unit that keeps it.
    unit: Named<'a>,
    file_name: &'a str,
    media_type: &'a str,
    /// In bytes.
    size: i64,
    /// SHA-256 of its content, as 64 hexadecimal digits.
    hash: String,
    /// Of a PDF.
    pages: Option<i64>,
    added_at: Moment,
    version: i64,
}

/// What a press item names besides.
#[derive(Serialize, ToSchema)]
pub(super) struct PressItem<'a> {
    title: &'a str,
    paper: &'a str,
    author: &'a str,
    photographer: &'a str,
}

/// Items within the scope of the post, by filter, page by page.
#[utoipa::path(
    get, path = "/api/v1/evidence", tag = "evidence", operation_id = "list_evidence", params(EvidenceQuery),
    responses((status = 200, body = EvidenceList, description = "Newest first"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    Parameters(query): Parameters<EvidenceQuery>,
) -> Result<Response, WebError> {
    let most = page_size(query.limit)?;
    let model = &who.model;
    let kind = |text: &String| code("kind", text, Kind::parse);
    let tag = |text: &String| code("tag", text, |text| model.campaigns.get(text).map(|tag| tag.code.clone()));
    let division = |text: &String| code("division", text, |text| filtered::division(model, text));
    let day = |field, text: &Option<String>| text.as_deref().map(|text| query::day(field, text)).transpose();
    let filter = EvidenceFilter {
        kind: query.kind.as_ref().map(kind).transpose()?,
        tag: query.tag.as_ref().map(tag).transpose()?,
        from: day("from", &query.from)?,
        until: day("until", &query.until)?,
        divisions: query.division.as_ref().map(division).transpose()?.map(DivisionCode::range),
        unit: query.unit.as_deref().map(|code| unit_of_code(model, "unit", code)).transpose()?,
        used: query.used,
        words: query.words,
        ..EvidenceFilter::default()
    };
    let page = action::list(state.app(), &who.actor, &filter, query.after, most).await?;
    let next = page.lines.last().filter(|_| page.more).map(|line| line.row.number);
    ok(&EvidenceList { evidence: page.lines.iter().map(|line| item(&who, &line.row)).collect(), next })
}

/// One item with the text of its document.
#[derive(Serialize, ToSchema)]
pub(super) struct EvidenceDetail<'a> {
    #[serde(flatten)]
    item: EvidenceItem<'a>,
    /// What the post may open of what uses it, oldest first.
    uses: Vec<UseItem<'a>>,
    /// What was read of its document for the search.
    text: &'a str,
}

#[derive(Serialize, ToSchema)]
pub(super) struct UseItem<'a> {
    /// `case`, `inspection` or `matter`.
    by: &'static str,
    number: &'a str,
}

/// One item.
#[utoipa::path(
    get, path = "/api/v1/evidence/{number}", tag = "evidence", operation_id = "view_evidence", params(("number" = i64, Path)),
    responses((status = 200, body = EvidenceDetail, description = "The item"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let found = action::view(state.app(), &who.actor, query::number(&number)?).await?;
    let uses = found.uses.iter().map(|used| UseItem { by: used.of.by.code(), number: &used.of.number });
    ok(&EvidenceDetail { item: item(&who, &found.row), uses: uses.collect(), text: &found.text })
}

/// What is told of the files that come along.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewEvidence {
    /// What its content is, if left out.
    kind: Option<String>,
    /// One caption a file, in the order of the parts.
    captions: Vec<String>,
    /// The day of the camera or today, if left out.
    day: Option<String>,
    place: String,
    /// Number of the site; its division is taken over.
    site: Option<i64>,
    division: Option<String>,
    people: String,
    source: String,
    /// Codes of campaigns.
    tags: Vec<String>,
    /// Of a press item.
    press_title: String,
    press_paper: String,
    press_author: String,
    press_photographer: String,
}

impl Document for NewEvidence {
    const PARTS: &'static [&'static str] = &["file"];
}

/// The part `json` first, then up to twenty parts `file`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the parts of an upload for the document of the interface")]
pub(super) struct NewEvidenceWithFiles {
    json: NewEvidence,
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct EvidenceBrought {
    /// One entry a file, in the order of the parts.
    files: Vec<BroughtItem>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct BroughtItem {
    number: i64,
    /// `added`, `restored`, or `stands`: the content was in the store already and nothing was stored.
    what: &'static str,
    /// Of an item that stood already, where the post may see it.
    caption: Option<String>,
}

/// Brings files into the store; content that stands there already is answered with its item.
#[utoipa::path(
    post, path = "/api/v1/evidence", tag = "evidence", operation_id = "add_evidence",
    request_body(content((NewEvidenceWithFiles = "multipart/form-data"))),
    responses((status = 200, body = EvidenceBrought, description = "What became of each file"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(super) async fn add(
    State(state): State<WebState>,
    who: Who,
    sent: Sent<NewEvidence>,
) -> Result<Response, WebError> {
    let new = sent.value;
    let mut captions = new.captions.into_iter();
    let files: Vec<Bringing> = sent
        .files
        .into_iter()
        .map(|(file_name, stored)| Bringing {
            stored,
            file_name,
            caption: captions.next().unwrap_or_default(),
            caption_field: "captions",
        })
        .collect();
    if files.is_empty() {
        return Err(changxiao_app::AppError::field("file", changxiao_words::say!(evidence_choose_file)).into());
    }
    let draft = Draft {
        kind: new.kind.as_ref().map(|text| code("kind", text, Kind::parse)).transpose()?,
        caption: String::new(),
        day: new.day.as_deref().map(|text| query::day("day", text)).transpose()?,
        place: new.place,
        site: new.site,
        division: new.division.as_ref().map(|text| code("division", text, |text| text.parse().ok())).transpose()?,
        people: new.people,
        source: new.source,
        tags: new.tags,
        press_title: new.press_title,
        press_paper: new.press_paper,
        press_author: new.press_author,
        press_photographer: new.press_photographer,
    };
    let done = action::add(state.app(), &who.actor, &draft, &files).await?;
    ok(&EvidenceBrought { files: done.into_iter().map(BroughtItem::of).collect() })
}

impl BroughtItem {
    pub(super) fn of(brought: Brought) -> Self {
        match brought {
            Brought::Added(number) => Self { number, what: "added", caption: None },
            Brought::Restored(number) => Self { number, what: "restored", caption: None },
            Brought::Stands(number, caption) => Self { number, what: "stands", caption },
        }
    }
}

fn item<'a>(who: &'a Who, row: &'a EvidenceRow) -> EvidenceItem<'a> {
    let (model, item) = (&who.model, &row.item);
    EvidenceItem {
        number: row.number,
        kind: item.kind.code(),
        caption: &item.caption,
        day: item.day.to_string(),
        place: &item.place,
        division: item.division.map(|padded| division_named(model, padded)),
        people: &item.people,
        source: &item.source,
        tags: &item.tags,
        press: item.press.as_ref().map(|press| PressItem {
            title: &press.title,
            paper: &press.paper,
            author: &press.author,
            photographer: &press.photographer,
        }),
        unit: unit_named(model, row.unit, who.lang()),
        file_name: &row.file_name,
        media_type: &row.mime,
        size: row.size,
        hash: changxiao_domain::cases::hex(&row.hash),
        pages: row.pages,
        added_at: Moment::new(model, row.added_at),
        version: row.version,
    }
}
