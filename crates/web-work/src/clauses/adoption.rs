//! 意见采纳情况表 as a document.

use axum::extract::Path;
use changxiao_app::{AppError, clauses::view::view};
use changxiao_files::document::Document;
use changxiao_web_kit::{
    download::{DOCX, attachment},
    request::Request,
};
use changxiao_words::fill;

use crate::answer::Answer;

pub(super) async fn docx(request: Request, Path(number): Path<String>) -> Answer {
    let cx = &request.cx;
    let view = view(request.app(), request.actor(), &number).await?;
    let counts = fill(cx.l.clauses_table_counts, &[("all", &view.remarks.len()), ("open", &view.undecided)]);
    let paragraphs = vec![view.whole.title.clone(), counts];
    let (rows, lang, title) = (view.adoption(), cx.lang, cx.l.clauses_table_title.to_owned());
    let write = move || Document::of_adoption(title, paragraphs, &rows, lang).write();
    let bytes = tokio::task::spawn_blocking(write).await.map_err(|problem| AppError::Broken(problem.to_string()))?;
    let bytes = bytes.map_err(|problem| AppError::Broken(problem.to_string()))?;
    let name = format!("{}-{}.docx", cx.l.clauses_table_title, view.whole.number);
    Ok(attachment(DOCX, &name, bytes))
}
