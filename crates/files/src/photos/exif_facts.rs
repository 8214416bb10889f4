//! What the camera wrote into the photo: time, position and how it was held (CIPA DC-008, EXIF).

use std::io::Cursor;

use exif::{Exif, In, Tag, Value};

use super::{PhotoPosition, TakenAt};

/// What the camera wrote; all of it may be missing or wrong, none of it is a reason to refuse a photo.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CameraFacts {
    pub taken_at: Option<TakenAt>,
    pub position: Option<PhotoPosition>,
    /// 1 to 8, as TIFF 6.0 numbers them; 1 is upright.
    pub orientation: u8,
}

/// Reads the EXIF block of a JPEG, PNG or WebP file.
pub(super) fn read(content: &[u8]) -> CameraFacts {
    let Ok(exif) = exif::Reader::new().read_from_container(&mut Cursor::new(content)) else {
        return CameraFacts { orientation: 1, ..CameraFacts::default() };
    };
    CameraFacts {
        taken_at: taken_at(&exif),
        position: position(&exif),
        orientation: exif
            .get_field(Tag::Orientation, In::PRIMARY)
            .and_then(|field| field.value.get_uint(0))
            .and_then(|value| u8::try_from(value).ok())
            .filter(|value| (1..=8).contains(value))
            .unwrap_or(1),
    }
}

fn taken_at(exif: &Exif) -> Option<TakenAt> {
    let written = exif::DateTime::from_ascii(ascii(exif, Tag::DateTimeOriginal)?).ok()?;
    let plausible = (1990..=2100).contains(&written.year)
        && (1..=12).contains(&written.month)
        && (1..=31).contains(&written.day)
        && written.hour < 24
        && written.minute < 60
        && written.second < 60;
    let clock = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        written.year, written.month, written.day, written.hour, written.minute, written.second
    );
    plausible.then(|| TakenAt { clock, offset: offset(exif) })
}

fn offset(exif: &Exif) -> Option<String> {
    let text = std::str::from_utf8(ascii(exif, Tag::OffsetTimeOriginal)?).ok()?.trim();
    let [b'+' | b'-', h1, h0, b':', m1, m0] = text.as_bytes() else { return None };
    [h1, h0, m1, m0].iter().all(|digit| digit.is_ascii_digit()).then(|| text.to_owned())
}

fn position(exif: &Exif) -> Option<PhotoPosition> {
    let latitude = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    // A camera without a fix writes zeros, a place in the sea off Africa.
    let somewhere = latitude != 0.0 || longitude != 0.0;
    (somewhere && latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some(PhotoPosition { latitude, longitude })
}

fn degrees(exif: &Exif, tag: Tag, reference: Tag, negative: u8) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let [degrees, minutes, seconds] = parts.as_slice() else { return None };
    let size = degrees.to_f64() + minutes.to_f64() / 60.0 + seconds.to_f64() / 3600.0;
    let turned = ascii(exif, reference)?.first()?.eq_ignore_ascii_case(&negative);
    size.is_finite().then_some(if turned { -size } else { size })
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}
