//! One case with everything around it.

use changxiao_domain::{
    callbacks::may_record,
    cases::{Action, ChainBreak, Event, PhotoStage, verify_case},
    divisions::DivisionCode,
    orgs::{Actor, Permission},
};
use changxiao_store::{
    callbacks::{self, CallbackRow},
    cases::{self, CaseFilter, CaseLine, CaseRow, PhotoRow},
    exchange::{self, OrderRow},
    inspections,
    sites::{self, SiteRow},
};

use super::{carry_out::load_visible, scope};
use crate::{
    App, AppError, inspections::view::may_see as may_see_visit, model::CityModel, readable::readable,
    sites::view::may_see as may_see_site,
};

pub struct CaseView {
    pub row: CaseRow,
    /// Oldest first.
    pub events: Vec<Event>,
    pub photos: Vec<PhotoRow>,
    /// What the post can do now.
    pub actions: Vec<Action>,
    /// `None`: the chain holds.
    pub broken: Option<ChainBreak>,
    /// The site that it was found at, where the post may open it.
    pub site: Option<SiteRow>,
    /// The number of the visit that found it, where the post may open it.
    pub visit: Option<i64>,
    /// The number of the case that it was merged into.
    pub merged_into: Option<String>,
    /// The number of another case with the very picture that is given here as proof.
    pub proof_used_in: Option<String>,
    /// What the person who reported it said afterwards, oldest first.
    pub callbacks: Vec<CallbackRow>,
    /// The post may record another one now.
    pub may_call_back: bool,
    /// The work order of another system that it came from.
    pub order: Option<OrderRow>,
    /// Whether the post is given photos with what the camera wrote.
    pub may_see_originals: bool,
}

pub async fn view(app: &App, actor: &Actor, number: &str) -> Result<CaseView, AppError> {
    actor.require(Permission::ReadCases)?;
    let row = load_visible(app, actor, number).await?;
    let events = cases::events_of(app.db(), actor.city, row.case.id).await?;
    let photos = cases::photos_of(app.db(), actor.city, row.case.id).await?;
    let actions = row.case.allowed(&actor.stamp(), app.now());
    let broken = verify_case(&row.case, &events).err();
    let site = match row.case.site {
        Some(site) if actor.may(Permission::ReadSites) => {
            sites::by_id(app.db(), actor.city, site).await?.filter(|site| may_see_site(actor, site))
        }
        _ => None,
    };
    let visit = match row.case.visit {
        Some(visit) if actor.may(Permission::ReadInspections) => inspections::by_id(app.db(), actor.city, visit)
            .await?
            .filter(|visit| may_see_visit(actor, visit))
            .map(|visit| visit.number),
        _ => None,
    };
    let merged_into = match row.case.merged_into {
        Some(into) => cases::by_id(app.db(), actor.city, into).await?.map(|row| row.case.number),
        None => None,
    };
    let proof = photos.iter().rev().find(|photo| photo.stage == PhotoStage::After);
    let proof_used_in = match proof {
        Some(proof) => {
            cases::used_elsewhere(app.db(), actor.city, &proof.hash, row.case.id).await?.map(cases::number_text)
        }
        None => None,
    };
    // Before a dispatch or an end there is nothing to call back about.
    let callbacks = match row.case.dispatched_at.or(row.case.closed_at) {
        Some(_) => callbacks::of_case(app.db(), actor.city, row.case.id).await?,
        None => Vec::new(),
    };
    let may_call_back = actor.may(Permission::RecordCallback) && may_record(&row.case, app.now());
    let order = match row.case.source.is_order() {
        true => exchange::of_case(app.db(), actor.city, row.case.id).await?,
        false => None,
    };
    Ok(CaseView {
        row: readable(actor, row),
        events: readable(actor, events),
        photos,
        actions,
        broken,
        site,
        visit,
        merged_into,
        proof_used_in,
        callbacks: readable(actor, callbacks),
        may_call_back,
        order: readable(actor, order),
        may_see_originals: actor.may(Permission::ReadPersonal),
    })
}

/// The case alone, as the post may read it. What decides and saves takes [`load_visible`].
///
/// Errors: not found or out of scope.
pub async fn row(app: &App, actor: &Actor, number: &str) -> Result<CaseRow, AppError> {
    Ok(readable(actor, load_visible(app, actor, number).await?))
}

/// Where the responsibility for a case is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyBasis {
    /// Padded code of the division whose row decides; `None` where the tree of units alone says it.
    pub division: Option<i64>,
    /// The category, its major or `*`.
    pub category: String,
}

/// The row of the matrix that names the line unit, else the nearest row at all.
pub fn duty_basis(model: &CityModel, division: DivisionCode, category: &str) -> DutyBasis {
    let major: String = category.chars().take(3).collect();
    let (mut at, mut nearest) = (Some(division), None);
    while let Some(code) = at {
        for key in [category, major.as_str(), "*"] {
            let Some(row) = model.matrix.get(&(code.padded(), key.to_owned())) else { continue };
            let basis = DutyBasis { division: Some(code.padded()), category: key.to_owned() };
            if row.line_unit.is_some() {
                return basis;
            }
            nearest = nearest.or(Some(basis));
        }
        at = code.parent();
    }
    nearest.unwrap_or(DutyBasis { division: None, category: category.to_owned() })
}

/// Cases at the same site, newest first, without this one.
pub async fn at_same_site(app: &App, actor: &Actor, row: &CaseRow, most: i64) -> Result<Vec<CaseLine>, AppError> {
    let Some(site) = row.case.site else { return Ok(Vec::new()) };
    let filter = CaseFilter { scope: scope::filter(actor), site: Some(site), ..CaseFilter::default() };
    let mut lines = cases::list(app.db(), actor.city, &filter, None, app.now(), most + 1).await?;
    lines.retain(|line| line.id != row.case.id);
    lines.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(readable(actor, lines))
}
