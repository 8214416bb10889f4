//! A draft for comment, told: read, commented on, decided, and its next version.

use changxiao_domain::clauses::{
    AdoptionRow, Change, Comment, CommentRules, Disposition, Draft, Entry, Fault, Level, Next, NotDisposed,
    PeriodRefusal, Piece, Refusal, Round, Ruling, Step, Unfit, WhyNot, adoption_table, as_read, chinese, of_chinese,
};
use changxiao_words::Lang;
use jiff::civil::date;

/// In the manner of 延吉市's 实施意见(征求意见稿): articles in chapters, items, a reference to itself and one to another text.
const DRAFT: &str = "延吉市长效机制实施办法\n（征求意见稿）\n\n第一章　总则\n\n第一条　为巩固创建成果，制定本办法。\n\n第二条　各街道每月巡查一次。\n\n\
第二章　职责\n\n第三条　责任分工如下：\n（一）城管局负责市容；\n（二）住建局负责物业；\n（三）各镇负责村庄。\n\n\
第四条　违反本办法第三条第（三）项、第二条的，依照《行政处罚法》第三条处理。\n\n第五条　本办法自印发之日起施行，有效期五年。\n";

fn draft() -> Draft {
    Draft::read(DRAFT).unwrap()
}

fn at(name: &str) -> usize {
    draft().named(name).unwrap()
}

fn proposed(who: &str, change: Change) -> Comment {
    Comment {
        who: who.to_owned(), clause: Some(change.clause()), change: Some(change), reason: "便于落实".to_owned()
    }
}

fn adopted(comment: Comment) -> Entry {
    let disposition = Disposition { ruling: Ruling::Adopted, change: None, reason: String::new() };
    Entry { comment, disposition: Some(disposition) }
}

fn refused(comment: Comment) -> Entry {
    let disposition = Disposition { ruling: Ruling::Refused, change: None, reason: "上位法已有规定".to_owned() };
    Entry { comment, disposition: Some(disposition) }
}

fn round(entries: Vec<Entry>) -> Round {
    Round { draft: draft(), entries }
}

fn words(clause: &str, quoted: &str, with: &str) -> Change {
    Change::of_words(&draft(), at(clause), quoted, with).unwrap()
}

fn next(changes: Vec<Change>) -> Next {
    round(changes.into_iter().map(|change| adopted(proposed("建工街道", change))).collect()).next().unwrap()
}

#[test]
fn a_text_is_read_as_offices_write_it() {
    let draft = draft();
    let names: Vec<String> = (1..draft.clauses().len()).map(|at| draft.name(at).unwrap()).collect();
    let wanted = [
        "第一章",
        "第一条",
        "第二条",
        "第二章",
        "第三条",
        "第三条（一）",
        "第三条（二）",
        "第三条（三）",
        "第四条",
        "第五条",
    ];
    assert_eq!(names, wanted);
    assert_eq!(draft.text(), DRAFT);
    assert_eq!(draft.named("第三条(二)"), Some(7));
    assert_eq!(draft.name(0), None);

    let opinion = "一、总体要求\r\n　　坚持常态。\r\n（一）目标\r\n1.垃圾日产日清\r\n2.2027年底前覆盖\r\n1.5米以上的除外\r\n(1)主干道\r\n二、任务\r\n（一）巡查";
    let draft = Draft::read(opinion).unwrap();
    let names: Vec<String> = (0..draft.clauses().len()).map(|at| draft.name(at).unwrap()).collect();
    assert_eq!(names, ["一", "一（一）", "一（一）1", "一（一）2", "一（一）2(1)", "二", "二（一）"]);
    assert_eq!(draft.clauses()[3].words, "2027年底前覆盖\n1.5米以上的除外");
    assert_eq!(draft.text(), as_read(opinion));
}

#[test]
fn a_line_that_goes_on_from_a_reference_begins_no_clause() {
    let draft = Draft::read("第一条　依照\n第三条规定的办法\n第二条为了落实\n第二条之一另行规定").unwrap();
    assert_eq!(draft.clauses().len(), 2);
    assert_eq!(draft.clauses()[0].words, "依照\n第三条规定的办法");
}

