//! Who answers at a place for each kind of problem, from which row that comes, and the change of a row.

use askama::Template;
use axum::extract::Query;
use changxiao_app::{
    AppError,
    model::CityModel,
    orgs::{
        change_duty::{self, ChangeDuty, codes_of},
        duties::{Origin, TracedDuty, traced},
    },
};
use changxiao_domain::{
    categories::{Category, CategoryClass, CategoryMajor},
    divisions::{Division, DivisionCode, Level},
    orgs::{Actor, Permission},
};
use changxiao_web_kit::filtered::{Filter, Value, codes};
use changxiao_words::{Lang, fill, texts};
use serde::{Deserialize, Serialize};

use crate::{
    address::Address,
    answer::Answer,
    choice::Choice,
    cx::Cx,
    download::{called, csv},
    faults::Faults,
    filters,
    form::Form,
    links::unit_href,
    listing::Listing,
    names::key_name,
    pickers::unit_choices,
    request::Request,
    shell::{Section, Shell},
};

/// What may stand in the address of the matrix and of its sheet; `key` is the row that is changed.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("division", Value::Division),
    Filter::new("class", Value::OneOf(|| codes(&CategoryClass::ALL, CategoryClass::code, &[]))),
    Filter::new("key", Value::Words),
];

#[derive(Default, Deserialize, Serialize)]
pub(super) struct MatrixQuery {
    division: Option<String>,
    class: Option<String>,
    /// The row to change: a category, a major or `*`.
    key: Option<String>,
}

#[derive(Template)]
#[template(path = "orgs/matrix.html")]
struct MatrixPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    /// `None` in a city without divisions.
    place: Option<DivisionCode>,
    class: Option<CategoryClass>,
    listing: Listing,
    /// The row that is changed, with what was typed into it.
    edit: Option<ChangeDuty>,
    faults: Faults,
}

pub(super) async fn show(request: Request, Query(query): Query<MatrixQuery>) -> Answer {
    render(&request, query, None, Faults::default()).await
}

pub(super) async fn change(request: Request, form: Form) -> Answer {
    let division: DivisionCode = form.text("division").parse().map_err(|_| AppError::NotFound("division"))?;
    let text = |name| form.text(name).to_owned();
    let wanted = ChangeDuty {
        division,
        key: text("key"),
        territory: text("territory"),
        line: text("line"),
        was: (text("was_territory"), text("was_line")),
    };
    let query = MatrixQuery { division: Some(division.to_string()), class: form.optional("class"), key: None };
    match change_duty::change_duty(request.app(), request.actor(), &wanted).await {
        Ok(()) => {
            let back = Listing::new("/units/matrix", &query).address.to_string();
            request.redirect(&back, request.cx.l.orgs_duty_saved)
        }
        Err(problem) => {
            let query = MatrixQuery { key: Some(wanted.key.clone()), ..query };
            render(&request, query, Some(wanted), request.faults(problem)?).await
        }
    }
}

pub(super) async fn export(request: Request, Query(query): Query<MatrixQuery>) -> Answer {
    let (l, lang, model) = (request.cx.l, request.lang(), request.model());
    let place = place_of(model, query.division.as_deref()).ok_or(AppError::NotFound("division"))?;
    let row = |category: &Category| {
        let duty = traced(model, place, category.code);
        let mut row = vec![
            place.to_string(),
            model.name_of_division(place, lang).to_owned(),
            category.code.to_string(),
            category.name(lang).to_owned(),
        ];
        for named in [duty.line, duty.territory] {
            row.extend(named.map_or_else(Default::default, |named| {
                [model.unit_name(named.unit, lang).to_owned(), origin_words(model, &named.origin, lang)]
            }));
        }
        row
    };
    let titles = [
        l.orgs_division_code,
        l.orgs_division,
        l.orgs_category_code,
        l.orgs_category,
        l.orgs_line,
        l.orgs_origin,
        l.orgs_territory,
        l.orgs_origin,
    ];
    csv(&called(l.orgs_matrix, place, "csv"), &titles, model.categories.categories.iter().map(row).collect())
}

