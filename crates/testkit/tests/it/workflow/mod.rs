//! The workflow through the application: random people do random things; two act on the same version at once.

mod at_once;
mod random_matters;
mod random_people;
mod requests;
