//! Actions of this feature.
