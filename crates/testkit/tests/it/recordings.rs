//! Video and sound in the evidence store: brought once, played in parts by those who may, counted as media of a material and never as pictures.

use std::io::{Cursor, Read as _};

use changxiao_store::evidence as store;
use changxiao_testkit::{Browser, CITY, on_both_engines, photo};

use crate::materials::{accepted, asked, handed_in};

const FILM: &[u8] = include_bytes!("../../../files/tests/recordings/film.mp4");
const HEVC: &[u8] = include_bytes!("../../../files/tests/recordings/hevc.mp4");
const VOICE: &[u8] = include_bytes!("../../../files/tests/recordings/voice.mp3");

async fn part(browser: &Browser, range: &str) -> anyhow::Result<changxiao_testkit::Answer> {
    browser.odd("GET", "/evidence/1/file/view", &[("range", range)], Vec::new()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_played_in_parts_by_who_may_see_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let fields =
            [("caption-1", "2026年6月，新华西路夜市整治"), ("caption-2", "居民来电"), ("division", "350602003")];
        let files = [("file-1", "夜市.mp4", FILM.to_vec()), ("file-2", "来电.mp3", VOICE.to_vec())];
        office.upload("/evidence/new", &fields, &files).await?.expect(303)?;
        let page = office.get("/evidence/1").await?.expect(200)?.says("<video")?.says("录像")?;
        assert!(page.headers["content-security-policy"].to_str()?.contains("media-src 'self'"));
        office.get("/evidence/2").await?.expect(200)?.says("<audio")?.says("录音")?;
        office.get("/evidence?kind=video").await?.expect(200)?.says("新华西路夜市整治")?;

        // A player asks for its end, then goes on in the middle; that is one look.
        let length = FILM.len();
        for (range, from, until) in
            [("bytes=0-", 0, length), ("bytes=-100", length - 100, length), ("bytes=200-299", 200, 300)]
        {
            let answer = part(&office, range).await?.expect(206)?;
            let header =
                |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            assert_eq!(header("content-range"), format!("bytes {from}-{}/{length}", until - 1));
            assert_eq!((header("accept-ranges"), header("content-type")), ("bytes", "video/mp4"));
            assert_eq!(header("content-length"), (until - from).to_string());
            assert_eq!(answer.body, FILM[from..until], "{range}");
        }
        assert_eq!(office.get("/evidence/1/file/view").await?.expect(200)?.body, FILM);
        part(&office, "bytes=99999999-").await?.expect(416)?;
        let auditor = world.sign_in("auditor").await?;
        let trace = auditor.get("/trace").await?.expect(200)?.says("素材原件 1")?.text();
        assert_eq!(trace.matches("素材原件 1").count(), 1, "one look is one line: {trace}");

        // A leader sees that it is there, and hears nothing of it.
        let leader = world.sign_in("leader").await?;
        let page = leader.get("/evidence/1").await?.expect(200)?.says("可查看个人信息的岗位")?.text();
        assert!(!page.contains("<video"));
        part(&leader, "bytes=0-").await?.expect(403)?;
        leader.get("/evidence/1/file/original").await?.expect(403)?;
        leader.get("/evidence/1/file/small").await?.expect(404)?;

        // The same again stands; what browsers do not play, and what is cut short, is refused with the reason.
        let again = office.upload("/evidence/new", &[("caption-1", "")], &files[..1]).await?.expect(303)?;
        assert_eq!(again.location(), "/evidence/1");
        let refused = async |content: &[u8]| -> anyhow::Result<changxiao_testkit::Answer> {
            let file = [("file-1", "a.mp4", content.to_vec())];
            office.upload("/evidence/new", &[("caption-1", "录像")], &file).await?.expect(422)
        };
        refused(HEVC).await?.says("浏览器不能播放")?;
        refused(&FILM[..FILM.len() - 9]).await?.says("不完整")?;
        assert!(store::by_number(world.app.db(), CITY, 3).await?.is_none());
        Ok(())
    })
    .await
}

/// Another program than ours opens it, where the machine has one. It is left in the folder of the tests for whoever wants to look.
fn opens_with_unzip(packet: &[u8]) -> anyhow::Result<()> {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("packet.zip");
    std::fs::write(&path, packet)?;
    match std::process::Command::new("unzip").arg("-t").arg(&path).output() {
        Ok(told) => anyhow::ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout)),
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => {}
        Err(problem) => return Err(problem.into()),
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_counts_as_media_and_leaves_with_the_packet() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = asked(world, "III-1-2", "photo", "疏导区图片").await?;
        let handler = world.sign_in("handler").await?;
        let film = |field: &'static str| [(field, "夜市.mp4", FILM.to_vec())];
        // No picture and no paper.
        let told = "2026年5月，新华西路疏导区";
        let pictures = [("account", "见录像"), ("pictures.caption", told), ("pictures.day", "2026-05-03")];
        handed_in(&handler, &address, &pictures, &film("pictures.file"))
            .await?
            .expect(422)?
            .says("1 号素材不是图片")?;
        let papers = [("account", "见录像"), ("papers", "1")];
        handed_in(&handler, &address, &papers, &[]).await?.expect(422)?.says("1 号素材是录音录像")?;
        // A broadcast is a press item with its station, three at most.
        let plain = [("account", "见录像"), ("media", "1")];
        handed_in(&handler, &address, &plain, &[]).await?.expect(422)?.says("1 号素材不是报道")?;
        let four = [("account", "见录像"), ("media", "1 2 3 4")];
        handed_in(&handler, &address, &four, &[]).await?.expect(422)?.says("最多 3 件")?;
        let broadcast = [
            ("account", "见录音"),
            ("media.caption", "市电台报道疏导区"),
            ("media.title", "疏导区开街"),
            ("media.paper", "市广播电台"),
            ("media.day", "2026-05-04"),
            ("pictures.caption", told),
            ("pictures.day", "2026-05-03"),
        ];
        let files = [("media.file", "报道.mp3", VOICE.to_vec()), ("pictures.file", "a.jpg", photo(1))];
        handed_in(&handler, &address, &broadcast, &files).await?.expect(303)?;
        accepted(world, &address).await?;

        let report = asked(world, "III-1-2", "report", "疏导区说明").await?;
        handed_in(&handler, &report, &[("account", "已建成三处")], &[]).await?.expect(303)?;
        accepted(world, &report).await?;

        let office = world.sign_in("office").await?;
        let file = office.get("/materials/packet.zip?node=III-1-2").await?.expect(200)?;
        opens_with_unzip(&file.body)?;
        let mut archive = zip::ZipArchive::new(Cursor::new(file.body))?;
        let mut content = Vec::new();
        let name = "III-1-2/III-1-2-实景图片-02-市电台报道疏导区.mp3";
        archive.by_name(name)?.read_to_end(&mut content)?;
        assert_eq!(content, VOICE, "a recording leaves as it came");
        Ok(())
    })
    .await
}
