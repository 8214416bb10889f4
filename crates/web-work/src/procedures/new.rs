//! A new procedure: from an example or from nothing.

use axum::http::StatusCode;
use changxiao_app::procedures::draft::{BeginDraft, begin, examples};
use changxiao_web_kit::{
    cx::Cx,
    fields::{Control, Drawn, Typed},
    form_page::{FormFrame, declared_page},
    request::Request,
};

use crate::{
    answer::Answer,
    choice::{Choice, ChoiceGroup},
    form::Form,
    pages,
    shell::{Section, Shell},
};

pub(super) async fn open(request: Request) -> Answer {
    let shell = pages::shell(&request.state, &request.who, Section::Procedures, None).await;
    page(&request.cx, shell, Typed::default(), StatusCode::OK)
}

pub(super) async fn send(request: Request, form: Form) -> Answer {
    let asked = BeginDraft {
        example: form.text("example").to_owned(),
        key: form.text("key").to_owned(),
        name_zh: form.text("name_zh").to_owned(),
        name_en: form.text("name_en").to_owned(),
    };
    match begin(request.app(), request.actor(), asked).await {
        Ok(key) => request.redirect(&format!("/procedures/{key}/draft"), request.cx.l.procedures_begun),
        Err(problem) if problem.is_mendable() => {
            let typed = Typed::refused("", &form, &problem, request.lang());
            let shell = pages::shell(&request.state, &request.who, Section::Procedures, None).await;
            page(&request.cx, shell, typed, status(&problem))
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The status with which a form comes back.
pub(super) fn status(problem: &changxiao_app::AppError) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

fn page(cx: &Cx, shell: Shell, typed: Typed, status: StatusCode) -> Answer {
    let l = cx.l;
    let names =
        examples(&cx.model).map(|(key, document)| Choice::of(key, document.name(cx.lang), typed.get("example")));
    let example = Control::Select { groups: ChoiceGroup::plain(names), with_none: true };
    let line = |name: &str| Control::Line { kind: "text", value: typed.get(name).to_owned() };
    let drawn = |name: &'static str, label, hint, required, control| Drawn {
        name,
        label,
        hint,
        error: typed.problem(name).to_owned(),
        required,
        control,
    };
    let fields = vec![
        drawn("name_zh", l.procedures_slot_name_zh, l.procedures_name_hint, true, line("name_zh")),
        drawn("name_en", l.procedures_slot_name_en, l.procedures_english_hint, false, line("name_en")),
        drawn("example", l.procedures_example, l.procedures_example_hint, false, example),
        drawn("key", l.procedures_code, l.procedures_key_hint, false, line("key")),
    ];
    let form = FormFrame {
        heading: l.procedures_new.to_owned(),
        hint: "",
        list: ("/procedures", l.procedures_title),
        action: "/procedures/new".to_owned(),
        back: "/procedures".to_owned(),
        button: l.procedures_begin,
        hidden: Vec::new(),
        typed,
    };
    declared_page(cx, shell, form, fields, status)
}
