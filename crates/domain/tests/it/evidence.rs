//! A fact is entered once: what of an item is wrong, what is offered instead of a second upload, what stays because it is used.

use changxiao_domain::{
    evidence::{
        Fault, Held, Item, Kind, Media, Offer, Press, TEXT_CHARS, Tag, TagFault, TagSet, Use, UsedBy, may_remove,
        offer, searched_texts,
    },
    search::{Search, index_words},
    time::Day,
};
use proptest::prelude::*;

const SHIPPED: &str = include_str!("../../../../data/evidence/tags.json");
const TODAY: Day = Day::constant(2026, 6, 16);

fn shipped() -> TagSet {
    TagSet::parse(SHIPPED).expect("what ships can be read")
}

fn item(kind: Kind, caption: &str) -> Item {
    Item {
        kind,
        caption: caption.to_owned(),
        day: TODAY,
        place: "延安北路".to_owned(),
        site: None,
        division: None,
        position: None,
        people: String::new(),
        source: String::new(),
        tags: vec!["civilised_city".to_owned(), "garden_city".to_owned()],
        press: (kind == Kind::Press).then(|| Press {
            title: "长效机制见成效".to_owned(),
            paper: "闽南日报".to_owned(),
            ..Press::default()
        }),
    }
}

#[test]
fn the_campaigns_of_the_reports_ship_each_with_its_source() {
    let set = shipped();
    let names: Vec<&str> = set.all().map(|tag| tag.zh.as_str()).collect();
    assert_eq!(names, ["全国文明城市", "双拥", "园林", "无障碍", "无偿献血"]);
    assert!(set.all().all(|tag| tag.check().is_ok()));
    assert!(set.caption.hint <= set.caption.most);
}

#[test]
fn a_city_adds_its_own_and_never_another_meaning_to_a_code_that_ships() {
    let own = |code: &str, zh: &str| Tag { code: code.to_owned(), zh: zh.to_owned(), ..tag() };
    let set = shipped().with([own("sanitary_city", "国家卫生城市"), own("garden_city", "别的")]);
    assert_eq!(set.get("sanitary_city").map(|tag| tag.zh.as_str()), Some("国家卫生城市"));
    assert_eq!(set.get("garden_city").map(|tag| tag.zh.as_str()), Some("园林"));
    let mut wrong = tag();
    for code in ["", "Garden", "园林", "a b", &"a".repeat(41)] {
        wrong.code = code.to_owned();
        assert_eq!(wrong.check(), Err(TagFault::Code(code.to_owned())));
    }
}

fn tag() -> Tag {
    Tag {
        code: "code".to_owned(),
        zh: "名".to_owned(),
        en: "Name".to_owned(),
        since: TODAY,
        source_zh: "市创建办〔2026〕3 号".to_owned(),
        source_en: "Office 2026 no. 3".to_owned(),
    }
}

#[test]
fn every_content_may_be_what_it_is_and_a_press_item() {
    for media in Media::ALL {
        assert!(media.kind().fits(media) && Kind::Press.fits(media));
        let fitting = Kind::ALL.into_iter().filter(|kind| kind.fits(media)).count();
        assert_eq!(fitting, if media == Media::Picture { 3 } else { 2 }, "{media:?}");
    }
}

#[test]
fn each_fault_is_told_at_its_field() {
    let fault = |item: Item, media| -> Vec<&'static str> {
        item.faults(media, &shipped(), TODAY).iter().map(|fault| fault.at_field().0).collect()
    };
    let photo = || item(Kind::Photo, "清理临时便民疏导区");
    assert_eq!(fault(photo(), Media::Picture), Vec::<&str>::new());
    assert_eq!(fault(photo(), Media::Pdf), ["kind"]);
    assert_eq!(fault(item(Kind::Photo, ""), Media::Picture), ["caption"]);
    let most = shipped().caption.most;
    assert_eq!(fault(item(Kind::Photo, &"图".repeat(most)), Media::Picture), Vec::<&str>::new());
    assert_eq!(fault(item(Kind::Photo, &"图".repeat(most + 1)), Media::Picture), ["caption"]);
    assert_eq!(fault(Item { day: Day::constant(2026, 6, 17), ..photo() }, Media::Picture), ["day"]);
    assert_eq!(fault(Item { people: "人".repeat(TEXT_CHARS + 1), ..photo() }, Media::Picture), ["people"]);
    assert_eq!(fault(Item { tags: vec!["none".to_owned()], ..photo() }, Media::Picture), ["tags"]);
    assert_eq!(fault(item(Kind::Press, "报道"), Media::Pdf), Vec::<&str>::new());
    assert_eq!(fault(Item { press: None, ..item(Kind::Press, "报道") }, Media::Pdf), ["press_title"]);
    assert_eq!(
        fault(Item { press: Some(Press::default()), ..item(Kind::Press, "报道") }, Media::Pdf),
        ["press_title", "press_paper"]
    );
    let paper = Item { press: Some(Press::default()), ..photo() };
    assert_eq!(paper.faults(Media::Picture, &shipped(), TODAY), [Fault::PressOfAnother]);
}

proptest! {
    /// The same content is never kept twice and never asked for twice: it is stored if and only if no item holds it.
    #[test]
    fn content_is_stored_only_where_none_holds_it(number in 1_i64..1_000_000, is_removed: bool, is_held: bool) {
        let held = is_held.then_some(Held { number, is_removed });
        let offered = offer(held.as_ref());
        prop_assert_eq!(offered == Offer::Take, !is_held);
        prop_assert_eq!(offered == Offer::Stands(number), is_held && !is_removed);
        prop_assert_eq!(offered == Offer::Restore(number), is_held && is_removed);
    }

    #[test]
    fn what_is_used_stays_and_every_use_is_named(numbers in proptest::collection::vec("[0-9]{6}-[0-9]{4}", 0..6)) {
        let uses: Vec<Use> = numbers.iter().map(|number| Use { by: UsedBy::Case, number: number.clone() }).collect();
        match may_remove(uses.clone()) {
            Ok(()) => prop_assert!(uses.is_empty()),
            Err(in_use) => prop_assert!(!uses.is_empty() && in_use.0 == uses),
        }
    }

    /// Nobody finds out by asking whose telephone stands in a document.
    #[test]
    fn no_number_of_a_person_goes_into_the_index(digits in "1[3-9][0-9]{9}", before in "[文明城市。 ]{0,9}", after in "[文明城市。 ]{0,9}") {
        let text = format!("{before}{digits}{after}");
        let told = Item { people: text.clone(), ..item(Kind::Photo, &text) };
        let texts = searched_texts(&told, &text, &text);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let kept = index_words(&texts);
        prop_assert!(Search::of(&digits).is_some_and(|search| !search.is_met_by(&kept)), "{}", kept);
    }
}
