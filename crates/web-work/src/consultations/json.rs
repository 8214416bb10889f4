//! 会商与联合行动 for programs: lists, one record, convening, a participant's part, the shared result.

use changxiao_app::{
    AppError,
    consultations::{
        convene::{Convening, convene as convene_it},
        list::list as page_of,
        view::{ConsultationView, view as view_consultation},
    },
    workflow::carry_out,
};
use changxiao_domain::{
    consultations::{Command, Consultation, Kind, Ruling, State as Standing},
    divisions::DivisionCode,
    orgs::Permission::{ReadConsultations, WorkOnConsultations},
    time::Instant,
    whistles::Answer,
};
use changxiao_store::consultations::{ConsultationFilter, ConsultationLine};
use changxiao_web_kit::{
    json::{
        query::{code, optional_code},
        shapes::{DivisionName, Moment, Named, division_named, unit_named, unit_of_code},
    },
    routes::{Access, Routes, routes},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    session::Who,
    whistles::json::change::{UnitTask, unit_tasks},
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("consultations")
        .api(Access::read(ReadConsultations), routes!(list))
        .api(Access::handle(WorkOnConsultations), routes!(convene))
        .api(Access::read(ReadConsultations), routes!(view))
        .api(Access::handle(WorkOnConsultations), routes!(contribute))
        .api(Access::handle(WorkOnConsultations), routes!(decide))
        .api(Access::handle(WorkOnConsultations), routes!(cancel))
}

changxiao_web_kit::listed! {
    "consultations" "/api/v1/consultations" "list_consultations"
    /// Filters; what is left out does not narrow.
    ConsultationQuery {
        /// `consultation` or `joint_action`.
        kind: Option<String>,
        /// `open`, `decided` or `cancelled`.
        state: Option<String>,
    }
    /// A page of consultations and joint actions.
    ConsultationList { consultations: ConsultationItem }
    list |app, who, asked, most| page_of(app, &who.actor, &asked.filter()?, asked.after.as_deref(), most)
}

changxiao_web_kit::viewed! {
    "consultations" "/api/v1/consultations/{number}" "consultation"
    ConsultationShape "As much of it as the post may see"
    view |app, who, number| view_consultation(app, &who.actor, &number)
}

changxiao_web_kit::begun! {
    "consultations" "/api/v1/consultations" "convene"
    /// A question or an operation for several units.
    NewConsultation {
        /// `consultation` or `joint_action`.
        #[schema(example = "consultation")]
        kind: String,
        title: String,
        #[serde(default)]
        text: String,
        division: Option<String>,
        /// Units with their question or duty; two at least.
        units: Vec<UnitTask>,
        /// Numbers of the cases it is about.
        #[serde(default)]
        cases: Vec<String>,
    }
    ConsultationAfter done "Convened"
    place "Address of the record"
    once "8 to 120 characters; the same key again convenes nothing and gives the first answer"
    convene |app, who, sent| convene_it(app, &who.actor, sent.value.convening(&who)?, sent.key)
}

changxiao_web_kit::after! {
    /// What an action made of a consultation.
    ConsultationAfter of Consultation: "H261121-0001", "open", version, actions
}

impl ConsultationQuery {
    fn filter(&self) -> Result<ConsultationFilter, AppError> {
        Ok(ConsultationFilter {
            kind: optional_code("kind", self.kind.as_deref(), Kind::parse)?,
            state: optional_code("state", self.state.as_deref(), Standing::parse)?,
            ..ConsultationFilter::default()
        })
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ConsultationItem<'a> {
    #[schema(example = "H261121-0001")]
    number: &'a str,
    #[schema(example = "consultation")]
    kind: &'static str,
    #[schema(example = "open")]
    state: &'static str,
    title: &'a str,
    convener: Named<'a>,
    division: DivisionName<'a>,
    convened_at: Moment,
}

/// A consultation or joint action. A participant gets its own part and the shared result; `whole` says which it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsultationShape<'a> {
    #[schema(example = "H261121-0001")]
    number: &'a str,
    #[schema(example = "consultation")]
    kind: &'static str,
    #[schema(example = "open")]
    state: &'static str,
    title: &'a str,
    text: &'a str,
    convener: Named<'a>,
    division: DivisionName<'a>,
    convened_at: Moment,
    ended_at: Option<Moment>,
    /// Everybody who takes part.
    units: Vec<Named<'a>>,
    /// False: only the own part is given.
    whole: bool,
    parts: Vec<PartShape<'a>>,
    cases: Vec<&'a str>,
    /// Number of the whistle that waits for the decision.
    whistle: Option<&'a str>,
    result: Option<&'a str>,
    lead: Option<Named<'a>>,
    version: i64,
    actions: Vec<&'static str>,
}

