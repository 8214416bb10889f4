//! The name of whoever called, in a text.

use super::{mask_name, sign::is_unseen};

/// What systems write where nobody gave a name, and words for people in general.
const NOBODY: [&str; 34] = [
    "市民",
    "群众",
    "居民",
    "村民",
    "业主",
    "商户",
    "网友",
    "游客",
    "乘客",
    "家长",
    "学生",
    "住户",
    "路人",
    "热心市民",
    "热心群众",
    "匿名",
    "匿名市民",
    "匿名用户",
    "来电人",
    "诉求人",
    "投诉人",
    "举报人",
    "反映人",
    "当事人",
    "联系人",
    "本人",
    "不详",
    "未知",
    "未提供",
    "保密",
    "无",
    "先生",
    "女士",
    "用户",
];
/// What follows a surname or a name.
const TITLES: [&str; 9] = ["先生", "女士", "小姐", "同志", "老师", "师傅", "阿姨", "大爷", "大妈"];
/// Words behind which, with a colon, a name stands.
const LABELS: [&str; 11] =
    ["来电人", "来话人", "诉求人", "投诉人", "举报人", "反映人", "报案人", "申请人", "联系人", "市民姓名", "姓名"];
/// Words before the name of a caller, in a text that tells of one.
const INTRODUCING: [&str; 16] = [
    "市民",
    "群众",
    "居民",
    "村民",
    "业主",
    "商户",
    "网友",
    "家长",
    "住户",
    "来电人",
    "来话人",
    "诉求人",
    "投诉人",
    "举报人",
    "反映人",
    "当事人",
];
/// What a caller does; the first four without any word before the name.
const TELLING: [&str; 12] =
    ["来电", "致电", "来信", "来访", "反映", "投诉", "举报", "咨询", "求助", "表示", "先生", "女士"];
const CALLING: usize = 4;
/// The most frequent surnames, which more than four of five people bear (公安部户政管理研究中心, 二〇二一年全国姓名报告), without 于, 曾
/// and 向, which begin a phrase (于昨日, 曾多次, 向社区) far more often than a name behind 市民.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭肖田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵覃武钱戴严莫孔汤";
/// Words that begin like a name.
const NO_NAMES: [&str; 14] =
    ["马上", "高度", "陆续", "严重", "任何", "何时", "白天", "夏天", "夏季", "方才", "余下", "武断", "江边", "段落"];
/// 黄山路 is no 黄山.
const PLACES: &str = "路街巷道桥村镇县市区园乡里弄坊";
/// The longest Chinese name that stands alone.
const LONGEST: usize = 4;

/// The text without the names that `caller` gives.
pub(super) fn mask(text: &str, caller: &str) -> String {
    let names = names(caller);
    if names.is_empty() {
        return text.to_owned();
    }
    let all: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < all.len() {
        match names.iter().find_map(|name| Some((name, end_of(&all, at, name)?))) {
            Some((name, end)) => {
                out.push_str(&mask_name(name));
                at = end;
            }
            None => {
                out.push(all[at]);
                at += 1;
            }
        }
    }
    out
}

/// The text without the names that stand behind 联系人： and its like.
pub(super) fn mask_labelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((label, colon)) = next_label(rest) {
        let (before, behind) = rest.split_at(label + colon);
        out.push_str(before);
        let blank = behind.len() - behind.trim_start_matches([' ', '\u{3000}']).len();
        out.push_str(&behind[..blank]);
        rest = &behind[blank..];
        let run: Vec<char> = rest.chars().take_while(|c| is_han(*c)).take(LONGEST + 1).collect();
        let name: String = run.iter().take(if run.len() > LONGEST { LONGEST - 1 } else { LONGEST }).collect();
        if run.len() >= 2 && !NOBODY.contains(&name.as_str()) {
            out.push_str(&mask_name(&name));
            rest = &rest[name.len()..];
        }
    }
    out.push_str(rest);
    out
}

