//! Photos: kept byte for byte, once, safely; refused by content with a reason; shown without metadata.

use changxiao_words::Lang;
use std::{
    io::Cursor,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant as Stopwatch},
};

use bytes::Bytes;
use changxiao_domain::time::Instant;
use changxiao_files::photos::{
    ContentHash, FilesConfig, MediaType, PHOTO_BYTES_LIMIT, PhotoError, PhotoPosition, PhotoStore, Size,
};
use futures::TryStreamExt;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use object_store::memory::InMemory;

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

async fn refusal(store: &PhotoStore, content: &[u8]) -> PhotoError {
    let error = store.store(Bytes::copy_from_slice(content)).await.unwrap_err();
    let (zh, en) = (error.sentence(Lang::Zh), error.sentence(Lang::En));
    assert!(zh.ends_with('。') && zh.chars().count() > 20, "{zh}");
    assert!(en.ends_with('.') && en.len() > 60, "{en}");
    assert!(!zh.contains("it is") && !zh.contains("its "), "untranslated: {zh}");
    error
}

#[tokio::test]
async fn the_original_comes_back_byte_for_byte_and_is_stored_once() {
    let (folder, store) = folder_store().await;
    for (format, media) in
        [(ImageFormat::Jpeg, MediaType::Jpeg), (ImageFormat::Png, MediaType::Png), (ImageFormat::WebP, MediaType::WebP)]
    {
        let content = encoded(64, 48, format);
        let stored = store.store(content.clone().into()).await.unwrap();
        assert_eq!((stored.facts.media, stored.facts.width, stored.facts.height), (media, 64, 48));
        assert_eq!((stored.facts.size, stored.was_there), (content.len() as u64, false));
        assert_eq!(stored.facts.hash, ContentHash::of(&content));
        assert_eq!(store.original(&stored.facts.hash).await.unwrap(), content);
        let body = store.original_stream(&stored.facts.hash).await.unwrap();
        assert_eq!(body.length, content.len() as u64);
        let pieces: Vec<Bytes> = body.pieces.try_collect().await.unwrap();
        assert_eq!(pieces.concat(), content);
        let again = store.store(content.into()).await.unwrap();
        assert!(again.was_there);
        assert_eq!(again.facts, stored.facts);
        store.verify(&stored.facts.hash).await.unwrap();
    }
    assert_eq!(files_under(folder.path()).len(), 3);
    let hash = ContentHash::of(&encoded(64, 48, ImageFormat::Png)).to_string();
    assert!(folder.path().join("originals").join(&hash[..2]).join(&hash[2..]).is_file());
}

