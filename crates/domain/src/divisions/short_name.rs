//! Names without their kind.

/// Longer endings first, so that 自治县 is not cut to 自治.
const KINDS: [&str; 20] = [
    "自治县",
    "自治旗",
    "街道",
    "区",
    "县",
    "市",
    "旗",
    "镇",
    "乡",
    " Development Zone",
    " Ethnic Township",
    " Autonomous County",
    " Autonomous Banner",
    " Subdistrict",
    " District",
    " County",
    " Township",
    " Banner",
    " Town",
    " City",
];

/// 芗城 for 芗城区, Xiangcheng for Xiangcheng District: on a map there is little room. A Chinese name keeps at least two
/// characters.
pub fn short_name(name: &str) -> &str {
    let short = KINDS.into_iter().find_map(|kind| name.strip_suffix(kind));
    short.filter(|short| short.chars().count() >= 2).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn names_lose_their_kind_unless_they_would_be_one_character() {
        let cases = [
            ("芗城区", "芗城"),
            ("扎兰屯市", "扎兰屯"),
            ("巷口街道", "巷口"),
            ("郊区", "郊区"),
            ("忻县", "忻县"),
            ("前郭尔罗斯蒙古族自治县", "前郭尔罗斯蒙古族"),
            ("漳州高新技术产业开发区", "漳州高新技术产业开发"),
            ("Xiangcheng District", "Xiangcheng"),
            ("Zhangzhou", "Zhangzhou"),
        ];
        for (whole, short) in cases {
            assert_eq!(short_name(whole), short);
        }
    }
}
