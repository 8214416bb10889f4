//! Letters of responsibility: one text for the same facts, a signature that any change breaks, a code that a hand can type.

use changxiao_domain::{
    calendar::{Limit, LimitKind},
    ids::{CityId, PostId},
    letters::{
        Algorithm, Answerable, HeadKey, Indicator, Letter, LetterCode, LetterFault, LetterLimit, NotSigned, PublicKey,
        Signature, WrongCode, canonical, digest, signed_text,
    },
    text::look,
    time::Instant,
};
use changxiao_words::Lang;
use jiff::civil::date;
use proptest::{prelude::*, sample::Index};

const AT: Instant = Instant(1_796_055_391_000_000);

fn post() -> PostId {
    "019012d0-0000-7000-8000-000000000001".parse().unwrap()
}

fn key(algorithm: Algorithm) -> HeadKey {
    HeadKey::new(post(), algorithm, [7; 32]).unwrap()
}

fn letter() -> Letter {
    let indicator = |code: &str, name: &str| Indicator { code: code.into(), name: name.into() };
    let limit = |code: &str, name: &str, limit| LetterLimit { code: code.into(), name: name.into(), limit };
    Letter {
        city: CityId(150_783),
        number: "261130-0001".into(),
        year: 2026,
        issuer: "扎兰屯市精神文明建设委员会".into(),
        unit: "扎兰屯市城市管理局".into(),
        basis: "年度创建工作责任书".into(),
        text: "一、落实责任。\n二、按时办结。".into(),
        indicators: vec![indicator("III-59", "市容环境"), indicator("II-12", "环境卫生")],
        people: vec![Answerable { duty: "主要责任人".into(), name: "张三".into() }],
        limits: vec![limit("E0101", "乱倒垃圾", Limit::new(LimitKind::WorkingHour, 4))],
        sign_by: date(2026, 6, 30),
    }
}

#[test]
fn the_same_facts_give_the_same_text() {
    let text = letter().canonical();
    assert_eq!(
        text,
        "changxiao letter 1\ncity: 150783\nnumber: 261130-0001\nyear: 2026\nissuer: 扎兰屯市精神文明建设委员会\nunit: 扎兰屯市城市管理局\n\
         basis: 年度创建工作责任书\ntext: 一、落实责任。\ntext: 二、按时办结。\nindicator code: II-12\nindicator name: 环境卫生\n\
         indicator code: III-59\nindicator name: 市容环境\nperson duty: 主要责任人\nperson name: 张三\nlimit code: E0101\n\
         limit name: 乱倒垃圾\nlimit: 4工作时\nsign by: 2026-06-30"
    );
    assert_eq!(canonical(&text), text);
    let mut other = letter();
    other.indicators.reverse();
    other.unit = " 扎兰屯市城市管理局\u{200b}\u{3000}".into();
    other.text = "一、落实责任。 \r\n\r\n\r\n二、按时办结。\r\n".into();
    assert_ne!(other.canonical(), text, "an empty line between paragraphs is one");
    other.text = "一、落实责任。 \r\n二、按时办结。\r\n".into();
    assert_eq!(other.canonical(), text);
    other.people[0].name = "张四".into();
    assert_ne!(other.canonical(), text);
}

#[test]
fn a_letter_that_says_too_little_is_not_given_out() {
    assert_eq!(letter().check(), Ok(()));
    assert_eq!(Letter { unit: " \u{3000}".into(), ..letter() }.check(), Err(LetterFault::Missing("unit")));
    assert_eq!(Letter { text: "\n".into(), ..letter() }.check(), Err(LetterFault::Missing("text")));
    let nobody = Letter { people: Vec::new(), ..letter() }.check().unwrap_err();
    assert_eq!(nobody.message().words(Lang::En), "Enter who answers for it");
    let many = vec![Indicator { code: "I-1".into(), name: "甲".into() }; 501];
    assert_eq!(Letter { indicators: many, ..letter() }.check(), Err(LetterFault::TooMany("indicators")));
    assert_eq!(Letter { text: "甲".repeat(5_001), ..letter() }.check(), Err(LetterFault::TooLong { most: 5_000 }));
}