#[tokio::test]
async fn a_photo_in_many_pieces_is_the_same_photo() {
    let (folder, store) = folder_store().await;
    // Noise does not pack: this is larger than what an upload holds in memory.
    let mut seed = 1_u32;
    let noise = RgbImage::from_fn(700, 700, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([(seed >> 24) as u8, (seed >> 16) as u8, (seed >> 8) as u8])
    });
    let mut content = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(noise).write_to(&mut content, ImageFormat::Png).unwrap();
    let content = content.into_inner();
    assert!(content.len() > 1_000_000);
    let mut upload = store.upload();
    for piece in content.chunks(7_000) {
        upload.push(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    assert_eq!(files_under(&folder.path().join("incoming")).len(), 1);
    let stored = upload.finish().await.unwrap();
    assert_eq!(stored.facts.hash, ContentHash::of(&content));
    assert_eq!(store.original(&stored.facts.hash).await.unwrap(), content);
    assert!(files_under(&folder.path().join("incoming")).is_empty());
}

#[tokio::test]
async fn a_vanished_client_leaves_no_file() {
    let (folder, store) = folder_store().await;
    let jpeg = encoded(64, 48, ImageFormat::Jpeg);
    for pieces in [1, 5, 40] {
        let mut upload = store.upload();
        upload.push(jpeg.clone().into()).await.unwrap();
        for _ in 0..pieces {
            upload.push(vec![7; 50_000].into()).await.unwrap();
        }
        drop(upload);
    }
    // Two hundred at once, cut off at any point of their work.
    let mut tasks = Vec::new();
    for number in 0..200_u64 {
        let (store, jpeg) = (store.clone(), jpeg.clone());
        tasks.push(tokio::spawn(async move {
            let mut upload = store.upload();
            upload.push(jpeg.into()).await.unwrap();
            for _ in 0..20 {
                upload.push(vec![number as u8; 60_000].into()).await.unwrap();
            }
            std::future::pending::<()>().await;
        }));
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    for task in &tasks {
        task.abort();
    }
    for task in tasks {
        assert!(task.await.unwrap_err().is_cancelled());
    }
    // Disk work that was under way when its client vanished ends, and then takes its file away.
    for _ in 0..100 {
        if files_under(folder.path()).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(files_under(folder.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn the_sweep_removes_what_a_crash_left_and_nothing_younger() {
    let (folder, store) = folder_store().await;
    let left = folder.path().join("incoming/999-0.part");
    std::fs::write(&left, b"cut off").unwrap();
    let written = std::fs::metadata(&left).unwrap().modified().unwrap();
    let written = written.duration_since(std::time::UNIX_EPOCH).unwrap().as_micros() as i64;
    assert_eq!(store.sweep_temporary(Instant(written - 1_000_000)).await.unwrap(), 0);
    assert!(left.exists());
    assert_eq!(store.sweep_temporary(Instant(written + 1_000_000)).await.unwrap(), 1);
    assert!(!left.exists());
}

#[tokio::test]
async fn the_limit_holds_while_streaming() {
    let (folder, store) = folder_store().await;
    let mut upload = store.upload();
    upload.push(encoded(8, 8, ImageFormat::Jpeg).into()).await.unwrap();
    let mut sent = 0;
    let error = loop {
        match upload.push(vec![0; 1024 * 1024].into()).await {
            Ok(()) => sent += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), "photo_too_large");
    assert_eq!(sent, PHOTO_BYTES_LIMIT / 1024 / 1024 - 1);
    drop(upload);
    assert!(files_under(folder.path()).is_empty());
}

#[tokio::test]
async fn heic_is_refused_with_the_way_to_a_jpeg() {
    let (_folder, store) = folder_store().await;
    for brand in [b"heic", b"heix", b"mif1", b"avif"] {
        let file = [&[0, 0, 0, 24][..], b"ftyp", brand, &[0; 4], b"mif1heic", &[0; 60]].concat();
        let error = refusal(&store, &file).await;
        assert_eq!(error.code(), "photo_heic");
        assert!(error.sentence(Lang::Zh).contains("设置 › 相机 › 格式 › 选“兼容性最佳”"));
        assert!(error.sentence(Lang::En).contains("Settings › Camera › Formats › Most Compatible"));
    }
    let film = [&[0, 0, 0, 20][..], b"ftypisom", &[0; 4], b"mp42", &[0; 60]].concat();
    assert_eq!(refusal(&store, &film).await.code(), "photo_not_a_picture");
}

#[tokio::test]
async fn disguised_files_are_refused_by_content() {
    let (folder, store) = folder_store().await;
    let cases: [(&[u8], &str, &str); 9] = [
        (
            b"<!DOCTYPE html><html><script>alert(1)</script></html> and so on, and so on, and so on",
            "photo_not_a_picture",
            "HTML/XML",
        ),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'></svg>                          ",
            "photo_not_a_picture",
            "SVG",
        ),
        (b"PK\x03\x04\x14\0\0\0", "photo_not_a_picture", "ZIP (XLSX/DOCX/APK)"),
        (b"%PDF-1.7\n%\xe2\xe3", "photo_not_a_picture", "PDF"),
        (b"MZ\x90\0\x03", "photo_not_a_picture", "EXE"),
        (b"GIF89a\x01\0\x01\0", "photo_unsupported_kind", "GIF"),
        (b"II*\0\x08\0\0\0", "photo_unsupported_kind", "TIFF"),
        (b"just a few words", "photo_not_a_picture", "text"),
        (b"\x01\x02\x03\x04", "photo_not_a_picture", "unknown data"),
    ];
    for (content, code, named) in cases {
        let error = refusal(&store, content).await;
        assert_eq!(error.code(), code, "{named}");
        assert!(error.sentence(Lang::En).contains(named), "{}", error.sentence(Lang::En));
    }
    assert_eq!(refusal(&store, b"").await.code(), "photo_empty");
    assert!(files_under(folder.path()).is_empty());
}

#[tokio::test]
async fn every_way_of_being_cut_short_is_noticed() {
    let (folder, store) = folder_store().await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(64, 48, format);
        for length in 12..whole.len() {
            // PNG's last four bytes are a checksum behind the end chunk; without them nothing of the picture is missing.
            if format == ImageFormat::Png && length >= whole.len() - 4 {
                continue;
            }
            let error = store.store(Bytes::copy_from_slice(&whole[..length])).await.unwrap_err();
            assert_eq!(error.code(), "photo_damaged", "{format:?} cut to {length} of {}", whole.len());
        }
        refusal(&store, &whole[..whole.len() - 8]).await;
    }
    assert!(files_under(folder.path()).is_empty());
}

/// What follows the end of the picture, such as the little film of a moving photo, is kept with it.
#[tokio::test]
async fn what_a_phone_appends_is_kept() {
    let (_folder, store) = folder_store().await;
    let content = [encoded(64, 48, ImageFormat::Jpeg), b"MotionPhoto_Data".to_vec(), vec![9; 5000]].concat();
    let stored = store.store(content.clone().into()).await.unwrap();
    assert_eq!(store.original(&stored.facts.hash).await.unwrap(), content);
}

#[tokio::test]
async fn bombs_are_refused_by_their_header() {
    let (_folder, store) = folder_store().await;
    let mut png = encoded(64, 48, ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x4e, 0x21, 0, 0, 0, 1]);
    let error = refusal(&store, &png).await;
    assert!(matches!(error, PhotoError::TooManyPixels { width: 20_001, height: 1, .. }), "{error:?}");
    png[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
    assert!(matches!(refusal(&store, &png).await, PhotoError::TooManyPixels { limit: 40_000_000, .. }));

    let mut jpeg = encoded(64, 48, ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x27, 0x10, 0x27, 0x10]);
    assert!(matches!(refusal(&store, &jpeg).await, PhotoError::TooManyPixels { limit: 60_000_000, .. }));
    // As a progressive picture it would need all its coefficients at once: fewer pixels may pass.
    jpeg[frame + 1] = 0xc2;
    assert!(matches!(refusal(&store, &jpeg).await, PhotoError::TooManyPixels { limit: 20_000_000.., .. }));
}

/// A header that passes may still lie about what follows: the decoder must not follow it into the dark.
#[tokio::test]
async fn a_lying_header_makes_no_thumbnail_and_takes_no_time() {
    let (_folder, store) = folder_store().await;
    let mut jpeg = encoded(64, 48, ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x1e, 0, 0x1e, 0]);
    let clock = Stopwatch::now();
    let outcome = store.store(jpeg.into()).await;
    assert!(clock.elapsed() < Duration::from_secs(5));
    if let Err(error) = outcome {
        assert_eq!(error.code(), "photo_undecodable");
    }
    let noise: Vec<u8> = [
        &b"\x89PNG\r\n\x1a\n"[..],
        &encoded(64, 48, ImageFormat::Png)[8..33],
        b"\0\0\0\x04IDATabcdxxxx",
        b"\0\0\0\0IEND\xaeB`\x82",
    ]
    .concat();
    assert_eq!(refusal(&store, &noise).await.code(), "photo_undecodable");
}

/// Headers, chunks and end markers are all there; only what is between them is no picture.
#[tokio::test]
async fn a_picture_that_nobody_can_look_at_is_no_proof() {
    let (folder, store) = folder_store().await;
    let mut jpeg = encoded(640, 480, ImageFormat::Jpeg);
    // The tables without which nothing can be decoded become a comment.
    let tables = jpeg.windows(2).position(|pair| pair == [0xff, 0xdb]).unwrap();
    jpeg[tables + 1] = 0xfe;
    let mut png = encoded(640, 480, ImageFormat::Png);
    let data = png.windows(4).position(|four| four == b"IDAT").unwrap() + 4;
    png[data + 2..data + 40].fill(0);
    let mut webp = encoded(640, 480, ImageFormat::WebP);
    let half = webp.len() / 2;
    webp[25..half].fill(0xff);
    for (kind, content) in [("JPEG", jpeg), ("PNG", png), ("WebP", webp)] {
        let error = refusal(&store, &content).await;
        assert_eq!(error.code(), "photo_undecodable", "{kind}: {error:?}");
        assert!(error.is_senders());
        assert!(!error.sentence(Lang::Zh).is_empty());
    }
    assert_eq!(files_under(folder.path()), Vec::<PathBuf>::new());
}

/// What a request placed and did not use is taken back, but not from under another that brought the same.
#[tokio::test]
async fn what_was_not_used_is_taken_back_unless_somebody_else_brought_it_too() {
    let (folder, store) = folder_store().await;
    let content = encoded(64, 48, ImageFormat::Jpeg);
    let alone = store.store(content.clone().into()).await.unwrap();
    assert!(store.take_back(&alone).await.unwrap());
    assert_eq!(files_under(folder.path()), Vec::<PathBuf>::new());

    let first = store.store(content.clone().into()).await.unwrap();
    let second = store.store(content.clone().into()).await.unwrap();
    assert!((!first.was_there, second.was_there) == (true, true));
    assert!(!store.take_back(&first).await.unwrap(), "the second may be about to use it");
    assert!(!store.take_back(&second).await.unwrap(), "the second has not placed it");
    assert_eq!(store.original(&first.facts.hash).await.unwrap(), content);
}

/// A hundred rounds of one who brings a photo and one who takes the orphan of before away: whoever brought it finds it there.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_s_photo_is_taken_away_while_it_is_brought() {
    let (_folder, store) = folder_store().await;
    let content = encoded(64, 48, ImageFormat::Jpeg);
    let hash = store.store(content.clone().into()).await.unwrap().facts.hash;
    let first = hash.0[0];
    for round in 0..100 {
        let found = store.originals(first).await.unwrap();
        let [orphan] = &found[..] else { panic!("round {round}: {found:?}") };
        let (sweeper, orphan) = (store.clone(), orphan.clone());
        let sweep = tokio::spawn(async move { sweeper.remove(&orphan).await });
        store.store(content.clone().into()).await.unwrap();
        sweep.await.unwrap().unwrap();
        assert!(store.has(&hash).await.unwrap(), "round {round}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_open_folders_and_photos() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = folder_store().await;
    let stored = store.store(encoded(64, 48, ImageFormat::Jpeg).into()).await.unwrap();
    store.thumbnail(&stored.facts.hash, Size::Small).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for name in ["originals", "originals/00", "thumbnails/320/ff", "incoming", "leaving"] {
        assert_eq!(mode(&folder.path().join(name)), 0o700, "{name}");
    }
    let files = files_under(folder.path());
    assert_eq!(files.len(), 2);
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn the_camera_s_words_are_read_and_leave_the_thumbnail() {
    let (folder, store) = folder_store().await;
    let content = with_exif(&encoded(800, 400, ImageFormat::Jpeg));
    let stored = store.store(content.into()).await.unwrap();
    let facts = &stored.facts;
    let taken = facts.taken_at.as_ref().unwrap();
    assert_eq!((taken.clock.as_str(), taken.offset.as_deref()), ("2026-06-11T08:41:00", Some("+08:00")));
    let PhotoPosition { latitude, longitude } = facts.position.unwrap();
    assert!((latitude - 24.513_025).abs() < 1e-9 && (longitude - 117.647_480_555).abs() < 1e-8);
    assert_eq!((facts.width, facts.height), (800, 400));

    let small = store.thumbnail(&facts.hash, Size::Small).await.unwrap();
    assert!(!small.windows(4).any(|part| part == b"Exif" || part == b"2026"));
    let small_picture = image::load_from_memory(&small).unwrap().into_rgb8();
    // Orientation 6: a quarter turn clockwise puts the left (red) on top.
    assert_eq!(small_picture.dimensions(), (160, 320));
    let (top, bottom) = (small_picture.get_pixel(80, 40).0, small_picture.get_pixel(80, 280).0);
    assert!(top[0] > 180 && top[2] < 90, "{top:?}");
    assert!(bottom[2] > 180 && bottom[0] < 90, "{bottom:?}");

    // A smaller photo is not blown up, and the second look finds the first one's work.
    let large = store.thumbnail(&facts.hash, Size::Large).await.unwrap();
    assert_eq!(image::load_from_memory(&large).unwrap().width(), 400);
    let kept = files_under(&folder.path().join("thumbnails"));
    assert_eq!(kept.len(), 2);
    std::fs::remove_dir_all(folder.path().join("originals")).unwrap();
    assert_eq!(store.thumbnail(&facts.hash, Size::Small).await.unwrap(), small);
}

#[tokio::test]
async fn thumbnails_of_all_kinds_have_the_right_size_and_white_where_nothing_is() {
    let (_folder, store) = folder_store().await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let stored = store.store(encoded(2000, 1500, format).into()).await.unwrap();
        for (size, expected) in [(Size::Small, (320, 240)), (Size::Large, (1600, 1200))] {
            let made = store.thumbnail(&stored.facts.hash, size).await.unwrap();
            let made = image::load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap().into_rgb8();
            assert_eq!(made.dimensions(), expected, "{format:?}");
            assert!(made.get_pixel(20, 20).0[0] > 180 && made.get_pixel(expected.0 - 20, 20).0[2] > 180);
        }
    }
    let mut clear = Cursor::new(Vec::new());
    DynamicImage::new_rgba8(100, 50).write_to(&mut clear, ImageFormat::Png).unwrap();
    let stored = store.store(clear.into_inner().into()).await.unwrap();
    let made = store.thumbnail(&stored.facts.hash, Size::Small).await.unwrap();
    assert!(image::load_from_memory(&made).unwrap().into_rgb8().get_pixel(50, 25).0.iter().all(|part| *part > 250));
}

#[tokio::test]
async fn a_changed_or_missing_original_is_named() {
    let (folder, store) = folder_store().await;
    let stored = store.store(encoded(64, 48, ImageFormat::Jpeg).into()).await.unwrap();
    let hex = stored.facts.hash.to_string();
    let path = folder.path().join("originals").join(&hex[..2]).join(&hex[2..]);
    let mut content = std::fs::read(&path).unwrap();
    content[200] ^= 1;
    std::fs::write(&path, content).unwrap();
    assert!(
        matches!(store.verify(&stored.facts.hash).await, Err(PhotoError::Altered(hash)) if hash == stored.facts.hash)
    );
    std::fs::remove_file(&path).unwrap();
    let error = store.original(&stored.facts.hash).await.unwrap_err();
    assert_eq!(error.code(), "photo_missing");
    assert!(error.sentence(Lang::Zh).contains(&hex[..12]));
}

/// The bucket behaves as the folder does; the object store in memory stands for S3.
#[tokio::test]
async fn a_bucket_keeps_photos_too() {
    let folder = tempfile::tempdir().unwrap();
    let store = PhotoStore::over(folder.path().into(), Arc::new(InMemory::new())).await.unwrap();
    // More than five megabytes go in several parts.
    let large = [encoded(64, 48, ImageFormat::Jpeg), vec![3; 12 * 1024 * 1024]].concat();
    for content in [encoded(640, 480, ImageFormat::Jpeg), large] {
        let mut upload = store.upload();
        for piece in content.chunks(300_000) {
            upload.push(Bytes::copy_from_slice(piece)).await.unwrap();
        }
        let stored = upload.finish().await.unwrap();
        assert!(!stored.was_there);
        assert!(store.store(content.clone().into()).await.unwrap().was_there);
        assert_eq!(store.original(&stored.facts.hash).await.unwrap(), content);
        let body = store.original_stream(&stored.facts.hash).await.unwrap();
        assert_eq!(body.pieces.try_collect::<Vec<_>>().await.unwrap().concat(), content);
        let made = store.thumbnail(&stored.facts.hash, Size::Small).await.unwrap();
        assert_eq!(made, store.thumbnail(&stored.facts.hash, Size::Small).await.unwrap());
    }
    assert!(files_under(folder.path()).is_empty());
    assert_eq!(store.original(&ContentHash([0; 32])).await.unwrap_err().code(), "photo_missing");
}

#[test]
fn hashes_print_and_read() {
    let hash = ContentHash::of(b"abc");
    assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(hash.to_string().parse(), Ok(hash));
    assert_eq!(ContentHash::from_slice(hash.as_bytes()), Some(hash));
    for wrong in ["", "ba78", &"g".repeat(64), &"长".repeat(22)] {
        assert!(wrong.parse::<ContentHash>().is_err());
    }
}

/// A JPEG as a phone writes it: EXIF with place and time, XMP with the owner, a comment, and a film behind the picture.
fn from_a_phone(jpeg: &[u8]) -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, body].concat()
    };
    let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<owner>Zhang Xiaoming 13800001234</owner>");
    let comment = segment(0xfe, b"serial number SN-4711");
    let exif = with_exif(jpeg);
    [&exif[..2], &xmp, &comment, &exif[2..], b"....ftypmp42 a film of Zhang Xiaoming"].concat()
}