#[test]
fn what_is_no_draft_is_said_with_its_line() {
    assert_eq!(Draft::read(" \n\u{200b}"), Err(vec![Fault::Empty]));
    let faults = Draft::read("第一条　甲\n第三条　乙\n（一）丙\n（三）丁").unwrap_err();
    let said: Vec<String> = faults.iter().map(|fault| fault.message().words(Lang::En)).collect();
    assert_eq!(
        said,
        [
            "Line 2 begins with “第三条”, but “第二条” is due. Check the numbering",
            "Line 4 begins with “（三）”, but “（二）” is due. Check the numbering",
        ]
    );
    assert!(matches!(Draft::read(&"甲".repeat(5_001)).unwrap_err()[..], [Fault::ClauseTooLong { line: 1, .. }]));
    assert!(matches!(Draft::read(&"甲".repeat(100_001)).unwrap_err()[..], [Fault::TooLong { .. }]));
    assert!(matches!(Draft::read(&"1.甲\n".repeat(2_001)).unwrap_err()[..], [Fault::TooMany { clauses: 2_001, .. }]));
}

#[test]
fn numerals_are_read_as_they_are_written() {
    let all: Vec<String> = (1..=9_999).map(chinese).collect();
    assert!(all.iter().zip(1..).all(|(text, number)| of_chinese(text) == Some(number)));
    let written = [1, 10, 12, 20, 101, 110, 112, 1_001, 1_010, 9_999].map(chinese);
    let wanted =
        ["一", "十", "十二", "二十", "一百零一", "一百一十", "一百一十二", "一千零一", "一千零一十", "九千九百九十九"];
    assert_eq!(written, wanted);
    for other in ["", "零", "一十二", "两", "十百", "百", "一百一", "二〇", "一一"] {
        assert_eq!(of_chinese(other), None, "{other}");
    }
}

/// The story: 2 departments and a street comment; one is adopted as proposed, one partly, one refused; a new article and a deleted item.
#[test]
fn the_next_version_is_what_was_adopted() {
    let whole = Comment { who: "财政局".into(), clause: None, change: None, reason: "建议明确经费".into() };
    let funds =
        Change::InsertAfter {
            clause: at("第二条"), level: Level::Article, text: "第三条　经费列入预算。".into()
        };
    let partly =
        Disposition { ruling: Ruling::Partly, change: Some(funds), reason: "写入原则，金额另定".into() };
    let entries = vec![
        adopted(proposed("建工街道", words("第二条", "每月", "每季度"))),
        Entry { comment: whole, disposition: Some(partly) },
        adopted(proposed("住建局", Change::Delete { clause: at("第三条（二）") })),
        refused(proposed("司法局", words("第五条", "五年", "二年"))),
        // Another one with the same proposal counts with the first.
        adopted(proposed("新兴街道", words("第二条", "每月", "每季度"))),
    ];
    let round = round(entries);
    let next = round.next().unwrap();
    let wanted = "延吉市长效机制实施办法\n（征求意见稿）\n\n第一章　总则\n\n第一条　为巩固创建成果，制定本办法。\n\n第二条　各街道每季度巡查一次。\n\n\
第三条　经费列入预算。\n\n第二章　职责\n\n第四条　责任分工如下：\n（一）城管局负责市容；\n（二）各镇负责村庄。\n\n\
第五条　违反本办法第四条第（二）项、第二条的，依照《行政处罚法》第三条处理。\n\n第六条　本办法自印发之日起施行，有效期五年。\n";
    assert_eq!(next.draft.text(), wanted);
    assert_eq!(
        next.touched.iter().map(|one| (one.old, one.new, one.comments.clone())).collect::<Vec<_>>(),
        [(Some(3), Some(3), vec![0, 4]), (None, Some(4), vec![1]), (Some(7), None, vec![2]),]
    );
    let followed: Vec<_> = next.followed.iter().map(|one| (one.clause, one.old.as_str(), one.new.as_str())).collect();
    assert_eq!(followed, [(9, "第三条第（三）项", "第四条第（二）项")]);
    assert!(next.not_followed.is_empty(), "{:?}", next.not_followed);

    // What is seen of a changed clause, and of one that is only numbered anew.
    let difference = next.difference(&round.draft);
    assert_eq!(difference.apply(&round.draft).unwrap(), wanted);
    let Step::Changed { words: true, pieces, .. } = &difference.steps[3] else { panic!("{:?}", difference.steps[3]) };
    let kept = |text: &str| Piece::Kept(text.to_owned());
    assert_eq!(
        pieces,
        &[kept("第二条　各街道每"), Piece::Removed("月".into()), Piece::Added("季度".into()), kept("巡查一次。\n"),]
    );
    assert!(matches!(difference.steps.last(), Some(Step::Changed { words: false, .. })));

    // Only this text can be issued.
    assert_eq!(round.issue(&wanted.replace('\n', "\r\n")).unwrap(), next);
    let refusal = round.issue(&wanted.replace("有效期五年", "有效期两年")).unwrap_err();
    assert_eq!(refusal, Refusal::NotAsAdopted { clauses: vec!["第六条".to_owned()] });

    let table = adoption_table(&round);
    assert_eq!(
        AdoptionRow::COLUMNS.map(|key| key.text(Lang::Zh)).join("|"),
        "序号|条款|提出单位|修改意见|理由|采纳情况|采纳文字|说明"
    );
    assert_eq!(
        table.iter().map(|row| row.cells(Lang::Zh).join("|")).collect::<Vec<_>>(),
        [
            "2|全文|财政局||建议明确经费|部分采纳|之后增加：第三条　经费列入预算。|写入原则，金额另定",
            "1|第二条|建工街道|将“每月”修改为“每季度”|便于落实|采纳|将“每月”修改为“每季度”|",
            "5|第二条|新兴街道|将“每月”修改为“每季度”|便于落实|采纳|将“每月”修改为“每季度”|",
            "3|第三条（二）|住建局|删去该条款|便于落实|采纳|删去该条款|",
            "4|第五条|司法局|将“五年”修改为“二年”|便于落实|未采纳||上位法已有规定",
        ]
    );
}