#[test]
fn a_signed_letter_is_that_letter_of_that_post_at_that_moment() {
    let text = letter().canonical();
    for algorithm in Algorithm::ALL {
        let key = key(algorithm);
        let public = key.public().unwrap();
        let signature = key.sign(&text, AT).unwrap();
        assert_eq!(signature.verify(&text, &public), Ok(()), "{algorithm:?}");
        assert_eq!(key.sign(&text, AT).unwrap(), signature, "no chance in it");
        assert_eq!(signature.verify(&text.replace('\n', "\r\n"), &public), Ok(()));

        let later = Signature { at: AT.plus_micros(1), ..signature.clone() };
        assert_eq!(later.verify(&text, &public), Err(NotSigned::Altered));
        let other_post = PublicKey { post: "019012d0-0000-7000-8000-000000000002".parse().unwrap(), ..public.clone() };
        assert_eq!(signature.verify(&text, &other_post), Err(NotSigned::OtherKey));
        let taken = Signature { post: other_post.post, ..signature.clone() };
        assert_eq!(taken.verify(&text, &other_post), Err(NotSigned::Altered), "the key of one post signs for no other");
        let others = HeadKey::new(post(), algorithm, [8; 32]).unwrap().public().unwrap();
        assert_eq!(signature.verify(&text, &others), Err(NotSigned::Altered));
        let no_key = PublicKey { bytes: public.bytes[1..].to_vec(), ..public.clone() };
        assert_eq!(signature.verify(&text, &no_key), Err(NotSigned::NoKey));
        for byte in 0..64 {
            let mut bytes = signature.bytes;
            bytes[byte] ^= 1;
            let altered = Signature { bytes, ..signature.clone() };
            assert_eq!(altered.verify(&text, &public), Err(NotSigned::Altered), "{algorithm:?} {byte}");
        }
        assert!(!format!("{key:?}").contains("7, 7"), "{key:?}");
    }
    assert!(HeadKey::new(post(), Algorithm::Sm2, [0; 32]).is_err());
    assert!(HeadKey::new(post(), Algorithm::Sm2, [255; 32]).is_err());
}

/// Keys and signatures were made by OpenSSL 3.0 over the file that `signed_text` gives: `openssl pkeyutl -sign -rawin`, for SM2 with
/// `-digest sm3 -pkeyopt distid:1234567812345678`.
#[test]
fn what_another_program_signed_is_verified() {
    let text = "第一条　各单位各负其责\r\n";
    let wanted =
        "第一条 各单位各负其责\nsigned by post: 019012d0-0000-7000-8000-000000000001\nsigned at: 1796055391000000";
    assert_eq!(signed_text(text, post(), AT), wanted);
    let rows = [
        (
            Algorithm::Ed25519,
            "79b6fb605fdbbd0c469f970fad4e8837bf6f64e06ccdec409b529203c218f40f",
            "bab009da7e25c82fa013841f2feb59ac8589f0868dbedc4555cc810265ced36bffb4f0d09dfd9ec5790d54c8d9ab13cef71c6d1cf35d6914fd8890d8e03f040a",
        ),
        (
            Algorithm::Sm2,
            "0403ad7f57781b5bfa51c42fde0b706bcec32210d5cfdee94bca83217840dd0bbfc89baaac21094e2ba216cd47a9388ed8cb1d050000a16cb2bc10f4988e044311",
            "a4be7fbafb2c7e9e1fd624e915e2f5a533efb1ae2dd5be1ad01b3952801501862d8cbcfce4fd8c694ed69ca6b18c74ecf68e5748a38915d47b6fd018ac554f93",
        ),
    ];
    for (algorithm, public, signature) in rows {
        let public = PublicKey { post: post(), algorithm, bytes: bytes(public) };
        let signature = Signature { post: post(), at: AT, algorithm, bytes: bytes(signature).try_into().unwrap() };
        assert_eq!(signature.verify(text, &public), Ok(()), "{algorithm:?}");
        assert_eq!(signature.verify("第一条　各单位各负其职", &public), Err(NotSigned::Altered), "{algorithm:?}");
    }
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    (0..hexadecimal.len()).step_by(2).map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).unwrap()).collect()
}