async fn bare(store: &PhotoStore, hash: &ContentHash) -> Vec<u8> {
    let body = store.bare_stream(hash).await.unwrap();
    let pieces: Vec<Bytes> = body.pieces.try_collect().await.unwrap();
    let whole = pieces.concat();
    assert_eq!(whole.len() as u64, body.length);
    whole
}

fn says(content: &[u8], words: &str) -> bool {
    content.windows(words.len()).any(|window| window == words.as_bytes())
}

#[tokio::test]
async fn a_bare_copy_is_the_same_picture_without_what_the_camera_wrote() {
    let (folder, store) = folder_store().await;
    let original = from_a_phone(&encoded(80, 40, ImageFormat::Jpeg));
    let stored = store.store(Bytes::from(original.clone())).await.unwrap();
    assert!(stored.facts.position.is_some(), "the original tells where it was taken");
    let copy = bare(&store, &stored.facts.hash).await;
    for words in ["Xiaoming", "13800001234", "SN-4711", "2026:06:11", "+08:00"] {
        assert!(says(&original, words) && !says(&copy, words), "{words}");
    }
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(&copy)).unwrap();
    let fields: Vec<_> = exif.fields().map(|field| (field.tag, field.value.get_uint(0))).collect();
    assert_eq!(fields, [(exif::Tag::Orientation, Some(6))], "how it was held stays, and nothing else");
    let pixels = |content: &[u8]| image::load_from_memory(content).unwrap().into_rgb8().into_raw();
    assert_eq!(pixels(&copy), pixels(&original), "not a pixel is another");
    // Made once and kept.
    let kept: Vec<_> = files_under(&folder.path().join("bare"));
    assert_eq!(kept.len(), 1);
    let made = std::fs::metadata(&kept[0]).unwrap().modified().unwrap();
    assert_eq!(bare(&store, &stored.facts.hash).await, copy);
    assert_eq!(std::fs::metadata(&kept[0]).unwrap().modified().unwrap(), made);
    // The copy is a photo that is taken in as any other.
    assert_eq!(store.store(Bytes::from(copy)).await.unwrap().facts.position, None);
}

