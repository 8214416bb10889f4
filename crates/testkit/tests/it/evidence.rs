//! A fact is entered once: brought, found by the words of its document, used by a case, never asked for twice, and kept while it is used.

use changxiao_app::evidence as action;
use changxiao_store::evidence as store;
use changxiao_testkit::{Answer, CITY, on_both_engines, photo};

const PDF: &[u8] = include_bytes!("../../../files/tests/documents/chromium.pdf");

pub fn pdf() -> (&'static str, &'static str, Vec<u8>) {
    ("file-1", "意见稿.pdf", PDF.to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_brought_once_and_found_by_its_words() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let fields = [
            ("caption-1", "延吉市征求意见稿"),
            ("caption-2", "巷口街道清理临时便民疏导区"),
            ("division", "350602003"),
            ("tags", "civilised_city"),
            ("tags", "garden_city"),
            ("people", "张主任"),
        ];
        let files = [pdf(), ("file-2", "one.jpg", photo(1))];
        let done = office.upload("/evidence/new", &fields, &files).await?.expect(303)?;
        assert_eq!(done.location(), "/evidence");
        office.get("/evidence").await?.expect(200)?.says("延吉市征求意见稿")?.says("已存入 2 件")?.says("双拥")?;

        // By a word of the document that stands in no caption, by caption, by campaign, kind, day and use.
        let narrowed = [
            ("q=%E9%95%BF%E6%95%88%E6%9C%BA%E5%88%B6", "延吉市征求意见稿", "便民疏导区"),
            ("q=CX-2026", "延吉市征求意见稿", "便民疏导区"),
            ("q=%E4%BE%BF%E6%B0%91%E7%96%8F%E5%AF%BC", "便民疏导区", "延吉市征求意见稿"),
            ("kind=pdf", "延吉市征求意见稿", "便民疏导区"),
            ("kind=photo&tag=garden_city&division=350602", "便民疏导区", "延吉市征求意见稿"),
        ];
        for (query, there, gone) in narrowed {
            let page = office.get(&format!("/evidence?{query}")).await?.expect(200)?.says(there)?;
            assert!(!page.text().contains(gone), "{query} still shows {gone}");
        }
        for nothing in ["q=%E5%88%B6%E6%9C%BA", "tag=blood_donation", "from=2026-06-17", "used=yes", "unit=CG"] {
            office.get(&format!("/evidence?{nothing}")).await?.expect(200)?.says("没有符合筛选的素材")?;
        }

        // The same content again: nothing is asked for, the item that stands is offered with its caption.
        let again = office.upload("/evidence/new", &[("caption-1", "")], &[pdf()]).await?.expect(303)?;
        assert_eq!(again.location(), "/evidence/1");
        office.get("/evidence/1").await?.expect(200)?.says("1 号素材已是同一文件")?.says("延吉市征求意见稿")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_and_nothing_of_it_is_kept() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let sent = async |fields: &[(&str, &str)], files: &[(&str, &str, Vec<u8>)]| -> anyhow::Result<Answer> {
            office.upload("/evidence/new", fields, files).await?.expect(422)
        };
        sent(&[("caption-1", "图")], &[]).await?.says("请选择文件")?;
        sent(&[("people", "李四")], &[pdf(), ("file-2", "a.jpg", photo(2))]).await?.says("请填写图说")?.says("李四")?;
        sent(&[("caption-1", "图"), ("kind", "photo")], &[pdf()]).await?.says("文件内容不是“照片”")?;
        sent(&[("caption-1", "图"), ("press_title", "标题")], &[pdf()]).await?.says("报道要填标题和媒体")?;
        sent(&[("caption-1", "图"), ("day", "2026-06-17")], &[pdf()]).await?.says("日期不能晚于今天")?;
        sent(&[("caption-1", "图")], &[("file-1", "a.pdf", b"just text".to_vec())]).await?.says("只收照片")?;
        office.get("/evidence").await?.expect(200)?.says("还没有素材")?;
        assert!(store::by_number(world.app.db(), CITY, 1).await?.is_none());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_case_uses_stays_and_comes_back_when_it_is_brought_again() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let reported = office
            .post("/cases/new", &[("category", "E0405"), ("site", "1"), ("title", "自行车占盲道")])
            .await?
            .expect(303)?;
        let case = reported.location().trim_start_matches("/cases/").to_owned();
        office.upload("/evidence/new", &[("caption-1", "意见稿"), ("case", &case)], &[pdf()]).await?.expect(303)?;
        office.get(&format!("/cases/{case}")).await?.expect(200)?.says("/evidence/1")?;
        office.get("/evidence/1").await?.expect(200)?.says(&case)?;

        // What uses it moved its version, so that nobody removes what is used since.
        office.post("/evidence/1/removal", &[("version", "1")]).await?.expect(409)?;
        let gone = office.post("/evidence/1/removal", &[("version", "2")]).await?.expect(422)?;
        gone.says(&case)?;
        office.post("/evidence/1/use/end", &[("case", &case)]).await?.expect(303)?;
        office.post("/evidence/1/removal", &[("version", "3")]).await?.expect(303)?;
        office.get("/evidence/1").await?.expect(404)?;
        office.get("/evidence?q=%E6%84%8F%E8%A7%81").await?.expect(200)?.says("没有符合筛选的素材")?;

        // Its content is on the shelf; what is told of it now is what counts.
        let back = office.upload("/evidence/new", &[("caption-1", "修订的意见稿")], &[pdf()]).await?.expect(303)?;
        assert_eq!(back.location(), "/evidence/1");
        office.get("/evidence?q=%E4%BF%AE%E8%AE%A2").await?.expect(200)?.says("修订的意见稿")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_original_is_for_who_may_read_it_and_each_look_is_noted() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let fields = [("caption-1", "来访登记，电话 13800001234"), ("division", "350602003")];
        office.upload("/evidence/new", &fields, &[pdf()]).await?.expect(303)?;
        let shown = office.get("/evidence/1/file/view").await?.expect(200)?;
        assert_eq!(shown.body, PDF);
        let header =
            |name: &str| shown.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        assert_eq!(
            (header("content-type"), header("x-frame-options")),
            ("application/pdf".into(), "SAMEORIGIN".into())
        );
        assert!(header("content-security-policy").contains("default-src 'none'"));

        // A leader sees the item, masked, and not the file.
        let leader = world.sign_in("leader").await?;
        let page = leader.get("/evidence/1").await?.expect(200)?.says("138****1234")?;
        assert!(!page.text().contains("13800001234") && page.text().contains("长效机制意见稿"));
        for size in ["view", "original"] {
            leader.get(&format!("/evidence/1/file/{size}")).await?.expect(403)?;
        }
        leader.get("/evidence/1/file/small").await?.expect(404)?;
        let auditor = world.sign_in("auditor").await?;
        auditor.get("/trace").await?.expect(200)?.says("素材原件 1")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_names_its_own_campaign_and_the_list_leaves_as_a_sheet() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let fields = [("code", "sanitary_city"), ("name_zh", "国家卫生城市"), ("source", "市创建办〔2026〕3 号")];
        office.post("/evidence/campaigns", &fields).await?.expect(303)?;
        office.post("/evidence/campaigns", &fields).await?.expect(422)?.says("代码 sanitary_city 已有")?;
        let fields = [("caption-1", "卫生城市检查"), ("tags", "sanitary_city"), ("tags", "civilised_city")];
        office.upload("/evidence/new", &fields, &[pdf()]).await?.expect(303)?;
        office.get("/evidence?tag=sanitary_city").await?.expect(200)?.says("卫生城市检查")?;
        let file = office.get("/evidence/export.xlsx").await?.expect(200)?;
        let limits = changxiao_files::sheets::ReadLimits::default();
        let sheet = changxiao_files::sheets::Sheet::read(&file.body, "evidence.xlsx", &limits);
        let sheet = sheet.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        assert_eq!((sheet.rows.len(), sheet.rows[0].cell(2)), (1, "卫生城市检查"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_of_a_unit_that_ends_goes_over() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let handler = world.sign_in("handler").await?;
        handler.upload("/evidence/new", &[("caption-1", "意见稿")], &[pdf()]).await?.expect(303)?;
        let fields = [
            ("code", "ZF"),
            ("name", "市城市管理综合执法局"),
            ("kind", "department"),
            ("parent", "HQ"),
            ("from", "2026-06-01"),
        ];
        office.post("/units", &fields).await?.expect(303)?;
        let ending = [("version", "1"), ("until", "2026-06-16")];
        office.post("/units/CG/ending", &ending).await?.expect(422)?.says("素材尚有 1 项")?;
        let ending = [("version", "1"), ("until", "2026-06-16"), ("heir", "ZF")];
        office.post("/units/CG/ending", &ending).await?.expect(303)?;
        let heir = world.app.model(CITY).await?.units.by_code("ZF").map(|unit| unit.id);
        let item = store::by_number(world.app.db(), CITY, 1).await?;
        let item = item.ok_or_else(|| anyhow::anyhow!("the item is gone"))?;
        assert_eq!((Some(item.unit), item.version), (heir, 2));
        // Its people go on with it.
        let handler = world.sign_in("handler").await?;
        handler.post("/evidence/1/edit", &[("version", "2"), ("caption", "修订稿")]).await?.expect(303)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_sees_what_lies_in_its_scope() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let handler = world.actor("handler").await?;
        let stored = changxiao_files::photos::StoredFile::Photo(world.app.photos().store(photo(5).into()).await?);
        let one = action::Bringing {
            stored: stored.clone(),
            file_name: "a.jpg".to_owned(),
            caption: "只在办公室".to_owned(),
            caption_field: "caption",
        };
        let draft = action::Draft::default();
        let done = action::add(&world.app, &office, &draft, std::slice::from_ref(&one)).await?;
        assert_eq!(done, [action::Brought::Added(1)]);
        let filter = store::EvidenceFilter::default();
        assert_eq!(action::list(&world.app, &office, &filter, None, 10).await?.lines.len(), 1);
        assert_eq!(action::list(&world.app, &handler, &filter, None, 10).await?.lines.len(), 0);
        // Whoever brings the same learns that it stands, and no more.
        let done = action::add(&world.app, &handler, &draft, &[one]).await?;
        assert_eq!(done, [action::Brought::Stands(1, None)]);
        Ok(())
    })
    .await
}
