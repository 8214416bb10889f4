//! A category file of either format.

use serde::Deserialize;

use super::{
    CategorySet,
    first_format::{self, FirstSet},
};
use crate::text::clean_json;

impl CategorySet {
    /// Reads the JSON text of a category file, also of the first format. The error names line and column.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
        }
        let json = &*clean_json(json);
        let head: Head = serde_json::from_str(json)?;
        if head.format == first_format::FORMAT {
            return serde_json::from_str::<FirstSet>(json).map(Self::from);
        }
        serde_json::from_str(json)
    }
}