#[test]
fn nothing_is_issued_before_each_comment_has_an_answer() {
    let open = Entry { comment: proposed("城管局", words("第二条", "每月", "每周")), disposition: None };
    let round = round(vec![open.clone(), refused(open.comment.clone()), open]);
    assert_eq!(round.undecided(), [0, 2]);
    let refusal = round.next().unwrap_err();
    assert_eq!(refusal, Refusal::Undecided { comments: vec![0, 2] });
    assert_eq!(refusal.message().words(Lang::Zh), "还有 2 条意见未处理（第 1、3 条），全部处理后方可印发");
    assert_eq!(round.issue(DRAFT).unwrap_err().code(), "undecided");
    assert_eq!(adoption_table(&round)[0].cells(Lang::En)[5], "Not decided");
}

#[test]
fn two_adopted_changes_of_the_same_words_are_named() {
    let conflicts = |changes: Vec<Change>| {
        let entries = changes.into_iter().map(|change| adopted(proposed("甲局", change))).collect();
        match round(entries).next() {
            Err(Refusal::Conflicts { conflicts, names }) => {
                conflicts.iter().zip(names).map(|(one, name)| (one.first, one.second, name.unwrap())).collect()
            }
            other => {
                other.unwrap();
                Vec::new()
            }
        }
    };
    let replace = |from, to, with: &str| Change::Replace { clause: at("第二条"), from, to, with: with.into() };
    let insert = |name: &str, level, text: &str| Change::InsertAfter { clause: at(name), level, text: text.into() };
    let delete = |name: &str| Change::Delete { clause: at(name) };
    let hit = |name: &str| vec![(0, 1, name.to_owned())];

    assert_eq!(conflicts(vec![replace(3, 5, "每周"), replace(4, 7, "月检查")]), hit("第二条"));
    assert_eq!(conflicts(vec![replace(3, 3, "应当"), replace(3, 3, "须")]), hit("第二条"));
    assert_eq!(conflicts(vec![replace(4, 4, "应当"), replace(3, 5, "每周")]), hit("第二条"));
    assert_eq!(conflicts(vec![delete("第二条"), replace(3, 5, "每周")]), hit("第二条"));
    assert_eq!(conflicts(vec![delete("第三条"), delete("第三条（一）")]), hit("第三条（一）"));
    assert_eq!(
        conflicts(vec![delete("第三条"), insert("第三条（一）", Level::Item, "文旅局负责景区；")]),
        hit("第三条（一）")
    );
    // Side by side is no conflict, nor a new article behind one that goes, nor twice the same.
    assert_eq!(conflicts(vec![replace(3, 5, "每周"), replace(5, 7, "检查"), replace(3, 3, "应当")]), []);
    assert_eq!(conflicts(vec![delete("第二条"), insert("第二条", Level::Article, "每周巡查。")]), []);
    assert_eq!(conflicts(vec![replace(3, 5, "每周"), replace(3, 5, "每周")]), []);
    let refusal = round(vec![
        adopted(proposed("甲局", replace(3, 5, "每周"))),
        adopted(proposed("乙局", replace(3, 5, "每季度"))),
    ]);
    assert_eq!(
        refusal.next().unwrap_err().message().words(Lang::En),
        "These adopted comments change the same words: 1 and 2 (第二条). Adopt one of them, or adopt one partly with the combined text"
    );
}

