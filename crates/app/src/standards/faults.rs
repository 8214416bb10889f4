//! Refuses a system that could not be used.

use changxiao_domain::standards::{Language, Problem, System};

use crate::{AppError, FieldProblem};

/// Refuses a system with faults. `before`: faults that were there already are no reason to refuse an edit.
pub(super) fn refuse_faults(system: &System, before: Option<&System>) -> Result<(), AppError> {
    refuse_faults_at(system, before, |problem| match problem {
        Problem::DuplicateCode { .. } | Problem::EmptyCode { .. } => "code",
        Problem::UnknownParent { .. } | Problem::WrongParent { .. } => "parent",
        Problem::NoWords { language: Language::English, .. } => "name_en",
        Problem::NoWords { .. } => "name_zh",
        Problem::UnknownSource { .. } => "source",
        _ => "node",
    })
}

/// The same, where the form has other fields.
pub(super) fn refuse_faults_at(
    system: &System,
    before: Option<&System>,
    field: impl Fn(&Problem) -> &'static str,
) -> Result<(), AppError> {
    let old = before.map_or_else(Vec::new, System::validate);
    let new: Vec<Problem> = system.validate().into_iter().filter(|problem| !old.contains(problem)).collect();
    if new.is_empty() {
        return Ok(());
    }
    Err(AppError::Invalid(new.iter().map(|problem| FieldProblem::new(field(problem), problem.message())).collect()))
}
