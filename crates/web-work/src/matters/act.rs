//! What the forms of a matter carry.

use changxiao_app::{AppError, matters::values, workflow::load_visible};
use changxiao_domain::matters::{Action, Command, Effect, Matter};
use changxiao_web_kit::{
    fields::Typed,
    procedure::{PageRequest, ProcedurePage},
};
use changxiao_words::{Key, keys};

use super::{MatterForms, fields, files, long::asked, narration::NARRATION, show};
use crate::{
    acted::Acted,
    acting::{Answer, Steps},
    form::Form,
    shell::Section,
    timeline::Narration,
};

impl ProcedurePage for MatterForms {
    type Procedure = Matter;

    const LIST: &'static str = "/matters";
    const NAME: Key = keys::matters_nav;
    const SECTION: Section = Section::Matters;
    /// One address for all: which action it is, the form says, because the document names it.
    const FORMS: Steps<Self> = &[("/matters/{number}/act", Action::ISSUE)];
    const HAS_SHEET: bool = true;
    const NARRATION: &'static Narration<Action> = &NARRATION;

    async fn command(request: &Acted, _: Action) -> Result<Command, AppError> {
        let mut typed = Typed::of(&request.form);
        let matter: Matter = load_visible(request.app(), request.actor(), &request.number).await?;
        let (action, ruled) = asked(&matter, request.actor(), request.app().now(), typed.get("action"))?;
        let Some(ruled) = ruled else {
            // The table says why not.
            return Ok(Command { reason: request.reason(), ..Command::of(action) });
        };
        let model = request.app().model(request.actor().city).await?;
        let table = matter.table();
        let asked = fields::of_row(ruled, &table.flow.fields);
        for (name, numbers) in files::take_in(request.app(), request.actor(), &asked, &request.form).await? {
            typed = typed.without(name).with(name, numbers);
        }
        let given = fields::given(&asked, &typed);
        let issues = ruled.has(&Effect::Issue) || ruled.has(&Effect::Copy);
        Ok(Command {
            action,
            values: values::read(request.app(), request.actor(), table, given, &matter.values).await?,
            reason: request.reason(),
            units: if issues { fields::units(&model, &typed)? } else { Vec::new() },
        })
    }

    fn key(_: Action, form: &Form) -> String {
        form.text("action").to_owned()
    }

    fn render(request: PageRequest) -> impl Future<Output = Answer> + Send {
        show::render(request)
    }
}
