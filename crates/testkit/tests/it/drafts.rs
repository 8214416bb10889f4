//! A draft for comment, told as 延吉 reported it: 59 departments and 10 towns and streets, two meetings, every comment decided before the text
//! is issued, and the text as it was adopted, to the character.

use anyhow::Context;
use changxiao_app::{
    App, AppError,
    clauses::{
        act::{self, NewComment, NewDisposition},
        view::{ClausesView, view},
    },
    matters::{
        begin::{Beginning, begin},
        values::Given,
    },
    sealing::{AuditScope, verify_audit},
    workflow::{Target, carry_out},
};
use changxiao_domain::{
    clauses::{Piece, Step},
    ids::UnitId,
    matters::{Command, Matter, Values},
    orgs::{Actor, Role, UnitKind},
    time::HOUR,
};
use changxiao_store::{engine::Built, matters::parts_of, params, workflow::by_number};
use changxiao_testkit::{Demonstration, fresh_databases};
use changxiao_words::Lang;

use crate::letters::{code, post_of};

const DRAFT: &str = "关于建立创建全国文明城市长效机制的实施意见\n（征求意见稿）\n第一条　为巩固创建成果，制定本意见。\n第二条　行业部门每月检查一次。\n第三条　镇街负责属地日常巡查。\n\
第四条　违反第二条的，通报批评。\n第五条　本意见自印发之日起施行。";

/// What stands there in the end: 每月 has become 每季度, a new article follows the third, and the fourth is the fifth.
const ISSUED: &str = "关于建立创建全国文明城市长效机制的实施意见\n（征求意见稿）\n第一条　为巩固创建成果，制定本意见。\n第二条　行业部门每季度检查一次。\n第三条　镇街负责属地日常巡查。\n\
第四条　社区每周开展一次环境整治。\n第五条　违反第二条的，通报批评。\n第六条　本意见自印发之日起施行。";

#[tokio::test(flavor = "multi_thread")]
async fn yanji_asks_fifty_nine_departments_and_ten_towns() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        let shown = Demonstration::of(fresh, "222401").await?;
        Yanji::tell(&shown).await.with_context(|| format!("on {engine}"))?;
        shown.end().await?;
    }
    Ok(())
}

struct Yanji<'a> {
    shown: &'a Demonstration,
    app: &'a App,
    office: Actor,
    /// The number of the whole.
    whole: String,
    /// Unit and number of each part, in their order.
    parts: Vec<(UnitId, String)>,
}

impl<'a> Yanji<'a> {
    async fn tell(shown: &'a Demonstration) -> anyhow::Result<()> {
        let told = Self::published(shown).await?;
        told.commented().await?;
        told.silent_ones_are_closed_after_the_last_day_only().await?;
        told.decided().await?;
        told.issued().await
    }

    async fn published(shown: &'a Demonstration) -> anyhow::Result<Self> {
        let (app, city) = (&shown.app, shown.city.city);
        let model = app.model(city).await?;
        let departments = model.units.of_kind(UnitKind::Department).count();
        let towns = model.units.of_kind(UnitKind::Town).count();
        assert_eq!((departments, towns), (59, 10));
        let kinds = [UnitKind::Department, UnitKind::Town];
        let units: Vec<UnitId> = kinds.iter().flat_map(|kind| model.units.of_kind(*kind).map(|unit| unit.id)).collect();
        let office = post_of(&model, Role::Office, None)?;
        let beginning = |ends: &str, reason: &str, text: &str| {
            let typed = |name: &str, text: &str| (name.to_owned(), Given::Typed(text.to_owned()));
            Beginning {
                procedure: "draft".to_owned(),
                title: "长效机制实施意见（征求意见稿）".to_owned(),
                division: None,
                values: vec![
                    typed("text", text),
                    typed("note", "说明：巩固创建成果，分行业和属地落实责任。"),
                    typed("ends", ends),
                    typed("short_reason", reason),
                ],
                units: units.clone(),
            }
        };
        // It is 20 November 2026: thirty days end on 20 December.
        let short = begin(app, &office, beginning("2026-12-19", "", DRAFT), None).await;
        assert_eq!(said(&short.expect_err("too short")), "征求意见 29 天，一般不少于 30 天，缩短须说明理由");
        let wrong = begin(app, &office, beginning("2026-12-20", "", "第一条　甲\n第三条　丙"), None).await;
        assert!(said(&wrong.expect_err("misnumbered")).contains("此处应为“第二条”"));
        begin(app, &office, beginning("2026-12-01", "年内须印发", DRAFT), None).await?;
        let whole = begin(app, &office, beginning("2026-12-20", "", DRAFT), None).await?;
        let lines = parts_of(shown.db(), city, whole.id, 1_000).await?;
        let parts: Vec<_> = lines.into_iter().map(|line| (line.holder, line.number)).collect();
        assert_eq!(parts.len(), 69);
        Ok(Self { shown, app, office, whole: whole.number, parts })
    }

