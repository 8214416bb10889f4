//! At which point of a case a photo was taken.

/// What a photo of a case shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhotoStage {
    /// The problem as it was found.
    Before,
    /// The work that was done.
    After,
    /// What the check found before closing (核查).
    Check,
    /// What the check of a tip found before filing (核实).
    Verify,
    /// What a unit shows with a request.
    Request,
}

impl PhotoStage {
    pub const ALL: [PhotoStage; 5] =
        [PhotoStage::Before, PhotoStage::After, PhotoStage::Check, PhotoStage::Verify, PhotoStage::Request];

    /// The stable code that is stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            PhotoStage::Before => "before",
            PhotoStage::After => "after",
            PhotoStage::Check => "check",
            PhotoStage::Verify => "verify",
            PhotoStage::Request => "request",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}
