//! Positions, datums and outlines. Everything inside the system is WGS-84 in millionths of a degree; other datums are
//! converted at the edge and nowhere else.

mod bounds;
mod clusters;
mod coverage;
mod datum;
mod outline;
mod position;

pub use bounds::BoundingBox;
pub use clusters::{CELL_E6, Cluster, Gathered, Pyramid, cell_bounds};
pub use coverage::{Gap, Overlap, gap, overlaps};
pub use datum::{Datum, UnknownDatum};
pub use outline::{NamedOutline, Outline, OutlineError, read_outlines};
pub use position::{Position, PositionError};