    async fn part(&self, number: &str) -> anyhow::Result<Matter> {
        by_number(self.shown.db(), self.shown.city.city, number).await?.context("the part")
    }

    /// Somebody of the unit of a part.
    async fn handler(&self, place: usize) -> anyhow::Result<Actor> {
        let model = self.app.model(self.shown.city.city).await?;
        post_of(&model, Role::Handler, Some(self.parts[place].0))
    }

    async fn target(&self, place: usize) -> anyhow::Result<Target> {
        let number = self.parts[place].1.clone();
        let version = Some(self.part(&number).await?.version);
        Ok(Target { number, version })
    }

    async fn comment(&self, actor: &Actor, place: usize, new: NewComment) -> anyhow::Result<Result<Matter, AppError>> {
        let target = self.target(place).await?;
        Ok(act::comment(self.app, actor, &target, new).await)
    }

    async fn whole_does(&self, name: &str, values: Values) -> anyhow::Result<Result<Matter, AppError>> {
        let whole = self.part(&self.whole).await?;
        let action = whole.table().action(code(name)).context("an action")?;
        let reason = "写明".to_owned();
        let target = Target { number: self.whole.clone(), version: None };
        Ok(carry_out(self.app, &self.office, &target, Command { values, reason, ..Command::of(action) }).await)
    }

    async fn seen(&self, actor: &Actor, number: &str) -> anyhow::Result<ClausesView> {
        Ok(view(self.app, actor, number).await?)
    }

    async fn commented(&self) -> anyhow::Result<()> {
        let words = |quoted: &str, words: &str| NewComment {
            clause: "第二条".to_owned(),
            change: "words".to_owned(),
            quoted: quoted.to_owned(),
            words: words.to_owned(),
            reason: "便于落实".to_owned(),
            ..NewComment::default()
        };
        let first = self.handler(0).await?;
        // What does not stand there, or stands nowhere, is refused with the place.
        let wrong = self.comment(&first, 0, words("每旬", "每季度")).await?;
        assert!(said(&wrong.expect_err("not in the clause")).contains("第 1 条意见"));
        let nowhere = NewComment { clause: "第九条".to_owned(), ..words("每月", "每季度") };
        assert!(self.comment(&first, 0, nowhere).await?.is_err());
        self.comment(&first, 0, words("每月", "每季度")).await??;
        self.comment(&first, 0, NewComment { reason: "总体同意".to_owned(), ..NewComment::default() }).await??;
        // A department that wants the opposite, one that withdraws, and a town.
        self.comment(&self.handler(1).await?, 1, words("每月", "每周")).await??;
        let third = self.handler(2).await?;
        self.comment(&third, 2, words("检查", "巡查")).await??;
        self.comment(
            &third,
            2,
            NewComment {
                clause: "第五条".to_owned(),
                change: "delete".to_owned(),
                reason: "重复".to_owned(),
                ..NewComment::default()
            },
        )
        .await??;
        act::withdraw(self.app, &third, &self.target(2).await?, 2).await?;
        assert!(act::withdraw(self.app, &third, &self.target(2).await?, 1).await.is_err(), "the only one stays");
        // Nobody comments in the place of another unit, and nobody reads what others said.
        assert!(self.comment(&first, 1, words("一次", "两次")).await?.is_err());
        let own = self.seen(&first, &self.parts[0].1).await?;
        assert_eq!((own.remarks.len(), own.all, own.round.is_none()), (2, 4, true));
        // At the meeting of towns and streets the office notes what was said.
        let insert = NewComment {
            way: "12 月 14 日镇街座谈会".to_owned(),
            clause: "第三条".to_owned(),
            change: "insert".to_owned(),
            words: "社区每周开展一次环境整治。".to_owned(),
            reason: "基层要求明确频次".to_owned(),
            ..NewComment::default()
        };
        self.comment(&self.office, 60, insert).await??;
        let seen = self.seen(&self.office, &self.whole).await?;
        let from: Vec<&str> = seen.remarks.iter().map(|remark| remark.way.as_str()).collect();
        assert_eq!((seen.remarks.len(), from[4]), (5, "12 月 14 日镇街座谈会"));
        Ok(())
    }

