//! Who answers at a place for each kind of problem, from which row that comes, and the change of a row.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    model::CityModel,
    orgs::{
        change_duty::{self, ChangeDuty, codes_of},
        duties::{Answer, Origin, keys_of, traced},
    },
};
use changxiao_domain::{
    categories::{Category, CategoryClass},
    divisions::{DivisionCode, Level},
    orgs::Permission,
};
use changxiao_words::{Lang, Texts, fill, texts};
use serde::Deserialize;

use crate::{
    address::address,
    answer::{WebError, page_with, redirect_with_notice},
    choice::Choice,
    download::csv,
    faults::Faults,
    form::Form,
    links::unit_href,
    names::key_name,
    pages,
    pickers::unit_choices,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

#[derive(Deserialize)]
pub(super) struct Asked {
    division: Option<String>,
    /// The row to change: a category, a major or `*`.
    key: Option<String>,
    class: Option<String>,
}

#[derive(Template)]
#[template(path = "orgs/matrix.html")]
struct MatrixPage {
    shell: Shell,
    place: String,
    division: String,
    divisions: Vec<Choice>,
    classes: Vec<Choice>,
    class: String,
    groups: Vec<Group>,
    may_manage: bool,
    may_export: bool,
    export_href: String,
    edit: Option<Edit>,
    units: Vec<Choice>,
    faults: Faults,
    may_import: bool,
}

struct Group {
    name: String,
    edit_href: String,
    lines: Vec<Line>,
}

struct Line {
    code: String,
    name: String,
    line: Option<Cell>,
    territory: Option<Cell>,
    edit_href: String,
}

struct Cell {
    href: String,
    name: String,
    origin: String,
    leads: bool,
}

struct Edit {
    key: String,
    title: String,
    territory: String,
    line: String,
    was_territory: String,
    was_line: String,
    back: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(asked): Query<Asked>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Units, jar).await;
    let class = asked.class.as_deref().unwrap_or("").to_owned();
    let edit = asked.key.filter(|_| who.actor.may(Permission::ManageReference));
    let response = render(
        &who,
        shell,
        place_of(&who.model, asked.division.as_deref()),
        &class,
        edit.map(|key| (key, None)),
        Faults::default(),
    )?;
    Ok((jar, response))
}

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let division: DivisionCode = form.text("division").parse().map_err(|_| AppError::NotFound("division"))?;
    let text = |name| form.text(name).to_owned();
    let wanted = ChangeDuty {
        division,
        key: text("key"),
        territory: text("territory"),
        line: text("line"),
        was: (text("was_territory"), text("was_line")),
    };
    let back = address("/units/matrix", &[("division", &division.to_string()), ("class", form.text("class"))]);
    match change_duty::change_duty(state.app(), &who.actor, &wanted).await {
        Ok(()) => Ok(redirect_with_notice(jar, &back, texts(who.lang()).orgs_duty_saved)),
        Err(problem) => {
            let faults = Faults::from(problem, who.lang())?;
            let shell = pages::shell(&state, &who, Section::Units, faults.notice.clone()).await;
            render(&who, shell, Some(division), form.text("class"), Some((wanted.key.clone(), Some(wanted))), faults)
        }
    }
}

pub(super) async fn export(who: Who, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let model = &who.model;
    let place = place_of(model, asked.division.as_deref()).ok_or(AppError::NotFound("division"))?;
    let rows = model
        .categories
        .categories
        .iter()
        .map(|category| {
            let duty = traced(model, place, category.code);
            let name = |answer: &Option<Answer>| {
                answer.as_ref().map_or_else(String::new, |answer| model.unit_name(answer.unit, lang).to_owned())
            };
            let origin = |answer: &Option<Answer>| {
                answer.as_ref().map_or_else(String::new, |answer| origin_words(model, &answer.origin, lang, l))
            };
            vec![
                place.to_string(),
                model.name_of_division(place, lang).to_owned(),
                category.code.to_string(),
                category.name(lang).to_owned(),
                name(&duty.line),
                origin(&duty.line),
                name(&duty.territory),
                origin(&duty.territory),
            ]
        })
        .collect();
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
    csv(&format!("duties-{place}.csv"), &titles, rows)
}

/// The place asked for, else the first county of the city, else the city itself.
fn place_of(model: &CityModel, asked: Option<&str>) -> Option<DivisionCode> {
    let asked = asked.and_then(|code| code.parse().ok()).filter(|code| model.divisions.get(*code).is_some());
    asked
        .or_else(|| {
            model.divisions.iter().find(|division| division.level == Level::County).map(|division| division.code)
        })
        .or_else(|| model.divisions.iter().next().map(|division| division.code))
}

