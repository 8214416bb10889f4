//! Who does the arithmetic of TLS for everything here that speaks HTTP as a client.

/// Lets ring do it, unless somebody has chosen before. To be called before the first client is built.
pub fn provide() {
    // An error says that there is a provider already, which is all that is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
