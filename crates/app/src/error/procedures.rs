//! The refusals of all procedures. One that refuses by nothing but its table needs no line here: its refusal is [`Barred`].

use changxiao_domain::{clauses, consultations, matters, recurrence, sealing::Word, whistles, workflow::Barred};
use changxiao_words::Message;

use super::AppError;

/// Why a procedure did not do what was asked.
pub trait Refuses: std::error::Error + Send + Sync + 'static {
    /// The number that users quote.
    fn number(&self) -> &'static str;

    /// A stable word for programs.
    fn code(&self) -> &'static str;

    /// The fact, then the next step.
    fn message(&self) -> Message;
}

impl<R: Refuses> From<R> for AppError {
    fn from(refusal: R) -> Self {
        Self::Procedure(Box::new(refusal))
    }
}

macro_rules! refuses {
    ($($refusal:ty $([$($word:ident),*])? = $number:literal,)*) => {$(
        impl $(<$($word: Word + 'static),*>)? Refuses for $refusal {
            fn number(&self) -> &'static str {
                $number
            }

            fn code(&self) -> &'static str {
                <$refusal>::code(self)
            }

            fn message(&self) -> Message {
                <$refusal>::message(self)
            }
        }
    )*};
}

refuses! {
    whistles::Refusal = "E-1303",
    consultations::Refusal = "E-1304",
    recurrence::Refusal = "E-1307",
    matters::Refusal = "E-1309",
    clauses::Refusal = "E-1310",
    Barred<A, S> [A, S] = "E-1308",
}
