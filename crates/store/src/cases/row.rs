//! A case as the table keeps it.

use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::{Case, Source, Standing, State},
    categories::FiledUnder,
    geo::Position,
    ids::{CaseId, CityId, PersonId, PostId, SiteId, UnitId, VisitId},
};

use crate::{
    StoreError,
    engine::{Columns, Row},
    numbers::number_text,
};

/// The aggregate and the facts around it that no rule needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    pub case: Case,
    /// Name of the site, or the address that was given.
    pub place: String,
    pub reporter_unit: Option<UnitId>,
    pub reporter_post: Option<PostId>,
}

/// Every column of `cases` that [`read`] wants.
pub(super) const CASE_COLUMNS: Columns = &[
    "city_id",
    "case_id",
    "number",
    "state",
    "category",
    "limit_kind",
    "limit_amount",
    "photo_required",
    "title",
    "description",
    "division",
    "place",
    "lon_e6",
    "lat_e6",
    "source",
    "site_id",
    "visit_id",
    "item_code",
    "lead_unit",
    "handler",
    "reporter_unit",
    "reporter_post",
    "reported_at",
    "filed_at",
    "dispatched_at",
    "clock_from",
    "near_at",
    "due_at",
    "paused_at",
    "handled_at",
    "check_passed_at",
    "closed_at",
    "close_reason",
    "merged_into",
    "changed_at",
    "dispatch_count",
    "rework_count",
    "urge_count",
    "version",
    "head_hash",
    "filing_edition",
    "filing_condition",
];

fn filed_under(row: &Row) -> Result<Option<FiledUnder>, StoreError> {
    let condition = row.opt_int("filing_condition")?;
    Ok(row.opt_text("filing_edition")?.map(|edition| FiledUnder { edition, condition }))
}

/// The case without its standing, which [`super::standing::read`] brings.
pub(super) fn read(row: &Row, co_units: Vec<UnitId>) -> Result<CaseRow, StoreError> {
    let position = row
        .opt_int("lon_e6")?
        .zip(row.opt_int("lat_e6")?)
        .map(|(lon, lat)| Position::new(lon, lat).map_err(|_| StoreError::content("lon_e6", "a position on earth")))
        .transpose()?;
    let case = Case {
        id: row.id("case_id", CaseId)?,
        city: CityId(row.int("city_id")?),
        number: number_text(row.int("number")?),
        state: row.code("state", State::parse)?,
        category: row.text("category")?,
        limit: Limit { kind: row.code("limit_kind", LimitKind::parse)?, amount: row.int("limit_amount")? },
        filed_under: filed_under(row)?,
        photo_required: row.flag("photo_required")?,
        division: row.int("division")?,
        site: row.opt_id("site_id", SiteId)?,
        visit: row.opt_id("visit_id", VisitId)?,
        item: row.opt_text("item_code")?,
        title: row.text("title")?,
        text: row.text("description")?,
        position,
        source: row.code("source", Source::parse)?,
        lead_unit: row.opt_id("lead_unit", UnitId)?,
        co_units,
        handler: row.opt_id("handler", PersonId)?,
        reported_at: row.instant("reported_at")?,
        filed_at: row.opt_instant("filed_at")?,
        dispatched_at: row.opt_instant("dispatched_at")?,
        clock_from: row.opt_instant("clock_from")?,
        near_at: row.opt_instant("near_at")?,
        due_at: row.opt_instant("due_at")?,
        paused_at: row.opt_instant("paused_at")?,
        handled_at: row.opt_instant("handled_at")?,
        check_passed_at: row.opt_instant("check_passed_at")?,
        closed_at: row.opt_instant("closed_at")?,
        close_reason: row.opt_text("close_reason")?,
        merged_into: row.opt_id("merged_into", CaseId)?,
        dispatch_count: row.int("dispatch_count")?,
        rework_count: row.int("rework_count")?,
        urge_count: row.int("urge_count")?,
        standing: Standing::default(),
        version: row.int("version")?,
        head_hash: row.hash("head_hash")?,
        changed_at: row.instant("changed_at")?,
    };
    Ok(CaseRow {
        case,
        place: row.text("place")?,
        reporter_unit: row.opt_id("reporter_unit", UnitId)?,
        reporter_post: row.opt_id("reporter_post", PostId)?,
    })
}
