//! Evaluation systems (测评体系): what a city is tested by, in one version, with its site types, check items and surveys.
//!
//! Numbering differs between editions, levels and cities, so every code is data. A system is kept flat (nodes that name
//! their parent) because it is edited, searched and compared node by node; the file that ships is nested because people
//! read it. One turns into the other without loss.

mod codec;
mod convert;
pub mod day_text;
mod diff;
mod duty;
mod file;
mod list_entries;
mod lists;
mod parts;
mod quantity;
mod sheets;
mod sheets_read;
mod system;
mod validate;

pub use diff::{Change, ChangeKind, Place, Section, apply, diff};
pub use duty::Duty;
pub use file::{
    FileCheckItem, FileContent, FileIndicator, FileProject, FileSiteType, FileStandard, FileSubsystem, FileSurveyItem,
    StandardFile,
};
pub use lists::{ListEdit, ListEntry, ListRefused, References, edit_list, is_code, next_code};
pub use parts::{
    Bilingual, Evidence, ExampleUnits, GradeRule, Material, Method, PresetItem, RelatedVersion, ScorePreset,
    SystemLevel, SystemStatus, Threshold,
};
pub use quantity::{Quantity, QuantityFault};
pub use sheets::{Sheet, to_sheets};
pub use sheets_read::{SheetFault, SheetProblem, from_sheets};
pub use system::{CheckItem, Node, NodeExtra, NodeKind, SiteType, SurveyItem, System};
pub use validate::{Language, Problem};