    async fn silent_ones_are_closed_after_the_last_day_only(&self) -> anyhow::Result<()> {
        for place in 3..60 {
            let target = self.target(place).await?;
            let none = self.part(&target.number).await?.table().action(code("none")).context("an action")?;
            carry_out::<Matter>(self.app, &self.handler(place).await?, &target, Command::of(none)).await?;
        }
        let close = async |place: usize| -> anyhow::Result<Result<Matter, AppError>> {
            let target = self.target(place).await?;
            let action = self.part(&target.number).await?.table().action(code("close_silent")).context("an action")?;
            let command = Command { reason: "截止未反馈".to_owned(), ..Command::of(action) };
            Ok(carry_out(self.app, &self.office, &target, command).await)
        };
        assert_eq!(said(&close(61).await?.expect_err("before the last day")), "尚未到期，到期后再办");
        self.shown.clock.advance(31 * 24 * HOUR);
        self.app.look().await?;
        for place in 61..69 {
            close(place).await??;
        }
        Ok(())
    }

    async fn decide(
        &self,
        place: usize,
        comment: usize,
        new: NewDisposition,
    ) -> anyhow::Result<Result<Matter, AppError>> {
        let target = self.target(place).await?;
        Ok(act::decide(self.app, &self.office, &target, comment, new).await)
    }

    async fn decided(&self) -> anyhow::Result<()> {
        let ruling = |ruling: &str, reason: &str| NewDisposition {
            ruling: ruling.to_owned(),
            reason: reason.to_owned(),
            ..NewDisposition::default()
        };
        // Not before every comment has its disposition.
        let early = self.whole_does("revise", Values::default()).await?;
        assert!(said(&early.expect_err("undecided")).contains("个分项未到位"));
        assert!(self.decide(0, 1, ruling("refused", "")).await?.is_err(), "a refusal says why");
        assert!(self.decide(0, 2, ruling("adopted", "")).await?.is_err(), "no words were proposed");
        self.decide(0, 1, ruling("adopted", "")).await??;
        assert_eq!(self.part(&self.parts[0].1).await?.state.words(Lang::Zh), "已反馈");
        self.decide(0, 2, ruling("refused", "没有具体意见")).await??;
        assert_eq!(self.part(&self.parts[0].1).await?.state.words(Lang::Zh), "已处理");
        self.decide(1, 1, ruling("adopted", "")).await??;
        self.decide(2, 1, ruling("refused", "检查是规范用语")).await??;
        self.decide(60, 1, ruling("adopted", "")).await??;
        // A comment that was decided about stays as it is.
        let target = self.target(2).await?;
        assert!(act::withdraw(self.app, &self.handler(2).await?, &target, 1).await.is_err());
        // Two adopted comments that want the same words to be different give no text.
        let conflict = self.whole_does("revise", Values::default()).await?;
        let why = said(&conflict.expect_err("a conflict"));
        assert!(why.contains("第 1 条与第 3 条（第二条）"), "{why}");
        self.decide(1, 1, ruling("refused", "每周过密")).await??;
        self.whole_does("revise", Values::default()).await??;
        // Once the text is made, decisions stand still until it is opened again.
        assert!(self.decide(1, 1, ruling("adopted", "")).await?.is_err());
        self.whole_does("reopen", Values::default()).await??;
        self.decide(1, 1, ruling("refused", "每周过密，基层难以落实")).await??;
        self.whole_does("revise", Values::default()).await??;
        Ok(())
    }

