//! What the forms of a chronic problem and of an alarm carry.

use changxiao_app::{AppError, recurrence::answer_alarm::answer_alarm};
use changxiao_domain::{
    ids::AlarmId,
    recurrence::{Action, Command, Plan, Problem},
    time::Day,
};
use changxiao_web_kit::procedure::{PageRequest, ProcedurePage};
use changxiao_words::{Key, keys, say, texts};

use super::{FOLLOW_UP_FIELDS, ProblemForms, narration::NARRATION, show};
use crate::{
    acted::Acted,
    acting::{Answer, Steps},
    answer::redirect_with_notice,
    shell::Section,
    timeline::Narration,
};

impl ProcedurePage for ProblemForms {
    type Procedure = Problem;

    const LIST: &'static str = "/recurrence";
    const NAME: Key = keys::recurrence_nav;
    const SECTION: Section = Section::Recurrence;
    const FORMS: Steps<Self> = &[
        ("/recurrence/{number}/confirmation", Action::Confirm),
        ("/recurrence/{number}/dismissal", Action::Dismiss),
        ("/recurrence/{number}/assignment", Action::Assign),
        ("/recurrence/{number}/plan", Action::MakePlan),
        ("/recurrence/{number}/approval", Action::Approve),
        ("/recurrence/{number}/sending-back", Action::SendBack),
        ("/recurrence/{number}/completion", Action::ReportDone),
        ("/recurrence/{number}/observation", Action::Observe),
        ("/recurrence/{number}/end", Action::End),
    ];
    const NOTHING: Key = keys::recurrence_nothing_to_do;
    const NARRATION: &'static Narration<Action> = &NARRATION;

    async fn command(request: &Acted, action: Action) -> Result<Command, AppError> {
        let text = || request.text();
        Ok(match action {
            Action::Confirm => Command::Confirm { unit: request.unit()? },
            Action::Dismiss => Command::Dismiss { reason: text() },
            Action::Assign => Command::Assign { unit: request.unit()?, reason: text() },
            Action::MakePlan => Command::MakePlan(plan_of(request)?),
            Action::Approve => Command::Approve { text: text() },
            Action::SendBack => Command::SendBack { reason: text() },
            Action::ReportDone => Command::ReportDone { text: text() },
            Action::Observe => match request.form.text("clean") {
                "yes" => Command::Observe { clean: true, text: text() },
                "no" => Command::Observe { clean: false, text: text() },
                _ => return Err(AppError::field("clean", say!(recurrence_say_whether_there_again))),
            },
            Action::End => Command::End { text: text() },
            // The system's own.
            Action::Find | Action::Return | Action::HandOver => return Err(AppError::NotFound("page")),
        })
    }

    fn render(request: PageRequest) -> impl Future<Output = Answer> + Send {
        show::render(request)
    }
}

/// Days of follow-up inspections may stay empty.
fn plan_of(request: &Acted) -> Result<Plan, AppError> {
    let day = |name: &'static str, text: &str| -> Result<Day, AppError> {
        text.parse().map_err(|_| AppError::field(name, say!(recurrence_write_day_2026_06_16)))
    };
    let planned = FOLLOW_UP_FIELDS.iter().filter_map(|name| Some((*name, request.form.optional(name)?)));
    let follow_ups = planned.map(|(name, text)| day(name, &text)).collect::<Result<_, _>>()?;
    Ok(Plan { measures: request.text(), end_on: day("end_on", request.form.text("end_on"))?, follow_ups })
}

/// Writes what is done about an alarm.
pub(super) async fn answer(request: Acted) -> Answer {
    let id: AlarmId = request.number.parse().map_err(|_| AppError::NotFound("alarm"))?;
    answer_alarm(request.app(), request.actor(), id, request.form.text("text")).await?;
    let notice = texts(request.who.lang()).recurrence_answered.to_owned();
    Ok(redirect_with_notice(request.jar, "/recurrence?tab=alarms", notice))
}
