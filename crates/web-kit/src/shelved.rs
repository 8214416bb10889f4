//! The photos and documents that one request has put on the shelf. What of them nothing was done with is taken back when the answer is known.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use changxiao_app::{App, photos};
use changxiao_files::photos::Placing;

/// The photos of one request. The guard puts it beside the request; whoever reads a body notes each photo in it.
#[derive(Clone, Debug, Default)]
pub struct Shelved {
    photos: Arc<Mutex<Vec<Placing>>>,
}

impl Shelved {
    pub fn of_request(request: &Request) -> Self {
        request.extensions().get().cloned().unwrap_or_default()
    }

    pub fn note(&self, placing: Placing) {
        self.photos.lock().unwrap_or_else(PoisonError::into_inner).push(placing);
    }

    /// They stay though nothing was saved: the form comes back with them. If it never does, the sweep takes them after a day.
    pub fn keep(&self) {
        self.photos.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Takes back what no row knows.
    pub(crate) async fn take_back(&self, app: &App) {
        let photos = std::mem::take(&mut *self.photos.lock().unwrap_or_else(PoisonError::into_inner));
        if let Err(problem) = photos::take_back(app, &photos).await {
            tracing::warn!(%problem, "photos of a refused request stay until the sweep");
        }
    }
}