/// The text without the names of which it tells as of callers: 市民张**来电反映 from 市民张小明来电反映.
pub(super) fn mask_told(text: &str) -> String {
    if !TELLING.iter().any(|word| text.contains(word)) {
        return text.to_owned();
    }
    let all: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < all.len() {
        match told_name(&all, at) {
            Some(name) => {
                out.push_str(&mask_name(&name));
                at += name.chars().count();
            }
            None => {
                out.push(all[at]);
                at += 1;
            }
        }
    }
    out
}

/// The name of three signs or two that begins here, of whom the text says that they called.
fn told_name(all: &[char], at: usize) -> Option<String> {
    if !SURNAMES.contains(all[at]) {
        return None;
    }
    let ends_with = |word: &str| all[..at].ends_with(&word.chars().collect::<Vec<_>>());
    let telling = match INTRODUCING.iter().any(|word| ends_with(word)) {
        true => &TELLING[..],
        false if at.checked_sub(1).is_none_or(|before| !is_han(all[before])) => &TELLING[..CALLING],
        false => return None,
    };
    let of = |length: usize| -> Option<String> {
        let name: String = all.get(at..at + length).filter(|name| name.iter().all(|c| is_han(*c)))?.iter().collect();
        let rest = &all[at + length..];
        let tells = telling.iter().any(|word| rest.starts_with(&word.chars().collect::<Vec<_>>()));
        // 陈女士 says no name, 黄山路 is a place.
        let is_none = NO_NAMES.iter().any(|word| name.starts_with(word))
            || TITLES.iter().any(|title| name.ends_with(title))
            || name.ends_with(|last| PLACES.contains(last));
        (tells && !is_none).then_some(name)
    };
    of(3).or_else(|| of(2))
}

/// Where the next label begins, and the length of it with its colon, in bytes.
fn next_label(text: &str) -> Option<(usize, usize)> {
    let of = |label: &&str| {
        text.match_indices(*label).find_map(|(at, _)| {
            let behind = &text[at + label.len()..];
            let colon = behind.chars().next().filter(|c| matches!(c, ':' | '：'))?;
            Some((at, label.len() + colon.len_utf8()))
        })
    };
    LABELS.iter().filter_map(of).min()
}

/// The names of a cell, the longest first.
fn names(caller: &str) -> Vec<String> {
    let mut names: Vec<String> = caller
        .split(['、', ',', '，', ';', '；', '/', '|', '\n', '(', '（', ')', '）'])
        .filter_map(|part| {
            let part: String = part.chars().filter(|c| !is_unseen(*c)).collect();
            let part = part.trim();
            let name = TITLES.iter().find_map(|title| part.strip_suffix(title)).unwrap_or(part).trim();
            let is_one = name.chars().filter(|c| c.is_alphabetic()).count() >= 2
                && !name.contains('*')
                && !name.chars().any(|c| c.is_ascii_digit())
                && !NOBODY.contains(&name);
            is_one.then(|| name.to_owned())
        })
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names
}

/// The end of the name when it begins at `start`, whatever blanks and unseen signs stand in it.
fn end_of(all: &[char], start: usize, name: &str) -> Option<usize> {
    let gap = |c: char| is_unseen(c) || c.is_whitespace() || matches!(c, '·' | '•' | '・');
    let mut at = start;
    for (place, wanted) in name.chars().filter(|c| !gap(*c)).enumerate() {
        while place > 0 && at - start < 2 * name.chars().count() && all.get(at).is_some_and(|c| gap(*c)) {
            at += 1;
        }
        let there = all.get(at)?;
        if !there.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
        at += 1;
    }
    let letter = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let in_a_word =
        name.is_ascii() && (letter(start.checked_sub(1).and_then(|before| all.get(before))) || letter(all.get(at)));
    let of_a_place = name.chars().count() == 2 && all.get(at).is_some_and(|c| PLACES.contains(*c));
    (!in_a_word && !of_a_place).then_some(at)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}
