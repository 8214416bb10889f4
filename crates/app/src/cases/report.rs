//! Reports a problem by hand (上报).

use changxiao_domain::{
    cases::{Case, Decided, NewCase, PhotoStage, Source},
    categories::CategoryCode,
    divisions::{DivisionCode, Level},
    geo::Position,
    ids::CaseId,
    orgs::{Actor, Permission},
};
use changxiao_files::photos::Stored;
use changxiao_store::{
    StoreError,
    cases::{self, CaseRow},
    requests, sites,
};
use changxiao_words::{Lang, Message, Value, say};

use crate::{
    App, AppError,
    model::{CityModel, Filing},
    numbers, photos,
};

#[derive(Clone, Debug, Default)]
pub struct ReportCase {
    pub category: String,
    /// Key and edition of the category list that whoever reports was shown.
    pub edition: Option<String>,
    /// Number of the filing condition; the first one's limit counts where nobody chose.
    pub condition: Option<i64>,
    /// What was seen, in a line; the category's name where it is empty.
    pub title: String,
    pub text: String,
    /// The site, by its number; its division and position are taken over.
    pub site: Option<i64>,
    /// Needed where no site is named and no outline of the city holds the position.
    pub division: Option<DivisionCode>,
    /// An address or a landmark, where no site is named.
    pub place: String,
    pub position: Option<Position>,
    /// Whoever reports has checked a position that lies in no grid although the place around it has grids.
    pub in_no_grid: bool,
    /// Said and shown when the finder put it right at once.
    pub fixed: Option<Fixed>,
    /// The same key again changes nothing and gives the same number.
    pub request_key: Option<String>,
}

/// What the finder did on the spot (现场自行处置).
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    pub text: String,
    /// At least one photo after the work.
    pub photos: Vec<Stored>,
}

/// What a report led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    pub number: String,
    pub id: CaseId,
    /// The request was a resend; nothing was created.
    pub repeated: bool,
}

impl Fixed {
    fn hashes(&self) -> Vec<changxiao_domain::cases::Hash> {
        self.photos.iter().map(|stored| stored.facts.hash.0).collect()
    }
}

const ACTION: &str = "report_case";

/// Errors: not permitted; an unknown category, site or division; nothing that says where.
pub async fn report(app: &App, actor: &Actor, new: ReportCase, brought: &[Stored]) -> Result<Reported, AppError> {
    actor.require(Permission::ReportCase)?;
    if let Some(key) = &new.request_key
        && let Some(number) = requests::answer(app.db(), actor.city, key, ACTION).await?
    {
        return repeated(app, actor, number).await;
    }
    let model = app.model(actor.city).await?;
    let (row, event) = decide(app, actor, &model, &new, brought).await?;
    let mut tx = app.db().begin().await?;
    if let Some(key) = &new.request_key {
        match requests::claim(&mut tx, actor.city, key, ACTION, &row.case.number, app.now()).await {
            Ok(()) => {}
            // The same request arrived twice at once, and the other was faster.
            Err(StoreError::Exists { .. }) => {
                drop(tx);
                let number = requests::answer(app.db(), actor.city, key, ACTION).await?.ok_or(AppError::KeyReused)?;
                return repeated(app, actor, number).await;
            }
            Err(other) => return Err(other.into()),
        }
    }
    cases::insert(&mut tx, &row, &event).await?;
    for stored in brought {
        photos::keep(app, &mut tx, actor, stored).await?;
    }
    let hashes: Vec<_> = brought.iter().map(|stored| stored.facts.hash.0).collect();
    cases::add_photos(&mut tx, actor.city, row.case.id, PhotoStage::Before, event.seq, &hashes, event.at).await?;
    if let Some(fixed) = &new.fixed {
        for stored in &fixed.photos {
            photos::keep(app, &mut tx, actor, stored).await?;
        }
        cases::add_photos(&mut tx, actor.city, row.case.id, PhotoStage::After, event.seq, &fixed.hashes(), event.at)
            .await?;
    }
    tx.commit().await?;
    app.figures().forget_waiting(actor.city);
    Ok(Reported { number: row.case.number, id: row.case.id, repeated: false })
}

async fn repeated(app: &App, actor: &Actor, number: String) -> Result<Reported, AppError> {
    let id = cases::find_id(app.db(), actor.city, &number).await?.ok_or(AppError::KeyReused)?;
    Ok(Reported { number, id, repeated: true })
}

