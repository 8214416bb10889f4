//! What becomes of the codes of the list in force when an imported one takes over: what is open first, each with what is most likely meant.

use askama::Template;
use axum::http::StatusCode;
use changxiao_app::{
    AppError,
    categories::leading::{self, ItemRow, LeadRow, Leading, Said, read_key},
    imports::problems_of,
};
use changxiao_domain::{
    categories::{CategoryKey, CategorySet, NewLead, name_for},
    time::Day,
};
use changxiao_web_kit::{
    answer::Answer,
    choice::Choice,
    cx::Cx,
    download::{XLSX, attachment, called},
    faults::Faults,
    fields::Typed,
    filters,
    form::Form,
    pickers::read_day,
    request::Request,
    shell::{Section, Shell},
};
use changxiao_words::{Lang, fill, say};

const HERE: &str = "/categories/leading";

#[derive(Template)]
#[template(path = "categories/leading.html")]
struct LeadingPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    leading: Option<Leading<'a>>,
    /// Codes and names of the new list.
    codes: Vec<Choice>,
    typed: Typed,
    faults: Faults,
    /// What is wrong with a sheet, row by row.
    problems: Vec<String>,
}

/// So many faults of a sheet are listed.
const MOST_PROBLEMS: usize = 30;

pub(super) async fn page(request: Request) -> Answer {
    show(&request, Typed::default(), Faults::default(), Vec::new()).await
}

pub(super) async fn save(request: Request, form: Form) -> Answer {
    let done = match said(&request, &form).await {
        Ok(said) => put(&request, &form, &said).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => saved(&request).await,
        Err(problem) => {
            let faults = request.faults(problem)?;
            show(&request, Typed::of(&form), faults, Vec::new()).await
        }
    }
}

pub(super) async fn decide(request: Request, form: Form) -> Answer {
    let day = match form.optional("day") {
        None => Ok(None),
        Some(text) => match read_day(Some(&text)) {
            Some(day) => Ok(Some(day)),
            None => Err(AppError::field("day", say!(orgs_write_day_2026_11_21))),
        },
    };
    let (edition, version) = (form.text("edition"), form.number("version").unwrap_or(0));
    let done = match day {
        Ok(day) => leading::decide(request.app(), request.actor(), edition, version, day).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(done) => {
            let l = request.cx.l;
            let notice = match done.is_done {
                true => fill(l.categories_lead_done, &[("items", &done.items), ("duties", &done.duties.changed)]),
                false => fill(l.categories_lead_decided, &[("day", &full_day(&request, done.day))]),
            };
            request.redirect(if done.is_done { "/categories" } else { HERE }, notice)
        }
        Err(problem) => {
            let faults = request.faults(problem)?;
            show(&request, Typed::of(&form), faults, Vec::new()).await
        }
    }
}

/// The table as a sheet, to be filled in beside others.
pub(super) async fn export(request: Request) -> Answer {
    let model = request.model();
    let leading = leading::view(request.app(), model, request.actor(), "").await?;
    let bytes = leading::write(model, leading.as_ref(), request.lang())?;
    let edition = leading.map_or_else(|| model.day.to_string(), |leading| leading.to.edition.clone());
    let name = called(request.cx.l.categories_leading, edition, "xlsx");
    Ok(attachment(XLSX, &name, bytes))
}

/// The same sheet as somebody filled it in.
pub(super) async fn import(request: Request, mut form: Form) -> Answer {
    let Some(mut sheet) = form.sheet(request.app()).await? else {
        return show(&request, Typed::default(), Faults::default(), vec![request.cx.l.imports_no_file.to_owned()])
            .await;
    };
    let bytes = std::mem::take(&mut sheet.bytes);
    let done = match leading::read(request.app(), request.actor(), &sheet.file_name, bytes).await {
        Ok(said) => put(&request, &form, &said).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => saved(&request).await,
        Err(problem) => match problems_of(&problem) {
            Some(problems) => {
                let kept = problems.kept().iter().take(MOST_PROBLEMS);
                let sentences = kept.map(|problem| problem.sentence(request.lang())).collect();
                show(&request, Typed::default(), Faults::default(), sentences).await
            }
            None => {
                let faults = request.faults(problem)?;
                show(&request, Typed::default(), faults, Vec::new()).await
            }
        },
    }
}

async fn put(request: &Request, form: &Form, said: &Said) -> Result<(), AppError> {
    let (edition, version) = (form.text("edition"), form.number("version").unwrap_or(0));
    leading::save(request.app(), request.actor(), edition, version, said).await
}

/// Back to the page, which says what is left.
async fn saved(request: &Request) -> Answer {
    let model = request.app().model(request.actor().city).await?;
    let leading = leading::view(request.app(), &model, request.actor(), "").await?;
    let l = request.cx.l;
    let notice = match leading.map_or(0, |leading| leading.open()) {
        0 => l.categories_lead_saved_all.to_owned(),
        n => fill(l.categories_lead_saved, &[("n", &n)]),
    };
    request.redirect(HERE, notice)
}