/// A participant with its part.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartShape<'a> {
    unit: Named<'a>,
    part: &'a str,
    said: Option<&'a str>,
    said_at: Option<Moment>,
}

impl<'a> ConsultationItem<'a> {
    fn of(who: &'a Who, line: &'a ConsultationLine, _: Instant) -> Self {
        Self {
            number: &line.number,
            kind: line.kind.code(),
            state: line.state.code(),
            title: &line.title,
            convener: unit_named(&who.model, line.convener, who.lang()),
            division: division_named(&who.model, line.division),
            convened_at: Moment::new(&who.model, line.convened_at),
        }
    }
}

impl<'a> ConsultationShape<'a> {
    fn of(who: &'a Who, view: &'a ConsultationView, _: Instant) -> Self {
        let (about, unit) = (&view.consultation, |unit| unit_named(&who.model, unit, who.lang()));
        let moment = |at| Moment::new(&who.model, at);
        let parts = about.participants.iter().map(|part| PartShape {
            unit: unit(part.unit),
            part: &part.part,
            said: part.said.as_deref(),
            said_at: part.said_at.map(moment),
        });
        Self {
            number: &about.number,
            kind: about.kind.code(),
            state: about.state.code(),
            title: &about.title,
            text: &about.text,
            convener: unit(about.convener),
            division: division_named(&who.model, about.division),
            convened_at: moment(about.convened_at),
            ended_at: about.ended_at.map(moment),
            units: view.units.iter().copied().map(unit).collect(),
            whole: view.whole,
            parts: parts.collect(),
            cases: view.cases.iter().map(|(number, _, _)| number.as_str()).collect(),
            whistle: view.whistle.as_ref().map(|whistle| whistle.number.as_str()),
            result: about.result.as_deref(),
            lead: about.lead.map(unit),
            version: about.version,
            actions: view.actions.iter().map(|action| action.code()).collect(),
        }
    }
}

impl NewConsultation {
    fn convening(self, who: &Who) -> Result<Convening, AppError> {
        let Self { kind, title, text, division, units, cases } = self;
        let division: Option<DivisionCode> = optional_code("division", division.as_deref(), |text| text.parse().ok())?;
        let participants = unit_tasks(who, units)?;
        Ok(Convening { kind: code("kind", &kind, Kind::parse)?, title, text, division, participants, cases })
    }
}

/// What each objecting unit has to do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitAnswer {
    #[schema(example = "CG")]
    unit: String,
    /// True: it has to come and may not object again; false: it need not come.
    bound: bool,
}

changxiao_web_kit::documents! {
    /// A participant's opinion, or what it did.
    Contribution {
        text: String,
    }

    /// The shared result.
    ResultDecided {
        text: String,
        /// Code of the unit that leads what follows; needed for a consultation about cases.
        lead: Option<String>,
        /// Only where a whistle waits: whether it was justified. False ends it.
        justified: Option<bool>,
        #[serde(default)]
        answers: Vec<UnitAnswer>,
    }

    /// Why it is cancelled.
    Cancellation {
        reason: String,
    }
}

impl ResultDecided {
    fn command(self, who: &Who) -> Result<Command, AppError> {
        let Self { text, lead, justified, answers, .. } = self;
        let mut answered = Vec::new();
        for one in answers {
            let answer = if one.bound { Answer::Bind } else { Answer::Release };
            answered.push((unit_of_code(&who.model, "answers", &one.unit)?, answer));
        }
        let lead = lead.map(|text| unit_of_code(&who.model, "lead", &text)).transpose()?;
        Ok(Command::Decide { text, lead, ruling: justified.map(|justified| Ruling { justified, answers: answered }) })
    }
}

changxiao_web_kit::actions! {
    "consultations" ConsultationAfter;
    /// A participant gives its part.
    contribute "/api/v1/consultations/{number}/contribution" "contribution" (Contribution)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Contribute { text: sent.value.text });
    /// The decision or the result. Where a whistle waits for it, it goes back to the whistle and binds.
    decide "/api/v1/consultations/{number}/decision" "decision" (ResultDecided)
        |app, who, target, sent| carry_out(app, &who.actor, target, sent.value.command(&who)?);
    /// Cancels it. What a whistle waits for cannot be cancelled.
    cancel "/api/v1/consultations/{number}/cancellation" "cancellation" (Cancellation)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Cancel { reason: sent.value.reason });
}
