//! One item with what uses it and the text of its document.

use changxiao_domain::{
    divisions::DivisionCode,
    evidence::UsedBy,
    matters::Matter,
    orgs::{Actor, Permission, RowOwner},
};
use changxiao_store::evidence::{self as store, EvidenceRow, EvidenceUse};

use crate::{App, AppError, cases::scope, readable::readable, workflow::load_visible as load_visible_matter};

pub struct EvidenceView {
    pub row: EvidenceRow,
    /// The number of its site, where the post may open it.
    pub site: Option<i64>,
    /// The uses that the post may open, oldest first.
    pub uses: Vec<EvidenceUse>,
    /// How many others there are.
    pub hidden_uses: usize,
    /// The text of its document; empty where it has none.
    pub text: String,
    pub may_change: bool,
    /// Whether the post is given the file as it came.
    pub may_see_original: bool,
}

/// So many matters that use an item are looked at; the others are counted.
const MATTERS: usize = 50;

/// Errors: not permitted; no such item, or outside of the scope.
pub async fn view(app: &App, actor: &Actor, number: i64) -> Result<EvidenceView, AppError> {
    let row = load_visible(app, actor, number).await?;
    let all = store::uses_of(app.db(), actor.city, row.id).await?;
    let cases: Vec<&str> = all.iter().filter(|used| used.of.by == UsedBy::Case).map(|used| &*used.of.number).collect();
    let openable = scope::openable(app, actor, &cases).await?;
    let count = all.len();
    let (mut uses, mut looked_at) = (Vec::new(), 0);
    for used in all {
        let may_open = match used.of.by {
            UsedBy::Case => openable.contains(&used.of.number),
            UsedBy::Inspection => actor.may(Permission::ReadInspections),
            UsedBy::Matter => {
                looked_at += 1;
                looked_at <= MATTERS && load_visible_matter::<Matter>(app, actor, &used.of.number).await.is_ok()
            }
        };
        if may_open {
            uses.push(used);
        }
    }
    let site = match row.item.site {
        Some(id) if actor.may(Permission::ReadSites) => {
            let found = changxiao_store::sites::by_id(app.db(), actor.city, id).await?;
            found.filter(|site| crate::sites::view::may_see(actor, site)).map(|site| site.number)
        }
        _ => None,
    };
    let text = store::text_of(app.db(), actor.city, row.id).await?;
    Ok(EvidenceView {
        site,
        hidden_uses: count - uses.len(),
        uses,
        text: readable(actor, text),
        may_change: may_change(actor, &row),
        may_see_original: may_see_original(actor, &row),
        row: readable(actor, row),
    })
}

/// The item, when it stands in the store and the post may see it, or a matter that brings it forward: whoever is called to account sees the
/// proof.
pub async fn load_visible(app: &App, actor: &Actor, number: i64) -> Result<EvidenceRow, AppError> {
    actor.require(Permission::ReadCases)?;
    let row = store::by_number(app.db(), actor.city, number).await?;
    let row = row.filter(|row| row.removed_at.is_none()).ok_or(AppError::NotFound("evidence"))?;
    let is_open = may_see(actor, &row) || is_in_a_matter(app, actor, &row).await?;
    if is_open { Ok(row) } else { Err(AppError::OutOfScope) }
}

async fn is_in_a_matter(app: &App, actor: &Actor, row: &EvidenceRow) -> Result<bool, AppError> {
    let uses = store::uses_of(app.db(), actor.city, row.id).await?;
    for used in uses.iter().filter(|used| used.of.by == UsedBy::Matter).take(MATTERS) {
        if load_visible_matter::<Matter>(app, actor, &used.of.number).await.is_ok() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// By the unit that keeps it and by where it lies.
pub fn may_see(actor: &Actor, row: &EvidenceRow) -> bool {
    let division = row.item.division.and_then(|padded| DivisionCode::from_padded(padded).ok());
    actor.may_see(RowOwner { city: actor.city, units: &[row.unit], division })
}

/// Whoever keeps it, and the office.
pub fn may_change(actor: &Actor, row: &EvidenceRow) -> bool {
    actor.may(Permission::ReportCase) && (actor.unit == row.unit || actor.may(Permission::ManageReference))
}

/// As it came: whoever reads what tells of persons, and the unit that brought it.
pub(super) fn may_see_original(actor: &Actor, row: &EvidenceRow) -> bool {
    actor.may(Permission::ReadPersonal) || actor.unit == row.unit
}
