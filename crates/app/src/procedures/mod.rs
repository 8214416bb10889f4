//! 办理规程: which there are, how a city writes its own, tries it out and puts it in force.

pub mod draft;
pub mod faults;
pub mod force;
pub mod list;
pub mod propose;
pub mod tryout;
