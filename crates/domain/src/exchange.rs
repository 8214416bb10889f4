//! Work orders of other systems: the 12345 hotline (接诉即办) and city management (城管). An order that comes in becomes a case,
//! once; its status goes back.
//!
//! A [`Mapping`] says which column of an export feeds which [`Field`]; [`OrderReader`] makes an [`Order`] of a row or of a pushed
//! document, or says with [`Refused`] what is wrong where. What tells who called is masked ([`crate::masking`])
//! before anything is kept (济南市12345市民服务热线条例 2018, art. 32: the caller's data is not passed on).

mod columns;
mod field;
mod known;
mod mapping;
mod moment;
mod order;
mod read;
mod refused;
mod returned;
mod status;
mod titles;

pub use crate::divisions::Unfound;
pub use columns::{Columns, TitleFault};
pub use field::Field;
pub use known::Known;
pub use mapping::{ColumnOf, DateForm, Mapping, MappingFault, SystemKind, ValueOf, is_short_name};
pub use moment::{read_end, read_moment};
pub use order::{Differences, Order, There};
pub use read::OrderReader;
pub use refused::{Refused, WhyNot};
pub use returned::{OWN_SHEET, OrderCell};
pub use status::OrderStatus;
