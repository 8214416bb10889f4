//! Which procedures there are: what ships, what is the city's own, what is being written, and how many matters are open by each edition.

use std::collections::BTreeMap;

use changxiao_domain::{
    ids::PersonId,
    matters::{Code, Differs, LoadedDocument, differences, keep},
    sealing::Hash,
    time::{Day, Instant},
};
use changxiao_store::matters::{self, Hands};

use crate::{App, AppError, matters::shipped, model::CityModel};

/// Everything that stands under a key.
pub struct Entry {
    pub key: Code,
    /// By which something is begun today.
    pub today: Option<&'static LoadedDocument>,
    pub shipped: Option<&'static LoadedDocument>,
    /// The city's own, the oldest first.
    pub editions: Vec<Edition>,
    pub draft: Option<DraftHead>,
    /// By which editions something is open, and how much: the city's register shows each with its own.
    pub open: Vec<OpenBy>,
}

pub struct Edition {
    pub kept: &'static LoadedDocument,
    pub in_use: bool,
    pub changed_at: Instant,
    pub hands: Hands,
}

/// What of a draft stands in a list.
pub struct DraftHead {
    pub name_zh: String,
    pub name_en: String,
    pub is_proposed: bool,
    pub written_by: Vec<PersonId>,
    pub changed_at: Instant,
    pub version: i64,
}

pub struct OpenBy {
    pub hash: Hash,
    pub edition: String,
    pub open: i64,
}

impl Entry {
    /// Something of it is the city's own.
    pub fn is_of_city(&self) -> bool {
        !self.editions.is_empty() || self.draft.is_some()
    }

    /// What is used today is the city's own.
    pub fn is_own_today(&self) -> bool {
        self.own_today().is_some()
    }

    pub fn own_today(&self) -> Option<&Edition> {
        let today = self.today?;
        self.editions.iter().find(|edition| edition.in_use && edition.kept.hash == today.hash)
    }

    /// Of the city's own, what will be used from a later day on.
    pub fn later(&self, today: Day) -> impl Iterator<Item = &Edition> {
        let is_later = move |edition: &&Edition| {
            edition.in_use && edition.kept.document.first_day().is_some_and(|first| first > today)
        };
        self.editions.iter().filter(is_later)
    }

    /// From which a new edition is written: the city's newest, else what is used today, else what ships.
    pub fn latest(&self) -> Option<&'static LoadedDocument> {
        let own = self.editions.iter().filter(|edition| edition.in_use);
        let own = own.max_by_key(|edition| edition.kept.document.first_day()).map(|edition| edition.kept);
        own.or(self.today).or(self.shipped).or_else(|| self.editions.last().map(|edition| edition.kept))
    }

    pub fn all_open(&self) -> i64 {
        self.open.iter().map(|one| one.open).sum()
    }

    /// Ours is another one than that from which the city made its own.
    pub fn ours_is_newer(&self) -> bool {
        let own = self.own_today();
        let ours = self.shipped.map(|kept| kept.hash);
        own.is_some_and(|own| ours.is_some() && own.hands.based_on != ours && Some(own.kept.hash) != ours)
    }

    /// What the city's own says otherwise than ours; ours is what was.
    pub fn differs(&self) -> Vec<Differs> {
        match (self.own_today(), self.shipped) {
            (Some(own), Some(ours)) => differences(&ours.document, &own.kept.document),
            _ => Vec::new(),
        }
    }

    /// One of the documents that stand here.
    pub fn document(&self, hash: &Hash) -> Option<&'static LoadedDocument> {
        let own = self.editions.iter().map(|edition| edition.kept);
        own.chain(self.shipped).find(|kept| kept.hash == *hash)
    }
}

/// Everything, what ships first in its order, then by key.
pub async fn overview(app: &App, model: &CityModel) -> Result<Vec<Entry>, AppError> {
    let (db, city) = (app.db(), model.id());
    let mut all: Vec<Entry> = Vec::new();
    let mut places: BTreeMap<Code, usize> = BTreeMap::new();
    for kept in shipped::all()? {
        at(&mut all, &mut places, kept.document.key).shipped = Some(kept);
    }
    for row in matters::own_editions(db, city).await? {
        // The audit names what is not what was kept.
        let Some(kept) = keep(&row.document).ok().filter(|kept| kept.hash == row.hash) else { continue };
        let edition = Edition { kept, in_use: row.in_use, changed_at: row.changed_at, hands: row.hands };
        at(&mut all, &mut places, kept.document.key).editions.push(edition);
    }
    for row in matters::drafts(db, city).await? {
        let named = changxiao_domain::matters::Document::read(&row.document);
        let (name_zh, name_en) = named.map(|document| (document.name_zh, document.name_en)).unwrap_or_default();
        let head = DraftHead {
            name_zh,
            name_en,
            is_proposed: row.is_proposed,
            written_by: row.written_by,
            changed_at: row.changed_at,
            version: row.version,
        };
        at(&mut all, &mut places, row.key).draft = Some(head);
    }
    for row in matters::open_by_document(db, city).await? {
        let Some(key) = Code::parse(&row.key) else { continue };
        let open = OpenBy { hash: row.hash, edition: row.edition, open: row.open };
        at(&mut all, &mut places, key).open.push(open);
    }
    for kept in &model.procedures {
        at(&mut all, &mut places, kept.document.key).today = Some(kept);
    }
    Ok(all)
}

/// What stands under one key.
///
/// Errors: nothing does.
pub async fn one(app: &App, model: &CityModel, key: &str) -> Result<Entry, AppError> {
    let all = overview(app, model).await?;
    all.into_iter().find(|one| one.key.as_str() == key).ok_or(AppError::NotFound("procedure"))
}

fn at<'a>(all: &'a mut Vec<Entry>, places: &mut BTreeMap<Code, usize>, key: Code) -> &'a mut Entry {
    let place = *places.entry(key).or_insert_with(|| {
        let (editions, open) = (Vec::new(), Vec::new());
        all.push(Entry { key, today: None, shipped: None, editions, draft: None, open });
        all.len() - 1
    });
    &mut all[place]
}
