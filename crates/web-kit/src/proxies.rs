//! The proxies in front of the server.

use std::net::IpAddr;

use ipnet::IpNet;

/// The proxies whose word is taken, by address or network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// Neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no address and no network; write 10.0.0.7 or 10.0.0.0/24")]
pub struct NoNetwork(String);

impl TrustedProxies {
    /// Reads addresses (`10.0.0.7`) and networks (`10.0.0.0/24`). Errors: the first that is neither.
    pub fn read(list: &[String]) -> Result<Self, NoNetwork> {
        let net = |text: &String| {
            let net = text.trim().parse::<IpAddr>().map(IpNet::from);
            net.or_else(|_| text.trim().parse::<IpNet>()).map_err(|_| NoNetwork(text.clone()))
        };
        list.iter().map(net).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn has(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }
}
