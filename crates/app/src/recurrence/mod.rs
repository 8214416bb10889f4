//! 顽疾与激增: what the job finds, and the actions on a chronic problem and on an alarm.

pub mod answer_alarm;
pub mod approve;
pub mod assign;
mod carry_out;
pub mod confirm;
pub mod detect;
pub mod dismiss;
pub mod end;
mod find;
pub mod list;
pub mod make_plan;
pub mod record_observation;
pub mod report_done;
pub mod scope;
mod told;
pub mod view;
pub mod waiting;
mod watch;

pub use crate::cases::Target;
pub use carry_out::load_visible;
