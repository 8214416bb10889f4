//! Kept byte for byte, once, safely, in a folder and in a bucket.

use std::{
    io::Cursor,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use changxiao_domain::time::Instant;
use changxiao_files::photos::{ContentHash, MediaType, PhotoError, PhotoStore, Size};
use changxiao_words::Lang;
use futures::TryStreamExt;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use object_store::memory::InMemory;

use super::{encoded, files_under, folder_store};

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

/// What follows the end of the picture, such as the little film of a moving photo, is kept with it.
#[tokio::test]
async fn what_a_phone_appends_is_kept() {
    let (_folder, store) = folder_store().await;
    let content = [encoded(64, 48, ImageFormat::Jpeg), b"MotionPhoto_Data".to_vec(), vec![9; 5000]].concat();
    let stored = store.store(content.clone().into()).await.unwrap();
    assert_eq!(store.original(&stored.facts.hash).await.unwrap(), content);
}

/// What a request placed and did not use is taken back, but not from under another that brought the same.
#[tokio::test]
async fn what_was_not_used_is_taken_back_unless_somebody_else_brought_it_too() {
    let (folder, store) = folder_store().await;
    let content = encoded(64, 48, ImageFormat::Jpeg);
    let alone = store.store(content.clone().into()).await.unwrap();
    assert!(store.take_back(&alone.placing()).await.unwrap());
    assert_eq!(files_under(folder.path()), Vec::<PathBuf>::new());

    let first = store.store(content.clone().into()).await.unwrap();
    let second = store.store(content.clone().into()).await.unwrap();
    assert!((!first.was_there, second.was_there) == (true, true));
    assert!(!store.take_back(&first.placing()).await.unwrap(), "the second may be about to use it");
    assert!(!store.take_back(&second.placing()).await.unwrap(), "the second has not placed it");
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
    let first = &stored.facts.hash.to_string()[..2];
    let begun = ["originals", &format!("originals/{first}"), &format!("thumbnails/320/{first}"), "incoming", "leaving"];
    for name in begun {
        assert_eq!(mode(&folder.path().join(name)), 0o700, "{name}");
    }
    let files = files_under(folder.path());
    assert_eq!(files.len(), 2);
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

/// A thousand folders that nobody needs yet cost half a second at each start on some disks.
#[tokio::test]
async fn a_store_makes_a_folder_with_the_first_photo_in_it() {
    let (folder, store) = folder_store().await;
    let sections = || std::fs::read_dir(folder.path().join("originals")).unwrap().count();
    assert_eq!(sections(), 0);
    assert!(store.originals(0).await.unwrap().is_empty(), "what has no folder holds nothing");
    let photo = || encoded(64, 48, ImageFormat::Jpeg);
    let stored = store.store(photo().into()).await.unwrap();
    assert_eq!(sections(), 1);
    std::fs::remove_dir_all(folder.path().join("originals").join(&stored.facts.hash.to_string()[..2])).unwrap();
    store.store(photo().into()).await.unwrap();
    assert!(store.has(&stored.facts.hash).await.unwrap(), "a folder that somebody took away is made again");
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
