//! Materials of the evaluation: asked for by the standard's requirement, handed in with files, checked, returned, accepted. The files are items of
//! the evidence store, brought with the form or named by their numbers, and stay while a material uses them.

use std::io::{Cursor, Read as _};

use changxiao_files::documents::{DocumentKind, read};
use changxiao_store::evidence as store;
use changxiao_testkit::{Answer, Browser, CITY, World, on_both_engines, photo};
use serde_json::json;

use crate::{
    api::program::Program,
    matters::{act, broken, open, version},
};

const PDF: &[u8] = include_bytes!("../../../files/tests/documents/chromium.pdf");

/// A material of one requirement that the city's bureau has to hand in; its address.
async fn asked(world: &World, node: &str, kind: &str, title: &str) -> anyhow::Result<String> {
    let department = world.city.department.to_string();
    let key = format!("material-{node}-{kind}");
    let fields = [
        ("request_key", key.as_str()),
        ("procedure", "material"),
        ("title", title),
        ("node", node),
        ("kind", kind),
        ("requirement", ""),
        ("owner", department.as_str()),
        ("period_from", "2025-06-01"),
        ("period_until", "2026-05-31"),
        ("due", "2026-06-30"),
    ];
    let office = world.sign_in("office").await?;
    Ok(office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned())
}

/// The form of 提交审核, with its files.
async fn handed_in(
    unit: &Browser,
    address: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, Vec<u8>)],
) -> anyhow::Result<Answer> {
    let page = open(unit, &format!("{address}/act?action=hand_in")).await?;
    assert!(page.contains("enctype=\"multipart/form-data\""), "the form takes files");
    let version = version(&page);
    let mut all = vec![("version", version.as_str()), ("action", "hand_in")];
    all.extend_from_slice(fields);
    unit.upload(&format!("{address}/act"), &all, files).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_material_brings_its_files_and_keeps_them_while_it_uses_them() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = asked(world, "III-1-2", "photo", "便民疏导区实景图片").await?;
        let number = address.trim_start_matches("/matters/").to_owned();
        let handler = world.sign_in("handler").await?;
        let files = || [("pictures.file", "a.jpg", photo(1)), ("pictures.file", "b.jpg", photo(2))];
        // Without a caption nothing is taken, and the form comes back with what was written.
        let refused = handed_in(&handler, &address, &[("account", "已建成三处")], &files()).await?.expect(422)?;
        refused.says("请填写图说")?.says("已建成三处")?;
        let fields = [("account", "已建成三处"), ("pictures.caption", "2026年5月，新华西路疏导区")];
        handed_in(&handler, &address, &fields, &files()).await?.expect(303)?;
        handler.get(&address).await?.expect(200)?.says("/evidence/1")?.says("/evidence/2")?.says("新华西路疏导区")?;
        handler.get(&format!("{address}/print")).await?.expect(200)?.says("新华西路疏导区")?;

        // Each item says what uses it, and is not taken out.
        handler.get("/evidence/1").await?.expect(200)?.says(&number)?;
        handler.post("/evidence/1/removal", &[("version", "2")]).await?.expect(422)?.says(&number)?;
        // The same picture is not stored twice, whoever brings it.
        let office = world.sign_in("office").await?;
        let again = office.upload("/evidence/new", &[("caption-1", "另存")], &[("file-1", "c.jpg", photo(1))]).await?;
        assert_eq!(again.expect(303)?.location(), "/evidence/1");

        // It is sent back; what was handed in then stays beside what is handed in now.
        let head = world.sign_in("head").await?;
        act(&head, &address, "send_back", &[("reason", "缺实施方案")]).await?;
        let picture = [("account", "已建成三处"), ("pictures", "1 99")];
        handed_in(&handler, &address, &picture, &[]).await?.expect(422)?.says("99 号素材不存在或无权查看")?;
        let thirteen = [("account", "已建成三处"), ("pictures", "1 2 3 4 5 6 7 8 9 10 11 12 13")];
        handed_in(&handler, &address, &thirteen, &[]).await?.expect(422)?.says("最多 12 件")?;
        let paper = [("account", "已建成三处"), ("pictures", "1"), ("pictures.caption", "方案")];
        let pdf = || [("pictures.file", "方案.pdf", PDF.to_vec())];
        handed_in(&handler, &address, &paper, &pdf()).await?.expect(422)?.says("3 号素材不是图片")?;
        let fields = [("account", "已建成三处，附实施方案"), ("pictures", "1"), ("papers", "3")];
        handed_in(&handler, &address, &fields, &[]).await?.expect(303)?;
        handler.get(&address).await?.expect(200)?.says("历次填报")?.says("方案")?;
        // The picture that is left out now was handed in once, so that it stays.
        handler.post("/evidence/2/removal", &[("version", "2")]).await?.expect(422)?.says(&number)?;

        act(&head, &address, "pass", &[]).await?;
        act(&office, &address, "accept", &[]).await?;
        office.get(&address).await?.expect(200)?.says("已验收")?;
        assert_eq!(broken(world).await?, Vec::<String>::new());

        // A program reads the numbers, and the schema says what is taken.
        let program = Program::of(world, "office", &["read"]).await?;
        let read = program.read(&format!("/matters/{number}")).await?;
        assert_eq!((&read["values"]["pictures"], &read["values"]["papers"]), (&json!([1]), &json!([3])));
        let shape = program.read("/procedures/material").await?;
        assert_eq!(shape["whole"]["hand_in"]["properties"]["pictures"]["maxItems"], 12);
        let used = store::by_number(world.app.db(), CITY, 3).await?;
        assert!(used.is_some_and(|row| row.version == 2), "a use moves the version of its item");
        Ok(())
    })
    .await
}

