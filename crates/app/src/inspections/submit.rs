//! Submits a visit: its results, and a case for each item that was not met.

use changxiao_domain::{
    cases::{Case, Decided, NewCase, PhotoStage, Source},
    geo::Position,
    ids::{CaseId, VisitId},
    inspections::{Finding, InspectorStamp, ItemResult, Submission, Visit, VisitDraft},
    orgs::Actor,
    time::Instant,
};
use changxiao_files::photos::Stored;
use changxiao_store::{
    StoreError,
    cases::{self, CaseRow},
    inspections::{self as store, ResultRow, VisitRow},
    requests,
};

use super::check_list::{CheckList, check_list, rules};
use crate::{App, AppError, cases::report::next_number, model::CityModel, photos};

pub struct SubmitVisit {
    /// The site's number.
    pub site: i64,
    pub started_at: Instant,
    /// One result an item; photos are named by the hashes of `photos`.
    pub results: Vec<ItemResult>,
    pub note: String,
    /// The same key again changes nothing and gives the same visit: a phone that lost the answer sends again.
    pub request_key: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The visit's number.
    pub visit: i64,
    /// Numbers of the cases that the findings became.
    pub cases: Vec<String>,
    pub repeated: bool,
}

const ACTION: &str = "submit_visit";

/// Errors: not permitted; no such site; what [`Visit::submit`] refuses, all of it at once.
pub async fn submit(app: &App, actor: &Actor, new: SubmitVisit, brought: &[Stored]) -> Result<Submitted, AppError> {
    if let Some(answer) = requests::answer(app.db(), actor.city, &new.request_key, ACTION).await? {
        return repeated(app, actor, &answer).await;
    }
    let list = check_list(app, actor, new.site).await?;
    let model = app.model(actor.city).await?;
    let now = app.now();
    let Submission { visit, counts, findings } =
        Visit::submit(draft(app, actor, &list, &new, now), &rules(&list.system, &list.items), now)?;

    // Numbers take a transaction of their own, so they are taken before ours begins.
    let number = app.numbers().next(app.db(), actor.city, "visit").await?;
    let mut found = Vec::new();
    for finding in &findings {
        found.push(case_of(app, actor, &model, &list, finding).await?);
    }
    let row = VisitRow {
        id: visit.id,
        number,
        site: list.site.id,
        site_type: list.site.site_type.clone(),
        division: list.site.division,
        unit: list.site.unit,
        system: list.system.id,
        person: actor.person,
        post: actor.post,
        started_at: visit.started_at,
        submitted_at: visit.submitted_at,
        met: counts.met,
        not_met: counts.not_met,
        not_applicable: counts.not_applicable,
        note: new.note.trim().chars().take(1000).collect(),
    };
    let results = result_rows(&visit, &found);

    let mut tx = app.db().begin().await?;
    match requests::claim(&mut tx, actor.city, &new.request_key, ACTION, &number.to_string(), now).await {
        Ok(()) => {}
        Err(StoreError::Exists { .. }) => {
            drop(tx);
            let answer =
                requests::answer(app.db(), actor.city, &new.request_key, ACTION).await?.ok_or(AppError::KeyReused)?;
            return repeated(app, actor, &answer).await;
        }
        Err(other) => return Err(other.into()),
    }
    for stored in brought {
        photos::keep(app, &mut tx, actor, stored).await?;
    }
    store::insert(&mut tx, actor.city, &row, &results).await?;
    for (row, event, hashes) in &found {
        cases::insert(&mut tx, row, event).await?;
        cases::add_photos(&mut tx, actor.city, row.case.id, PhotoStage::Before, event.seq, hashes, event.at).await?;
    }
    tx.commit().await?;
    app.figures().forget(actor.city);
    Ok(Submitted {
        visit: number,
        cases: found.into_iter().map(|(row, ..)| row.case.number).collect(),
        repeated: false,
    })
}

/// Asks the rules of a visit and saves nothing. Errors: as [`submit`].
pub async fn check(app: &App, actor: &Actor, new: &SubmitVisit) -> Result<(), AppError> {
    let list = check_list(app, actor, new.site).await?;
    let now = app.now();
    Visit::submit(draft(app, actor, &list, new, now), &rules(&list.system, &list.items), now)?;
    Ok(())
}

fn draft(app: &App, actor: &Actor, list: &CheckList, new: &SubmitVisit, now: Instant) -> VisitDraft {
    VisitDraft {
        id: app.new_id(VisitId),
        site: list.site.id,
        system: list.system.id,
        inspector: InspectorStamp { person: actor.person, post: actor.post, unit: actor.unit },
        started_at: new.started_at.min(now),
        results: new.results.clone(),
    }
}

type Found = (CaseRow, changxiao_domain::cases::Event, Vec<[u8; 32]>);

/// The case that a finding becomes: its category from the check item, its place from the site.
async fn case_of(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    list: &CheckList,
    finding: &Finding,
) -> Result<Found, AppError> {
    let item = list.items.iter().find(|item| item.code == finding.item).ok_or(AppError::NotFound("check item"))?;
    let filing = model
        .filing_of_item(item)
        .ok_or_else(|| AppError::Broken(format!("check item {} leads to no category", finding.item)))?;
    let category = filing.category;
    let new = NewCase {
        id: app.new_id(CaseId),
        city: actor.city,
        number: next_number(app, model).await?,
        category: category.code.to_string(),
        limit: filing.limit,
        filed_under: Some(filing.under()),
        photo_required: category.photo_needed,
        division: list.site.division,
        site: Some(list.site.id),
        visit: Some(finding.visit),
        item: Some(finding.item.clone()),
        title: category.name_zh.clone(),
        text: match finding.note.trim() {
            "" => finding.item_text.clone(),
            note => format!("{note}（{}）", finding.item_text),
        },
        position: list.site.position.and_then(|(lon, lat)| Position::new(lon, lat).ok()),
        source: Source::Finding,
        photos: finding.photos.clone(),
    };
    let Decided { case, event } = Case::report(new, &actor.stamp(), app.now())?;
    let row = CaseRow {
        case,
        place: list.site.name.clone(),
        reporter_unit: Some(actor.unit),
        reporter_post: Some(actor.post),
    };
    Ok((row, event, finding.photos.clone()))
}

fn result_rows(visit: &Visit, found: &[Found]) -> Vec<ResultRow> {
    (1..)
        .zip(&visit.results)
        .map(|(position, result)| ResultRow {
            visit: visit.id,
            item: result.item.clone(),
            position,
            answer: result.answer.code().to_owned(),
            quantity: result.quantity,
            note: result.note.clone(),
            case: found
                .iter()
                .find(|(row, ..)| row.case.item.as_deref() == Some(result.item.as_str()))
                .map(|(row, ..)| row.case.id),
            photos: result.photos.clone(),
        })
        .collect()
}

async fn repeated(app: &App, actor: &Actor, answer: &str) -> Result<Submitted, AppError> {
    let number: i64 = answer.parse().map_err(|_| AppError::KeyReused)?;
    let visit = store::by_number(app.db(), actor.city, number).await?.ok_or(AppError::KeyReused)?;
    let cases = store::cases_of(app.db(), actor.city, visit.id).await?;
    let numbers = cases.into_iter().map(|(_, number, _)| number).collect();
    Ok(Submitted { visit: number, cases: numbers, repeated: true })
}