async fn decide(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    new: &ReportCase,
    brought: &[Stored],
) -> Result<(CaseRow, changxiao_domain::cases::Event), AppError> {
    let filing = filing(model, &new.category, new.condition, new.edition.as_deref())?;
    let category = filing.category;
    let site = match new.site {
        None => None,
        Some(number) => Some(
            sites::by_number(app.db(), actor.city, number)
                .await?
                .ok_or_else(|| AppError::field("site", say!(cases_there_no_such_site)))?,
        ),
    };
    let division = match (&site, new.division) {
        (Some(site), _) => site.division,
        (None, Some(division)) if model.divisions.get(division).is_some() => division.padded(),
        (None, Some(_)) => return Err(AppError::field("division", say!(cases_there_no_such_division))),
        // Where it lies says enough, where the city has outlines.
        (None, None) => match new.position.and_then(|position| model.division_at(position)) {
            Some(division) if division.level() >= Level::County => division.padded(),
            _ => return Err(AppError::field("division", say!(cases_name_site_division))),
        },
    };
    if site.is_none() {
        check_position(model, division, new.position, new.in_no_grid)?;
    }
    let place = match &site {
        Some(site) => site.name.clone(),
        None if new.place.trim().is_empty() => model.place_name(division, Lang::RECORDS),
        None => new.place.trim().chars().take(200).collect(),
    };
    let title = if new.title.trim().is_empty() { category.name_zh.clone() } else { new.title.trim().to_owned() };
    let site_position =
        site.as_ref().and_then(|site| site.position).and_then(|(lon, lat)| Position::new(lon, lat).ok());
    let case = NewCase {
        id: app.new_id(CaseId),
        city: actor.city,
        number: next_number(app, model).await?,
        category: category.code.to_string(),
        limit: filing.limit,
        filed_under: Some(filing.under()),
        photo_required: category.photo_needed,
        division,
        site: site.as_ref().map(|site| site.id),
        visit: None,
        item: None,
        title,
        text: new.text.trim().to_owned(),
        position: new.position.or(site_position),
        source: Source::Hand,
        photos: brought.iter().map(|stored| stored.facts.hash.0).collect(),
    };
    let Decided { case, event } = match &new.fixed {
        None => Case::report(case, &actor.stamp(), app.now())?,
        Some(fixed) => Case::report_fixed(case, &fixed.hashes(), fixed.text.trim(), &actor.stamp(), app.now())?,
    };
    let row = CaseRow { case, place, reporter_unit: Some(actor.unit), reporter_post: Some(actor.post) };
    Ok((row, event))
}

/// Errors: the position lies outside of the division that somebody chose; the field `division`, with where it lies. It lies in no grid,
/// where there are some, and nobody has said that it is right; the field `in_no_grid`.
fn check_position(
    model: &CityModel,
    padded: i64,
    position: Option<Position>,
    in_no_grid: bool,
) -> Result<(), AppError> {
    let (Some(position), Ok(division)) = (position, DivisionCode::from_padded(padded)) else { return Ok(()) };
    // A grid of another village says more than an outline with few corners.
    let around = model.grid_around(position).map(|grid| grid.division);
    let elsewhere = around.is_some_and(|around| !around.is_within(division) && !division.is_within(around));
    if !elsewhere && (around.is_some() || model.agrees(division, position) != Some(false)) {
        let left_open = model.left_open(division, position).filter(|_| !in_no_grid);
        let asked = |place: DivisionCode| {
            let place = model.place_value(place.padded());
            AppError::field("in_no_grid", say!(grids_position_in_no_grid, place))
        };
        return left_open.map_or(Ok(()), |place| Err(asked(place)));
    }
    let place = model.place_value(padded);
    let problem = match model.division_at(position) {
        Some(lies) => say!(cases_position_elsewhere, place, lies = model.place_value(lies.padded())),
        None => say!(cases_position_outside, place),
    };
    Err(AppError::field("division", problem))
}

/// The standard in force for what somebody chose from the list of `edition`. Errors name the field: no such category, or no such condition
/// of it; a code that means something else by now, or did before, where nobody says of which list it is.
pub(crate) fn filing<'a>(
    model: &'a CityModel,
    category: &str,
    condition: Option<i64>,
    edition: Option<&str>,
) -> Result<Filing<'a>, AppError> {
    if let Some(changed) = changed(model, category, edition) {
        return Err(AppError::field("category", changed));
    }
    if model.filing(category, None).is_none() {
        return Err(AppError::field("category", say!(cases_choose_category)));
    }
    model
        .filing(category, condition)
        .ok_or_else(|| AppError::field("condition", say!(cases_category_no_such_filing_condition)))
}

/// What to say of a code that does not mean today what it meant in the list from which it was chosen; of one that nobody names a list of,
/// where it meant something else before. A list that is not known says nothing, so the code has to be chosen again.
fn changed(model: &CityModel, category: &str, edition: Option<&str>) -> Option<Message> {
    let code: CategoryCode = category.parse().ok()?;
    let now = model.categories.category(code).map(|now| Value::named(&now.name_zh, &now.name_en));
    let current = model.category_version()?;
    let of_list = |edition: &str| model.category_edition(edition)?.set.category(code);
    let (before, since) = match edition {
        Some(edition) if edition == current.key => return None,
        Some(edition) if model.code_today(edition, code) == Some(code) => return None,
        Some(edition) => (of_list(edition), current.from),
        None => {
            let (old, list) = model.changed_meaning(code)?;
            (old.set.category(code), list.day.unwrap_or(current.from))
        }
    };
    let before = before.map_or_else(|| code.to_string().into(), |old| Value::named(&old.name_zh, &old.name_en));
    Some(match now {
        Some(now) => say!(
            cases_category_changed,
            code = code.to_string(),
            day = since.to_string(),
            now,
            before,
            edition = &current.key
        ),
        None => say!(cases_category_gone, code = code.to_string(), before),
    })
}

/// The next case number of the day: 261121-0041.
pub(crate) async fn next_number(app: &App, model: &CityModel) -> Result<String, AppError> {
    Ok(cases::number_text(numbers::next_of_day(app, model, "case").await?))
}