/// Checked by the head of the unit, accepted by the office.
async fn accepted(world: &World, address: &str) -> anyhow::Result<()> {
    act(&world.sign_in("head").await?, address, "pass", &[]).await?;
    act(&world.sign_in("office").await?, address, "accept", &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packet_leaves_once_nothing_is_missing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let pictures = asked(world, "III-1-2", "photo", "疏导区图片").await?;
        let report = asked(world, "III-1-2", "report", "疏导区说明").await?;
        let office = world.sign_in("office").await?;
        let page = office.get("/materials").await?.expect(200)?.says("已齐 0 项")?.says("疏导区图片")?;
        page.says("III-1-1")?.says("未下达")?;
        // What is missing is named, of one content or of all.
        let packet = "/materials/packet.zip?node=III-1-2";
        let refused = office.get(packet).await?.expect(422)?.says("还有 2 项未齐")?;
        refused.says("III-1-2 说明报告")?.says("III-1-2 实景图片")?;

        let handler = world.sign_in("handler").await?;
        handler.get(packet).await?.expect(403)?;
        let fields = [("account", "见图"), ("pictures.caption", "2026年5月：新华西路/疏导区")];
        let files = [("pictures.file", "a.jpg", photo(1)), ("pictures.file", "b.jpg", photo(2))];
        handed_in(&handler, &pictures, &fields, &files).await?.expect(303)?;
        handed_in(&handler, &report, &[("account", "已建成三处疏导区")], &[]).await?.expect(303)?;
        accepted(world, &pictures).await?;
        office.get(packet).await?.expect(422)?.says("还有 1 项未齐（III-1-2 说明报告）")?;
        accepted(world, &report).await?;
        office.get("/materials").await?.expect(200)?.says("已齐 2 项")?;

        let file = office.get(packet).await?.expect(200)?;
        let mut archive = zip::ZipArchive::new(Cursor::new(file.body))?;
        let names = archive.file_names().map(|name| Ok(name?.into_owned())).collect::<anyhow::Result<Vec<_>>>()?;
        let picture = |nth| format!("III-1-2/III-1-2-实景图片-{nth:02}-2026年5月：新华西路疏导区.jpg");
        assert_eq!(names, ["00-材料目录.docx".to_owned(), picture(1), picture(2)]);
        let mut content = Vec::new();
        archive.by_name(&picture(2))?.read_to_end(&mut content)?;
        assert_eq!(content, photo(2), "a file leaves as it came");
        content.clear();
        archive.by_name("00-材料目录.docx")?.read_to_end(&mut content)?;
        let index = read(&content, DocumentKind::Docx)?.text;
        assert!(index.contains("已建成三处疏导区") && index.contains(&picture(1)), "{index}");
        let program = Program::of(world, "office", &["read"]).await?;
        let read = program.read("/materials?node=III-1-2").await?;
        let stand = |place: usize| read["requirements"][place]["standing"].as_str();
        assert_eq!((stand(0), stand(1), stand(2)), (Some("complete"), Some("complete"), None));
        program.get("/materials?node=III-99").await?.expect(400)?;
        // All of the standard is not there yet.
        office.get("/materials/packet.zip").await?.expect(422)?.says("III-1-1 规范文件")?;
        Ok(())
    })
    .await
}
