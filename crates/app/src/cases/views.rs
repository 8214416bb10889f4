//! Filters that a post keeps under a name (存为视图).

use std::sync::Arc;

use changxiao_domain::{
    ids::ViewId,
    orgs::{Actor, Permission},
};
use changxiao_store::cases::{self, SavedView};

use crate::{App, AppError};

/// The most views of a post: a menu that is longer is no menu.
const MOST: usize = 30;
const MOST_NAME_CHARS: usize = 40;
const MOST_QUERY_CHARS: usize = 1000;

/// The views of the post, oldest first. Kept in memory between changes, so that a list does not pay for its menu.
pub async fn views(app: &App, actor: &Actor) -> Result<Arc<Vec<SavedView>>, AppError> {
    let key = key(actor);
    if let Some((_, kept)) = app.scores().get::<Vec<SavedView>>(actor.city, &key, app.now()) {
        return Ok(kept);
    }
    let views = Arc::new(cases::views_of(app.db(), actor.city, actor.post).await?);
    app.scores().put(actor.city, &key, app.now(), views.clone());
    Ok(views)
}

/// Keeps a query under a name. Errors: no name or one that is too long; too many views; the name is taken.
pub async fn save_view(app: &App, actor: &Actor, name: &str, query: &str) -> Result<SavedView, AppError> {
    actor.require(Permission::ReadCases)?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MOST_NAME_CHARS {
        return Err(AppError::field("name", "写视图名称，不超过 40 字", "Name the view in up to 40 characters"));
    }
    if query.chars().count() > MOST_QUERY_CHARS {
        return Err(AppError::field("query", "筛选条件过长", "The filter is too long"));
    }
    let kept = cases::views_of(app.db(), actor.city, actor.post).await?;
    if kept.iter().any(|view| view.name == name) {
        return Err(AppError::field("name", "已有同名视图，换一个名称", "A view of that name exists; choose another"));
    }
    if kept.len() >= MOST {
        return Err(AppError::field(
            "name",
            "视图已满 30 个，先删一个",
            "There are 30 views already; delete one first",
        ));
    }
    let view = SavedView { id: app.new_id(ViewId), name: name.to_owned(), query: query.to_owned() };
    let mut tx = app.db().begin().await?;
    cases::add_view(&mut tx, actor.city, actor.post, &view, app.now()).await?;
    tx.commit().await?;
    app.scores().forget_waiting(actor.city);
    Ok(view)
}

/// Errors: the post has no such view.
pub async fn delete_view(app: &App, actor: &Actor, view: ViewId) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    if !cases::delete_view(&mut tx, actor.city, actor.post, view).await? {
        return Err(AppError::NotFound("view"));
    }
    tx.commit().await?;
    app.scores().forget_waiting(actor.city);
    Ok(())
}

/// Begins as the counts of waiting work do, so that forgetting those forgets this.
fn key(actor: &Actor) -> String {
    format!("waiting:views:{}", actor.post)
}
