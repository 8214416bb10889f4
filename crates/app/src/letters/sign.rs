//! Signs the letter that a part of a matter is.

use changxiao_domain::{
    letters::SignedLetter,
    matters::{Matter, Refusal},
    sealing::ActorStamp,
    time::Instant,
};
use changxiao_words::say;
use serde_json::Value;

use super::keys;
use crate::{App, AppError, model::CityModel};

/// The signature as its field keeps it, by the key of the post that acts and the algorithm of the city's rules.
///
/// Errors: a program asks, since a head signs in person; the letter cannot be read; the key cannot be opened.
pub(crate) async fn sign(
    app: &App,
    model: &CityModel,
    part: &Matter,
    stamp: &ActorStamp,
    at: Instant,
) -> Result<Value, AppError> {
    if stamp.program.is_some() {
        return Err(AppError::field("action", say!(letters_person_signs)));
    }
    let text = part.letter().map_err(Refusal::Letter)?.canonical();
    let key = keys::of_post(app, part.city, stamp.post, model.letter_rules.algorithm).await?;
    let broken = |fault: changxiao_domain::letters::KeyFault| AppError::Broken(fault.to_string());
    let (signature, public) = (key.sign(&text, at).map_err(broken)?, key.public().map_err(broken)?);
    Ok(SignedLetter::of(text, &signature, &public).to_json())
}
