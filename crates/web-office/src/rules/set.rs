//! One set: each figure with what ships and where it comes from; for the office, as a form.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    rules::{self, Refused},
};
use changxiao_domain::{
    notices::NoticeKind,
    orgs::Permission,
    rules::{Fault, Figure, Form as Written, RuleSet},
};
use changxiao_words::{Lang, Texts, fill, texts};

use crate::{
    answer::{WebError, page, redirect_with_notice},
    choice::Choice,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// Fields of figures begin with this, so that a figure named `source` cannot be taken for the source.
const PREFIX: &str = "f";

#[derive(Template)]
#[template(path = "rules/set.html")]
struct SetPage {
    shell: Shell,
    name: &'static str,
    href: String,
    since: String,
    own: bool,
    version: i64,
    may_change: bool,
    groups: Vec<Group>,
    source: String,
    source_fault: String,
    /// What is wrong with the set as a whole.
    fault: String,
    faults: usize,
}

/// Figures under one heading.
struct Group {
    heading: String,
    /// Where all of them follow the same source.
    source: String,
    lines: Vec<Line>,
}

struct Line {
    field: String,
    label: String,
    /// What the control is: `number`, `text`, `yes_no`, `kinds`.
    control: &'static str,
    unit: &'static str,
    text: String,
    /// For reading: the text in the reader's language.
    words: String,
    choices: Vec<Choice>,
    /// What ships, where the city has another.
    shipped: String,
    source: String,
    fault: String,
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let set = known(&code)?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Rules, jar).await;
    Ok((jar, page(&built(shell, &who, set, None, &[])?)?))
}

pub(super) async fn change(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let set = known(&code)?;
    let version = form.number("version").unwrap_or(-1);
    let typed = typed(&form);
    match rules::change(state.app(), &who.actor, set, &typed, form.text("source"), version).await {
        Ok(()) => Ok(redirect_with_notice(jar, &format!("/rules/{code}"), texts(who.lang()).rules_saved)),
        Err(Refused::Typed(faults)) => {
            let shell = pages::shell(&state, &who, Section::Rules, None).await;
            let again = page(&built(shell, &who, set, Some((&typed, form.text("source"))), &faults)?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(Refused::Other(problem)) => Err(problem.into()),
    }
}

pub(super) async fn restore(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
    form: Form,
) -> Result<Response, WebError> {
    let set = known(&code)?;
    rules::restore(state.app(), &who.actor, set, form.number("version").unwrap_or(-1)).await?;
    Ok(redirect_with_notice(jar, &format!("/rules/{code}"), texts(who.lang()).rules_restored))
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

fn built(
    shell: Shell,
    who: &Who,
    set: RuleSet,
    typed: Option<(&[(String, String)], &str)>,
    faults: &[Fault],
) -> Result<SetPage, WebError> {
    let (l, lang) = (shell.l, who.lang());
    let rules = rules::show(&who.model, set)?;
    let of = |path: &str| {
        faults.iter().find(|fault| fault.path == path).map_or_else(String::new, |fault| fault.message.words(lang))
    };
    let mut groups: Vec<Group> = Vec::new();
    for figure in &rules.figures {
        let text = typed
            .and_then(|(typed, _)| typed.iter().find(|(path, _)| *path == figure.path))
            .map_or(figure.text.as_str(), |(_, text)| text);
        let shipped = rules.shipped_text(figure).map(|text| said(figure.form, text, l, lang));
        let line = Line {
            field: format!("{PREFIX}{}", figure.path),
            label: figure.words_in_part(lang),
            control: control(figure),
            unit: if figure.form == Written::Percent { "%" } else { "" },
            text: text.to_owned(),
            words: said(figure.form, &figure.text, l, lang),
            choices: if figure.form == Written::NoticeKinds { kinds(text, lang) } else { Vec::new() },
            shipped: shipped.map_or_else(String::new, |words| fill(l.rules_shipped, &[("text", &words)])),
            source: figure.source(lang).to_owned(),
            fault: of(&figure.path),
        };
        match groups.last_mut() {
            Some(group) if group.heading == figure.part(lang) => group.lines.push(line),
            _ => groups.push(Group { heading: figure.part(lang).to_owned(), source: String::new(), lines: vec![line] }),
        }
    }
    for group in &mut groups {
        let first = group.lines.first().map_or_else(String::new, |line| line.source.clone());
        if group.lines.iter().all(|line| line.source == first) {
            group.source = first;
        }
    }
    let whole =
        |fault: &&Fault| fault.path != "source" && !rules.figures.iter().any(|figure| figure.path == fault.path);
    Ok(SetPage {
        name: set.words(lang),
        href: format!("/rules/{}", set.code()),
        since: fill(l.rules_since, &[("day", &rules.since)]),
        own: rules.own_figures() > 0,
        version: rules.version,
        may_change: who.actor.may(Permission::ManageReference),
        groups,
        source: typed.map_or_else(String::new, |(_, source)| source.to_owned()),
        source_fault: of("source"),
        fault: faults.iter().find(whole).map_or_else(String::new, |fault| fault.message.words(lang)),
        faults: faults.len(),
        shell,
    })
}

fn control(figure: &Figure) -> &'static str {
    match figure.form {
        Written::Whole => "number",
        Written::YesNo => "yes_no",
        Written::NoticeKinds => "kinds",
        _ => "text",
    }
}

/// A value in words.
fn said(form: Written, text: &str, l: &'static Texts, lang: Lang) -> String {
    match form {
        Written::Percent => format!("{text} %"),
        Written::YesNo => if text == "yes" { l.rules_yes } else { l.rules_no }.to_owned(),
        Written::NoticeKinds => {
            let words: Vec<&str> = text.split(',').filter_map(NoticeKind::parse).map(|kind| kind.words(lang)).collect();
            if words.is_empty() { l.rules_none.to_owned() } else { words.join(l.cases_comma) }
        }
        _ => text.to_owned(),
    }
}

fn kinds(text: &str, lang: Lang) -> Vec<Choice> {
    let chosen: Vec<&str> = text.split(',').collect();
    NoticeKind::ALL
        .into_iter()
        .filter(|kind| !kind.is_status())
        .map(|kind| Choice::new(kind.code(), kind.words(lang), chosen.contains(&kind.code())))
        .collect()
}
