//! Units, posts, roles, scopes and sign-in rules.

use changxiao_words::Lang;
use std::collections::BTreeSet;

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{
        Account, Actor, Failures, NoLead, NotPermitted, PasswordFault, PasswordRule, Patience, Permission, Post,
        PostFault, Role, RowOwner, Scope, SessionEnded, SignInRefusal, SignInRule, Territory, Unit, UnitKind, UnitTree,
        UnitTreeError, WeakPassword, conflicts, permissions,
    },
    time::{Day, HOUR, Instant, MINUTE},
};

fn unit_id(n: u8) -> UnitId {
    UnitId::new(Instant(0), [n; 10])
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn unit(n: u8, code: &str, kind: UnitKind, parent: Option<u8>) -> Unit {
    Unit {
        id: unit_id(n),
        code: code.into(),
        name: format!("{code}单位"),
        name_en: String::new(),
        kind,
        parent: parent.map(unit_id),
        division: None,
        areas: Vec::new(),
        valid_from: day("2026-01-01"),
        valid_until: None,
    }
}

/// Headquarters 1, office 2, group 3 with departments 4 and 5, district 6 with town 7.
fn a_city() -> Vec<Unit> {
    let mut district = unit(6, "D", UnitKind::District, Some(1));
    district.division = Some(DivisionCode::new(350_602).unwrap());
    vec![
        unit(7, "D-1", UnitKind::Town, Some(6)),
        unit(4, "G-1", UnitKind::Department, Some(3)),
        unit(1, "A", UnitKind::Headquarters, None),
        unit(5, "G-2", UnitKind::Department, Some(3)),
        unit(3, "G", UnitKind::Group, Some(1)),
        district,
        unit(2, "B", UnitKind::Office, Some(1)),
    ]
}

const TODAY: &str = "2026-11-21";

fn tree() -> UnitTree {
    UnitTree::build(a_city(), day(TODAY)).unwrap()
}

#[test]
fn codes_read_back_and_are_all_different() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.code()), Some(role));
        assert_eq!(serde_json::to_value(role).unwrap(), role.code());
    }
    for kind in UnitKind::ALL {
        assert_eq!(UnitKind::parse(kind.code()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
    }
    for permission in Permission::ALL {
        assert_eq!(Permission::parse(permission.code()), Some(*permission));
        assert_eq!(serde_json::to_value(permission).unwrap(), permission.code());
    }
    assert_eq!(Role::ALL.map(|role| role.words(Lang::Zh)).iter().collect::<BTreeSet<_>>().len(), Role::ALL.len());
    assert!("boss".parse::<Role>().is_err());
}

#[test]
fn a_tree_knows_subtrees_and_paths() {
    let tree = tree();
    let codes = |units: &[Unit]| units.iter().map(|unit| unit.code.clone()).collect::<Vec<_>>();
    assert_eq!(
        tree.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(),
        ["A", "B", "D", "D-1", "G", "G-1", "G-2"]
    );
    assert_eq!(codes(tree.subtree(unit_id(3))), ["G", "G-1", "G-2"]);
    assert_eq!(tree.subtree(unit_id(1)).len(), 7);
    assert_eq!(tree.children(unit_id(1)).map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["B", "D", "G"]);
    assert!(tree.is_within(unit_id(7), unit_id(6)) && tree.is_within(unit_id(6), unit_id(6)));
    assert!(!tree.is_within(unit_id(6), unit_id(7)) && !tree.is_within(unit_id(99), unit_id(1)));
    assert_eq!(tree.path_names(unit_id(5), Lang::Zh), ["A单位", "G单位", "G-2单位"]);
    assert_eq!(tree.depth(unit_id(5)), 2);
    assert_eq!(tree.name(unit_id(5), Lang::En), "G-2单位", "the Chinese name stands in for a missing English one");
    assert!(tree.subtree(unit_id(99)).is_empty());
}

#[test]
fn a_community_never_leads_and_what_is_not_there_neither() {
    assert!(UnitKind::ALL.into_iter().all(|kind| kind.may_lead() == (kind != UnitKind::Community)));
    let mut units = a_city();
    units.push(unit(8, "D-1-1", UnitKind::Community, Some(7)));
    let tree = UnitTree::build(units, day(TODAY)).unwrap();
    let community = tree.by_code("D-1-1").unwrap();
    assert_eq!(tree.lead(community.id), Err(NoLead::Community(community)));
    assert!(tree.iter().filter(|unit| **unit != *community).all(|unit| tree.lead(unit.id).is_ok()));
    assert_eq!(tree.lead(unit_id(200)), Err(NoLead::Unknown));
}

#[test]
fn a_tree_refuses_what_is_no_tree_and_names_it() {
    let refused = |change: fn(&mut Vec<Unit>)| {
        let mut units = a_city();
        change(&mut units);
        UnitTree::build(units, day(TODAY)).unwrap_err()
    };
    let cycle = refused(|units| units.iter_mut().filter(|u| u.code == "G").for_each(|u| u.parent = Some(unit_id(5))));
    assert_eq!(cycle, UnitTreeError::Cycle { codes: vec!["G".into(), "G-2".into()] });
    let own_parent = refused(|units| units[0].parent = Some(units[0].id));
    assert_eq!(own_parent, UnitTreeError::Cycle { codes: vec!["D-1".into()] });
    let unknown = refused(|units| units[0].parent = Some(unit_id(99)));
    assert_eq!(unknown, UnitTreeError::UnknownParent { code: "D-1".into(), parent: unit_id(99) });
    let ended = refused(|units| units[5].valid_until = Some(day(TODAY)));
    let expected = UnitTreeError::ParentNotInForce { code: "D-1".into(), parent_code: "D".into(), day: day(TODAY) };
    assert_eq!(ended, expected);
    let same_code = refused(|units| units[0].code = "A".into());
    assert_eq!(same_code, UnitTreeError::DuplicateCode { code: "A".into() });
    let same_id = refused(|units| units[0].id = unit_id(1));
    assert!(matches!(same_id, UnitTreeError::DuplicateId { .. }));
}

#[test]
fn units_and_posts_of_another_day_are_not_in_force() {
    let mut units = a_city();
    units[0].valid_from = day("2026-12-01");
    assert_eq!(UnitTree::build(units.clone(), day(TODAY)).unwrap().len(), 6);
    assert_eq!(UnitTree::build(units, day("2026-12-01")).unwrap().len(), 7);

    let mut post = Post {
        id: PostId::new(Instant(0), [1; 10]),
        person: PersonId::new(Instant(0), [2; 10]),
        unit: unit_id(1),
        role: Role::Handler,
        title: "科员".into(),
        from: day("2026-03-01"),
        until: Some(day("2026-09-01")),
        deputy_of: None,
    };
    let in_force = ["2026-02-28", "2026-03-01", "2026-08-31", "2026-09-01"].map(|text| post.in_force(day(text)));
    assert_eq!(in_force, [false, true, true, false]);
    assert_eq!(post.check(), Ok(()));
    post.until = Some(post.from);
    assert!(matches!(post.check(), Err(PostFault::EndsBeforeItBegins { .. })));
    post.until = None;
    post.deputy_of = Some(post.id);
    assert_eq!(post.check(), Err(PostFault::DeputyOfItself));
}

#[test]
fn only_like_kinds_rank_together() {
    assert!(UnitKind::Town.ranks_with(UnitKind::Town));
    assert!(!UnitKind::Town.ranks_with(UnitKind::Department));
    assert!(!UnitKind::Office.ranks_with(UnitKind::Office), "who scores is not scored");
}

fn actor(role: Role, unit: u8) -> Actor {
    let tree = tree();
    let of = tree.get(unit_id(unit)).unwrap();
    Actor {
        city: CityId(3506),
        person: PersonId::new(Instant(0), [9; 10]),
        post: PostId::new(Instant(0), [8; 10]),
        unit: of.id,
        role,
        division: of.division,
        scope: Scope::of_post(role, of, &tree),
        program: None,
        address: None,
    }
}

#[test]
fn rows_of_others_are_not_seen() {
    let sees = |actor: &Actor, city, units: &[u8], division: Option<i64>| {
        let units: Vec<UnitId> = units.iter().map(|n| unit_id(*n)).collect();
        let division = division.map(|code| DivisionCode::new(code).unwrap());
        actor.may_see(RowOwner { city: CityId(city), units: &units, division })
    };
    let office = actor(Role::Office, 2);
    assert!(sees(&office, 3506, &[], None));
    assert!(!sees(&office, 5301, &[], None), "another city is never seen");

    let group = actor(Role::Leader, 3);
    assert!(sees(&group, 3506, &[4], None) && sees(&group, 3506, &[7, 5], None));
    assert!(!sees(&group, 3506, &[7], Some(350_602)), "a group has no territory");

    let department = actor(Role::Handler, 4);
    assert!(sees(&department, 3506, &[4], None) && !sees(&department, 3506, &[5], None));

    let district = actor(Role::UnitHead, 6);
    assert_eq!(district.scope, Scope::Territory(Territory::of([DivisionCode::new(350_602).unwrap()]).unwrap()));
    assert!(sees(&district, 3506, &[4], Some(350_602_001_003)), "what lies in the territory");
    assert!(sees(&district, 3506, &[6], Some(350_603)), "what it leads elsewhere");
    assert!(!sees(&district, 3506, &[4], Some(350_603)) && !sees(&district, 3506, &[4], Some(3506)));
    assert!(!sees(&district, 3506, &[4], None));

    let town_without_division = actor(Role::Handler, 7);
    assert_eq!(town_without_division.scope, Scope::Units(BTreeSet::from([unit_id(7)])));
}

#[test]
fn roles_may_what_the_table_says() {
    let handler = actor(Role::Handler, 4);
    assert!(handler.may(Permission::HandleCase));
    let refused = NotPermitted { role: Role::Handler, permission: Permission::CheckCase };
    assert_eq!(handler.require(Permission::CheckCase), Err(refused));

    // Nobody both fixes and checks, and no administrator touches the work or another administrator's part.
    for role in Role::ALL {
        let may = |permission| permissions(role).contains(&permission);
        assert!(!(may(Permission::HandleCase) && may(Permission::CheckCase)), "{role}");
        assert_eq!(may(Permission::ReadAudit), role == Role::Auditor);
        assert_eq!(may(Permission::ManageSecurity), role == Role::SecurityAdmin);
        assert_eq!(may(Permission::ManagePeople), role == Role::SystemAdmin);
        assert_eq!(
            permissions(role).iter().collect::<BTreeSet<_>>().len(),
            permissions(role).len(),
            "{role} lists one twice"
        );
    }
    for administrator in [Role::Auditor, Role::SystemAdmin, Role::SecurityAdmin] {
        assert!(!permissions(administrator).contains(&Permission::ReadCases));
    }
    for permission in Permission::ALL {
        assert!(Role::ALL.into_iter().any(|role| permissions(role).contains(permission)), "nobody may {permission}");
    }
}

#[test]
fn no_person_is_two_administrators() {
    assert_eq!(conflicts(&[Role::Office, Role::Dispatcher, Role::Checker, Role::SystemAdmin]), []);
    assert_eq!(conflicts(&[Role::SystemAdmin, Role::Handler, Role::Auditor]), [(Role::Auditor, Role::SystemAdmin)]);
    assert_eq!(conflicts(&[Role::SecurityAdmin, Role::SystemAdmin, Role::Auditor]).len(), 3);
    assert_eq!(conflicts(&[Role::Auditor, Role::Auditor]), [], "two posts of one role are no conflict");
}

#[test]
fn weak_passwords_are_refused_with_every_reason() {
    let rule = PasswordRule::default();
    assert_eq!(rule.check("Zhangzhou-2026", "lin"), Ok(()));
    assert_eq!(rule.check("漳州nanjing7", "lin"), Ok(()), "Chinese letters are a class of their own");
    let weak = rule.check("xyz", "lin").unwrap_err();
    let expected =
        vec![PasswordFault::TooShort { has: 3, needs: 8 }, PasswordFault::TooFewClasses { has: 1, needs: 3 }];
    assert_eq!(weak, WeakPassword(expected));
    assert_eq!(rule.check("abcdefgh12", "lin").unwrap_err().0, [PasswordFault::TooFewClasses { has: 2, needs: 3 }]);
    assert_eq!(rule.check("xLin-wei-7x", "LIN-wei").unwrap_err().0, [PasswordFault::ContainsSignInName]);
    let long = "aA1".repeat(50);
    assert_eq!(rule.check(&long, "lin").unwrap_err().0, [PasswordFault::TooLong { has: 150, most: 128 }]);

    assert_eq!(rule.check("Admin@123", "lin").unwrap_err().0, [PasswordFault::TooCommon]);

    let set_at = Instant(0);
    assert!(!rule.is_expired(set_at, Instant(90 * 24 * HOUR - 1)));
    assert!(rule.is_expired(set_at, Instant(90 * 24 * HOUR)));
}

#[test]
fn the_sixth_try_waits_and_each_one_after_it_longer() {
    let rule = SignInRule::default();
    let mut account = Account { failures: 0, last_failure: None, last_seen: Instant(0), disabled: false };
    let mut now = Instant(0);
    let mut waits = Vec::new();
    for _ in 0..12 {
        let until = match rule.may_try(account, now) {
            Err(SignInRefusal::Locked { until }) => until,
            other => {
                assert_eq!(other, Ok(()));
                now
            }
        };
        waits.push(until.since(now) / MINUTE);
        now = until;
        assert_eq!(rule.may_try(account, now), Ok(()), "who waited may try");
        let before = account.last_failure.map(|last| Failures { count: account.failures, last });
        let Failures { count, last } = Patience::after(before, now);
        (account.failures, account.last_failure) = (count, Some(last));
    }
    assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]);
    let tomorrow = now.plus_micros(24 * HOUR);
    let failures = Failures { count: account.failures, last: now };
    assert_eq!(Patience::after(Some(failures), tomorrow).count, 1, "a day later it begins anew");
}

