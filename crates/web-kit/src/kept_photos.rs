//! Photos of a form that came back. Their bytes lie on the shelf, nothing in the database knows them yet; the form carries each
//! as a token that only this server can make and only the post that uploaded it can use.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_domain::orgs::Actor;
use changxiao_files::photos::ContentHash;
use sha2::{Digest, Sha256};

/// The token of a photo that this post has just uploaded.
pub fn token(secret: &[u8; 64], actor: &Actor, hash: ContentHash) -> String {
    format!("{hash}.{}", mark(secret, actor, hash))
}

/// The photo behind a token; `None` when the token is not ours or not of this post.
pub fn read(secret: &[u8; 64], actor: &Actor, token: &str) -> Option<ContentHash> {
    let (hash, given) = token.split_once('.')?;
    let hash: ContentHash = hash.parse().ok()?;
    (mark(secret, actor, hash) == given).then_some(hash)
}

/// A keyed digest (the nested form of RFC 2104). All inputs have fixed lengths.
fn mark(secret: &[u8; 64], actor: &Actor, hash: ContentHash) -> String {
    let inner = Sha256::new()
        .chain_update(secret)
        .chain_update(b"kept photo: in")
        .chain_update(actor.city.0.to_be_bytes())
        .chain_update(actor.post.as_bytes())
        .chain_update(hash.as_bytes())
        .finalize();
    let outer = Sha256::new().chain_update(secret).chain_update(b"kept photo: out").chain_update(inner).finalize();
    URL_SAFE_NO_PAD.encode(&outer[..24])
}

#[cfg(test)]
mod tests {
    use changxiao_domain::{
        ids::{CityId, PersonId, PostId, UnitId},
        orgs::{Role, Scope},
        time::Instant,
    };

    use super::*;

    fn actor(post: u8) -> Actor {
        Actor {
            city: CityId(3506),
            person: PersonId::new(Instant(0), [1; 10]),
            post: PostId::new(Instant(0), [post; 10]),
            unit: UnitId::new(Instant(0), [3; 10]),
            role: Role::Inspector,
            division: None,
            scope: Scope::WholeCity,
            program: None,
            address: None,
        }
    }

    #[test]
    fn a_photo_comes_back_only_with_the_post_that_brought_it() {
        let secret = [7; 64];
        let hash = ContentHash::of(b"photo");
        let token = token(&secret, &actor(1), hash);
        assert_eq!(read(&secret, &actor(1), &token), Some(hash));
        assert_eq!(read(&secret, &actor(2), &token), None);
        assert_eq!(read(&[8; 64], &actor(1), &token), None);
        let other = ContentHash::of(b"another");
        let forged = token.replace(&hash.to_string(), &other.to_string());
        assert_eq!(read(&secret, &actor(1), &forged), None);
        assert_eq!(read(&secret, &actor(1), "nonsense"), None);
    }
}
