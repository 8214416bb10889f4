//! Figures over all open cases: counts of the parts of a list, and the grid of the map.
//!
//! Of few cases they are taken anew whenever something has changed. Over hundreds of thousands that takes longer than a page may: then what was
//! taken some seconds ago is shown, and a task beside the request takes it anew. A page waits only a moment for figures that nobody has taken yet,
//! and then comes without them.

use std::{future::Future, sync::Arc, time::Duration};

use changxiao_domain::{ids::CityId, time::Instant};

use crate::{App, AppError};

/// Where nothing changed, figures stand for so long (microseconds): another process may have changed something.
const FRESH: i64 = 5_000_000;
/// Figures over so many cases are not taken while a page waits.
const MANY: i64 = 20_000;
/// Figures over many cases are taken anew after so long at the earliest,
const RENEWED: i64 = 10_000_000;
/// and shown for so long at most.
const OLDEST: i64 = 600_000_000;
/// So long a page waits for figures over many cases.
const PATIENCE: Duration = Duration::from_millis(20);

/// How many cases the largest figure of the city was taken over, as last seen.
const LARGEST: &str = "slow:largest";

struct Figure<T> {
    at: Instant,
    changes: u64,
    over: i64,
    value: Arc<T>,
}

/// A figure and how many cases it was taken over.
pub(crate) struct Taken<T> {
    pub value: T,
    pub over: i64,
}

/// The figure, or nothing where it is over many cases, nobody has taken it yet, and it does not come at once.
pub(crate) async fn soon<T, F>(app: &App, city: CityId, key: String, take: F) -> Result<Option<Arc<T>>, AppError>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<Taken<T>, AppError>> + Send + 'static,
{
    let key = format!("slow:figure:{key}");
    let (now, changes) = (app.now(), app.figures().changes(city));
    let kept = app.figures().get_old::<Figure<T>>(city, &key).map(|(_, figure)| figure);
    if let Some(kept) = &kept {
        let age = now.since(kept.at);
        let many = kept.over >= MANY;
        let stands = if many { RENEWED } else { FRESH };
        if (0..stands).contains(&age) && (many || kept.changes == changes) {
            return Ok(Some(kept.value.clone()));
        }
        if many && (0..OLDEST).contains(&age) {
            // Whoever comes first while it is old has it renewed; the others see it as it is.
            if app.figures().begin(city, &key) {
                renew(app, city, key, changes, take);
            }
            return Ok(Some(kept.value.clone()));
        }
    }
    if largest(app, city) < MANY {
        let _one_at_a_time = app.figures().counting.lock().await;
        // Whoever waited here finds it taken.
        if let Some((_, figure)) = app.figures().get_old::<Figure<T>>(city, &key)
            && figure.changes == changes
            && (0..FRESH).contains(&now.since(figure.at))
        {
            return Ok(Some(figure.value.clone()));
        }
        return take_now(app, city, &key, changes, take).await.map(Some);
    }
    let before = kept.filter(|kept| (0..OLDEST).contains(&now.since(kept.at))).map(|kept| kept.value.clone());
    if !app.figures().begin(city, &key) {
        return Ok(before);
    }
    let under_way = renew(app, city, key.clone(), changes, take);
    match tokio::time::timeout(PATIENCE, under_way).await {
        Ok(_) => Ok(app.figures().get_old::<Figure<T>>(city, &key).map(|(_, figure)| figure.value.clone())),
        Err(_) => Ok(before),
    }
}

fn largest(app: &App, city: CityId) -> i64 {
    app.figures().get_old::<i64>(city, LARGEST).map_or(0, |(_, over)| *over)
}

/// The figure as it stands for a map or a drawing, which has nothing to show without it: waits however long it takes the first time.
pub(super) async fn sure<T, F>(app: &App, city: CityId, key: &str, take: impl Fn() -> F) -> Result<Arc<T>, AppError>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<Taken<T>, AppError>> + Send + 'static,
{
    if let Some(value) = soon(app, city, key.to_owned(), take()).await? {
        return Ok(value);
    }
    let _one_at_a_time = app.figures().counting.lock().await;
    let full = format!("slow:figure:{key}");
    if let Some((_, figure)) = app.figures().get_old::<Figure<T>>(city, &full) {
        return Ok(figure.value.clone());
    }
    take_now(app, city, &full, app.figures().changes(city), take()).await
}

fn renew<T, F>(app: &App, city: CityId, key: String, changes: u64, take: F) -> tokio::task::JoinHandle<()>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<Taken<T>, AppError>> + Send + 'static,
{
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(problem) = take_now(&app, city, &key, changes, take).await {
            tracing::warn!(%problem, city = city.0, "figures over open cases were not taken");
        }
        app.figures().end(city, &key);
    })
}

async fn take_now<T, F>(app: &App, city: CityId, key: &str, changes: u64, take: F) -> Result<Arc<T>, AppError>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<Taken<T>, AppError>>,
{
    let at = app.now();
    let Taken { value, over } = take.await?;
    let value = Arc::new(value);
    let figure = Figure { at, changes, over, value: value.clone() };
    app.figures().put(city, key, at, Arc::new(figure));
    // A figure over a part says nothing about the whole: the largest only grows until the server starts again.
    if over > largest(app, city) {
        app.figures().put(city, LARGEST, at, Arc::new(over));
    }
    Ok(value)
}
