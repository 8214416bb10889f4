//! Adding, changing and ending a unit.

use askama::Template;
use axum::extract::{Path, Query};
use changxiao_app::{
    AppError,
    orgs::{UnitDraft, add_unit, change_unit, dated::unit_of_code, looks_like},
};
use changxiao_domain::orgs::{Unit, UnitKind};
use changxiao_words::fill;
use serde::Deserialize;

use crate::{
    address::encode,
    answer::Answer,
    choice::Choice,
    cx::Cx,
    faults::Faults,
    form::Form,
    pickers::unit_choices,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "orgs/edit.html")]
struct EditPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    /// `None` while it is new.
    unit: Option<&'a Unit>,
    /// Where the form is sent, and where "cancel" leads.
    href: String,
    version: i64,
    draft: UnitDraft,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    faults: Faults,
}

#[derive(Deserialize)]
pub(super) struct NewQuery {
    parent: Option<String>,
}

pub(super) async fn new_form(request: Request, Query(query): Query<NewQuery>) -> Answer {
    let (parent, from) = (query.parent.unwrap_or_default(), request.model().day.to_string());
    show(&request, None, UnitDraft { parent, from, ..UnitDraft::default() }, 0, Faults::default()).await
}

pub(super) async fn add(request: Request, form: Form) -> Answer {
    let draft = read(&form);
    match add_unit::add_unit(request.app(), request.actor(), &draft).await {
        Ok(code) => request.redirect(&href(&code), told(&request, request.cx.l.orgs_added, &code, &draft)),
        Err(problem) => show(&request, None, draft, 0, request.faults(problem)?).await,
    }
}

pub(super) async fn form(request: Request, Path(code): Path<String>) -> Answer {
    let model = request.model();
    let unit = unit_of_code(model, &code, model.day).ok_or(AppError::NotFound("unit"))?;
    let parent = unit.parent.and_then(|parent| model.all_units.get(&parent));
    let draft = UnitDraft {
        code: unit.code.clone(),
        name: unit.name.clone(),
        name_en: unit.name_en.clone(),
        kind: unit.kind.code().to_owned(),
        parent: parent.map_or_else(String::new, |parent| parent.code.clone()),
        division: unit.division.map_or_else(String::new, |code| code.to_string()),
        areas: unit.areas.iter().map(|code| code.to_string()).collect::<Vec<_>>().join("、"),
        from: unit.valid_from.to_string(),
    };
    let version = model.unit_versions.get(&unit.id).copied().unwrap_or(1);
    show(&request, Some(&code), draft, version, Faults::default()).await
}

pub(super) async fn change(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let draft = read(&form);
    let version = form.number("version").unwrap_or(0);
    match change_unit::change_unit(request.app(), request.actor(), &code, version, &draft).await {
        Ok(code) => request.redirect(&href(&code), told(&request, request.cx.l.orgs_saved, &code, &draft)),
        Err(problem) => show(&request, Some(&code), draft, version, request.faults(problem)?).await,
    }
}

/// What was done, and that another unit's name looks the same.
fn told(request: &Request, done: &str, code: &str, draft: &UnitDraft) -> String {
    let model = request.model();
    let others = model.units.iter().map(|unit| (unit.code.as_str(), unit.name.as_str()));
    match looks_like(others, (code, &draft.name)) {
        Some((other, name)) => {
            let alike = fill(request.cx.l.orgs_looks_like, &[("code", &other), ("name", &name)]);
            format!("{done}{}{alike}", request.cx.l.errors_text)
        }
        None => done.to_owned(),
    }
}

fn href(code: &str) -> String {
    format!("/units/{}", encode(code))
}

fn read(form: &Form) -> UnitDraft {
    let text = |name| form.text(name).to_owned();
    UnitDraft {
        code: text("code"),
        name: text("name"),
        name_en: text("name_en"),
        kind: text("kind"),
        parent: text("parent"),
        division: text("division"),
        areas: text("areas"),
        from: text("from"),
    }
}

async fn show(request: &Request, code: Option<&str>, draft: UnitDraft, version: i64, faults: Faults) -> Answer {
    let (cx, model) = (&request.cx, request.model());
    let kind = |kind: UnitKind| Choice::of(kind.code(), kind.words(cx.lang), &draft.kind);
    let page = EditPage {
        shell: request.form_shell(Section::Units, &faults).await,
        cx,
        unit: code.and_then(|code| unit_of_code(model, code, model.day)),
        href: code.map_or_else(|| "/units".to_owned(), href),
        version,
        kinds: UnitKind::ALL.into_iter().map(kind).collect(),
        draft,
        units: unit_choices(model, cx.lang),
        faults,
    };
    request.form_page(&page.faults, &page)
}
