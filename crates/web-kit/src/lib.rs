//! What every page and every document of the JSON interface has in common: addresses with their guard, forms, lists, downloads,
//! the frame around a page, and filters that print domain values.

#![allow(clippy::cmp_owned, reason = "templates compare what they were given; the comparison is written by askama")]
#![allow(clippy::result_large_err, reason = "a refused request is answered once; its size is not copied about")]

mod access;
pub mod acted;
pub mod acting;
pub mod address;
pub mod answer;
pub mod assets;
pub mod bodies;
pub mod causes;
pub mod charts;
pub mod choice;
pub mod clock;
pub mod cx;
pub mod download;
mod error_page;
pub mod evidence_panel;
pub mod fact;
pub mod faults;
pub mod fields;
pub mod filtered;
pub mod filters;
pub mod form;
pub mod form_page;
pub mod founding_key;
mod guard;
pub mod here;
pub mod interface;
pub mod json;
pub mod kept_photos;
pub mod links;
pub mod listing;
pub mod measures;
pub mod names;
pub mod openapi;
pub mod pages;
pub mod pickers;
pub mod places;
pub mod procedure;
pub mod proxies;
pub mod qr;
pub mod ranges;
pub mod request;
pub mod routes;
pub mod security;
pub mod session;
pub mod sheet_problem;
pub mod shell;
pub mod shelved;
pub mod source;
pub mod state;
pub mod timeline;
pub mod trace;
pub mod views_menu;
pub mod words;
