//! Units by what a filing standard calls them. Such sheets are older than the list of units and write short names, so a name is
//! matched in steps, each only where exactly one unit fits.

use std::collections::{BTreeSet, HashMap};

use crate::model::CityModel;

/// Long words of a department's name and what everybody says instead.
const SHORT: [(&str, &str); 22] = [
    ("城市管理和综合执法", "城管"),
    ("城市管理综合行政执法", "城管"),
    ("城市管理综合执法", "城管"),
    ("城市管理", "城管"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("市场监督管理", "市场监管"),
    ("工业和信息化", "工信"),
    ("人力资源和社会保障", "人社"),
    ("文化广电和旅游", "文旅"),
    ("文化和旅游", "文旅"),
    ("卫生健康委员会", "卫健委"),
    ("发展和改革委员会", "发改委"),
    ("医疗保障", "医保"),
    ("退役军人事务", "退役军人"),
    ("国防动员办公室", "国动办"),
    ("公安交通警察支队", "交警支队"),
    ("公安局交通警察支队", "交警支队"),
    ("公安局交警支队", "交警支队"),
    ("交通运输", "交通"),
    ("应急管理", "应急"),
    ("环境卫生", "环卫"),
];

/// What a text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The unit's code, and its name where the sheet wrote another.
    Unit { code: String, instead: Option<String> },
    /// Several units fit equally well; their names.
    Several(Vec<String>),
    /// None fits; the names that come nearest.
    Nobody(Vec<String>),
}

pub(super) struct UnitNames {
    /// Normal form, code, name.
    units: Vec<(String, String, String)>,
    exact: HashMap<String, BTreeSet<usize>>,
    /// Keys of the list in force that no unit of the city has: an export writes them, and they come back.
    keys: BTreeSet<String>,
    city: String,
}

impl UnitNames {
    pub fn new(model: &CityModel) -> Self {
        let city = model.city.name.clone();
        let (mut units, mut exact) = (Vec::new(), HashMap::<String, BTreeSet<usize>>::new());
        for (place, unit) in model.units.iter().enumerate() {
            for text in [&unit.code, &unit.name, &unit.name_en] {
                if !text.is_empty() {
                    exact.entry(text.to_lowercase()).or_default().insert(place);
                }
            }
            units.push((normal(&unit.name, &city), unit.code.clone(), unit.name.clone()));
        }
        let rows = model.categories.categories.iter().flat_map(|category| &category.standards);
        let keys = rows.flat_map(|row| [row.lead_key.clone(), row.supervisor_key.clone()]);
        Self { units, exact, keys: keys.filter(|key| !key.is_empty()).collect(), city }
    }

    pub fn find(&self, text: &str) -> Named {
        let text = text.trim();
        if let Some(found) = self.exact.get(&text.to_lowercase()) {
            return self.of(found.iter().copied().collect(), None);
        }
        if self.keys.contains(text) {
            return Named::Unit { code: text.to_owned(), instead: None };
        }
        let wanted = normal(text, &self.city);
        let fits = |fit: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let fitting = self.units.iter().enumerate().filter(|(_, (name, ..))| fit(name));
            fitting.map(|(place, _)| place).collect()
        };
        let same = fits(&|name| name == wanted);
        if !same.is_empty() {
            return self.of(same, Some(text));
        }
        // 城管局 for 城市管理局: the same letters in the same order, from the first to the last.
        let shortened = fits(&|name| {
            let ends = |a: &str, b: &str| a.chars().next() == b.chars().next() && a.chars().last() == b.chars().last();
            wanted.chars().count() >= 3 && ends(name, &wanted) && within(&wanted, name)
        });
        match shortened.as_slice() {
            [_] => self.of(shortened, Some(text)),
            _ => Named::Nobody(self.nearest(&wanted)),
        }
    }

    fn of(&self, places: Vec<usize>, written: Option<&str>) -> Named {
        match places.as_slice() {
            [place] => {
                let (_, code, name) = &self.units[*place];
                let instead = written.filter(|written| written != name).map(|_| name.clone());
                Named::Unit { code: code.clone(), instead }
            }
            several => Named::Several(several.iter().take(5).map(|place| self.units[*place].2.clone()).collect()),
        }
    }

    /// The three names that come nearest to a text that is none.
    pub fn near(&self, text: &str) -> Vec<String> {
        match self.find(text) {
            Named::Unit { instead, .. } => instead.into_iter().collect(),
            Named::Several(names) | Named::Nobody(names) => names,
        }
    }

    /// The three names that share most letters with the text.
    fn nearest(&self, wanted: &str) -> Vec<String> {
        let letters: BTreeSet<char> = wanted.chars().collect();
        let mut scored: Vec<(usize, &str)> = self
            .units
            .iter()
            .map(|(normal, _, name)| {
                let own: BTreeSet<char> = normal.chars().collect();
                let shared = letters.intersection(&own).count();
                (shared * 100 / letters.union(&own).count().max(1), name.as_str())
            })
            .filter(|(score, _)| *score > 0)
            .collect();
        scored.sort_by_key(|(score, name)| (std::cmp::Reverse(*score), name.chars().count()));
        scored.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
    }
}

