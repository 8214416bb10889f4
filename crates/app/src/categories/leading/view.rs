//! What a page shows of a list that waits.

use changxiao_domain::{
    categories::{CategoryCode, CategoryKey, CategorySet, proposed},
    departures::Hanging,
    orgs::Actor,
    time::Day,
};

use super::{
    checks::{check_permission, sets, waiting},
    duties::{self, LostDuty},
    ties::{Everything, everything},
};
use crate::{
    App, AppError,
    model::{CategoryVersion, CityModel, ListLeads},
};

/// A list that waits, with what hangs on the codes that end with it.
pub struct Leading<'m> {
    pub from: &'m CategoryVersion,
    pub to: &'m CategoryVersion,
    /// Bring it with what is said.
    pub version: i64,
    /// From which day on it takes over, where that is decided.
    pub day: Option<Day>,
    /// What is open first, then the rest on which something hangs, each by its code.
    pub rows: Vec<LeadRow>,
    /// Codes that end and on which nothing hangs.
    pub unused: usize,
    /// Rows of the matrix that two codes would bring to the same place, with other units.
    pub lost: Vec<LostDuty>,
}

/// A code that ends, and what becomes of it.
pub struct LeadRow {
    pub key: CategoryKey,
    pub hanging: Vec<(Hanging, i64)>,
    pub items: Vec<ItemRow>,
    pub to: Option<CategoryKey>,
    /// Why nothing takes it over.
    pub reason: String,
    pub is_open: bool,
    /// What is most likely meant, the best first; asked for where it is open.
    pub proposed: Vec<CategoryKey>,
}

/// A check item of which a finding becomes a case of the code.
pub struct ItemRow {
    pub code: String,
    pub text_zh: String,
    pub text_en: String,
    /// Where it goes its own way.
    pub to: Option<CategoryCode>,
}

impl Leading<'_> {
    pub fn open(&self) -> usize {
        self.rows.iter().filter(|row| row.is_open).count()
    }
}

/// The newest list that waits, or the one of this key; `None`: none waits.
///
/// Errors: not permitted; there is no such list, or it does not wait.
pub async fn view<'m>(
    app: &App,
    model: &'m CityModel,
    actor: &Actor,
    edition: &str,
) -> Result<Option<Leading<'m>>, AppError> {
    check_permission(actor)?;
    let Some(list) = waiting(model, edition)? else { return Ok(None) };
    let all = everything(app, model, list).await?;
    let (from, to) = sets(model, list)?;
    let open: Vec<CategoryKey> = list.leads.open(&list.ended, &all.ties).iter().map(|open| open.key).collect();
    let mut rows: Vec<LeadRow> = Vec::new();
    for key in list.ended.iter().filter(|key| all.ties.counts.contains_key(key)) {
        rows.push(row(model, list, &all, *key, open.contains(key), (&from.set, &to.set)));
    }
    rows.sort_by_key(|row| (!row.is_open, row.key));
    let unused = list.ended.len() - rows.len();
    let lost = duties::moves(model, list, list.day.unwrap_or(model.day)).lost;
    Ok(Some(Leading { from, to, version: list.version, day: list.day, rows, unused, lost }))
}

fn row(
    model: &CityModel,
    list: &ListLeads,
    all: &Everything,
    key: CategoryKey,
    is_open: bool,
    (old, new): (&CategorySet, &CategorySet),
) -> LeadRow {
    let code = key.to_string();
    let words = model.synonyms.said("category").filter(|(_, meant)| *meant == code).map(|(word, _)| word);
    let item = |code: &String| {
        let found = model.check_item(code);
        ItemRow {
            code: code.clone(),
            text_zh: found.map_or_else(String::new, |item| item.text_zh.clone()),
            text_en: found.map_or_else(String::new, |item| item.text_en.clone()),
            to: list.leads.items.get(code).copied(),
        }
    };
    LeadRow {
        key,
        hanging: all.ties.counts.get(&key).into_iter().flatten().map(|(kind, count)| (*kind, *count)).collect(),
        items: all.ties.items.get(&key).into_iter().flatten().map(item).collect(),
        to: list.leads.heirs.get(&key).and_then(|heirs| heirs.all),
        reason: list.leads.left_out.get(&key).cloned().unwrap_or_default(),
        is_open,
        proposed: if is_open { proposed(old, new, key, words) } else { Vec::new() },
    }
}
