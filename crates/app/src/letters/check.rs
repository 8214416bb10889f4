//! What a printed code says of a letter, for anybody who holds the paper.

use std::net::IpAddr;

use changxiao_domain::{
    ids::CityId,
    letters::{Letter, LetterCode, NotSigned, SignedLetter},
    matters::Matter,
    orgs::Patience,
    time::MINUTE,
};
use changxiao_store::{letters, workflow};

use crate::{App, AppError, people::tries::Counted};

/// Codes that lead to nothing, of one address within a day: then it waits, longer each time. Nobody guesses one of 2^100; this keeps the
/// asking cheap.
const PATIENCE: Patience = Patience { free: 30, first: MINUTE, most: 60 * MINUTE };

/// A letter that was signed.
pub struct Checked {
    pub code: LetterCode,
    pub signed: SignedLetter,
    /// What it says, where it stands as it was signed; else why it does not count.
    pub letter: Result<Letter, NotSigned>,
}

/// The letter of a code; `None`: none was signed under it.
///
/// Errors: what was typed is no code, in the field `code`; too many codes from this address led to nothing.
pub async fn check(app: &App, city: CityId, address: IpAddr, typed: &str) -> Result<Option<Checked>, AppError> {
    let code: LetterCode = typed
        .parse()
        .map_err(|wrong: changxiao_domain::letters::WrongCode| AppError::field("code", wrong.message()))?;
    let counted = Counted::letter_code(address);
    app.tries().count(&[(counted, PATIENCE)], app.now()).map_err(|_| AppError::Busy)?;
    let Some(id) = letters::matter_of(app.db(), city, &code.plain()).await? else { return Ok(None) };
    app.tries().take_back(counted);
    let Some(part) = workflow::by_id::<Matter>(app.db(), city, id.0).await? else { return Ok(None) };
    let Some(signed) = part.signed() else { return Ok(None) };
    let letter = standing(app, &part, &signed, code).await?;
    Ok(Some(Checked { code, signed, letter }))
}

/// The letter, where its text is the one that was signed, by a key that the post has.
async fn standing(
    app: &App,
    part: &Matter,
    signed: &SignedLetter,
    code: LetterCode,
) -> Result<Result<Letter, NotSigned>, AppError> {
    let keys = letters::keys_of(app.db(), part.city, signed.post, signed.algorithm).await?;
    if keys.iter().all(|key| key.public_key != signed.public_key().bytes) {
        return Ok(Err(NotSigned::OtherKey));
    }
    if let Err(why) = signed.check() {
        return Ok(Err(why));
    }
    Ok(match part.letter() {
        Ok(letter) if letter.canonical() == signed.text && signed.code() == code => Ok(letter),
        _ => Err(NotSigned::Altered),
    })
}