/// The name without its place, brackets and long words: 漳州市城市管理局 and 市城管局 are both 城管局.
fn normal(name: &str, city: &str) -> String {
    let plain: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let mut plain = match plain.find(['（', '(']) {
        Some(open) if open > 0 => plain[..open].to_owned(),
        _ => plain,
    };
    for (long, short) in SHORT {
        plain = plain.replace(long, short);
    }
    let bare_city = city.trim_end_matches('市');
    for prefix in [city, "市", bare_city] {
        if let Some(rest) = plain.strip_prefix(prefix)
            && rest.chars().count() >= 2
        {
            return rest.to_owned();
        }
    }
    plain
}

/// Whether the letters of `short` stand in `long` in their order.
fn within(short: &str, long: &str) -> bool {
    let mut letters = long.chars();
    short.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[(&str, &str)]) -> UnitNames {
        let city = "漳州市".to_owned();
        let mut exact = HashMap::<String, BTreeSet<usize>>::new();
        for (place, (code, name)) in list.iter().enumerate() {
            exact.entry(code.to_lowercase()).or_default().insert(place);
            exact.entry(name.to_lowercase()).or_default().insert(place);
        }
        let units = list.iter().map(|(code, name)| (normal(name, &city), (*code).to_owned(), (*name).to_owned()));
        UnitNames { units: units.collect(), exact, keys: BTreeSet::from(["municipal".to_owned()]), city }
    }

    #[test]
    fn a_unit_is_found_by_its_code_its_name_and_what_people_call_it() {
        let names = names(&[
            ("CG", "市城管局"),
            ("ZJ", "市住建局"),
            ("JJ", "市公安局交警支队"),
            ("GA", "市公安局"),
            ("X:CG", "芗城区城管局"),
            ("WM", "市创建办（文明办）"),
        ]);
        for (text, code) in [
            ("CG", "CG"),
            ("市城管局", "CG"),
            ("城管局", "CG"),
            ("漳州市城市管理局", "CG"),
            ("漳州市住房和城乡建设局", "ZJ"),
            ("市公安局", "GA"),
            ("公安局交通警察支队", "JJ"),
            ("交警支队", "JJ"),
            ("芗城区城市管理局", "X:CG"),
            ("创建办", "WM"),
            ("municipal", "municipal"),
        ] {
            match names.find(text) {
                Named::Unit { code: found, .. } => assert_eq!(found, code, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn who_is_not_there_is_told_the_nearest_and_nobody_is_guessed() {
        let names = names(&[("CG", "市城管局"), ("HW", "市环卫中心"), ("A", "甲公司"), ("B", "甲公司")]);
        assert_eq!(names.find("甲公司"), Named::Several(vec!["甲公司".to_owned(), "甲公司".to_owned()]));
        match names.find("城市环卫处") {
            Named::Nobody(nearest) => assert_eq!(nearest.first().map(String::as_str), Some("市环卫中心")),
            other => panic!("{other:?}"),
        }
        assert_eq!(names.find("QQ"), Named::Nobody(Vec::new()));
        assert!(matches!(names.find("城管局、住建局"), Named::Nobody(_)));
    }
}