    async fn issued(&self) -> anyhow::Result<()> {
        let seen = self.seen(&self.office, &self.whole).await?;
        let next = seen.next().context("the office sees all comments")??;
        assert_eq!(next.draft.text(), ISSUED);
        let added: Vec<String> = next.difference(&seen.draft).steps.iter().filter_map(added).collect();
        assert_eq!(added, ["季度", "第四条　社区每周开展一次环境整治。"], "and numbers that moved");
        let table = seen.adoption();
        assert_eq!(table.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 1, 3, 4, 5], "in the order of the text");
        self.pages().await?;
        // A text that was changed behind the comments is not issued.
        let city = self.shown.city.city;
        let swap = async |from: &str, to: &str| -> anyhow::Result<()> {
            let text = format!("UPDATE matters SET content = REPLACE(content, '{from}', '{to}') WHERE city_id = $1");
            let mut tx = self.shown.db().begin().await?;
            tx.execute(Built { name: "test::tamper", text }, params![city]).await?;
            Ok(tx.commit().await?)
        };
        let values = || {
            let value = |name: &str, text: &str| (code(name), serde_json::json!(text));
            Values(
                [value("issue_number", "延创建〔2026〕7 号"), value("effective_on", "2027-01-01")]
                    .into_iter()
                    .collect(),
            )
        };
        swap("第六条", "第七条").await?;
        let altered = self.whole_does("issue_text", values()).await?;
        let why = said(&altered.expect_err("altered"));
        assert!(why.contains("第七条") || why.contains("不一致"), "{why}");
        swap("第七条", "第六条").await?;
        let whole = self.whole_does("issue_text", values()).await??;
        assert!(!whole.is_open());
        let audit = verify_audit(self.app, city, AuditScope::default(), |_, _| {}).await?;
        assert_eq!(audit.broken, []);
        Ok(())
    }

    /// What the office reads of it.
    async fn pages(&self) -> anyhow::Result<()> {
        let browser = self.shown.sign_in("office").await?;
        let place = format!("/matters/{}", self.whole);
        let page = browser.get(&format!("{place}/clauses")).await?.expect(200)?;
        page.says("将“每月”修改为“每季度”")?.says("12 月 14 日镇街座谈会")?.says("未采纳")?;
        let page = browser.get(&format!("{place}/difference")).await?.expect(200)?;
        page.says("<ins>季度</ins>")?.says("第 1 条意见")?;
        let table = browser.get(&format!("{place}/adoption.docx")).await?.expect(200)?;
        assert!(table.body.starts_with(b"PK"), "a DOCX");
        let shape = browser.get(&format!("/api/v1{place}/clauses")).await?.expect(200)?.json()?;
        assert_eq!(shape["next"].as_str(), Some(ISSUED));
        assert_eq!(shape["comments"].as_array().map(Vec::len), Some(5));
        browser.get(&place).await?.expect(200)?.says("已形成修改稿")?.says("条款与意见")?;
        Ok(())
    }
}

/// What a step adds; numbers that only moved are not looked at.
fn added(step: &Step) -> Option<String> {
    match step {
        Step::Added { text, .. } => Some(text.clone()),
        Step::Changed { pieces, words: true, .. } => {
            let added = pieces.iter().filter_map(|piece| match piece {
                Piece::Added(text) => Some(text.as_str()),
                _ => None,
            });
            Some(added.collect())
        }
        _ => None,
    }
}

fn said(problem: &AppError) -> String {
    match problem {
        AppError::Invalid(problems) => problems.iter().map(|one| one.message.words(Lang::Zh)).collect(),
        other => other.words(Lang::Zh),
    }
}
