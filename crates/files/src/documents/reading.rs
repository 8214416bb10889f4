//! A look into a document.

use super::{DocumentFault, DocumentKind, docx, gathered::Gathered, pdf, xlsx};

/// What a look into a document found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Of a PDF.
    pub pages: Option<u32>,
    /// Its text, a line a line; cells of a table are parted by tabs. At most [`super::TEXT_LIMIT`] characters.
    pub text: String,
    /// Some of its text was not read: it is longer, locked, a picture, or of a make that is not known.
    pub is_partial: bool,
}

/// Reads a whole document. Takes at most some tens of megabytes beside the document, and the time of unpacking them.
///
/// # Errors
/// It is not what it seems to be, damaged, locked, or would unpack to far more than it is.
pub fn read(content: &[u8], kind: DocumentKind) -> Result<Reading, DocumentFault> {
    let mut gathered = Gathered::default();
    let pages = match kind {
        DocumentKind::Pdf => Some(pdf::read(content, &mut gathered)?),
        DocumentKind::Docx => docx::read(content, &mut gathered).map(|()| None)?,
        DocumentKind::Xlsx => xlsx::read(content, &mut gathered).map(|()| None)?,
    };
    let (text, is_partial) = gathered.end();
    Ok(Reading { pages, text, is_partial })
}
