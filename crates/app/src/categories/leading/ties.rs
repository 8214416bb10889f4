//! What hangs on the codes of the list in force: check items, the matrix, mappings of orders, the city's words, saved views.

use changxiao_domain::{
    categories::{CategoryKey, Ties},
    departures::Hanging,
    standards::SystemStatus,
};
use changxiao_store::{
    synonyms::{self, SynonymRow},
    views::{SavedView, Viewed, all_views},
};

use crate::{
    App, AppError,
    exchange::mappings::{self, Held},
    model::{CityModel, ListLeads},
};

/// What hangs there, counted and as it is.
pub(super) struct Everything {
    pub ties: Ties,
    /// The city's own mappings.
    pub mappings: Vec<Held>,
    /// Words for categories.
    pub words: Vec<SynonymRow>,
    pub views: Vec<SavedView>,
}

/// Everything that hangs on a code that ends with `list`.
pub(super) async fn everything(app: &App, model: &CityModel, list: &ListLeads) -> Result<Everything, AppError> {
    let city = model.id();
    let mut mappings = mappings::all(app, city).await?;
    // What ships is led by what is in force whenever it is read.
    mappings.retain(|held| held.version > 0);
    let mut words = synonyms::all(app.db(), city).await?;
    words.retain(|word| word.sort == "category");
    let views = all_views(app.db(), city, Viewed::Cases).await?;

    let mut ties = Ties::default();
    let mut count = |key: Option<CategoryKey>, kind: Hanging| {
        if let Some(key) = key.filter(|key| list.ended.contains(key)) {
            *ties.counts.entry(key).or_default().entry(kind).or_default() += 1;
        }
    };
    for row in model.matrix.values() {
        count(row.category.parse().ok(), Hanging::Matrix);
    }
    for value in mappings.iter().flat_map(|held| &held.mapping.categories) {
        count(value.code.parse().ok(), Hanging::Mappings);
    }
    for word in &words {
        count(word.code.parse().ok(), Hanging::Synonyms);
    }
    for view in &views {
        count(key_in(&view.query), Hanging::Views);
    }
    for item in counted_items(model) {
        let Some(code) = item.category.map(CategoryKey::from).filter(|key| list.ended.contains(key)) else { continue };
        let items = ties.items.entry(code).or_default();
        if items.insert(item.code.clone()) {
            *ties.counts.entry(code).or_default().entry(Hanging::CheckItems).or_default() += 1;
        }
    }
    Ok(Everything { ties, mappings, words, views })
}

/// Items of systems that count today or may count later.
fn counted_items(model: &CityModel) -> impl Iterator<Item = &changxiao_domain::standards::CheckItem> {
    let current = model.current_system().map(|system| system.id);
    let counts = move |(row, _): &&(changxiao_store::standards::SystemRow, _)| {
        Some(row.id) == current || row.status == SystemStatus::Draft || row.effective_from > model.day
    };
    model.systems.iter().filter(counts).flat_map(|(_, system)| &system.check_items)
}

/// The field of a list of cases that names a category or a major.
const FIELD: &str = "category=";

/// What a saved view is narrowed to.
fn key_in(query: &str) -> Option<CategoryKey> {
    query.split('&').find_map(|part| part.strip_prefix(FIELD)).and_then(|code| code.parse().ok())
}

/// The same view narrowed to another code.
pub(super) fn with_key(query: &str, led: impl Fn(CategoryKey) -> Option<CategoryKey>) -> Option<String> {
    let to = led(key_in(query)?)?;
    let part = |part: &str| if part.starts_with(FIELD) { format!("{FIELD}{to}") } else { part.to_owned() };
    Some(query.split('&').map(part).collect::<Vec<_>>().join("&"))
}
