//! What people of the demonstration are called and what they write.

use super::dice::Dice;

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高",
    "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "韩", "冯", "曹", "彭", "曾", "肖", "田", "董", "潘", "袁", "蔡",
    "蒋", "余",
];
const GIVEN: [&str; 60] = [
    "伟", "芳", "敏", "静", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "桂英",
    "建国", "志强", "晓东", "海燕", "文斌", "丽华", "永强", "春梅", "国庆", "秀兰", "少华", "雪梅", "振宇", "思远",
    "嘉怡", "俊杰", "梓涵", "雨桐", "志远", "晓燕", "建华", "美玲", "立新", "卫东", "红梅", "小军", "金凤", "玉珍",
    "成龙", "子轩", "浩然", "欣怡", "淑芬", "德明", "宏伟", "佳琪", "一鸣", "晨曦", "锦程", "慧敏", "云飞", "立群",
];

pub(super) fn person(dice: &mut Dice) -> String {
    format!("{}{}", dice.word_of(&SURNAMES), dice.word_of(&GIVEN))
}

/// Spots that any kind of site has, indoors or out.
const SPOTS: [&str; 10] = [
    "主入口左侧",
    "主入口右侧",
    "北侧约 30 米",
    "南侧约 50 米",
    "东侧围墙边",
    "西侧约 20 米",
    "公示栏旁",
    "停车区",
    "东北角",
    "后门附近",
];

/// What an inspector writes beside an item that is not met.
pub(super) fn finding(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => format!("{}，{} 处", dice.word_of(&SPOTS), dice.between(1, 3)),
        1 => format!("{}，现场已告知", dice.word_of(&SPOTS)),
        2 => format!("{}，上次检查时未见", dice.word_of(&SPOTS)),
        _ => dice.word_of(&SPOTS).to_owned(),
    }
}

const ROADS: [&str; 14] = [
    "人民路",
    "新华路",
    "胜利路",
    "解放路",
    "建设路",
    "文化路",
    "中山路",
    "和平路",
    "团结路",
    "光明路",
    "滨江路",
    "学府路",
    "公园路",
    "站前路",
];

/// A made-up address in a township; the mark says that it is made up.
pub(super) fn address(town: &str, dice: &mut Dice) -> String {
    format!("{town}{} {} 号附近\u{2060}※", dice.word_of(&ROADS), dice.between(2, 188))
}

/// What someone reports by hand, from the filing condition of the category.
pub(super) fn report(condition: &str, dice: &mut Dice) -> String {
    let seen = ["巡查时发现", "路过时发现", "群众当面反映", "网格员报告", "志愿者报告"];
    format!("{}：{condition}。{}", dice.word_of(&seen), dice.word_of(&SPOTS))
}

pub(super) fn fixed(dice: &mut Dice) -> String {
    let done = [
        "已派人到场处置，问题消除",
        "已清理完毕，并安排专人每日巡查",
        "已修复，现场恢复原状",
        "已督促责任人当场整改",
        "已更换到位，附整改后照片",
        "已整改，同类部位一并排查",
    ];
    dice.word_of(&done).to_owned()
}

pub(super) const WITHOUT_PHOTO: &str = "台账、制度类问题，整改结果见文字说明";

pub(super) fn passed(dice: &mut Dice) -> String {
    let seen =
        ["现场核查，问题已消除", "核查属实，整改到位", "到场查看，与整改后照片一致", "现场已恢复，周边未见同类问题"];
    dice.word_of(&seen).to_owned()
}

pub(super) fn failed(dice: &mut Dice) -> String {
    let seen = [
        "现场仍有 1 处未整改",
        "整改后又反弹，现场仍可见",
        "只清理了表面，根部未处理",
        "照片中的位置已整改，相邻位置仍有",
    ];
    dice.word_of(&seen).to_owned()
}

pub(super) fn not_enough(dice: &mut Dice) -> String {
    let why = ["整改后照片与问题不是同一位置", "说明未写清采取的措施", "照片看不清整改部位"];
    dice.word_of(&why).to_owned()
}

pub(super) fn not_ours(dice: &mut Dice) -> String {
    let why = ["点位不在本单位管辖范围", "设施产权不属本单位", "属地先行处置更及时，建议改派"];
    dice.word_of(&why).to_owned()
}

pub(super) fn refused(dice: &mut Dice) -> String {
    let why = ["情况与立案条件不符", "到场时问题已不存在", "位置不清，联系上报人后仍无法确认"];
    dice.word_of(&why).to_owned()
}

pub(super) const URGE: &str = "已超期，今日内办结并反馈";
pub(super) const CLOSED_BY_LEADER: &str = "现场会已当场看过，同意结案";
