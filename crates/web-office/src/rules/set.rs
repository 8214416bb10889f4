//! One set: each figure with what ships and where it comes from; for the office, as a form.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use changxiao_app::{
    AppError,
    rules::{self, Refused, Rules},
};
use changxiao_domain::{
    letters::Algorithm,
    notices::NoticeKind,
    orgs::{Actor, Permission},
    rules::{Fault, Figure, Form as Written, RuleSet},
};

use crate::{
    answer::{Answer, WebError},
    choice::Choice,
    cx::Cx,
    filters,
    form::Form,
    request::Request,
    shell::{Section, Shell},
};

/// Fields of figures begin with this, so that a figure named `source` cannot be taken for the source.
const PREFIX: &str = "f";

#[derive(Template)]
#[template(path = "rules/set.html")]
struct SetPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    rules: Rules,
    /// What was typed: path and text of figures, and the source.
    typed: Vec<(String, String)>,
    source: &'a str,
    faults: Vec<Fault>,
}

pub(super) async fn show(request: Request, Path(code): Path<String>) -> Answer {
    request.page(&built(&request, known(&code)?, Vec::new(), "", Vec::new()).await?)
}

pub(super) async fn change(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let set = known(&code)?;
    let version = form.number("version").unwrap_or(-1);
    let (typed, source) = (typed(&form), form.text("source"));
    match rules::change(request.app(), request.actor(), set, &typed, source, version).await {
        Ok(()) => request.redirect(&format!("/rules/{code}"), request.cx.l.rules_saved),
        Err(Refused::Typed(faults)) => {
            let page = built(&request, set, typed, source, faults).await?;
            request.cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Refused::Other(problem)) => Err(problem.into()),
    }
}

pub(super) async fn restore(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let version = form.number("version").unwrap_or(-1);
    rules::restore(request.app(), request.actor(), known(&code)?, version).await?;
    request.redirect(&format!("/rules/{code}"), request.cx.l.rules_restored)
}

fn known(code: &str) -> Result<RuleSet, WebError> {
    RuleSet::parse(code).ok_or_else(|| AppError::NotFound("rule set").into())
}

/// Path and text of every figure of the form; the boxes of one figure become one text.
fn typed(form: &Form) -> Vec<(String, String)> {
    let mut typed: Vec<(String, String)> = Vec::new();
    for (path, text) in form.starting_with(PREFIX).filter(|(path, _)| path.starts_with('/')) {
        match typed.iter_mut().find(|(known, _)| known == path) {
            Some((_, before)) if before.is_empty() => text.clone_into(before),
            Some((_, before)) => *before = format!("{before},{text}"),
            None => typed.push((path.to_owned(), text.to_owned())),
        }
    }
    typed
}

async fn built<'a>(
    request: &'a Request,
    set: RuleSet,
    typed: Vec<(String, String)>,
    source: &'a str,
    faults: Vec<Fault>,
) -> Result<SetPage<'a>, WebError> {
    let shell = request.shell(Section::Rules).await;
    let rules = rules::show(request.model(), set)?;
    Ok(SetPage { shell, cx: &request.cx, actor: request.actor(), rules, typed, source, faults })
}

impl SetPage<'_> {
    fn name(&self) -> &'static str {
        self.rules.set.words(self.cx.lang)
    }

    fn may_change(&self) -> bool {
        self.actor.may(Permission::ManageReference)
    }

    /// Figures that follow each other under one heading.
    fn groups(&self) -> Vec<&[Figure]> {
        let lang = self.cx.lang;
        self.rules.figures.chunk_by(|one, two| one.part(lang) == two.part(lang)).collect()
    }

    /// The source that all figures of a group follow; empty where they differ.
    fn common_source(&self, group: &[Figure]) -> String {
        let source = |figure: &Figure| figure.source(self.cx.lang).to_owned();
        let first = group.first().map(source).unwrap_or_default();
        if group.iter().all(|figure| source(figure) == first) { first } else { String::new() }
    }

    /// As it was typed, else as it is in force.
    fn text<'a>(&'a self, figure: &'a Figure) -> &'a str {
        self.typed.iter().find(|(path, _)| *path == figure.path).map_or(&figure.text, |(_, text)| text)
    }

    /// What is wrong with a figure, or with the source.
    fn fault(&self, path: &str) -> String {
        let of_path = self.faults.iter().find(|fault| fault.path == path);
        of_path.map_or_else(String::new, |fault| fault.message.words(self.cx.lang))
    }

    /// What is wrong with the set as a whole.
    fn whole_fault(&self) -> Option<&Fault> {
        let is_figure = |path: &str| self.rules.figures.iter().any(|figure| figure.path == path);
        self.faults.iter().find(|fault| fault.path != "source" && !is_figure(&fault.path))
    }

    /// A value in words.
    fn words(&self, figure: &Figure, text: &str) -> String {
        let l = self.cx.l;
        match figure.form {
            Written::Percent => format!("{text} %"),
            Written::Algorithm => {
                Algorithm::parse(text).map_or_else(|| text.to_owned(), |one| one.words(self.cx.lang).to_owned())
            }
            Written::YesNo => if text == "yes" { l.rules_yes } else { l.rules_no }.to_owned(),
            Written::NoticeKinds => {
                let kinds = text.split(',').filter_map(NoticeKind::parse).map(|kind| kind.words(self.cx.lang));
                let words: Vec<&str> = kinds.collect();
                if words.is_empty() { l.rules_none.to_owned() } else { words.join(l.cases_comma) }
            }
            _ => text.to_owned(),
        }
    }

    fn algorithms(&self, figure: &Figure) -> Vec<Choice> {
        let choice = |one: Algorithm| Choice::of(one.code(), one.words(self.cx.lang), self.text(figure));
        Algorithm::ALL.map(choice).into()
    }

    fn kinds(&self, figure: &Figure) -> Vec<Choice> {
        let chosen: Vec<&str> = self.text(figure).split(',').collect();
        let choice =
            |kind: NoticeKind| Choice::new(kind.code(), kind.words(self.cx.lang), chosen.contains(&kind.code()));
        NoticeKind::ALL.into_iter().filter(|kind| !kind.is_status()).map(choice).collect()
    }
}
