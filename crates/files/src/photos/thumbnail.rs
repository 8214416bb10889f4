//! Thumbnails: decoded small, turned upright, written as JPEG without any metadata.

use std::io::Cursor;

use image::{DynamicImage, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder, metadata::Orientation};

use super::{DECODING_LIMIT, MediaType, PhotoError, SIDE_LIMIT, check, exif_facts};

/// The two sizes that pages show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// For lists: 320 pixels on the longer side.
    Small,
    /// For one photo on the screen: 1,600 pixels on the longer side.
    Large,
}

impl Size {
    /// The longest side in pixels; a smaller photo keeps its size.
    pub const fn longest_side(self) -> u32 {
        match self {
            Size::Small => 320,
            Size::Large => 1600,
        }
    }
}

const QUALITY: u8 = 82;

/// The thumbnail of a whole photo. The checks run again: what lies on a shelf may be older than they are.
pub(super) fn make(content: &[u8], size: Size) -> Result<Vec<u8>, PhotoError> {
    let (media, _) = check::inspect(content)?;
    let orientation = Orientation::from_exif(exif_facts::read(content).orientation);
    let decoded = match media {
        MediaType::Jpeg => decode_jpeg(content, size.longest_side())?,
        MediaType::Png | MediaType::WebP => decode(content)?,
    };
    // Small first, white and upright then: whatever a step holds beside the decoded picture is little.
    let mut small = DynamicImage::ImageRgb8(on_white(shrink(decoded, size)));
    small.apply_orientation(orientation.unwrap_or(Orientation::NoTransforms));
    let mut jpeg = Vec::with_capacity(64 * 1024);
    small.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY)).map_err(undecodable)?;
    Ok(jpeg)
}

/// Whether a decoder can go through all of it. A JPEG's codes are all read, but its pixels are made at an eighth of its sides: an
/// upload waits for this.
pub(super) fn prove(content: &[u8], media: MediaType) -> Result<(), PhotoError> {
    match media {
        MediaType::Jpeg => decode_jpeg(content, 1).map(drop),
        MediaType::Png | MediaType::WebP => decode(content).map(drop),
    }
}

/// Decodes a JPEG straight to the smallest of 1/8, 1/4, 1/2 and 1/1 whose longer side is not below `longest_side` pixels.
fn decode_jpeg(content: &[u8], longest_side: u32) -> Result<DynamicImage, PhotoError> {
    let mut decoder = jpeg_decoder::Decoder::new(content);
    decoder.set_max_decoding_buffer_size(DECODING_LIMIT as usize);
    decoder.read_info().map_err(undecodable)?;
    let info = decoder.info().ok_or_else(|| undecodable("no header"))?;
    let longest = info.width.max(info.height);
    // The decoder rounds up to whole eighths and takes the smallest that covers both sides asked for.
    let wanted = u16::try_from(longest_side).unwrap_or(u16::MAX).min(longest);
    let side = |of: u16| {
        u16::try_from((u32::from(of) * u32::from(wanted)).div_ceil(u32::from(longest.max(1)))).unwrap_or(wanted)
    };
    let (width, height) = decoder.scale(side(info.width), side(info.height)).map_err(undecodable)?;
    let pixels = decoder.decode().map_err(undecodable)?;
    let (width, height) = (u32::from(width), u32::from(height));
    let rgb = match info.pixel_format {
        jpeg_decoder::PixelFormat::RGB24 => pixels,
        jpeg_decoder::PixelFormat::L8 => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        jpeg_decoder::PixelFormat::L16 => pixels.chunks_exact(2).flat_map(|grey| [grey[1]; 3]).collect(),
        // Programs write paper as 255, whether or not they say that they are Adobe's; the decoder turns that round and gives ink.
        jpeg_decoder::PixelFormat::CMYK32 => pixels.chunks_exact(4).flat_map(ink_to_light).collect(),
    };
    RgbImage::from_raw(width, height, rgb).map(DynamicImage::ImageRgb8).ok_or_else(|| undecodable("wrong length"))
}

/// Red, green, blue of cyan, magenta, yellow and black; 255 is all the ink that there is.
fn ink_to_light(ink: &[u8]) -> [u8; 3] {
    let paper = |amount: u8| u16::from(u8::MAX - amount);
    [0, 1, 2].map(|channel| u8::try_from(paper(ink[channel]) * paper(ink[3]) / 255).unwrap_or(u8::MAX))
}

fn decode(content: &[u8]) -> Result<DynamicImage, PhotoError> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(SIDE_LIMIT);
    limits.max_image_height = Some(SIDE_LIMIT);
    // What the checks let pass fits; a chunk that claims more on the way does not.
    limits.max_alloc = Some(DECODING_LIMIT + DECODING_LIMIT / 4);
    let mut reader = ImageReader::new(Cursor::new(content)).with_guessed_format().map_err(undecodable)?;
    reader.limits(limits);
    reader.decode().map_err(undecodable)
}

/// JPEG knows no transparency: what shows through is white, like the page.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let (width, height) = rgba.dimensions();
    let mut flat = RgbImage::new(width, height);
    for (from, to) in rgba.pixels().zip(flat.pixels_mut()) {
        let alpha = u32::from(from[3]);
        to.0 = [0, 1, 2].map(|channel| {
            u8::try_from((u32::from(from[channel]) * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        });
    }
    flat
}

fn shrink(picture: DynamicImage, size: Size) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height);
    if longest <= size.longest_side() {
        return picture;
    }
    let scaled = |side: u32| ((side * size.longest_side() + longest / 2) / longest).max(1);
    // Each new pixel is the mean of those it stands for: the right filter for making smaller, and a quick one.
    picture.thumbnail_exact(scaled(width), scaled(height))
}

fn undecodable(why: impl std::fmt::Display) -> PhotoError {
    PhotoError::Undecodable(why.to_string().chars().take(200).collect())
}
