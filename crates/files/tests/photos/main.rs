//! Photos: kept byte for byte, once, safely; refused by content with a reason; shown without metadata.

mod bucket;
mod kept;
mod refused;
mod shown;

use std::{
    io::Cursor,
    path::{Path, PathBuf},
};

use changxiao_files::photos::{FilesConfig, PhotoStore};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

async fn folder_store() -> (tempfile::TempDir, PhotoStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = PhotoStore::open(FilesConfig { folder: folder.path().into(), s3: None }).await.unwrap();
    (folder, store)
}

/// Left half red, right half blue, so that a turned picture is told from an upright one.
fn picture(width: u32, height: u32) -> DynamicImage {
    let colour = |x| if x < width / 2 { Rgb([220, 30, 30]) } else { Rgb([30, 30, 220]) };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| colour(x)))
}

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture(width, height).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found
}

/// A JPEG with EXIF: turned a quarter (orientation 6), taken on 11 June 2026 08:41 at +08:00 in Zhangzhou.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    fn entry(tag: u16, kind: u16, count: u32, value: [u8; 4]) -> Vec<u8> {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    }
    let at = |offset: u32| offset.to_be_bytes();
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    // First directory at 8: three entries, then 50; the EXIF directory there, then 80; the GPS directory, then 134.
    tiff.extend(3_u16.to_be_bytes());
    tiff.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
    tiff.extend(entry(0x8769, 4, 1, at(50)));
    tiff.extend(entry(0x8825, 4, 1, at(80)));
    tiff.extend(at(0));
    assert_eq!(tiff.len(), 50);
    tiff.extend(2_u16.to_be_bytes());
    tiff.extend(entry(0x9003, 2, 20, at(134)));
    tiff.extend(entry(0x9011, 2, 7, at(154)));
    tiff.extend(at(0));
    assert_eq!(tiff.len(), 80);
    tiff.extend(4_u16.to_be_bytes());
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, at(162)));
    tiff.extend(entry(3, 2, 2, *b"E\0\0\0"));
    tiff.extend(entry(4, 5, 3, at(186)));
    tiff.extend(at(0));
    assert_eq!(tiff.len(), 134);
    tiff.extend(b"2026:06:11 08:41:00\0");
    tiff.extend(b"+08:00\0\0");
    for (number, below) in [(24, 1), (30, 1), (4689, 100), (117, 1), (38, 1), (5093, 100)] {
        tiff.extend(u32::to_be_bytes(number));
        tiff.extend(u32::to_be_bytes(below));
    }
    let length = u16::try_from(2 + 6 + tiff.len()).unwrap();
    [&jpeg[..2], &[0xff, 0xe1], &length.to_be_bytes(), b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}
