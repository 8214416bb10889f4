//! The drawn photos: the same for the same seed, photos by our own checks, and not to be taken for real ones.

use changxiao_demo::{
    pictures::{PICTURE_SIZE, Phase, PictureKind, draw},
    with_remark,
};
use changxiao_files::photos::{FilesConfig, MediaType, PhotoStore};

#[test]
fn same_seed_same_bytes_and_phases_differ() {
    for kind in PictureKind::ALL {
        let before = draw(kind, 7, Phase::Before);
        assert_eq!(before, draw(kind, 7, Phase::Before), "{kind:?}");
        assert_ne!(before, draw(kind, 7, Phase::After), "{kind:?}");
        assert_ne!(before, draw(kind, 8, Phase::Before), "{kind:?}");
        assert!((20_000..48_000).contains(&before.len()), "{kind:?} has {} bytes", before.len());
    }
}

/// The street does not move when it is tidied: the upper edge of the picture is the same but for the later light.
#[test]
fn both_phases_show_the_same_street() {
    let pixels = |phase| image::load_from_memory(&draw(PictureKind::Rubbish, 3, phase)).unwrap().into_rgb8();
    let (before, after) = (pixels(Phase::Before), pixels(Phase::After));
    for (x, y) in (20..620).step_by(20).flat_map(|x| (20..200).step_by(20).map(move |y| (x, y))) {
        for (one, other) in before.get_pixel(x, y).0.iter().zip(after.get_pixel(x, y).0) {
            assert!(one.abs_diff(other) < 40, "at {x},{y}: {one} and {other}");
        }
    }
}

#[tokio::test]
async fn a_drawn_photo_is_taken_in_like_a_real_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = PhotoStore::open(FilesConfig { folder: folder.path().into(), s3: None }).await.unwrap();
    let stored = store.store(draw(PictureKind::Posters, 1, Phase::Before).into()).await.unwrap();
    assert_eq!(stored.facts.media, MediaType::Jpeg);
    assert_eq!((stored.facts.width, stored.facts.height), PICTURE_SIZE);
}

/// `CHANGXIAO_PICTURES=folder cargo test -p changxiao-demo pictures:: -- --ignored` writes all of them as PNG, for
/// looking at.
#[test]
#[ignore = "writes files for looking at"]
fn write_all_for_looking_at() {
    let folder = option_env!("CHANGXIAO_PICTURES").unwrap_or("/tmp/changxiao-pictures");
    std::fs::create_dir_all(folder).unwrap();
    for seed in [1, 2] {
        let mut sheet = image::RgbImage::new(640 * 4, 480 * 4);
        for (place, (kind, phase)) in
            PictureKind::ALL.into_iter().flat_map(|kind| [(kind, Phase::Before), (kind, Phase::After)]).enumerate()
        {
            let picture = image::load_from_memory(&draw(kind, seed, phase)).unwrap().into_rgb8();
            let at = ((place % 4) as i64 * 640, (place / 4) as i64 * 480);
            image::imageops::replace(&mut sheet, &picture, at.0, at.1);
        }
        sheet.save(format!("{folder}/all-{seed}.png")).unwrap();
        image::load_from_memory(&draw(PictureKind::Bicycles, seed, Phase::Before))
            .unwrap()
            .save(format!("{folder}/one-{seed}.png"))
            .unwrap();
    }
}

#[test]
fn the_remark_changes_the_bytes_and_not_the_picture() {
    let marked = with_remark(&[0xff, 0xd8, 0xff, 0xd9], "ab");
    assert_eq!(marked, [0xff, 0xd8, 0xff, 0xfe, 0, 4, b'a', b'b', 0xff, 0xd9]);
}
