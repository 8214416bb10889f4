//! 顽疾与激增: what the job finds, and the actions on a chronic problem and on an alarm.

pub mod answer_alarm;
pub mod detect;
mod detected;
mod find;
pub mod list;
pub mod scope;
mod told;
mod turn;
pub mod view;
pub mod waiting;
mod watch;
