//! A photo of a case or of an inspection becomes an item of the store: the content lies there already, so nothing is brought again.

use changxiao_domain::{
    cases::from_hex,
    divisions::DivisionCode,
    evidence::{Held, Item, Kind, Offer, Use, UsedBy, offer, searched_texts},
    geo::Position,
    ids::{EvidenceId, SiteId},
    masking::mask_text,
    orgs::{Actor, Permission},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    StoreError, cases as stored_cases,
    evidence::{self as store, EvidenceRow, EvidenceUse},
    files,
};
use changxiao_words::{Lang, say};

use super::add::Brought;
use crate::{App, AppError, cases, inspections, model::CityModel, note};

/// What is told of the photo where it hangs.
struct Origin {
    of: Use,
    what: String,
    day: Day,
    place: String,
    site: Option<SiteId>,
    division: i64,
    position: Option<Position>,
}

/// Takes the photo with this hash (hexadecimal) of a case or an inspection into the store, and says that it is used there. The caption says
/// when, where and what; whoever takes it in may write another one. What stands in the store already is used from now on, with what is told
/// of it.
///
/// Errors: not permitted; no such case, inspection or photo, or outside of the scope.
pub async fn take(app: &App, actor: &Actor, of: Use, hash: &str) -> Result<Brought, AppError> {
    actor.require(Permission::ReportCase)?;
    let model = app.model(actor.city).await?;
    let hash = from_hex(hash).ok_or(AppError::NotFound("photo"))?;
    let origin = match of.by {
        UsedBy::Case => of_case(app, actor, &model, of, &hash).await?,
        UsedBy::Inspection => of_visit(app, actor, &model, of, &hash).await?,
        UsedBy::Matter => return Err(AppError::NotFound("photo")),
    };
    let file = files::find(app.db(), actor.city, &hash).await?.ok_or(AppError::NotFound("photo"))?;
    let held = store::by_file(app.db(), actor.city, &hash).await?;
    let known = held.as_ref().map(|row| Held { number: row.number, is_removed: row.removed_at.is_some() });
    let offered = offer(known.as_ref());
    let item = item(&origin, &model);
    let row = match held {
        Some(row) if matches!(offered, Offer::Stands(_)) => row,
        Some(row) => EvidenceRow { item, unit: actor.unit, post: actor.post, removed_at: None, ..row },
        None => EvidenceRow {
            id: app.new_id(EvidenceId),
            number: app.numbers().next(app.db(), actor.city, "evidence").await?,
            hash,
            file_name: format!("{}.{}", origin.of.number, file.mime.rsplit('/').next().unwrap_or("jpg")),
            item,
            pages: None,
            is_partial: false,
            unit: actor.unit,
            post: actor.post,
            added_at: app.now(),
            removed_at: None,
            version: 1,
            mime: file.mime,
            size: file.size,
        },
    };
    let searched = searched_texts(&row.item, &row.file_name, "");
    let new = EvidenceUse { of: origin.of, post: actor.post, at: app.now() };
    let told = serde_json::json!({ "caption": mask_text(&row.item.caption), (new.of.by.code()): new.of.number });
    let mut tx = app.db().begin().await?;
    let kept = match offered {
        Offer::Take => store::insert(&mut tx, actor.city, &row, "", &searched).await,
        Offer::Restore(_) => store::save(&mut tx, actor.city, &row, &searched).await,
        Offer::Stands(_) => Ok(()),
    };
    match kept {
        // Somebody else took the same in at this moment.
        Err(StoreError::Exists { .. }) => return Err(AppError::Busy),
        kept => kept?,
    }
    let is_new = store::add_use(&mut tx, actor.city, row.id, &new).await?;
    if is_new || !matches!(offered, Offer::Stands(_)) {
        let subject = TraceSubject::Evidence(row.number);
        note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, subject, told).await?;
    }
    tx.commit().await?;
    Ok(match offered {
        Offer::Take => Brought::Added(row.number),
        Offer::Restore(number) => Brought::Restored(number),
        Offer::Stands(number) => Brought::Stands(number, None),
    })
}

/// The caption is cut where a city's rule for captions is shorter.
fn item(origin: &Origin, model: &CityModel) -> Item {
    let caption = format!("{} {} {}", origin.day, origin.place, origin.what);
    Item {
        kind: Kind::Photo,
        caption: caption.chars().take(model.campaigns.caption.most).collect(),
        day: origin.day,
        place: origin.place.clone(),
        site: origin.site,
        division: Some(origin.division),
        position: origin.position,
        people: String::new(),
        source: say!(evidence_taken_from, kind = origin.of.by.key(), number = origin.of.number.clone())
            .words(Lang::RECORDS),
        tags: Vec::new(),
        press: None,
    }
}

/// The day on which a camera says that it was taken.
fn taken(clock: Option<&str>) -> Option<Day> {
    clock.and_then(|clock| clock.get(..10)?.parse().ok())
}

async fn of_case(app: &App, actor: &Actor, model: &CityModel, of: Use, hash: &[u8; 32]) -> Result<Origin, AppError> {
    let case = cases::view::row(app, actor, of.number.trim()).await?.case;
    let photos = stored_cases::photos_of(app.db(), actor.city, case.id).await?;
    let photo = photos.into_iter().find(|photo| photo.hash == *hash).ok_or(AppError::NotFound("photo"))?;
    let place = DivisionCode::from_padded(case.division)
        .map_or_else(|_| String::new(), |code| model.name_of_division(code, Lang::RECORDS).to_owned());
    Ok(Origin {
        of: Use { number: case.number.clone(), ..of },
        what: format!("{}（{}）", case.title, photo.stage.words(Lang::RECORDS)),
        day: taken(photo.taken_at.as_deref()).unwrap_or_else(|| model.day_of(photo.at)).min(model.day_of(app.now())),
        place,
        site: case.site,
        division: case.division,
        position: case.position,
    })
}

async fn of_visit(app: &App, actor: &Actor, model: &CityModel, of: Use, hash: &[u8; 32]) -> Result<Origin, AppError> {
    let number = of.number.trim().parse::<i64>().map_err(|_| AppError::NotFound("visit"))?;
    let found = inspections::view::view(app, actor, number).await?;
    let result = found.results.iter().find(|result| result.photos.contains(hash));
    let result = result.ok_or(AppError::NotFound("photo"))?;
    let what = model.check_item(&result.item).map_or_else(|| result.item.clone(), |item| item.text_zh.clone());
    Ok(Origin {
        of: Use { by: UsedBy::Inspection, number: number.to_string() },
        what,
        day: model.day_of(found.visit.submitted_at),
        place: found.site.name,
        site: Some(found.site.id),
        division: found.visit.division,
        position: found.site.position.map(|(lon_e6, lat_e6)| Position { lon_e6, lat_e6 }),
    })
}
