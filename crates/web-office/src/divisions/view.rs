//! One division: facts, what lies in it, who answers for it.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    cities::names::english,
    divisions::{self, DivisionView, counts_below},
};
use changxiao_domain::{
    divisions::{Division, DivisionCode, Level},
    orgs::{Actor, Permission, Unit},
    time::Day,
};

use crate::{
    answer::Answer,
    cx::Cx,
    faults::Faults,
    fields::Typed,
    filters,
    form::Form,
    links::unit_href,
    request::Request,
    shell::{Section, Shell},
};

#[derive(Template)]
#[template(path = "divisions/view.html")]
struct ViewPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    division: &'a Division,
    children: Vec<&'a Division>,
    view: DivisionView,
    /// The form that came back, with what was typed into it.
    form: Option<DivisionForm>,
    typed: Typed,
    faults: Faults,
}

/// The forms of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DivisionForm {
    Add,
    Rename,
    Remove,
}

pub(super) async fn view(request: Request, Path(code): Path<String>) -> Answer {
    show(&request, read_code(&code)?, None, Typed::default(), Faults::default()).await
}

pub(super) fn read_code(code: &str) -> Result<DivisionCode, AppError> {
    code.parse().map_err(|_| AppError::NotFound("division"))
}

/// The page with one of its forms as it came back.
pub(super) async fn again(
    request: &Request,
    code: DivisionCode,
    of: DivisionForm,
    form: &Form,
    problem: AppError,
) -> Answer {
    show(request, code, Some(of), Typed::of(form), request.faults(problem)?).await
}

async fn show(
    request: &Request,
    code: DivisionCode,
    form: Option<DivisionForm>,
    typed: Typed,
    faults: Faults,
) -> Answer {
    let (cx, actor, model) = (&request.cx, request.actor(), request.model());
    let view = divisions::view(request.app(), actor, code).await?;
    let division = model.all_divisions.get(code).ok_or(AppError::NotFound("division"))?;
    let children = model.divisions.children(code).collect();
    let shell = request.form_shell(Section::Divisions, &faults).await;
    let page = ViewPage { shell, cx, actor, division, children, view, form, typed, faults };
    request.form_page(&page.faults, &page)
}

impl ViewPage<'_> {
    fn name(&self) -> &str {
        self.cx.model.name_of_division(self.division.code, self.cx.lang)
    }

    /// The other language's name; empty where there is none.
    fn other_name(&self) -> &str {
        let other = self.cx.lang.other_of_data();
        other.of_data(&self.division.name, english(self.division.code).unwrap_or_default())
    }

    /// The divisions above, without this one.
    fn above(&self) -> Vec<&Division> {
        let mut path = self.cx.model.all_divisions.path(self.division.code);
        path.pop();
        path
    }

    fn child_level(&self) -> Option<Level> {
        Level::ALL.into_iter().find(|level| *level > self.division.level)
    }

    /// Who answers for the place.
    fn territory(&self) -> Option<&Unit> {
        let unit = self.cx.model.territory_unit(self.division.code)?;
        self.cx.model.all_units.get(&unit)
    }

    fn units(&self) -> Vec<&Unit> {
        self.cx.model.units.iter().filter(|unit| unit.names(self.division.code)).collect()
    }

    fn grids(&self) -> usize {
        self.cx.model.grids.iter().filter(|grid| grid.division.is_within(self.division.code)).count()
    }

    fn has_map(&self) -> bool {
        self.cx.model.outlines.iter().any(|(outlined, _)| outlined.is_within(self.division.code))
    }

    fn outlines_href(&self) -> String {
        format!("/divisions/outlines.json?within={}", self.division.code)
    }

    fn may_manage(&self) -> bool {
        self.actor.may(Permission::ManageReference) && self.ended().is_none()
    }

    /// The first day without it, and the one that follows, where it has ended.
    fn ended(&self) -> Option<&(Day, Option<DivisionCode>)> {
        self.cx.model.ended_divisions.get(&self.division.code)
    }

    /// Divisions that this one follows.
    fn followed(&self) -> Vec<DivisionCode> {
        let ended = self.cx.model.ended_divisions.iter();
        let mut followed: Vec<_> =
            ended.filter(|(_, (_, to))| *to == Some(self.division.code)).map(|(from, _)| *from).collect();
        followed.sort();
        followed
    }
}