#[tokio::test]
async fn every_format_has_a_bare_copy() {
    let (_folder, store) = folder_store().await;
    let chunk = |kind: &[u8], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap();
        // The checksum of a text that nobody reads is not looked at.
        [&length.to_be_bytes()[..], kind, body, &[0; 4]].concat()
    };
    let png = encoded(40, 20, ImageFormat::Png);
    let with_text = [&png[..33], &chunk(b"tEXt", b"Author\0Zhang Xiaoming"), &png[33..]].concat();
    let webp = encoded(40, 20, ImageFormat::WebP);
    let xmp = [b"XMP \x0e\0\0\0".as_slice(), b"Zhang Xiaoming"].concat();
    let mut with_xmp = [&webp[..], &xmp].concat();
    let length = u32::try_from(with_xmp.len() - 8).unwrap().to_le_bytes();
    with_xmp[4..8].copy_from_slice(&length);
    for (format, plain, content) in [("png", png, with_text), ("webp", webp, with_xmp)] {
        let stored = store.store(Bytes::from(content.clone())).await.unwrap();
        let copy = bare(&store, &stored.facts.hash).await;
        assert!(says(&content, "Xiaoming") && !says(&copy, "Xiaoming"), "{format}");
        let pixels = |content: &[u8]| image::load_from_memory(content).unwrap().into_rgb8().into_raw();
        assert_eq!(pixels(&copy), pixels(&plain), "{format}");
    }
    let missing = ContentHash([7; 32]);
    assert!(matches!(store.bare_stream(&missing).await, Err(PhotoError::Missing(hash)) if hash == missing));
}