/// The place asked for, else the first county of the city, else the city itself.
fn place_of(model: &CityModel, asked: Option<&str>) -> Option<DivisionCode> {
    let asked = asked.and_then(|code| code.parse().ok()).filter(|code| model.divisions.get(*code).is_some());
    let county = || model.divisions.iter().find(|division| division.level == Level::County);
    asked.or_else(|| county().or_else(|| model.divisions.iter().next()).map(|division| division.code))
}

async fn render(request: &Request, query: MatrixQuery, typed: Option<ChangeDuty>, faults: Faults) -> Answer {
    let (cx, model) = (&request.cx, request.model());
    let place = place_of(model, query.division.as_deref());
    let class = query.class.as_deref().and_then(CategoryClass::parse);
    let key = query.key.filter(|_| request.may(Permission::ManageReference));
    let edit = place.zip(key).map(|(division, key)| {
        let was = codes_of(model, model.matrix.get(&(division.padded(), key.clone())));
        // What was typed stays; the guard moves on to the row of now, which the page shows beside it.
        let (territory, line) = typed.map_or_else(|| was.clone(), |typed| (typed.territory, typed.line));
        ChangeDuty { division, key, territory, line, was }
    });
    let shown = MatrixQuery {
        division: place.map(|place| place.to_string()),
        class: class.map(|class| class.code().to_owned()),
        key: None,
    };
    let listing = Listing::new("/units/matrix", &shown);
    let shell = request.form_shell(Section::Units, &faults).await;
    let page = MatrixPage { shell, cx, actor: request.actor(), place, class, listing, edit, faults };
    request.form_page(&page.faults, &page)
}

impl MatrixPage<'_> {
    fn may_manage(&self) -> bool {
        self.actor.may(Permission::ManageReference)
    }

    /// Whom a row can name.
    fn units(&self) -> Vec<Choice> {
        unit_choices(&self.cx.model, self.cx.lang)
    }

    /// Counties and towns of the city.
    fn divisions(&self) -> Vec<Choice> {
        let (model, lang) = (&self.cx.model, self.cx.lang);
        let city = DivisionCode::new(model.id().0).ok();
        let divisions = model.divisions.iter().filter(|division| {
            division.level <= Level::Township && city.is_none_or(|city| division.code.is_within(city))
        });
        let choice = |division: &Division| {
            // A blank of two 汉字 a level, since an option can hold no markup.
            let indent = match division.level {
                Level::Township => "\u{3000}\u{3000}",
                Level::County => "\u{3000}",
                _ => "",
            };
            let label = format!("{indent}{}", model.name_of_division(division.code, lang));
            Choice::new(division.code.to_string(), label, Some(division.code) == self.place)
        };
        divisions.map(choice).collect()
    }

    /// The categories under their majors.
    fn groups(&self) -> Vec<(&CategoryMajor, Vec<&Category>)> {
        let set = &self.cx.model.categories;
        let of = |major: &CategoryMajor| {
            set.categories
                .iter()
                .filter(|category| category.class == major.class && category.major == major.code)
                .collect::<Vec<_>>()
        };
        let majors = set.majors.iter().filter(|major| self.class.is_none_or(|class| major.class == class));
        majors.map(|major| (major, of(major))).filter(|(_, categories)| !categories.is_empty()).collect()
    }

    fn duty(&self, category: &Category) -> TracedDuty {
        self.place.map_or_else(TracedDuty::default, |place| traced(&self.cx.model, place, category.code))
    }

    fn major_href(&self, major: &CategoryMajor) -> Address {
        self.listing.with("key", format!("{}{}", major.class.letter(), major.code))
    }
}

fn origin_words(model: &CityModel, origin: &Origin, lang: Lang) -> String {
    match origin {
        Origin::Tree => texts(lang).orgs_from_tree.to_owned(),
        Origin::Overlies { division } => {
            fill(texts(lang).orgs_from_area, &[("division", &model.name_of_division(*division, lang))])
        }
        Origin::Row { division, key } => {
            format!("{} · {}", model.name_of_division(*division, lang), key_name(model, key, lang))
        }
    }
}
