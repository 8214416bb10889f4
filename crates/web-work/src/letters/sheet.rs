//! A letter with what there is to say of its signature, ready for templates.

use changxiao_app::model::CityModel;
use changxiao_domain::letters::{Letter, LetterCode, SignedLetter};
use changxiao_web_kit::{
    pages,
    qr::{Drawing, draw},
    words,
};
use changxiao_words::{Lang, texts};

/// What a sheet says of a signature: label and text.
pub(crate) type Said = Vec<(&'static str, String)>;

/// The letter on a page.
pub(crate) struct Sheet {
    pub letter: Letter,
    pub sign_by: String,
    pub said: Said,
    /// What a telephone reads off the paper: the address at which the letter is checked.
    pub qr: Option<Drawing>,
}

impl Sheet {
    pub fn of(model: &CityModel, lang: Lang, letter: Letter, said: Said) -> Self {
        let sign_by = words::full_day(lang, letter.sign_by);
        assert_eq!(letter.city, model.id());
        Self { letter, sign_by, said, qr: None }
    }
}

impl Sheet {
    /// With the address of the check as a drawing. One that is too long for a code is left out: it stands there in words, too.
    pub fn checked_at(self, address: &str) -> Self {
        Self { qr: draw(address).ok(), ..self }
    }
}

/// Which post signed, when and how; `year` is the present one.
pub(crate) fn signature(model: &CityModel, lang: Lang, year: i16, signed: &SignedLetter, code: LetterCode) -> Said {
    let l = texts(lang);
    let post = model.posts.get(&signed.post);
    let unit = post.map_or("", |post| model.unit_name(post.unit, lang));
    let title = post.map_or("", |post| post.title.as_str());
    vec![
        (l.letters_signed_by, format!("{unit} · {title}")),
        (l.letters_signed_at, words::moment(lang, pages::wall(model, signed.signed_at()), year)),
        (l.letters_algorithm, signed.algorithm.words(lang).to_owned()),
        (l.letters_code, code.to_string()),
    ]
}

/// The check sign of a code may be one that an address gives another meaning.
pub(crate) fn percent(code: &str) -> String {
    code.replace('*', "%2A").replace('~', "%7E").replace('$', "%24").replace('=', "%3D")
}
