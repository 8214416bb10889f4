//! Knocks at every address of the product as everybody: strangers, every role, forms from elsewhere. The addresses are read
//! from the routes themselves, so a new one is knocked at from the day it appears.

mod api;
mod downloads;
mod filters;
mod hidden_signs;
mod roles;
mod strangers;
mod words;

pub(crate) use downloads::FILES;

use changxiao_testkit::doors::{GAPS, all, concrete, filled, is_api, subject};
