//! What a site must be before it is saved.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{PostId, SiteId},
    sites::{Site, SiteFault, SiteRules},
    time::Instant,
};

fn code(number: i64) -> DivisionCode {
    DivisionCode::new(number).unwrap()
}

fn site() -> Site {
    Site {
        id: SiteId::new(Instant(0), [1; 10]),
        number: "ZGD-0012".into(),
        site_type: "zgd".into(),
        name: "延安北路".into(),
        generated: true,
        division: code(350_602_001),
        position: None,
        unit: None,
        holder: None,
        deputy: None,
        active: true,
        version: 1,
    }
}

fn faults(site: &Site) -> Vec<SiteFault> {
    let types = ["zgd".to_owned(), "gc".to_owned()];
    site.faults(SiteRules { city: code(3506), types: &types })
}

#[test]
fn a_whole_site_is_accepted() {
    assert_eq!(faults(&site()), []);
    assert_eq!(faults(&Site { number: "景点-02-01".into(), ..site() }), []);
}

#[test]
fn every_fault_of_a_site_is_named() {
    let (one, two) = (PostId::new(Instant(0), [1; 10]), PostId::new(Instant(0), [2; 10]));
    let broken = Site {
        number: " ".into(),
        site_type: "xyz".into(),
        name: String::new(),
        division: code(35),
        deputy: Some(one),
        ..site()
    };
    let expected = [
        SiteFault::NoNumber,
        SiteFault::UnknownType("xyz".into()),
        SiteFault::NoName,
        SiteFault::DivisionTooWide(code(35)),
        SiteFault::OutsideTheCity { division: code(35), city: code(3506) },
        SiteFault::DeputyWithoutHolder,
    ];
    assert_eq!(faults(&broken), expected);
    assert_eq!(faults(&Site { number: "=1+1".into(), ..site() }), [SiteFault::BadNumber("=1+1".into())]);
    assert_eq!(faults(&Site { name: "路".repeat(121), ..site() }), [SiteFault::NameTooLong(121)]);
    assert_eq!(faults(&Site { holder: Some(one), deputy: Some(one), ..site() }), [SiteFault::HolderIsDeputy]);
    assert_eq!(faults(&Site { holder: Some(one), deputy: Some(two), ..site() }), []);
}
