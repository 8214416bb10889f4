//! What uses an item.

use changxiao_words::coded;

coded! {
    /// What sort of thing uses an item.
    pub enum UsedBy {
        Case = "case", evidence_used_by_case;
        Inspection = "inspection", evidence_used_by_inspection;
        Matter = "matter", evidence_used_by_matter;
    }
}

/// One use: by what, by its number as people write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub by: UsedBy,
    pub number: String,
}
