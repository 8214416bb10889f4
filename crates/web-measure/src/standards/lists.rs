//! Editing the lists of a draft beside its tree. Site types, check items, survey items, materials and score presets are
//! edited by the same pages; what differs from list to list is its fields, see the modules below.

mod check_item;
mod material;
mod removal;
mod score_preset;
mod site_type;
mod survey_item;

pub(super) use removal::{removal_form, remove};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError, FieldProblem,
    model::CityModel,
    standards::{
        self,
        edit_list::{edit_list, propose_code},
        save_draft::not_a_draft,
    },
};
use changxiao_domain::{
    orgs::Permission,
    standards::{ListEdit, ListEntry, SiteType, System, SystemStatus},
};
use changxiao_store::standards::SystemRow;
use changxiao_words::{Lang, Texts, fill, texts};
use serde::Deserialize;

use super::{address::system_href, site_type as site_type_page, system};
use crate::{
    address::encode,
    answer::{WebError, page_with, redirect_with_notice},
    choice::{Choice, ChoiceGroup},
    fields::{Drawn, Fields, Offers, Reader, Typed},
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// What the pages need to know of a list.
pub(super) trait ListForm: ListEntry {
    /// How addresses name the list.
    const SLUG: &'static str;

    const FIELDS: Fields;

    /// What one of its entries is called: 检查项.
    fn title(l: &'static Texts) -> &'static str;

    /// A new entry; `group` is the site type of a check item.
    fn blank(group: &str) -> Typed;

    /// The entry as it stands in the form.
    fn typed(&self) -> Typed;

    /// The entry that was typed; what could not be read stays in the reader.
    fn read(code: String, reader: &mut Reader<'_>) -> Self;

    /// What can be chosen; `typed` names a value that is kept although nobody offers it any more.
    fn offers(model: &CityModel, system: &System, typed: &Typed, lang: Lang) -> Offers;

    /// The page that shows the entry.
    fn home(&self) -> Home;

    /// The page that is left when the entry is gone.
    fn home_without(&self) -> Home {
        self.home()
    }
}

/// Where an entry is shown.
pub(super) enum Home {
    /// On the page of this site type.
    SiteType(String),
    /// In a tab of its system.
    Tab(&'static str),
}

impl Home {
    fn href(&self, row: &SystemRow) -> String {
        match self {
            Home::SiteType(code) => site_type_href(row, code),
            Home::Tab(tab) => format!("{}?tab={tab}", system_href(row)),
        }
    }
}

pub(super) fn site_type_href(row: &SystemRow, code: &str) -> String {
    entry_href::<SiteType>(row, code)
}

fn entry_href<E: ListForm>(row: &SystemRow, code: &str) -> String {
    format!("{}/{}/{}", system_href(row), E::SLUG, encode(code))
}

fn new_href<E: ListForm>(row: &SystemRow) -> String {
    format!("{}/new/{}", system_href(row), E::SLUG)
}

/// The address of the form for a new entry where this post may add one, else empty.
pub(super) fn add_href<E: ListForm>(who: &Who, row: &SystemRow, group: &str) -> String {
    match (may_edit(who, row), group) {
        (false, _) => String::new(),
        (true, "") => new_href::<E>(row),
        (true, group) => format!("{}?group={}", new_href::<E>(row), encode(group)),
    }
}

pub(super) fn may_edit(who: &Who, row: &SystemRow) -> bool {
    row.status == SystemStatus::Draft && who.actor.may(Permission::ManageStandards)
}

/// What can be done with one entry of a list that is being edited.
pub(super) struct Tools {
    pub label: String,
    pub edit: String,
    pub place: String,
    pub removal: String,
    pub version: i64,
    /// The place before and the one behind; 0 where there is none.
    pub up: u32,
    pub down: u32,
}

/// `place` from 1 among `count` siblings; nothing where this post may not edit.
pub(super) fn tools<E: ListForm>(who: &Who, row: &SystemRow, entry: &E, place: usize, count: usize) -> Option<Tools> {
    let href = entry_href::<E>(row, entry.code());
    let number = |place: usize| u32::try_from(place).unwrap_or(0);
    may_edit(who, row).then(|| Tools {
        label: entry.label(who.lang()).to_owned(),
        edit: format!("{href}/edit"),
        place: format!("{href}/place"),
        removal: format!("{href}/removal"),
        version: row.version,
        up: number(place.saturating_sub(1)),
        down: if place < count { number(place + 1) } else { 0 },
    })
}

#[derive(Template)]
#[template(path = "standards/entry.html")]
struct EntryPage {
    shell: Shell,
    system_href: String,
    system_name: String,
    back: String,
    action: String,
    title: String,
    version: i64,
    is_new: bool,
    code: String,
    code_error: String,
    fields: Vec<Drawn>,
    problem: String,
    conflict: bool,
}

#[derive(Deserialize)]
pub(super) struct Within {
    group: Option<String>,
}

pub(super) async fn new_form<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    Query(within): Query<Within>,
) -> Result<Response, WebError> {
    let group = within.group.unwrap_or_default();
    let typed = E::blank(&group).with("code", propose_code::<E>(&who.model, &group));
    show::<E>(&state, &who, &named, None, &typed, None).await
}

pub(super) async fn form<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (_, system) = standards::find(&who.model, &named)?;
    let typed = entry::<E>(system, &code)?.typed();
    show::<E>(&state, &who, &named, Some(&code), &typed, None).await
}

pub(super) async fn add<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let typed = Typed::of(&form);
    let code = form.text("code").to_owned();
    save::<E>(&state, &who, &named, jar, (code, None), &typed).await
}

pub(super) async fn change<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (_, system) = standards::find(&who.model, &named)?;
    entry::<E>(system, &code)?;
    let typed = Typed::of(&form);
    save::<E>(&state, &who, &named, jar, (code.clone(), Some(&code)), &typed).await
}

