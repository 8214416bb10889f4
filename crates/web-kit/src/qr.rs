//! A QR code as a drawing.

use changxiao_app::AppError;
use qrcodegen::{QrCode, QrCodeEcc};

/// The quiet zone around the code, in modules (ISO/IEC 18004, 6.3.8).
const QUIET: i32 = 4;

pub struct Drawing {
    /// Modules on each side, quiet zone included.
    pub side: i32,
    /// The dark modules, as the `d` of an SVG path.
    pub path: String,
}

/// Errors: a text of more than about two thousand bytes.
pub fn draw(text: &str) -> Result<Drawing, AppError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)
        .map_err(|problem| AppError::Broken(format!("QR code: {problem}")))?;
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)).collect();
    Ok(Drawing { side: size + 2 * QUIET, path })
}
