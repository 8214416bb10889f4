//! 素材库, the evidence store: brought once, used by many.

mod add;
mod attach;
mod campaigns;
mod change;
mod chosen;
mod draft;
mod export;
mod file;
mod held;
mod list;
pub(crate) mod looks;
mod remove;
pub(crate) mod sheet;
mod take;
mod view;

pub use add::{Bringing, Brought, add};
pub use attach::{attach, detach, of_user};
pub use campaigns::{NewCampaign, add_campaign};
pub use change::change;
pub(crate) use change::told;
pub use chosen::{brought, chosen, fit};
pub use draft::Draft;
pub(crate) use draft::Lies;
pub use export::export;
pub use file::{EvidenceFile, file, shown};
pub use held::{About, HeldItem, held};
pub use list::{list, visible};
pub use remove::remove;
pub use take::take;
pub use view::{EvidenceView, load_visible, may_change, may_see, view};
