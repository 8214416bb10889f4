//! The demonstration cities and their drawn photos, from outside.

mod cities;
mod pictures;
mod reports;
