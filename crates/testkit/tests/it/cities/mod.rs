//! One database serves several cities: each is found by host or path, and none sees anything of another.

mod apart;
mod found;
