//! Files that come with the form of a matter: they go into the evidence store, and the field has their numbers.

use changxiao_app::{
    App, AppError, FieldProblem,
    evidence::{Bringing, Brought, Draft, add},
};
use changxiao_domain::{
    evidence::Kind,
    matters::{Field, FieldKind},
    orgs::Actor,
    time::Day,
};
use changxiao_words::say;

use crate::form::Form;

/// Files of one form.
pub(super) const MOST: usize = 30;

/// Brings the files of these fields into the store. For each field with files: its name, and the numbers that it holds then. What was brought
/// stays there though the form should be refused; the same file again is answered with the same number.
///
/// Errors: a file without a caption; not permitted.
pub(super) async fn take_in(
    app: &App,
    actor: &Actor,
    fields: &[&'static Field],
    form: &Form,
) -> Result<Vec<(&'static str, String)>, AppError> {
    let mut numbers = Vec::new();
    for field in fields.iter().filter(|field| field.kind == FieldKind::Files) {
        let name = field.name.as_str();
        let (of_file, caption) = (format!("{name}.file"), form.text(&format!("{name}.caption")).to_owned());
        let files = form.files.iter().filter(|(of, ..)| *of == of_file);
        let files: Vec<Bringing> = files
            .map(|(_, file_name, stored)| Bringing {
                stored: stored.clone(),
                file_name: file_name.clone(),
                caption: caption.clone(),
                caption_field: name,
            })
            .collect();
        if files.is_empty() {
            continue;
        }
        let mut of_field = vec![form.text(name).to_owned()];
        let draft = draft(field, form)?;
        for done in add(app, actor, &draft, &files).await.map_err(|problem| at_field(problem, name))? {
            let (Brought::Added(number) | Brought::Restored(number) | Brought::Stands(number, _)) = done;
            of_field.push(number.to_string());
        }
        numbers.push((name, of_field.join(" ").trim().to_owned()));
    }
    Ok(numbers)
}

/// What the form says of all files of a field: the day that they show, and of press items their title and their paper.
fn draft(field: &'static Field, form: &Form) -> Result<Draft, AppError> {
    let text = |of: &str| form.text(&format!("{}.{of}", field.name)).trim().to_owned();
    let day = match text("day") {
        day if day.is_empty() => None,
        day => {
            let wrong = |_| AppError::field(field.name.as_str(), say!(common_write_day_2026_12_01));
            Some(day.parse::<Day>().map_err(wrong)?)
        }
    };
    let kind = field.press.then_some(Kind::Press);
    Ok(Draft { day, kind, press_title: text("title"), press_paper: text("paper"), ..Draft::default() })
}

/// What is wrong with a file is said at its field.
fn at_field(problem: AppError, name: &'static str) -> AppError {
    match problem {
        AppError::Invalid(fields) => {
            AppError::Invalid(fields.into_iter().map(|one| FieldProblem { field: name, ..one }).collect())
        }
        other => other,
    }
}