#[test]
fn a_disposition_says_what_it_has_to() {
    let draft = draft();
    let change = words("第二条", "每月", "每周");
    let other = words("第二条", "每月", "每季度");
    let with_words = proposed("城管局", change.clone());
    let without = Comment { change: None, ..with_words.clone() };
    let decided = |ruling, change: Option<&Change>, reason: &str| Disposition {
        ruling,
        change: change.cloned(),
        reason: reason.into(),
    };
    let check = |disposition: Disposition, comment: &Comment| disposition.check(comment, &draft);
    assert_eq!(check(decided(Ruling::Adopted, None, ""), &with_words), Ok(()));
    assert_eq!(check(decided(Ruling::Adopted, None, ""), &without), Err(NotDisposed::TextMissing));
    assert_eq!(check(decided(Ruling::Adopted, Some(&change), ""), &without), Ok(()));
    assert_eq!(check(decided(Ruling::Adopted, Some(&other), ""), &with_words), Err(NotDisposed::OtherText));
    assert_eq!(check(decided(Ruling::Partly, Some(&change), "理由"), &with_words), Err(NotDisposed::SameText));
    assert_eq!(check(decided(Ruling::Partly, Some(&other), " "), &with_words), Err(NotDisposed::Reason));
    assert_eq!(check(decided(Ruling::Partly, None, "理由"), &with_words), Err(NotDisposed::TextMissing));
    assert_eq!(check(decided(Ruling::Refused, None, ""), &with_words), Err(NotDisposed::Reason));
    assert_eq!(check(decided(Ruling::Refused, Some(&other), "理由"), &with_words), Err(NotDisposed::RefusedChanges));

    assert_eq!(with_words.check(&draft), Ok(()));
    assert_eq!(Comment { who: " ".into(), ..with_words.clone() }.check(&draft), Err(NotDisposed::Who));
    assert_eq!(Comment { reason: String::new(), ..without.clone() }.check(&draft), Err(NotDisposed::Reason));
    assert_eq!(Comment { clause: Some(1), ..with_words }.check(&draft), Err(NotDisposed::OtherClause));
    assert_eq!(Comment { clause: Some(99), ..without }.check(&draft), Err(NotDisposed::Unfit(Unfit::NoClause)));
}

#[test]
fn a_change_that_does_not_fit_is_refused() {
    let draft = draft();
    let second = at("第二条");
    assert_eq!(Change::of_words(&draft, second, "每周", "每月"), Err(Unfit::NotOnce { times: 0 }));
    assert_eq!(Change::of_words(&draft, at("第四条"), "第三条", "第一条"), Err(Unfit::NotOnce { times: 2 }));
    assert_eq!(Change::of_words(&draft, second, "每月", "每月"), Err(Unfit::Nothing));
    assert_eq!(Change::of_words(&draft, 99, "每月", "每周"), Err(Unfit::NoClause));
    let replace = |from, to| Change::Replace { clause: second, from, to, with: "甲".into() }.check(&draft);
    assert_eq!(replace(0, 99), Err(Unfit::NoWords { from: 0, to: 99, length: 11 }));
    assert_eq!(replace(5, 4), Err(Unfit::NoWords { from: 5, to: 4, length: 11 }));
    let insert = |level, text: &str| Change::InsertAfter { clause: second, level, text: text.into() }.check(&draft);
    assert_eq!(insert(Level::Article, "  \n"), Err(Unfit::Empty));
    assert_eq!(insert(Level::Article, "第九条　"), Err(Unfit::Empty));
    assert_eq!(insert(Level::Preamble, "甲"), Err(Unfit::Preamble));
    assert_eq!(insert(Level::Article, "甲：\n（一）乙\n第四条　丙"), Err(Unfit::Mark { line: 3 }));
    assert_eq!(insert(Level::Article, "甲：\n（一）乙\n（三）丙"), Err(Unfit::Mark { line: 3 }));
    assert_eq!(insert(Level::Article, "甲：\n（一）乙\n（二）丙"), Ok(()));
    assert_eq!(Change::Delete { clause: 0 }.check(&draft), Err(Unfit::Preamble));
}