fn render(
    who: &Who,
    shell: Shell,
    place: Option<DivisionCode>,
    class: &str,
    edit: Option<(String, Option<ChangeDuty>)>,
    faults: Faults,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let model = &who.model;
    let may_manage = who.actor.may(Permission::ManageReference);
    let class = CategoryClass::parse(class);
    let class_code = class.map_or("", CategoryClass::code);
    let division = place.map_or_else(String::new, |place| place.to_string());
    let to =
        |class: &str, key: &str| address("/units/matrix", &[("division", &division), ("class", class), ("key", key)]);
    let mut classes = vec![Choice::new(to("", ""), l.orgs_all_categories, class.is_none())];
    classes.extend(CategoryClass::ALL.into_iter().map(|of| {
        let name = if of == CategoryClass::Event { l.orgs_events } else { l.orgs_components };
        Choice::new(to(of.code(), ""), name, class == Some(of))
    }));
    let city = DivisionCode::new(model.id().0).ok();
    let divisions = model
        .divisions
        .iter()
        .filter(|division| division.level <= Level::Township && city.is_none_or(|city| division.code.is_within(city)))
        .map(|division| {
            // A blank of two 汉字 a level, since an option can hold no markup.
            let indent = match division.level {
                Level::Township => "\u{3000}\u{3000}",
                Level::County => "\u{3000}",
                _ => "",
            };
            Choice::new(
                division.code.to_string(),
                format!("{indent}{}", model.name_of_division(division.code, lang).to_owned()),
                Some(division.code) == place,
            )
        })
        .collect();
    let groups = place.map_or_else(Vec::new, |place| groups(model, place, class, lang, l, &to));
    let edit =
        place.and_then(|place| edit.map(|(key, typed)| edit_of(model, place, key, typed, lang, l, to(class_code, ""))));
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_with(
        status,
        &MatrixPage {
            place: place.map_or_else(String::new, |place| model.name_of_division(place, lang).to_owned()),
            divisions,
            classes,
            class: class_code.to_owned(),
            groups,
            may_manage,
            may_export: who.actor.may(Permission::Export),
            export_href: address("/units/matrix.csv", &[("division", &division)]),
            edit,
            units: if may_manage { unit_choices(model, lang) } else { Vec::new() },
            faults,
            may_import: who.actor.may(Permission::Import),
            division,
            shell,
        },
    )
}

fn groups(
    model: &CityModel,
    place: DivisionCode,
    class: Option<CategoryClass>,
    lang: Lang,
    l: &'static Texts,
    to: &dyn Fn(&str, &str) -> String,
) -> Vec<Group> {
    let class_code = class.map_or("", CategoryClass::code);
    let majors = model.categories.majors.iter().filter(|major| class.is_none_or(|class| major.class == class));
    majors
        .map(|major| {
            let of_major = |category: &&Category| category.class == major.class && category.major == major.code;
            let lines = model.categories.categories.iter().filter(of_major).map(|category| {
                let duty = traced(model, place, category.code);
                let lead = duty.duty().lead();
                let cell = |answer: &Answer, is_lead: bool| Cell {
                    href: unit_href(model, answer.unit),
                    name: model.unit_name(answer.unit, lang).to_owned(),
                    origin: origin_words(model, &answer.origin, lang, l),
                    leads: is_lead,
                };
                Line {
                    code: category.code.to_string(),
                    name: category.name(lang).to_owned(),
                    line: duty.line.as_ref().map(|answer| cell(answer, lead == Some(answer.unit))),
                    territory: duty
                        .territory
                        .as_ref()
                        .map(|answer| cell(answer, duty.line.is_none() && lead == Some(answer.unit))),
                    edit_href: to(class_code, &keys_of(category.code)[0]),
                }
            });
            Group {
                name: major.name(lang).to_owned(),
                edit_href: to(class_code, &format!("{}{}", major.class.letter(), major.code)),
                lines: lines.collect(),
            }
        })
        .filter(|group| !group.lines.is_empty())
        .collect()
}

fn edit_of(
    model: &CityModel,
    place: DivisionCode,
    key: String,
    typed: Option<ChangeDuty>,
    lang: Lang,
    l: &'static Texts,
    back: String,
) -> Edit {
    let held = codes_of(model, model.matrix.get(&(place.padded(), key.clone())));
    // What was typed stays; the guard moves on to the row of now, which the page shows beside it.
    let (territory, line) =
        typed.as_ref().map_or_else(|| held.clone(), |typed| (typed.territory.clone(), typed.line.clone()));
    Edit {
        title: fill(
            l.orgs_row_of,
            &[("place", &model.name_of_division(place, lang)), ("what", &key_name(model, &key, lang, l))],
        ),
        key,
        territory,
        line,
        was_territory: held.0,
        was_line: held.1,
        back,
    }
}

fn origin_words(model: &CityModel, origin: &Origin, lang: Lang, l: &Texts) -> String {
    match origin {
        Origin::Tree => l.orgs_from_tree.to_owned(),
        Origin::Row { division, key } => {
            format!("{} · {}", model.name_of_division(*division, lang).to_owned(), key_name(model, key, lang, l))
        }
    }
}
