//! Drawn photos.
