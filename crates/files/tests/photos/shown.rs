//! Shown without what the camera wrote.

use std::io::Cursor;

use bytes::Bytes;
use changxiao_files::photos::{ContentHash, PhotoError, PhotoPosition, PhotoStore, Size};
use futures::TryStreamExt;
use image::{DynamicImage, ImageFormat};

use super::{encoded, files_under, folder_store, with_exif};

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

/// Photos that print shops made: four inks instead of three lights.
#[tokio::test]
async fn a_photo_in_inks_is_shown_in_its_colours() {
    let (_folder, store) = folder_store().await;
    let print_shop = include_bytes!("pictures/ph_cmyk.jpg").to_vec();
    // The same picture by a program that does not say that it writes as Adobe's do.
    let nameless = [&print_shop[..2], &print_shop[18..]].concat();
    // Luma and chroma of the inks (YCCK): blue on the left, half dark yellow on the right.
    let chroma = include_bytes!("pictures/ycck.jpg").to_vec();
    type Seen = ((u32, u32), [u8; 3]);
    let of_print_shop: &[Seen] = &[((3, 3), [220, 30, 30]), ((160, 27), [30, 160, 30]), ((240, 187), [200, 200, 200])];
    let of_chroma: &[Seen] = &[((8, 24), [0, 0, 255]), ((56, 24), [127, 127, 0])];
    for (name, content, expected) in [
        ("print shop", print_shop, of_print_shop),
        ("nameless", nameless, of_print_shop),
        ("chroma", chroma, of_chroma),
    ] {
        let stored = store.store(content.into()).await.unwrap();
        let small = store.thumbnail(&stored.facts.hash, Size::Small).await.unwrap();
        let picture = image::load_from_memory(&small).unwrap().into_rgb8();
        for ((x, y), colour) in expected {
            let seen = picture.get_pixel(*x, *y).0;
            let is_near = seen.iter().zip(colour).all(|(one, other)| one.abs_diff(*other) <= 12);
            assert!(is_near, "{name} at {x}, {y}: {seen:?} instead of {colour:?}");
        }
    }
}
