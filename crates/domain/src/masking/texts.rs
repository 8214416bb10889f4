//! What holds texts of people says which.

use serde_json::Value;
use uuid::Uuid;

use super::mask_text;

/// Something with texts that people wrote, in which anybody's number may stand.
pub trait HoldsTexts {
    /// Shows each text to `each`, which may change it.
    fn texts(&mut self, each: &mut dyn FnMut(&mut String));
}

/// Declares what holds texts by its fields: `holds_texts! { Order { title, callers } Caller { name } }`.
#[macro_export]
macro_rules! holds_texts {
    ($($held:ty { $($field:ident),+ })+) => {$(
        impl $crate::masking::HoldsTexts for $held {
            fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
                $($crate::masking::HoldsTexts::texts(&mut self.$field, each);)+
            }
        }
    )+};
}

/// The same with [`mask_text`] over every text.
pub fn mask_texts<T: HoldsTexts>(mut held: T) -> T {
    held.texts(&mut |text| *text = mask_text(text));
    held
}

impl HoldsTexts for String {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        each(self);
    }
}

impl<T: HoldsTexts> HoldsTexts for Option<T> {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.iter_mut().for_each(|held| held.texts(each));
    }
}

impl<T: HoldsTexts> HoldsTexts for Vec<T> {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.iter_mut().for_each(|held| held.texts(each));
    }
}

/// Ids and hashes are no texts.
impl HoldsTexts for Value {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        match self {
            Value::String(text) if !is_key(text) => each(text),
            Value::Array(values) => values.iter_mut().for_each(|value| value.texts(each)),
            Value::Object(fields) => fields.values_mut().for_each(|value| value.texts(each)),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn is_key(text: &str) -> bool {
    // Hashes have 64 signs, signatures and their keys up to 130.
    Uuid::parse_str(text).is_ok()
        || ((64..=130).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
