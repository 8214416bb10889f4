//! One case with everything around it.

use changxiao_domain::{
    cases::{Action, ChainBreak, Event, verify_case},
    orgs::{Actor, Permission},
};
use changxiao_store::cases::{self, CaseFilter, CaseLine, CaseRow, PhotoRow};

use super::{carry_out::load_visible, scope, stamp};
use crate::{App, AppError};

pub struct CaseView {
    pub row: CaseRow,
    /// Oldest first.
    pub events: Vec<Event>,
    pub photos: Vec<PhotoRow>,
    /// What the post can do now.
    pub actions: Vec<Action>,
    /// `None`: the chain holds.
    pub broken: Option<ChainBreak>,
}

pub async fn view(app: &App, actor: &Actor, number: &str) -> Result<CaseView, AppError> {
    actor.require(Permission::ReadCases).map_err(|refused| AppError::NotPermitted(refused.permission))?;
    let row = load_visible(app, actor, number).await?;
    let events = cases::events_of(app.db(), actor.city, row.case.id).await?;
    let photos = cases::photos_of(app.db(), actor.city, row.case.id).await?;
    let actions = row.case.allowed(&stamp(actor));
    let broken = verify_case(&row.case, &events).err();
    Ok(CaseView { row, events, photos, actions, broken })
}

/// Cases at the same site, newest first, without this one.
pub async fn at_same_site(app: &App, actor: &Actor, row: &CaseRow, most: i64) -> Result<Vec<CaseLine>, AppError> {
    let Some(site) = row.case.site else { return Ok(Vec::new()) };
    let filter = CaseFilter { scope: scope::filter(actor), site: Some(site), ..CaseFilter::default() };
    let mut lines = cases::list(app.db(), actor.city, &filter, None, app.now(), most + 1).await?;
    lines.retain(|line| line.id != row.case.id);
    lines.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(lines)
}
