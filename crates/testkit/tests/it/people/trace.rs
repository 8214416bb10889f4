//! The trace: what the auditor reads, and in which words.

use changxiao_testkit::on_both_engines;

use super::{post_of, secret};

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_reads_what_happened_takes_it_out_and_checks_the_chains() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let page = admin.post("/people", &[("name", "林晓"), ("login", "lin.xiao")]).await?.expect(200)?;
        let password = secret(&page.text());
        let auditor = world.sign_in("auditor").await?;
        let changes = auditor.get("/trace?kind=change").await?.expect(200)?.says("lin.xiao")?.text();
        assert!(!changes.contains(&password), "no secret is written down");
        auditor.get("/trace?kind=sign_in").await?.expect(200)?.says("测试system_admin")?;
        auditor.get("/trace?from=2026-06-17").await?.expect(200)?.says("没有符合的记录")?;
        let file = auditor.get("/trace.csv").await?.expect(200)?.text();
        assert!(file.contains("lin.xiao") && !file.contains(&password));
        auditor.get("/trace?kind=read").await?.expect(200)?.says("审计日志")?;
        auditor.post("/trace/verification", &[]).await?.expect(200)?.says("事件链、各表内容和封签都完整")?;
        auditor.get("/trace?kind=verify").await?.says("全部事件链")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_renamed_and_the_trace_keeps_the_name_before() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let rename = async |name: &str| admin.post("/people/handler/name", &[("name", name)]).await;
        rename(" 郑小海 ").await?.expect(303)?;
        admin.get("/people/handler").await?.expect(200)?.says("<h1>郑小海</h1>")?;
        admin.get("/people?q=郑小海").await?.expect(200)?.says("/people/handler")?;
        // Who is signed in reads the new name at once.
        world.sign_in("handler").await?.get("/").await?.expect(200)?.says("郑小海")?;
        for wrong in ["", "  ", &"海".repeat(41)] {
            rename(wrong).await?.expect(422)?.says("姓名 1–40 字")?;
        }
        admin.post("/people/nobody/name", &[("name", "某人")]).await?.expect(404)?;
        world.sign_in("office").await?.post("/people/handler/name", &[("name", "某人")]).await?.expect(403)?;

        let notes = |text: &str| text.matches("郑小海").count();
        let auditor = world.sign_in("auditor").await?;
        let trace = auditor.get("/trace.csv?kind=change").await?.expect(200)?.says("测试handler")?.text();
        // The same name again changes nothing, and nothing is written down.
        rename("郑小海").await?.expect(303)?;
        let after = auditor.get("/trace.csv?kind=change").await?.expect(200)?.text();
        assert_eq!(notes(&after), notes(&trace), "{after}");
        Ok(())
    })
    .await
}

/// Words of our own codes that a cell of the trace holds: small letters outside of addresses, logins and what somebody typed.
fn codes_in(page: &str) -> Vec<String> {
    const KNOWN: [&str; 8] =
        ["office", "sysadmin", "secadmin", "auditor", "handler", "inspector", "system_admin", "security_admin"];
    let (mut in_cell, mut found) = (false, Vec::new());
    for piece in changxiao_testkit::walk::pieces(page) {
        match piece {
            changxiao_testkit::walk::Piece::Open { name: "td", .. } => in_cell = true,
            changxiao_testkit::walk::Piece::Close("td") => in_cell = false,
            changxiao_testkit::walk::Piece::Text(text) if in_cell => {
                let said = text.split_whitespace().filter(|part| !part.contains(['/', '.', '@', '=']));
                let words = said.flat_map(|part| part.split(|sign: char| !sign.is_ascii_lowercase() && sign != '_'));
                let codes = words.filter(|word| word.len() > 2 && !KNOWN.contains(word));
                found.extend(codes.map(str::to_owned));
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_is_told_in_the_readers_words() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        world.stranger()?.get("/jobs").await?;
        let office = world.sign_in("office").await?;
        for file in
            ["/cases/export.csv?tab=all", "/indicators/export.csv", "/overview/report.csv", "/sites/export.xlsx"]
        {
            office.get(file).await?.expect(200)?;
        }
        office.get("/webhooks").await?.expect(403)?;
        office.bare("POST", "/signout").await?.expect(403)?;
        let admin = world.sign_in("sysadmin").await?;
        let sheet = "代码,名称,类型,上级单位\nNEW1,市数据局,department,OFFICE\n";
        admin
            .upload("/imports/units/preview", &[], &[("file", "u.csv", sheet.as_bytes().to_vec())])
            .await?
            .expect(200)?;
        let unit = [
            ("code", "NEW2"),
            ("name", "市气象局"),
            ("kind", "department"),
            ("parent", "OFFICE"),
            ("from", "2026-06-16"),
        ];
        admin.post("/units", &unit).await?.expect(303)?;
        let security = world.sign_in("secadmin").await?;
        let post = post_of(world, "inspector", "inspector").await?;
        let token = [("name", "巡查"), ("post", post.as_str()), ("days", "30"), ("scope", "report"), ("scope", "read")];
        security.post("/security/tokens", &token).await?.expect(200)?;
        office.post("/absences", &[("first", "2026-06-20"), ("last", "2026-06-21")]).await?.expect(303)?;
        let auditor = world.sign_in("auditor").await?;
        auditor.get("/trace.csv").await?.expect(200)?;
        auditor.post("/trace/verification", &[]).await?.expect(200)?;
        world.web.tracer().flush().await;
        let page = auditor.get("/trace").await?.expect(200)?.says("上报问题、读取")?.says("无此权限 E-1101")?;
        let page = page.says("下载 /overview/report.csv")?.says("案件办理指标")?.text();
        assert_eq!(codes_in(&page), Vec::<String>::new(), "codes of ours in the trace");
        Ok(())
    })
    .await
}
