//! Enums whose values have a code for programs and words for people.

use std::fmt::Debug;

use crate::Key;

/// An enum that [`crate::coded!`] declared with words, for whoever takes any of them.
pub trait Coded: Copy + Debug + PartialEq + Send + Sync + Sized + 'static {
    fn code(self) -> &'static str;

    /// `None` where no value has this code.
    fn parse(code: &str) -> Option<Self>;

    fn key(self) -> Key;
}

/// Declares an enum once: each value with the code that the database, forms and JSON keep, and the key of its words. The order
/// of the declaration is the order of `ALL` and of the values. Values that only programs read are declared without a key.
///
/// ```
/// changxiao_words::coded! {
///     /// A yes or a no.
///     pub enum Answer {
///         /// It is so.
///         Met = "met", answer_met;
///         NotMet = "not_met", answer_not_met;
///     }
/// }
/// assert_eq!(Answer::parse("not_met"), Some(Answer::NotMet));
/// assert_eq!(Answer::Met.code(), "met");
/// assert_eq!(Answer::Met.words(changxiao_words::Lang::Zh), "符合");
///
/// changxiao_words::coded! {
///     enum Side { Left = "left"; Right = "right"; }
/// }
/// assert_eq!(Side::ALL, [Side::Left, Side::Right]);
/// assert_eq!(Side::parse("right").map(Side::code), Some("right"));
/// ```
#[macro_export]
macro_rules! coded {
    ($(#[$doc:meta])* $vis:vis enum $name:ident {
        $($(#[$of:meta])* $one:ident = $code:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$of])* $one,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: [$name; [$($code,)*].len()] = [$($name::$one,)*];

            /// The stable code that is stored and sent.
            pub const fn code(self) -> &'static str {
                match self { $($name::$one => $code,)* }
            }

            /// Reads a code; `None` where no value has it.
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| $name::code(*one) == code)
            }
        }
    };
    ($(#[$doc:meta])* $vis:vis enum $name:ident {
        $($(#[$of:meta])* $one:ident = $code:literal, $key:ident;)*
    }) => {
        $crate::coded! { $(#[$doc])* $vis enum $name { $($(#[$of])* $one = $code;)* } }

        impl $name {
            /// The name of its words in the catalogue.
            pub const fn key(self) -> $crate::Key {
                match self { $($name::$one => $crate::keys::$key,)* }
            }

            /// What people read.
            pub const fn words(self, lang: $crate::Lang) -> &'static str {
                match self { $($name::$one => $crate::texts(lang).$key,)* }
            }
        }

        impl $crate::Coded for $name {
            fn code(self) -> &'static str {
                $name::code(self)
            }

            fn parse(code: &str) -> Option<Self> {
                $name::parse(code)
            }

            fn key(self) -> $crate::Key {
                $name::key(self)
            }
        }

        impl $crate::Say for $name {
            fn say(&self, lang: $crate::Lang) -> std::borrow::Cow<'static, str> {
                $name::words(*self, lang).into()
            }
        }

        impl From<$name> for $crate::Value {
            fn from(one: $name) -> Self {
                Self::Words($name::key(one))
            }
        }
    };
}
