//! 材料申报: how the requirements of the standard stand, and all that was accepted as one packet.

mod packet;
mod standing;

pub use packet::packet;
pub use standing::{MaterialPlace, Overview, PROCEDURE, overview};
