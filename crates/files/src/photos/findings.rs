//! What a look at the content can find, in the words that the checks give.

pub(super) const CUT_SHORT: &str = "it is cut short";
pub(super) const NO_END: &str = "its end marker is missing";
pub(super) const BAD_HEADER: &str = "its header is not valid";
pub(super) const NO_SIZE: &str = "its header names no size";
pub(super) const NO_PICTURE_DATA: &str = "it has no picture data";
pub(super) const TOO_MANY_PARTS: &str = "it is made of far too many parts";

pub(super) const MARKUP: &str = "HTML/XML";
pub(super) const TEXT: &str = "text";
pub(super) const UNKNOWN: &str = "unknown data";
