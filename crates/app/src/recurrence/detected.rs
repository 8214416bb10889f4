//! The figures of a run over new cases.

/// What a run did; kept with the job's mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Detected {
    /// Cases that were taken up.
    pub taken: i64,
    pub looked: i64,
    /// Rows that were read around them, and pairs of cases that were compared: the work that it was.
    pub read: i64,
    pub compared: i64,
    /// Chronic problems that were found, and cases that came back to one.
    pub found: i64,
    pub returned: i64,
    pub raised: i64,
    pub rearmed: i64,
    /// More waits than a run looks at.
    pub left: bool,
    /// The day on which surges were looked for last.
    pub day: String,
}