/// What differs from what was said before. Errors: a text that names no code of the new list.
async fn said(request: &Request, form: &Form) -> Result<Said, AppError> {
    let model = request.model();
    let leading =
        leading::view(request.app(), model, request.actor(), "").await?.ok_or(AppError::NotFound("edition"))?;
    let new = &leading.to.set;
    let (mut said, mut faults) = (Said::default(), Vec::new());
    let mut read = |text: &str, field| {
        let found = read_key(new, text);
        if found.is_none() {
            faults.push(changxiao_app::FieldProblem::new(field, say!(categories_lead_unknown, text)));
        }
        found
    };
    for row in &leading.rows {
        let typed = form.text(&row.field("to"));
        let taken = form.text(&row.field("take"));
        let text = if typed.is_empty() { taken } else { typed };
        let to = if text.is_empty() { None } else { read(text, "codes") };
        let reason = form.text(&row.field("reason"));
        if to != row.to || reason != row.reason {
            said.codes.push((row.key, NewLead { to, reason: reason.to_owned() }));
        }
        for item in &row.items {
            let Some((_, text)) = form.starting_with("item-").find(|(code, _)| *code == item.code) else { continue };
            let to = if text.is_empty() { None } else { read(text, "items").and_then(CategoryKey::minor) };
            if to != item.to {
                said.items.push((item.code.clone(), to));
            }
        }
    }
    if faults.is_empty() { Ok(said) } else { Err(AppError::Invalid(faults)) }
}

async fn show(request: &Request, typed: Typed, faults: Faults, problems: Vec<String>) -> Answer {
    let (cx, model) = (&request.cx, request.model());
    let leading = leading::view(request.app(), model, request.actor(), "").await?;
    let codes = leading.as_ref().map_or_else(Vec::new, |leading| choices(&leading.to.set, cx.lang));
    let shell = request.form_shell(Section::Categories, &faults).await;
    let status =
        if problems.is_empty() && faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = LeadingPage { shell, cx, leading, codes, typed, faults, problems };
    match status {
        StatusCode::OK => request.page(&page),
        status => cx.page_with(status, &page),
    }
}

/// Majors and minors, as a field offers them.
fn choices(set: &CategorySet, lang: Lang) -> Vec<Choice> {
    let majors = set.majors.iter().map(|major| (major.key(), major.name(lang)));
    let minors = set.categories.iter().map(|category| (category.code.to_string(), category.name(lang)));
    majors.chain(minors).map(|(code, name)| Choice::new(format!("{code} {name}"), name, false)).collect()
}

fn full_day(request: &Request, day: Day) -> String {
    changxiao_web_kit::words::full_day(request.lang(), day)
}

/// Names of the fields of a row.
trait RowFields {
    fn field(&self, what: &str) -> String;
}

impl RowFields for LeadRow {
    fn field(&self, what: &str) -> String {
        format!("{what}-{}", self.key)
    }
}

impl LeadingPage<'_> {
    /// What a code is called in a list.
    fn name<'s>(&self, set: &'s CategorySet, key: &CategoryKey) -> &'s str {
        name_for(set, *key, self.cx.lang).unwrap_or_default()
    }

    /// What stands in a field: what was typed, else what was said.
    fn value(&self, field: &str, said: String) -> String {
        if self.typed.get("version").is_empty() { said } else { self.typed.get(field).to_owned() }
    }

    fn to(&self, leading: &Leading<'_>, row: &LeadRow) -> String {
        self.value(&row.field("to"), row.to.map_or_else(String::new, |to| self.labelled(leading, &to)))
    }

    fn reason(&self, row: &LeadRow) -> String {
        self.value(&row.field("reason"), row.reason.clone())
    }

    fn item_to(&self, leading: &Leading<'_>, item: &ItemRow) -> String {
        let said = item.to.map_or_else(String::new, |to| self.labelled(leading, &to.into()));
        self.value(&format!("item-{}", item.code), said)
    }

    fn item_text<'s>(&self, item: &'s ItemRow) -> &'s str {
        self.cx.lang.of_data(&item.text_zh, &item.text_en)
    }

    fn labelled(&self, leading: &Leading<'_>, key: &CategoryKey) -> String {
        format!("{key} {}", self.name(&leading.to.set, key))
    }

    /// The earliest day on which the new list can take over.
    fn earliest(&self, leading: &Leading<'_>) -> Day {
        leading.to.from.max(self.cx.model.day)
    }

    /// Places at which two codes meet, a few of them.
    fn lost(&self, leading: &Leading<'_>) -> String {
        let row = |lost: &leading::LostDuty| {
            let place = self.cx.model.place_name(lost.division, self.cx.lang);
            fill(self.cx.l.categories_lead_lost_row, &[("place", &place), ("code", &lost.key)])
        };
        let all: Vec<String> = leading.lost.iter().take(10).map(row).collect();
        all.join(self.cx.l.imports_text)
    }

    fn title(&self, version: &changxiao_app::model::CategoryVersion) -> String {
        format!("{} {}", self.cx.lang.of_data(&version.set.name_zh, &version.set.name_en), version.edition)
    }
}
