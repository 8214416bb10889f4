//! Units that a list ends: what hangs on them goes to whoever the list says takes over, as it would by the form.

use changxiao_domain::{
    departures::{Hanging, Heirs, Leaving, Subject},
    orgs::Actor,
};
use changxiao_files::sheets::{Problem, Problems};
use changxiao_words::{Message, say};

use super::{plan::Ending, reasons::why, units::SUCCESSOR};
use crate::{
    App, AppError,
    departures::{
        carry_out::{self, Ready},
        end_unit::check_administrators,
        hanging,
    },
    model::CityModel,
};

/// What the endings of a plan bring about: a remark for each, and what is to be handed over.
///
/// Errors: something hangs on a unit that nobody takes over, or that its successor may not lead, each named by its row.
pub(super) async fn ready(
    app: &App,
    model: &CityModel,
    actor: &Actor,
    file_name: &str,
    endings: &[Ending],
) -> Result<(Vec<Message>, Vec<Ready>), AppError> {
    let (mut remarks, mut all, mut problems) = (Vec::new(), Vec::new(), Problems::default());
    for ending in endings {
        let subject = Subject::Unit(ending.unit);
        let mut hanging = hanging(app, model, subject, ending.until).await?;
        // Units below hang on another one by the list itself, or make no tree with it.
        hanging.retain(|hangs| hangs.kind != Hanging::Below);
        let heirs = heirs_of(ending);
        let counts: Vec<_> = hanging.iter().map(|hangs| (hangs.kind, hangs.count)).collect();
        let leads = ending.heir.as_ref().is_none_or(|(_, _, may_lead)| *may_lead);
        for missing in heirs.missing(Leaving::Unit, &counts) {
            problems.add(problem(file_name, ending, missing.kind, missing.count));
        }
        for hangs in hanging.iter().filter(|hangs| !leads && hangs.kind.leads()) {
            problems.add(problem(file_name, ending, hangs.kind, hangs.count));
        }
        if !problems.is_empty() {
            continue;
        }
        check_administrators(app, model, actor, ending.unit, ending.until, &heirs).await?;
        let sum: i64 = hanging.iter().map(|hangs| hangs.count).sum();
        if let Some((_, heir, _)) = ending.heir.as_ref().filter(|_| sum > 0) {
            let until = ending.until.to_string();
            remarks.push(say!(
                imports_hands_over,
                row = ending.row,
                name = ending.name.clone(),
                until,
                heir = heir.clone(),
                n = sum
            ));
        }
        all.push(carry_out::ready(app, model, actor, subject, ending.until, &heirs).await?);
    }
    if problems.is_empty() { Ok((remarks, all)) } else { Err(AppError::Import(Box::new(problems))) }
}

fn heirs_of(ending: &Ending) -> Heirs<Subject> {
    let Some((heir, ..)) = &ending.heir else { return Heirs::default() };
    let kinds = Hanging::of(Leaving::Unit).iter().filter(|kind| **kind != Hanging::Below);
    Heirs { all: None, by_kind: kinds.map(|kind| (*kind, Subject::Unit(*heir))).collect() }
}

fn problem(file_name: &str, ending: &Ending, kind: Hanging, count: i64) -> Box<Problem> {
    let message = say!(imports_left_behind, name = ending.name.clone(), kind = kind.key(), n = count);
    let why = why("import_left_behind", message, say!(imports_mend_successor));
    let mut problem = Problem::of_sheet(file_name, why).titled(SUCCESSOR.title);
    problem.row = Some(ending.row);
    Box::new(problem)
}
