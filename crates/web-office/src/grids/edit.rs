//! The form that adds a grid or changes one.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    grids::save::{self, GridDraft, Walker},
};
use changxiao_domain::{grids::Grid, ids::PostId};
use changxiao_words::Lang;

use crate::{
    address::{address, encode},
    answer::Answer,
    faults::Faults,
    form::Form,
    pickers::{division_suggestions, post_suggestions},
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "grids/edit.html")]
struct EditPage<'a> {
    shell: Shell,
    /// `None` while it is new.
    grid: Option<&'a Grid>,
    /// Where the form is sent.
    href: String,
    version: i64,
    texts: Texts,
    places: Vec<String>,
    posts: Vec<(PostId, String)>,
    faults: Faults,
}

/// What stands in the fields.
#[derive(Default)]
struct Texts {
    code: String,
    name: String,
    division: String,
    staff_post: String,
    outline: String,
    until: String,
}

pub(super) async fn new_form(request: Request) -> Answer {
    show(&request, None, Texts::default(), 0, Faults::default()).await
}

pub(super) async fn add(request: Request, form: Form) -> Answer {
    let texts = Texts::read(&form);
    match save::add(request.app(), request.actor(), &texts.draft(&request)).await {
        Ok(()) => done(&request, &texts.code, request.cx.l.grids_added).await,
        Err(problem) => show(&request, None, texts, 0, request.faults(problem)?).await,
    }
}

pub(super) async fn form(request: Request, Path(code): Path<String>) -> Answer {
    let model = request.model();
    let grid = model.grid(&code).ok_or(AppError::NotFound("grid"))?;
    let version = model.grid_versions.get(&code).copied().unwrap_or(1);
    show(&request, Some(&code), Texts::of(&request, grid), version, Faults::default()).await
}

pub(super) async fn change(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let texts = Texts::read(&form);
    let version = form.number("version").unwrap_or(0);
    match save::change(request.app(), request.actor(), &code, version, &texts.draft(&request)).await {
        Ok(()) => done(&request, &code, request.cx.l.grids_saved).await,
        Err(problem) => show(&request, Some(&code), texts, version, request.faults(problem)?).await,
    }
}

/// The grids of the place around it, with what overlaps and what is left open there now.
async fn done(request: &Request, code: &str, told: &str) -> Answer {
    let model = request.app().model(request.actor().city).await?;
    let grid = model.grid(code.trim());
    let division = grid.map_or_else(String::new, |grid| grid.division.to_string());
    let ended = if grid.is_some_and(|grid| !grid.in_force(model.day)) { "1" } else { "" };
    request.redirect(&address("/grids", &[("division", &division), ("ended", ended)]), told)
}

impl Texts {
    fn read(form: &Form) -> Self {
        let text = |name| form.text(name).to_owned();
        Self {
            code: text("code"),
            name: text("name"),
            division: text("division"),
            staff_post: text("staff_post"),
            outline: text("outline"),
            until: text("until"),
        }
    }

    fn of(request: &Request, grid: &Grid) -> Self {
        let (model, lang) = (request.model(), request.lang());
        let label = |post: PostId| {
            let known = post_suggestions(model, lang).into_iter().find(|(of, _)| *of == post);
            known.map_or_else(|| model.post_label(post, lang), |(_, label)| label)
        };
        Self {
            code: grid.code.clone(),
            name: grid.name.clone(),
            division: match model.divisions.get(grid.division) {
                Some(_) => model.place_name(grid.division.padded(), Lang::RECORDS),
                None => grid.division.to_string(),
            },
            staff_post: grid.staff.map_or_else(String::new, label),
            outline: grid.outline.as_ref().map_or_else(String::new, |outline| outline.to_geojson().to_string()),
            until: grid.until.map_or_else(String::new, |day| day.to_string()),
        }
    }

    fn draft(&self, request: &Request) -> GridDraft {
        GridDraft {
            code: self.code.clone(),
            name: self.name.clone(),
            division: self.division.clone(),
            staff: self.walker(request),
            outline: self.outline.clone(),
            until: self.until.clone(),
        }
    }

    fn walker(&self, request: &Request) -> Walker {
        let (model, lang, typed) = (request.model(), request.lang(), self.staff_post.trim());
        if typed.is_empty() {
            return Walker::Nobody;
        }
        let offered = post_suggestions(model, lang).into_iter().find(|(_, label)| label == typed).map(|(post, _)| post);
        // A post that has ended stays where it was until somebody chooses another.
        let of_grid = || {
            let before = model.grid(&self.code)?.staff?;
            (model.post_label(before, lang) == typed).then_some(before)
        };
        offered.or_else(of_grid).map_or(Walker::Unknown, Walker::Post)
    }
}

async fn show(request: &Request, code: Option<&str>, texts: Texts, version: i64, faults: Faults) -> Answer {
    let model = request.model();
    let page = EditPage {
        shell: request.form_shell(Section::Divisions, &faults).await,
        grid: code.and_then(|code| model.grid(code)),
        href: code.map_or_else(|| "/grids".to_owned(), |code| format!("/grids/{}/edit", encode(code))),
        version,
        texts,
        places: division_suggestions(model),
        posts: post_suggestions(model, request.lang()),
        faults,
    };
    request.form_page(&page.faults, &page)
}
