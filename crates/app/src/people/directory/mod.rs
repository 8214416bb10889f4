//! Sign-in through the city's own directory (OpenID Connect): set up, asked, and linked to people here. What somebody may do is given here
//! and never by the directory.

pub mod flow;
pub(crate) mod known;
pub mod link;
pub mod provider;
pub mod setting;
pub mod sign_in;

use changxiao_domain::orgs::{Directory, DirectoryRefusal};

use super::{authenticate::SignedIn, two_hands::is_administrators};
use crate::model::CityModel;

/// The directory, where people can sign in through it.
pub fn in_use(model: &CityModel) -> Result<&Directory, DirectoryRefusal> {
    Some(&model.directory).filter(|directory| directory.is_on).ok_or(DirectoryRefusal::Off)
}

/// Whether everybody but the three administrators has to sign in through it.
pub fn is_required(model: &CityModel) -> bool {
    model.directory.is_on && model.directory.is_required
}

/// Whether this person has to be linked before anything else: the city asks for it, and they came in by their password.
pub fn is_owed(who: &SignedIn) -> bool {
    is_required(&who.model)
        && !who.by_directory
        && who.person.directory_at.is_none()
        && !is_administrators(&who.model, who.person.id)
}
