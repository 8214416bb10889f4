//! The actions of a whistle (吹哨报到) that need more than the kernel gives, its list and its figures.

mod dispute;
pub mod draft;
pub mod figures;
pub mod list;
pub mod revise;
pub mod scope;
pub mod view;
