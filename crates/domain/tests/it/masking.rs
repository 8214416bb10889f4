//! What tells who somebody is, in every spelling that was seen in exports, and what is nobody's.

use changxiao_domain::masking::{mask_mail, mask_name, mask_phone, mask_text, mask_text_of, mask_texts};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn a_number_of_a_person_is_masked_in_every_spelling() {
    for (text, masked) in [
        ("请回电１３８００００１２３４谢谢", "请回电138****1234谢谢"),
        ("电话138.0000.1234", "电话138****1234"),
        ("电话138_0000_1234 或微信同号", "电话138****1234 或微信同号"),
        ("电话138\u{200b}0000\u{200b}1234", "电话138****1234"),
        ("电话138 0000 1234/139 0000 5678", "电话138****1234/139****5678"),
        ("电话1380000123413900005678连写", "电话138****1234 139****5678连写"),
        ("身份证35060219800101002X本人", "身份证350602************本人"),
        ("座机2028888", "座机****88"),
        ("电话138-0000-1234，车牌闽E·12345", "电话138****1234，车牌闽E·12345"),
        ("+86 138 0000 1234", "+86 138****1234"),
        ("(+86)13800001234", "(+86)138****1234"),
        ("电话一三八零零零零一二三四", "电话138****1234"),
        ("138·0000·1234", "138****1234"),
        ("8613800001234", "86138****1234"),
        ("+8613800001234", "+86138****1234"),
        ("0086-13800001234", "0086-138****1234"),
        ("013800001234", "0138****1234"),
        ("138，0000，1234", "138****1234"),
        ("1 3 8 0 0 0 0 1 2 3 4", "138****1234"),
        ("幺三八〇〇〇〇幺二三四", "138****1234"),
        ("壹叁捌零零零零壹贰叁肆", "138****1234"),
        ("①③⑧⓪⓪⓪⓪①②③④", "138****1234"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣", "138****1234"),
        ("138—0000—1234", "138****1234"),
        ("138\u{a0}0000\u{3000}1234", "138****1234"),
        ("138\u{202d}00001234", "138****1234"),
        ("tel:13800001234", "tel:138****1234"),
        ("0596-2345678", "0596-****78"),
        ("05962345678", "0596-****78"),
        ("（0596）2345678", "（0596-****78"),
        ("010 12345678", "010-****78"),
        ("+852 9123 4567", "+****67"),
        ("电话 202-8888", "电话 ****88"),
        ("350602 19800101 0022", "350602************"),
        ("３５０６０２１９８００１０１００２Ｘ", "350602************"),
        ("130602198001010022", "130602************"),
        ("130602 19800 1010022", "130602************"),
        ("350602800101002", "350602************"),
        ("350602198001010022350602198001010030", "350602************ 350602************"),
        ("35060219800101002213800001234", "350602************ 138****1234"),
        ("2026-11-20 13800001234", "2026-11-20 138****1234"),
        ("联系人：张小明 电话13800001234", "联系人：张** 电话138****1234"),
        ("投诉人:李雷电话13800001234", "投诉人:李**138****1234"),
    ] {
        assert_eq!(mask_text(text), masked);
        assert_eq!(mask_text(masked), masked, "masking once more changes nothing");
    }
}

/// Orders that came before callers' names were masked hold them in their texts, and nothing says whose they are.
#[test]
fn a_name_of_which_a_text_tells_as_of_a_caller_is_masked() {
    for (text, masked) in [
        ("市民张小明来电反映路灯不亮", "市民张**来电反映路灯不亮"),
        ("张小明来电，称路灯不亮", "张**来电，称路灯不亮"),
        ("今天上午，李雷致电咨询", "今天上午，李**致电咨询"),
        ("业主陈女士投诉；村民王大力举报", "业主陈女士投诉；村民王**举报"),
        ("诉求人林晓女士表示不满", "诉求人林**女士表示不满"),
        ("居民多次反映", "居民多次反映"),
        ("业主曾多次投诉，群众陆续反映，市民于昨日来电", "业主曾多次投诉，群众陆续反映，市民于昨日来电"),
        ("群众高度关注，居民马上举报", "群众高度关注，居民马上举报"),
        ("物业公司反映，城管局来电", "物业公司反映，城管局来电"),
        ("黄山路来电亭损坏", "黄山路来电亭损坏"),
    ] {
        assert_eq!(mask_text(text), masked);
        assert_eq!(mask_text(masked), masked, "masking once more changes nothing");
    }
    // What comes in again is the order that it was.
    assert_eq!(mask_text_of("市民张小明来电反映", ""), "市民张小明来电反映");
}

#[test]
fn what_is_nobodys_number_stays() {
    for plain in [
        "延安北路 12 号",
        "2026-06-16 10:00",
        "2026-11-20 09:30:15.123456",
        "工单 202606160000123456",
        "工单号20261120000123456内",
        "占地 3000 平方米",
        "GD-0000001",
        "案件 261121-0041",
        "区划 350602003001",
        "请拨打 12345 或 96110",
        "来电日期20261120",
        "车牌闽E·12345",
        "坐标 117.654321,24.512345",
        "地址 192.168.10.123",
        "统一社会信用代码 91350602MA2XYZ1234",
        "二〇二六年十一月二十日",
        "金额 15,203,040.50 元",
        "投诉人：匿名",
        "联系人：市民",
        "第 13、14、15、16 栋",
    ] {
        assert_eq!(mask_text(plain), plain);
    }
}

#[test]
fn the_name_of_whoever_called_is_masked_wherever_it_stands() {
    for (text, caller, masked) in [
        ("张小明来电反映", "张小明", "张**来电反映"),
        ("张 小 明来电，张\u{200b}小明再次来电", "张小明", "张**来电，张**再次来电"),
        ("张小明先生与李雷", "张小明先生、李雷（业主）", "张**先生与李**"),
        ("欧阳小明来电", "欧阳小明", "欧**来电"),
        ("John Smith called; Johnson did not", "john smith", "j** called; Johnson did not"),
        ("市民来电", "市民", "市民来电"),
        ("张先生来电", "张先生", "张先生来电"),
        ("匿名来电", "匿名", "匿名来电"),
        ("张**来电", "张**", "张**来电"),
        ("黄山路上，黄山来电", "黄山", "黄山路上，黄**来电"),
        ("来电", "", "来电"),
    ] {
        assert_eq!(mask_text_of(text, caller), masked, "{caller}");
    }
    assert_eq!(mask_name("欧阳小明"), "欧**");
    assert_eq!(mask_name(" "), "");
}

#[test]
fn a_telephone_alone_keeps_what_tells_two_apart() {
    for (phone, masked) in [
        ("13812345678", "138****5678"),
        (" 138-1234-5678 ", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("138****5678", "138****5678"),
        ("2345678", "****78"),
        ("12345", "***"),
        ("1.38E+10", "***"),
        ("", ""),
    ] {
        assert_eq!(mask_phone(phone), masked);
    }
}

#[test]
fn a_mail_address_keeps_its_first_letter_and_its_house() {
    for (text, masked) in [
        ("550 zhang.xiaoming@example.gov.cn refused", "550 z***@example.gov.cn refused"),
        ("a@b.cn,c@d.cn", "a***@b.cn,c***@d.cn"),
        ("z***@example.gov.cn", "z***@example.gov.cn"),
        ("@all 请看", "@all 请看"),
        ("单价 @ 3 元", "单价 @ 3 元"),
    ] {
        assert_eq!(mask_mail(text), masked);
        assert_eq!(mask_mail(masked), masked);
    }
}

#[test]
fn a_record_keeps_its_keys() {
    let id = "01938001-3800-7123-8000-138000012345";
    let kept = json!({ "text": "电话13800001234", "unit": id, "photos": ["1".repeat(64)], "due": 13_800_001_234_i64, "none": null });
    let masked = mask_texts(kept.clone());
    assert_eq!(masked["text"], "电话138****1234");
    for name in ["unit", "photos", "due", "none"] {
        assert_eq!(masked[name], kept[name]);
    }
}

/// The spellings of one mobile number.
fn spelled(number: &str, how: usize) -> String {
    let digits: Vec<char> = number.chars().collect();
    let groups = |between: &str| [&digits[..3], &digits[3..7], &digits[7..]].map(String::from_iter).join(between);
    let each = |of: &dyn Fn(u32) -> char| digits.iter().filter_map(|c| c.to_digit(10)).map(of).collect::<String>();
    match how {
        0 => number.to_owned(),
        1 => groups(" "),
        2 => groups("-"),
        3 => groups("."),
        4 => groups("\u{200b}"),
        5 => groups("，"),
        6 => each(&|digit| char::from_u32(0xff10 + digit).unwrap_or('?')),
        7 => each(&|digit| ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'][digit as usize]),
        8 => digits.iter().map(char::to_string).collect::<Vec<_>>().join(" "),
        9 => format!("+86{number}"),
        10 => format!("(+86) {}", groups("-")),
        _ => format!("0086{number}"),
    }
}

proptest! {
    /// No mobile number survives, in whatever spelling and among whatever words; masking again changes nothing.
    #[test]
    fn no_mobile_number_survives(
        before in "[^0-9０-９〇零一二三四五六七八九]{0,10}", number in "1[3-9][0-9]{9}", after in "[^0-9０-９〇零一二三四五六七八九xX×]{0,10}", how in 0_usize..12,
    ) {
        let masked = mask_text(&format!("{before}字{}字{after}", spelled(&number, how)));
        let kept = format!("{}****{}", &number[..3], &number[7..]);
        prop_assert!(masked.contains(&kept), "{}", masked);
        prop_assert!(!masked.contains(&number));
        prop_assert_eq!(mask_text(&masked), masked);
    }

    /// Any text at all: never a panic, and masking again changes nothing.
    #[test]
    fn any_text_is_taken(text in prop_oneof![".{0,60}", "[0-9 ./+()x*，-]{0,60}", "[一二三〇0-9联系人：电话x \\-]{0,40}"], caller in ".{0,8}") {
        let masked = mask_text_of(&text, &caller);
        prop_assert_eq!(mask_text(&masked), masked);
    }
}
