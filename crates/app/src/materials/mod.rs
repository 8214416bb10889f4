//! 材料申报: how the requirements of the standard stand, and all that was accepted as one packet.

mod ask;
mod packet;
mod standing;

pub use ask::{AskAll, AskedAll, ask_all};
pub use packet::packet;
pub use standing::{Asked, Indicator, MaterialPlace, Overview, PROCEDURE, overview};
