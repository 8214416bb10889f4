//! What a unit is to a node of the evaluation system.

/// Lead, responsible, assist (牵头、责任、协助), in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    Lead,
    Responsible,
    Assist,
}

impl Duty {
    pub const ALL: [Duty; 3] = [Duty::Lead, Duty::Responsible, Duty::Assist];

    /// The stable code that is stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Duty::Lead => "lead",
            Duty::Responsible => "responsible",
            Duty::Assist => "assist",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.code() == code)
    }
}