#[test]
fn forgotten_accounts_and_old_sessions_end() {
    let rule = SignInRule::default();
    let account = Account { failures: 0, last_failure: None, last_seen: Instant(0), disabled: false };
    let days = |days: i64| Instant(days * 24 * HOUR);
    assert_eq!(rule.may_try(account, days(89)), Ok(()));
    assert_eq!(rule.may_try(account, days(90)), Err(SignInRefusal::Forgotten { days: 90 }));
    assert_eq!(rule.may_try(Account { disabled: true, ..account }, days(1)), Err(SignInRefusal::Disabled));

    let session =
        |began, last, now| rule.session(Instant(began * MINUTE), Instant(last * MINUTE), Instant(now * MINUTE));
    assert_eq!(session(0, 100, 114), Ok(()));
    assert_eq!(session(0, 100, 115), Err(SessionEnded::Idle { minutes: 15 }));
    assert_eq!(session(0, 719, 720), Err(SessionEnded::TooOld { hours: 12 }));

    assert_eq!(rule.outside(), []);
    let outside = SignInRule { lock_after: 0, idle_minutes: 1, ..rule }.outside();
    let said: Vec<String> = outside.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["lock_after is out of bounds: 1 to 10", "idle_minutes is out of bounds: 5 to 120"]);
    assert!(SignInRule { idle_minutes: 121, ..SignInRule::default() }.outside().len() == 1);
    let hasty = SignInRule { idle_minutes: 1, ..SignInRule::default() };
    assert_eq!(
        hasty.session(Instant(0), Instant(0), Instant(4 * MINUTE)),
        Ok(()),
        "no rule signs out people who are working"
    );
    assert_eq!(PasswordRule::default().outside(), []);
    assert_eq!(PasswordRule { min_chars: 6, ..PasswordRule::default() }.outside().len(), 1);
}