/// Every text that differs from this one by a character put in, taken out or replaced.
fn altered(text: &str) -> Vec<String> {
    let signs: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    for at in 0..=signs.len() {
        let (before, behind) = signs.split_at(at);
        let put = |middle: &[char], rest: &[char]| before.iter().chain(middle).chain(rest).collect::<String>();
        for other in ['甲', '0', 'x', '。', '\u{301}', ' ', '\n', '\u{200b}'] {
            all.push(put(&[other], behind));
            all.extend(behind.split_first().map(|(_, rest)| put(&[other], rest)));
        }
        all.extend(behind.split_first().map(|(_, rest)| put(&[], rest)));
    }
    all
}

/// Every single change of a character gives another signed text; where it does not, both look the same, since only blanks or unseen signs
/// differ. The signature, which takes its time, is asked of one change in eighteen: at every place of another kind.
#[test]
fn a_letter_with_any_other_character_fails() {
    let text = Letter { indicators: Vec::new(), limits: Vec::new(), ..letter() }.canonical();
    let key = key(Algorithm::Ed25519);
    let (public, signature) = (key.public().unwrap(), key.sign(&text, AT).unwrap());
    let signed = signed_text(&text, post(), AT);
    let code = LetterCode::of(&digest(&text));
    let (mut failed, mut same) = (0, 0);
    for (at, other) in altered(&text).iter().enumerate() {
        let is_same = signed_text(other, post(), AT) == signed;
        if is_same {
            same += 1;
            assert_eq!(look(other), look(&text), "{other:?}");
        } else {
            failed += 1;
        }
        assert_eq!(code.fits(&digest(&canonical(other))), is_same, "{other:?}");
        if at % 18 == 0 {
            assert_eq!(signature.verify(other, &public).is_ok(), is_same, "{other:?}");
        }
    }
    // 17 changes a place; the unseen sign put in (once a place) and blanks beside blanks are all that is forgiven.
    let places = text.chars().count();
    assert_eq!(failed + same, 17 * places + 8);
    assert!(same < 2 * places, "{same} of {} are forgiven", failed + same);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The same of any text, by both algorithms.
    #[test]
    fn an_altered_text_fails(text in "[甲乙丙a-c0-9。é \n]{1,40}", place: Index, sign in any::<char>(), kind in 0_u8..3) {
        let mut signs: Vec<char> = text.chars().collect();
        let at = place.index(signs.len());
        match kind {
            0 => signs.insert(at, sign),
            1 => drop(signs.remove(at)),
            _ => signs[at] = sign,
        }
        let other: String = signs.into_iter().collect();
        for algorithm in Algorithm::ALL {
            let key = key(algorithm);
            let verified = key.sign(&text, AT).unwrap().verify(&other, &key.public().unwrap());
            prop_assert_eq!(verified.is_ok(), canonical(&other) == canonical(&text));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_text_has_one_spelling(text in ".{0,40}", blanks in "[ \t\u{3000}\r\n\u{a0}]{0,6}") {
        let once = canonical(&format!("{blanks}{text}{blanks}"));
        prop_assert_eq!(canonical(&once), once.clone());
        prop_assert_eq!(&canonical(&text), &once);
        prop_assert_eq!(canonical(&text.replace('\n', "\r\n")), once);
    }

    /// No two letters have one text: values cannot pass for names, nor the end of one for the beginning of the next.
    #[test]
    fn other_facts_are_another_text(
        one in ("[a: \n]{0,6}", "[a: \n]{0,6}", "[a: \n]{0,6}", "[a: \n]{0,6}"),
        other in ("[a: \n]{0,6}", "[a: \n]{0,6}", "[a: \n]{0,6}", "[a: \n]{0,6}"),
    ) {
        let of = |(unit, text, code, name): &(String, String, String, String)| Letter {
            unit: unit.clone(),
            text: text.clone(),
            indicators: vec![Indicator { code: code.clone(), name: name.clone() }],
            ..letter()
        };
        let line = |text: &str| canonical(text).replace('\n', " ");
        let facts = |(unit, text, code, name): &(String, String, String, String)| [line(unit).split_whitespace().collect::<Vec<_>>().join(" "), canonical(text), line(code).split_whitespace().collect::<Vec<_>>().join(" "), line(name).split_whitespace().collect::<Vec<_>>().join(" ")];
        prop_assert_eq!(of(&one).canonical() == of(&other).canonical(), facts(&one) == facts(&other));
    }

    /// Any one wrong sign and any two neighbours in wrong order are seen.
    #[test]
    fn a_slip_of_the_hand_is_seen(seed: [u8; 32], place in 0_usize..21, sign in "[0-9A-HJKMNP-TV-Z]") {
        let code = LetterCode::of(&digest(&format!("{seed:?}")));
        let signs: Vec<char> = code.plain().chars().collect();
        prop_assert_eq!(code.to_string().parse(), Ok(code));
        prop_assert_eq!(code.to_string().to_lowercase().replace('-', " ").parse(), Ok(code));
        let mut wrong = signs.clone();
        wrong[place] = sign.chars().next().unwrap();
        if wrong != signs {
            prop_assert_eq!(wrong.iter().collect::<String>().parse::<LetterCode>(), Err(WrongCode::Mistyped));
        }
        let mut swapped = signs.clone();
        swapped.swap(place.min(18), place.min(18) + 1);
        if swapped != signs {
            prop_assert_eq!(swapped.iter().collect::<String>().parse::<LetterCode>(), Err(WrongCode::Mistyped));
        }
    }
}

/// Computed by a Python script from `hashlib.sha256`.
#[test]
fn the_code_is_that_of_the_hash() {
    let code = LetterCode::of(&digest("责任书"));
    assert_eq!(code.to_string(), "ADP1C-21ZB7-C2H2E-QPH87-R");
    assert_eq!(LetterCode::of(&digest("")).to_string(), "WERC8-GMRZG-E196Q-VYK49-1");
    for typed in
        ["adp1c21zb7c2h2eqph87r", "ＡＤＰ１Ｃ－２１ＺＢ７－Ｃ２Ｈ２Ｅ－ＱＰＨ８７－Ｒ", " ADPIC 2lZB7-C2H2E-QPH87 R"]
    {
        assert_eq!(typed.parse(), Ok(code), "{typed}");
    }
    assert!(code.fits(&digest("责任书")) && !code.fits(&digest("责任书 ")));
    assert_eq!("ADP1C".parse::<LetterCode>(), Err(WrongCode::Length { found: 5 }));
    assert_eq!("ADP1C-21ZB7-C2H2E-QPH8甲-R".parse::<LetterCode>(), Err(WrongCode::Sign('甲')));
    assert_eq!("ADP1C-21ZB7-C2H2E-QPH8U-R".parse::<LetterCode>(), Err(WrongCode::Sign('U')));
    assert_eq!("ADP1C-21ZB7-C2H2E-QPH87-S".parse::<LetterCode>(), Err(WrongCode::Mistyped));
    let said = WrongCode::Length { found: 5 }.message().words(Lang::Zh);
    assert_eq!(said, "验证码共 21 位，现有 5 位，请核对");
}
