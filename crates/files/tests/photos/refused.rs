//! Refused by content, with a reason.

use std::{
    path::PathBuf,
    time::{Duration, Instant as Stopwatch},
};

use bytes::Bytes;
use changxiao_files::photos::{PHOTO_BYTES_LIMIT, PhotoError, PhotoStore};
use changxiao_words::Lang;
use image::ImageFormat;

use super::{encoded, files_under, folder_store};

async fn refusal(store: &PhotoStore, content: &[u8]) -> PhotoError {
    let error = store.store(Bytes::copy_from_slice(content)).await.unwrap_err();
    let (zh, en) = (error.sentence(Lang::Zh), error.sentence(Lang::En));
    assert!(zh.ends_with('。') && zh.chars().count() > 20, "{zh}");
    assert!(en.ends_with('.') && en.len() > 60, "{en}");
    assert!(!zh.contains("it is") && !zh.contains("its "), "untranslated: {zh}");
    error
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