#[test]
fn words_that_would_become_a_clause_of_their_own_are_refused() {
    let change = Change::of_clause(&draft(), at("第三条（三）"), "各镇负责村庄；\n（四）各村负责田间。").unwrap();
    let refusal = round(vec![adopted(proposed("甲镇", change))]).next().unwrap_err();
    assert_eq!(refusal.code(), "shape");
}

#[test]
fn new_clauses_are_written_and_counted_like_their_neighbours() {
    let clauses = Change::InsertAfter {
        clause: at("第三条"),
        level: Level::Item,
        text: "文旅局负责：\n1.景区；\n2.酒店；".into(),
    };
    let chapter =
        Change::InsertAfter {
            clause: at("第三条"), level: Level::Chapter, text: "附则\n第九条　另行通知。".into()
        };
    let next = next(vec![clauses, chapter]);
    let text = next.draft.text();
    assert!(
        text.contains("责任分工如下：\n（一）文旅局负责：\n1.景区；\n2.酒店；\n（二）城管局负责市容；\n（三）住建局"),
        "{text}"
    );
    // Articles are counted through all chapters, whatever number was written.
    assert!(text.ends_with("第三章　附则\n第六条　另行通知。\n"), "{text}");
}

#[test]
fn two_new_items_of_one_article_are_counted_together() {
    let item = |text: &str| Change::InsertAfter { clause: at("第二条"), level: Level::Item, text: text.into() };
    let text = next(vec![item("主干道；"), item("（一）背街小巷。")]).draft.text();
    assert!(text.contains("巡查一次。\n\n（一）主干道；\n（二）背街小巷。\n第二章"), "{text}");
}

#[test]
fn a_reference_that_cannot_be_followed_is_named() {
    let text = "第一条　甲。\n第二条　乙。\n第三条　依照第二条和本办法第一条办理，并参照本条例第二条、第三条。\n第四条　见某条例第二条，见本办法第一条第一款。";
    let draft = Draft::read(text).unwrap();
    let entry = |change| adopted(proposed("甲局", change));
    let entries = vec![
        entry(Change::Delete { clause: 0 }),
        entry(Change::of_words(&draft, 3, "见某", "另见第三条，见某").unwrap()),
    ];
    let next = Round { draft, entries }.next().unwrap();
    assert_eq!(
        next.draft.text(),
        "第一条　乙。\n第二条　依照第二条和本办法第一条办理，并参照本条例第一条、第二条。\n第三条　另见第三条，见某条例第二条，见本办法第一条第一款。"
    );
    let named: Vec<_> = next.not_followed.iter().map(|one| (one.clause, one.words.as_str(), one.why)).collect();
    assert_eq!(
        named,
        [
            (1, "第二条", WhyNot::Unsaid),
            (1, "第一条", WhyNot::Deleted),
            (2, "第三条", WhyNot::Adopted),
            (2, "第一条第一款", WhyNot::Deleted),
        ]
    );
}

#[test]
fn thirty_days_unless_a_reason_is_given() {
    let rules: CommentRules = serde_json::from_str(include_str!("../../../../data/clauses/default.json")).unwrap();
    assert_eq!((rules.format.as_str(), rules.least_days), ("changxiao-comment-rules/1", 30));
    assert!(rules.source_zh.contains("第十五条"));
    let published = date(2026, 12, 1);
    assert_eq!(rules.earliest_end(published), date(2026, 12, 31));
    assert_eq!(rules.check(published, date(2026, 12, 31), ""), Ok(()));
    let short = rules.check(published, date(2026, 12, 30), " ");
    assert_eq!(short, Err(PeriodRefusal::TooShort { days: 29, least: 30 }));
    assert_eq!(rules.check(published, date(2026, 12, 30), "年底前须印发"), Ok(()));
    assert_eq!(rules.check(published, date(2026, 11, 30), "年底前须印发"), Err(PeriodRefusal::Backwards));
    // The days of two months and more are counted as days.
    let long = CommentRules { least_days: 90, ..rules };
    assert_eq!(long.check(published, date(2027, 2, 28), ""), Err(PeriodRefusal::TooShort { days: 89, least: 90 }));
}
