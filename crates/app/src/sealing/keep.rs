//! Lays the seal of a day. The daily report prints its digest: who keeps the print can prove later that nothing was exchanged.

use changxiao_domain::{
    ids::CityId,
    jobs::JobKind,
    notices::{Facts, NoticeKind},
    orgs::Role,
    sealing::{NO_HASH, Seal, SealKey, SealSum, SumHasher, hex},
};
use changxiao_store::{
    StoreError, cities,
    notices::{self, Notice, Receiver},
    sealed,
    seals::{self, rows},
};

use super::leaves::Sealing;
use crate::{
    App, AppError,
    jobs::faults::Faults,
    model::CityModel,
    notices::of_case::{hooks, notice},
    pace::paced,
};

const PAGE: i64 = 2_000;

/// Seals today, unless today is sealed already; `None` then. A day that the clock once ran ahead to holds up nothing.
///
/// Errors: the key is missing or cannot be read.
pub async fn keep(app: &App, city: CityId) -> Result<Option<Seal>, AppError> {
    let model = app.model(city).await?;
    let (db, today) = (app.db(), model.day_of(app.now()));
    if seals::has_day(db, city, today).await? {
        return Ok(None);
    }
    let before = seals::newest(db, city).await?;
    let key = super::key(app, before.is_none()).await?;
    // Read before the rows: what is changed while they are read belongs to a later version.
    let model_version = cities::model_version(db, city).await?.unwrap_or_default();
    let number = before.as_ref().map_or(1, |before| before.number + 1);
    let faults = Faults::begin(app, city, JobKind::Digest);
    let mut sealing =
        Sealing { app, city, key: &key, number, model_version, before: before.as_ref(), faults: &faults, unlike: 0 };
    let mut sums = Vec::new();
    for table in sealed() {
        sealing.table(table).await?;
        let counted = rows::count(db, city, table).await?;
        sums.push(sum(app, city, number, table.name, counted).await?);
    }
    let unlike = sealing.unlike;
    faults.end().await?;
    sums.sort_unstable_by(|one, other| one.kind.cmp(&other.kind));
    let at = app.now();
    let prev = before.map_or(NO_HASH, |before| before.digest);
    let seal = Seal { city, number, day: today, at, model_version, key_id: key.id(), prev, sums, digest: NO_HASH };
    finish(app, &model, &key, seal, unlike).await
}

/// What the leaves of this night give; they are read as they were written.
async fn sum(app: &App, city: CityId, number: i64, kind: &str, counted: i64) -> Result<SealSum, AppError> {
    let (mut hasher, mut after) = (SumHasher::begin(kind), String::new());
    loop {
        let page = paced(app.db(), seals::leaves_of_seal(app.db(), city, number, kind, &after, PAGE)).await?.rows;
        let Some(last) = page.last() else { break };
        page.iter().for_each(|leaf| hasher.add(&leaf.key, &leaf.mac));
        after.clone_from(&last.key);
    }
    Ok(SealSum { kind: kind.to_owned(), counted, leaves: hasher.leaves, hash: hasher.finish() })
}

async fn finish(
    app: &App,
    model: &CityModel,
    key: &SealKey,
    mut seal: Seal,
    unlike: i64,
) -> Result<Option<Seal>, AppError> {
    seal.digest = seal.computed(key);
    let mut tx = app.db().begin().await?;
    match seals::put(&mut tx, &seal).await {
        Ok(()) => {}
        // Another worker was faster.
        Err(StoreError::Exists { .. }) => return Ok(None),
        Err(other) => return Err(other.into()),
    }
    notices::put(&mut tx, seal.city, &told(app, model, &seal, unlike)).await?;
    tx.commit().await?;
    app.seals().note(&seal).await?;
    Ok(Some(seal))
}

/// Auditors and webhooks hear the digest, so that somebody outside of the database has it; and whether the night saw rows that are not as
/// they were sealed.
fn told(app: &App, model: &CityModel, seal: &Seal, unlike: i64) -> Vec<Notice> {
    let facts = Facts {
        number: seal.number.to_string(),
        title: hex(&seal.digest),
        place: seal.day.to_string(),
        times: (unlike > 0).then_some(unlike),
        ..Facts::default()
    };
    let is_auditor = |post: &&changxiao_domain::orgs::Post| post.role == Role::Auditor && post.in_force(model.day);
    let mut people: Vec<_> = model.posts.values().filter(is_auditor).map(|post| post.person).collect();
    people.sort_unstable();
    people.dedup();
    let kind = NoticeKind::Sealed;
    let urgent = model.notice_rules.is_urgent(kind, None);
    let receivers = people.into_iter().map(Receiver::Person).chain(hooks(model, kind, None));
    receivers.map(|receiver| notice(app, receiver, kind, urgent, facts.clone())).collect()
}
