//! Small files with one fault each, made after what offices send.

/// The bytes of a file in the folder of made lists.
macro_rules! made {
    ($name:literal) => {
        ($name, &include_bytes!(concat!("../../data/lists/", $name))[..])
    };
}

pub(crate) use made;