/// `known` is the code of an entry that is there already.
async fn save<E: ListForm>(
    state: &WebState,
    who: &Who,
    named: &str,
    jar: PrivateCookieJar,
    (code, known): (String, Option<&str>),
    typed: &Typed,
) -> Result<Response, WebError> {
    let (row, _) = standards::find(&who.model, named)?;
    let l = texts(who.lang());
    let mut reader = Reader::new(typed, E::FIELDS);
    let entry = E::read(code.clone(), &mut reader);
    let home = entry.home();
    let edit = if known.is_some() { ListEdit::Change(entry) } else { ListEdit::Add(entry) };
    let version = typed.get("version").parse().unwrap_or(0);
    let done = match reader.problems {
        problems if problems.is_empty() => edit_list(state.app(), &who.actor, row.id, version, edit).await,
        problems => Err(AppError::Invalid(problems)),
    };
    match done {
        Ok(()) => {
            let notice = if known.is_some() { l.standards_saved } else { l.standards_added };
            let to = format!("{}#{}", home.href(row), encode(&code));
            Ok(redirect_with_notice(jar, &to, fill(notice, &[("code", &code)])))
        }
        Err(problem @ (AppError::Invalid(_) | AppError::Conflict)) => {
            show::<E>(state, who, named, known, typed, Some(&problem)).await
        }
        Err(problem) => Err(problem.into()),
    }
}

pub(super) async fn place<E: ListForm>(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let (row, system) = standards::find(&who.model, &named)?;
    let home = entry::<E>(system, &code)?.home_without();
    let order = form.number("order").and_then(|order| u32::try_from(order).ok()).unwrap_or(0);
    let edit = ListEdit::<E>::Move { code: code.clone(), order };
    match edit_list(state.app(), &who.actor, row.id, form.number("version").unwrap_or(0), edit).await {
        Ok(()) => {
            let to = format!("{}#{}", home.href(row), encode(&code));
            Ok(redirect_with_notice(jar, &to, texts(who.lang()).standards_moved))
        }
        Err(problem @ (AppError::Invalid(_) | AppError::Conflict)) => match home {
            Home::SiteType(kind) => site_type_page::again(&state, &who, &named, &kind, &problem).await,
            Home::Tab(tab) => system::tab_again(&state, &who, &named, tab, &problem).await,
        },
        Err(problem) => Err(problem.into()),
    }
}

/// Whether the source says so, or somebody inferred it.
fn evidence_offers(lang: Lang) -> Vec<ChoiceGroup> {
    let l = texts(lang);
    let offers = [("certain", l.standards_certain), ("inferred", l.standards_inferred)];
    ChoiceGroup::plain(offers.map(|(code, words)| Choice::new(code, words, false)))
}

fn entry<'a, E: ListForm>(system: &'a System, code: &str) -> Result<&'a E, AppError> {
    E::list(system).iter().find(|entry| entry.code() == code).ok_or(AppError::NotFound(E::NAME))
}

pub(super) fn status_of(problem: Option<&AppError>) -> StatusCode {
    problem.map_or(StatusCode::OK, |problem| {
        StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
    })
}

pub(super) fn sentence(problem: Option<&AppError>, lang: Lang) -> String {
    problem.map_or_else(String::new, |problem| format!("{} ({})", problem.words(lang), problem.number()))
}

pub(super) fn system_name(row: &SystemRow, system: &System, lang: Lang) -> String {
    format!("{} · {}", lang.of_data(&system.name_zh, &system.name_en), row.edition)
}

async fn show<E: ListForm>(
    state: &WebState,
    who: &Who,
    named: &str,
    known: Option<&str>,
    typed: &Typed,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let lang = who.lang();
    let model = state.app().model(who.actor.city).await?;
    let (row, system) = standards::find(&model, named)?;
    if row.status != SystemStatus::Draft {
        return Err(not_a_draft().into());
    }
    let shell = pages::shell(state, who, Section::Standards, None).await;
    let l = shell.l;
    let problems: &[FieldProblem] = match problem {
        Some(AppError::Invalid(fields)) => fields,
        _ => &[],
    };
    let code = typed.get("code").to_owned();
    let home = match known.and_then(|code| entry::<E>(system, code).ok()) {
        Some(entry) => entry.home(),
        None => E::read(code.clone(), &mut Reader::new(typed, E::FIELDS)).home_without(),
    };
    let name = E::title(l);
    let page = EntryPage {
        system_href: system_href(row),
        system_name: system_name(row, system, lang),
        back: home.href(row),
        action: known.map_or_else(|| new_href::<E>(row), |code| entry_href::<E>(row, code)),
        title: match known {
            Some(code) => fill(l.standards_edit_entry, &[("name", &name), ("code", &code)]),
            None => fill(l.standards_add_entry, &[("name", &name)]),
        },
        // After a conflict the form still carries the version that its writer saw: the new state has to be looked at first.
        version: typed.get("version").parse().unwrap_or(row.version),
        is_new: known.is_none(),
        code_error: problems
            .iter()
            .find(|field| field.field == "code")
            .map_or_else(String::new, |field| field.message.words(lang)),
        fields: E::FIELDS.draw(lang, typed, &E::offers(&model, system, typed, lang), problems),
        problem: sentence(problem, lang),
        conflict: matches!(problem, Some(AppError::Conflict)),
        code,
        shell,
    };
    page_with(status_of(problem), &page)
}
