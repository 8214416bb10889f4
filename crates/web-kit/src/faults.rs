//! What is wrong with a form that came back.

use changxiao_app::{AppError, FieldProblem};
use changxiao_words::Lang;

use crate::{
    answer::WebError,
    shell::{Notice, NoticeKind},
};

/// The wrong fields of a form that came back.
#[derive(Default)]
pub struct Faults {
    fields: Vec<(&'static str, String)>,
    /// What concerns the form as a whole.
    pub notice: Option<Notice>,
}

impl Faults {
    /// Takes what can be shown on the form; anything else goes on to the error page.
    pub fn from(problem: AppError, lang: Lang) -> Result<Self, WebError> {
        match problem {
            AppError::Invalid(fields) => {
                let words = |field: FieldProblem| (field.field, field.message.words(lang));
                Ok(Self { fields: fields.into_iter().map(words).collect(), notice: None })
            }
            problem @ (AppError::Conflict | AppError::KeyReused | AppError::Directory(_)) => {
                let text = format!("{} · {}", problem.words(lang), problem.number());
                Ok(Self { fields: Vec::new(), notice: Some(Notice { kind: NoticeKind::Failed, text, link: None }) })
            }
            other => Err(other.into()),
        }
    }

    /// The message of a field; empty where it is right.
    pub fn of(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| *field == name).map_or("", |(_, text)| text)
    }

    pub fn count(&self) -> usize {
        self.fields.len()
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.notice.is_none()
    }
}
