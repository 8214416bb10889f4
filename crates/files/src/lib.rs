//! What comes in and goes out as a file: photos, documents (read and written) and sheets; and what is kept outside of the database: of the seals, and the key of secrets.
//!
//! A photo is evidence: its original is kept byte for byte under the hash of its content, and nobody sees it but
//! through the checks of the application. A sheet comes from people: whatever is wrong in it is named by sheet, row,
//! column, value and remedy. Nothing here reads the clock or the configuration; both are passed in.

pub mod document;
pub mod documents;
pub mod packet;
pub mod photos;
pub mod places;
pub mod private;
pub mod recordings;
pub mod seals;
pub mod sheets;
pub mod tls;
pub mod vault;
