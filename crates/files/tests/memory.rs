//! The largest photos that are taken in, decoded within the memory that the plan allows. One test in a process of its
//! own, so that nothing else holds memory while it measures.

use std::io::Cursor;

use changxiao_files::photos::{FilesConfig, PhotoStore, Size};
use image::{DynamicImage, GrayImage, ImageFormat, RgbImage, RgbaImage};

const MEGABYTE: usize = 1024 * 1024;

/// What `/proc` says of this process's memory, in bytes; where the system does not tell, none.
fn memory(line: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|found| found.strip_prefix(line));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<usize>().ok()).unwrap_or(0) * 1024
}

fn encoded(picture: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn the_largest_photos_become_thumbnails_within_150_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let store = PhotoStore::open(FilesConfig { folder: folder.path().into(), s3: None }).await.unwrap();
    let photos = [
        ("JPEG of 59 megapixels", encoded(RgbImage::new(8900, 6700).into(), ImageFormat::Jpeg)),
        ("grey JPEG of 20,000 pixels a side", encoded(GrayImage::new(20_000, 2_900).into(), ImageFormat::Jpeg)),
        ("PNG of 39 megapixels", encoded(RgbImage::new(7600, 5200).into(), ImageFormat::Png)),
        ("PNG of 29 megapixels with transparency", encoded(RgbaImage::new(6500, 4600).into(), ImageFormat::Png)),
        ("WebP of 19 megapixels", encoded(RgbImage::new(5000, 3900).into(), ImageFormat::WebP)),
    ];
    for (what, content) in photos {
        let stored = store.store(content.into()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        // Writing a five here makes the system forget the highest mark so far (proc(5)).
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        let before = memory("VmRSS:");
        // Both are asked for at once; one decoder works at a time.
        let (small, large) = tokio::join!(
            store.thumbnail(&stored.facts.hash, Size::Small),
            store.thumbnail(&stored.facts.hash, Size::Large)
        );
        let held = memory("VmHWM:").saturating_sub(before);
        eprintln!("{what}: {} MB more", held / MEGABYTE);
        for (made, side) in [(small, 320), (large, 1600)] {
            let made = image::load_from_memory(&made.unwrap()).unwrap();
            assert_eq!(made.width().max(made.height()), side, "{what}");
        }
        assert!(held < 150 * MEGABYTE, "{what} held {} MB", held / MEGABYTE);
    }
}
