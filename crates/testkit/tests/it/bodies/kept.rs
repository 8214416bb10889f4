//! What stays of photos: those of what was saved. What was refused is taken back, what a crash left is swept.

use std::time::{Duration, SystemTime};

use changxiao_app::{AppError, jobs::Worker, photos};
use changxiao_domain::{jobs::Lane, time::HOUR};
use changxiao_testkit::{CITY, World, on_both_engines, photo};

use super::originals;
use crate::api::program::Program;

const REPORT: [(&str, &str); 4] =
    [("category", "E0301"), ("site", "1"), ("title", "积存垃圾"), ("text", "路面有积存垃圾")];

fn jpegs(seeds: std::ops::Range<u64>) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    seeds.map(|seed| ("photos", "a.jpg", photo(seed))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_of_a_refused_form_are_taken_back() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let wrong = [("category", "E9999"), ("site", "1")];
        inspector.upload("/cases/new", &wrong, &jpegs(0..3)).await?.expect(422)?;
        assert_eq!(originals(world)?.len(), 0, "the category was wrong");
        let mut broken = jpegs(3..5);
        broken.push((
            "photos",
            "b.jpg",
            b"no picture, but longer than sixty-four bytes, which is where the kind is known by".to_vec(),
        ));
        inspector.upload("/cases/new", &REPORT, &broken).await?.expect(422)?;
        assert_eq!(originals(world)?.len(), 0, "the third was no picture");
        inspector.upload("/cases/new", &REPORT, &jpegs(10..29)).await?.expect(422)?.says("照片最多 18 张")?;
        assert_eq!(originals(world)?.len(), 0, "there were too many");
        inspector.upload("/cases/new/conditions", &REPORT, &jpegs(0..1)).await?.expect(200)?;
        assert_eq!(originals(world)?.len(), 0, "nothing was reported yet");

        inspector.upload("/cases/new", &REPORT, &jpegs(0..1)).await?.expect(303)?;
        assert_eq!(originals(world)?.len(), 1);
        // The same photo in a form that is refused is that of the case, and stays.
        inspector.upload("/cases/new", &wrong, &jpegs(0..2)).await?.expect(422)?;
        assert_eq!(originals(world)?.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_of_a_refused_document_are_taken_back() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = Program::of(world, "inspector", &["report"]).await?;
        let send = async |category: &str, photos: u64| {
            let document = serde_json::json!({ "category": category, "site": 1 });
            let photos: Vec<_> = (0..photos).map(|seed| ("photo", photo(seed))).collect();
            program.upload("/cases", &document, &photos, None).await
        };
        send("E9999", 3).await?.expect(422)?;
        assert_eq!(originals(world)?.len(), 0);
        send("E0301", 10).await?.expect(422)?;
        assert_eq!(originals(world)?.len(), 0);
        send("E0301", 2).await?.expect(201)?;
        assert_eq!(originals(world)?.len(), 2);
        // What was put right at once is shown by parts of another name, and by no others.
        let fixed = serde_json::json!({ "category": "E0301", "site": 1, "fixed": "当场已清理" });
        let of = |name| [("photo", photo(7)), (name, photo(8))];
        program.upload("/cases", &fixed, &of("before"), None).await?.expect(422)?;
        assert_eq!(originals(world)?.len(), 2);
        program.upload("/cases", &fixed, &of("after"), None).await?.expect(201)?;
        assert_eq!(originals(world)?.len(), 4);
        Ok(())
    })
    .await
}

/// Puts the time of every file on the shelf to so long ago.
fn make_older(world: &World, age: i64) -> anyhow::Result<()> {
    let then = u64::try_from(world.app.now().plus_micros(-age).micros())?;
    for file in originals(world)? {
        std::fs::File::open(file)?.set_modified(SystemTime::UNIX_EPOCH + Duration::from_micros(then))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_on_the_shelf_is_swept_after_a_day() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        inspector.upload("/cases/new", &REPORT, &jpegs(0..2)).await?.expect(303)?;
        // Placed, and then the process was killed.
        world.app.photos().store(photo(7).into()).await?;
        make_older(world, 23 * HOUR)?;
        assert_eq!(photos::count(&world.app).await?, photos::ShelfCount::default(), "all may still be on their way");
        make_older(world, 25 * HOUR)?;
        let count = photos::count(&world.app).await?;
        assert_eq!((count.files, count.orphans), (3, 1));
        assert!(count.orphan_bytes > 1000);

        let worker = Worker::new(world.app.clone(), CITY);
        worker.look(Lane::Inside).await?;
        worker.look(Lane::Nightly).await?;
        assert_eq!(originals(world)?.len(), 2);
        assert_eq!(photos::count(&world.app).await?.orphans, 0);
        Ok(())
    })
    .await
}

/// Whoever starts the server with the database of yesterday or of another city loses no photo.
#[tokio::test(flavor = "multi_thread")]
async fn a_shelf_of_which_the_database_knows_little_is_left_alone() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        // Drawn once; a comment before the picture makes each a photo of its own.
        let drawn = photo(1);
        for seed in 0..101_u32 {
            let mut content = drawn[..2].to_vec();
            content.extend_from_slice(&[0xFF, 0xFE, 0, 6]);
            content.extend_from_slice(&seed.to_be_bytes());
            content.extend_from_slice(&drawn[2..]);
            world.app.photos().store(content.into()).await?;
        }
        make_older(world, 48 * HOUR)?;
        let refused = photos::sweep(&world.app, CITY).await;
        assert!(matches!(&refused, Err(AppError::Broken(why)) if why.contains("101 of 101")), "{refused:?}");
        assert_eq!(originals(world)?.len(), 101);
        Ok(())
    })
    .await
}

/// After the end of a session nobody sees from the browser's store what was seen in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_asks_each_time_before_it_shows_a_photo_again() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let answer = inspector.upload("/cases/new", &REPORT, &jpegs(0..1)).await?.expect(303)?;
        let case = answer.location().to_owned();
        let page = inspector.get(&case).await?.expect(200)?.text();
        let hash = page.split("/photos/").nth(1).unwrap_or_default();
        let hash: String = hash.chars().take_while(char::is_ascii_hexdigit).collect();
        let small = format!("{case}/photos/{hash}/small");
        let shown = inspector.get(&small).await?.expect(200)?;
        assert_eq!(shown.headers["cache-control"], "private, no-cache");
        assert!(shown.headers.contains_key("etag"));

        let out = inspector.post("/signout", &[]).await?.expect(303)?;
        assert_eq!(out.headers["clear-site-data"], "\"cache\"");
        assert_eq!(inspector.get(&small).await?.status, 303);
        Ok(())
    })
    .await
}