#[test]
fn what_lists_call_a_kind_means_one_kind_only() {
    let words = UnitKind::ALL.iter().flat_map(|kind| Lang::ALL.iter().map(|lang| (kind.words(*lang), *kind)));
    let spellings = UnitKind::ALL.iter().flat_map(|kind| kind.spellings().iter().map(|word| (*word, *kind)));
    let mut known: Vec<(&str, UnitKind)> = Vec::new();
    for (word, kind) in words.chain(spellings) {
        assert!(known.iter().all(|(other, of)| *other != word || *of == kind), "{word} is {kind:?} and another");
        known.push((word, kind));
    }
}

#[test]
fn each_kind_serves_the_city_answers_for_places_or_for_a_trade() {
    for kind in UnitKind::ALL {
        let tasks = [kind.serves_the_city(), kind.has_territory(), kind.has_trade(), kind == UnitKind::Group];
        assert_eq!(tasks.into_iter().filter(|is_so| *is_so).count(), 1, "{kind:?}");
        assert!(!kind.overlies() || kind.has_territory());
        assert_eq!(kind.is_ranked(), !kind.serves_the_city());
    }
}

#[test]
fn a_territory_that_overlies_divisions_sees_them_and_nothing_beside_them() {
    let code = |number| DivisionCode::new(number).unwrap();
    let mut zone = unit(8, "Z", UnitKind::ManagementCommittee, Some(1));
    // A village of a town that is listed whole says nothing of its own.
    zone.areas = vec![code(350_602_003_001), code(350_603_002), code(350_603_002_004)];
    let territory = zone.territory().unwrap();
    assert_eq!(territory.divisions(), [code(350_602_003_001), code(350_603_002)]);
    assert_eq!(territory.ranges().len(), 2);
    for (place, is_held) in
        [(350_602_003_001, true), (350_602_003, false), (350_603_002_009, true), (350_603, false), (350_604_002, false)]
    {
        assert_eq!(territory.holds(code(place)), is_held, "{place}");
    }
    let bureau = Unit { kind: UnitKind::Department, ..zone.clone() };
    assert_eq!(bureau.territory(), None, "a department has none, whatever stands there");

    let units = a_city().into_iter().chain([zone.clone()]);
    let tree = UnitTree::build(units, day(TODAY)).unwrap();
    assert_eq!(tree.overlying(code(350_603_002)), [zone.id]);
    assert_eq!((tree.disputed().count(), tree.dispute_of(zone.id)), (0, None));
    let mut other = unit(9, "Y", UnitKind::NewDistrict, Some(1));
    other.division = Some(code(350_603_002));
    let units = a_city().into_iter().chain([zone.clone(), other.clone()]);
    let tree = UnitTree::build(units, day(TODAY)).unwrap();
    assert_eq!(tree.dispute_of(zone.id).map(|(place, unit)| (place, unit.id)), Some((code(350_603_002), other.id)));
    assert_eq!(tree.dispute_of(unit_id(6)), None);
}
