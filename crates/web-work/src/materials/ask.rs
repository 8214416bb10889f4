//! The form by which the office asks for everything that the standard requires and nobody was asked for.

use axum::{extract::Query, http::StatusCode};
use changxiao_app::materials::{AskAll, ask_all};
use changxiao_domain::time::{in_years, year_before};
use changxiao_web_kit::{
    address::address,
    fields::{Field, Fields, Typed},
    form_page::{FormFrame, declared_page},
    request::Request,
};
use changxiao_words::{fill, keys};

use super::{LIST, MaterialsQuery};
use crate::{answer::Answer, form::Form, shell::Section};

const FIELDS: Fields = Fields(&[
    Field::day("period_from", keys::materials_period_from).hint(keys::materials_period_hint).required(),
    Field::day("period_until", keys::materials_period_until).required(),
    Field::day("due", keys::materials_due).required(),
]);

pub(super) async fn form(request: Request, Query(query): Query<MaterialsQuery>) -> Answer {
    let today = request.cx.today();
    // Of another year than this one: as long ago, or as far ahead.
    let ahead = query.asked().year.map_or(0, |year| year.saturating_sub(today.year()));
    let until = in_years(today, ahead);
    let typed = Typed::default().with("period_from", year_before(until)).with("period_until", until);
    let typed = typed.with_optional("node", query.node().map(str::to_owned).as_ref());
    page(&request, typed, StatusCode::OK).await
}

pub(super) async fn send(request: Request, form: Form) -> Answer {
    let text = |name: &str| form.text(name).trim().to_owned();
    let wanted = AskAll {
        node: form.optional("node"),
        period_from: text("period_from"),
        period_until: text("period_until"),
        due: text("due"),
    };
    match ask_all(request.app(), request.actor(), &wanted).await {
        Ok(done) => {
            let l = request.cx.l;
            let mut told = fill(l.materials_asked, &[("n", &done.asked)]);
            if !done.nobody.is_empty() {
                let named: Vec<&str> = done.nobody.iter().take(NAMED).map(|one| one.node.as_str()).collect();
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("n", &done.nobody.len()), ("named", &named.join(l.list_comma))];
                told.push_str(&fill(l.materials_nobody_leads, &values));
            }
            let year = wanted.period_until.get(..4).unwrap_or_default();
            let of = [("node", wanted.node.as_deref().unwrap_or_default()), ("year", year)];
            let of: Vec<_> = of.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            request.redirect(&address(LIST, &of), told)
        }
        Err(problem) if problem.is_mendable() => {
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            page(&request, Typed::refused("", &form, &problem, request.lang()), status).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// So many requirements without a unit are named.
const NAMED: usize = 8;

async fn page(request: &Request, typed: Typed, status: StatusCode) -> Answer {
    let l = request.cx.l;
    let drawn = FIELDS.draw(request.lang(), &typed, &Vec::new(), &[]);
    let form = FormFrame {
        heading: l.materials_ask_all.to_owned(),
        hint: l.materials_ask_all_hint,
        list: (LIST, l.materials_title),
        action: format!("{LIST}/ask"),
        back: LIST.to_owned(),
        button: l.materials_ask_all,
        hidden: vec![("node", typed.get("node").to_owned())],
        typed,
    };
    declared_page(&request.cx, request.shell(Section::Matters).await, form, drawn, status)
}
