//! Convening a consultation or a joint action.

use askama::Template;
use axum::http::StatusCode;
use changxiao_app::{
    AppError, cases,
    consultations::convene::{Convening, convene},
};
use changxiao_domain::{
    consultations::{Consultation, Kind},
    divisions::{DivisionCode, Level},
    ids::UnitId,
};
use changxiao_web_kit::{
    cx::Cx,
    fields::Typed,
    form_page::{FormFrame, FormPage, Opening},
};
use changxiao_words::{Key, Lang, fill, keys, say};

use crate::{
    answer::Answer,
    choice::ChoiceGroup,
    pickers,
    shell::{Section, Shell},
    whistles::calls::{calls_in, lines, numbers_in, units_to_call, with_calls},
};

/// The form that convenes.
pub(super) struct ConveneForm;

#[derive(Template)]
#[template(path = "consultations/new.html")]
struct NewPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    form: FormFrame,
    divisions: Vec<ChoiceGroup>,
    lines: usize,
}

impl FormPage for ConveneForm {
    type Thing = Consultation;

    const LIST: &'static str = "/consultations";
    const DONE: Key = keys::consultations_convened;

    /// `?case=` names a case that it is about, `?kind=` the kind.
    async fn opened(at: &Opening) -> Result<Typed, AppError> {
        let kind = at.proposed("kind").find(|kind| !kind.is_empty()).unwrap_or(Kind::Consultation.code());
        let typed = Typed::default().with("kind", kind);
        match at.proposed("case").next() {
            None | Some("") => Ok(typed),
            Some(number) => about_case(at, number, typed).await,
        }
    }

    async fn sent(at: &Opening, typed: &Typed) -> Result<Consultation, AppError> {
        convene(at.app(), at.actor(), read(typed)?, typed.request_key()).await
    }

    fn done(about: &Consultation, lang: Lang) -> String {
        fill(Self::DONE.text(lang), &[("kind", &about.kind.words(lang)), ("number", &about.number)])
    }

    async fn render(at: Opening, typed: Typed, status: StatusCode) -> Answer {
        let (cx, l, lines) = (&at.request.cx, at.request.cx.l, lines(&typed));
        let divisions = pickers::division_groups(&cx.model, at.actor(), typed.get("division"), cx.lang);
        let list = (Self::LIST, l.consultations_title);
        let (heading, hint, button) = (l.consultations_new, l.consultations_new_hint, l.consultations_convene);
        let form = FormFrame::begins(&at, list, heading, hint, button, typed);
        let shell = at.shell(Section::Whistles).await;
        cx.page_with(status, &NewPage { shell, cx, form, divisions, lines })
    }
}

/// Its title and place, and the units that answer for it.
async fn about_case(at: &Opening, number: &str, typed: Typed) -> Result<Typed, AppError> {
    let case = cases::view::row(at.app(), at.actor(), number).await?.case;
    let division = DivisionCode::from_padded(case.division).ok();
    let duty = at.request.model().duty_of_case(&case);
    let mut units: Vec<UnitId> = [duty.territory, duty.line, case.lead_unit].into_iter().flatten().collect();
    units.dedup();
    let township = division.and_then(|code| code.at_level(Level::Township));
    let typed = typed.with("title", &case.title).with("cases", &case.number);
    Ok(with_calls(
        typed.with_optional("division", township.as_ref()),
        units.into_iter().map(|unit| (unit, String::new())),
    ))
}

fn read(typed: &Typed) -> Result<Convening, AppError> {
    let unknown_kind = || AppError::field("kind", say!(consultations_choose_consultation_joint_action));
    let unknown_division = |_| AppError::field("division", say!(consultations_there_no_such_division));
    let division = match typed.get("division") {
        "" => None,
        code => Some(code.parse::<DivisionCode>().map_err(unknown_division)?),
    };
    Ok(Convening {
        kind: Kind::parse(typed.get("kind")).ok_or_else(unknown_kind)?,
        title: typed.get("title").to_owned(),
        text: typed.get("text").to_owned(),
        division,
        participants: calls_in(typed)?,
        cases: numbers_in(typed.get("cases")),
    })
}
