//! Filters that a post keeps under a name (存为视图), for itself or shared with its unit; the office may share with the city.
//!
//! A view is only the words of an address. Whoever opens one sees the rows of the own scope, never those of its maker.

use changxiao_words::say;
use std::sync::Arc;

use changxiao_domain::{
    ids::ViewId,
    orgs::{Actor, Permission, Role},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::views::{self as store, SavedView, SharedWith, Viewed};

use crate::{App, AppError, note};

/// The most views of a post: a menu that is longer is no menu.
const MOST: usize = 30;
const MOST_NAME_CHARS: usize = 40;
const MOST_QUERY_CHARS: usize = 1000;

/// The views of the post, then those that others share with it, each oldest first. Kept in memory between changes, so that a list does not
/// pay for its menu.
pub async fn views(app: &App, actor: &Actor, list: Viewed) -> Result<Arc<Vec<SavedView>>, AppError> {
    let key = format!("waiting:views:{}:{}", list.code(), actor.post);
    if let Some((_, kept)) = app.figures().get::<Vec<SavedView>>(actor.city, &key, app.now()) {
        return Ok(kept);
    }
    let mut views = store::views_of(app.db(), actor.city, list, actor.post).await?;
    views.extend(store::views_shared(app.db(), actor.city, list, actor.post, actor.unit).await?);
    let views = Arc::new(views);
    app.figures().put(actor.city, &key, app.now(), views.clone());
    Ok(views)
}

/// What somebody has to be allowed who sees the list.
const fn reading(list: Viewed) -> Permission {
    match list {
        Viewed::Cases => Permission::ReadCases,
        Viewed::Matters => Permission::ReadMatters,
    }
}

/// With whom this post may share a view.
pub fn may_share(actor: &Actor, with: SharedWith) -> bool {
    match with {
        SharedWith::Unit => actor.may(Permission::ReadCases) || actor.may(Permission::ReadMatters),
        SharedWith::City => actor.role == Role::Office,
    }
}

/// Whether this post may take the view away: its own, and for the office each that is shared.
pub fn may_delete(actor: &Actor, view: &SavedView) -> bool {
    view.post == actor.post || (view.shared.is_some() && actor.role == Role::Office)
}

/// Keeps a query under a name. Errors: no name or one that is too long; too many views; the name is taken; only the office shares with the city.
pub async fn save_view(
    app: &App,
    actor: &Actor,
    list: Viewed,
    name: &str,
    query: &str,
    shared: Option<SharedWith>,
) -> Result<SavedView, AppError> {
    actor.require(reading(list))?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MOST_NAME_CHARS {
        return Err(AppError::field("name", say!(cases_name_view_up_40_characters)));
    }
    if query.chars().count() > MOST_QUERY_CHARS {
        return Err(AppError::field("query", say!(cases_filter_too_long)));
    }
    if shared.is_some_and(|with| !may_share(actor, with)) {
        return Err(AppError::field("share", say!(cases_only_office_shares_view_city)));
    }
    let kept = store::views_of(app.db(), actor.city, list, actor.post).await?;
    if kept.iter().any(|view| view.name == name) {
        return Err(AppError::field("name", say!(cases_view_name_exists_choose_another)));
    }
    if kept.len() >= MOST {
        return Err(AppError::field("name", say!(cases_there_30_views_already_delete)));
    }
    let view =
        SavedView { id: app.new_id(ViewId), post: actor.post, name: name.to_owned(), query: query.to_owned(), shared };
    let mut tx = app.db().begin().await?;
    store::add_view(&mut tx, actor.city, (list, actor.unit), &view, app.now()).await?;
    if let Some(with) = shared {
        let particulars =
            serde_json::json!({ "list": list.code(), "name": view.name, "query": view.query, "with": with.code() });
        note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::CaseViewShared, particulars)
            .await?;
    }
    tx.commit().await?;
    app.figures().forget_waiting(actor.city);
    Ok(view)
}

/// Errors: the post sees no such view, or may not take it away.
pub async fn delete_view(app: &App, actor: &Actor, list: Viewed, id: ViewId) -> Result<(), AppError> {
    let view = store::view_by_id(app.db(), actor.city, list, id).await?;
    let view = view.filter(|view| may_delete(actor, view)).ok_or(AppError::NotFound("view"))?;
    let mut tx = app.db().begin().await?;
    if !store::delete_view(&mut tx, actor.city, id).await? {
        return Err(AppError::NotFound("view"));
    }
    if view.shared.is_some() {
        let particulars = serde_json::json!({ "list": list.code(), "name": view.name, "query": view.query, "made_by": view.post.to_string() });
        note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::CaseViewDeleted, particulars)
            .await?;
    }
    tx.commit().await?;
    app.figures().forget_waiting(actor.city);
    Ok(())
}
