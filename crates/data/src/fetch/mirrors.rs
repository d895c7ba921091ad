use crate::published::Published;
use std::time::Duration;
use ureq::Agent;

/// Where a data set can be downloaded, and how long to wait for it.
#[derive(Clone, Debug)]
pub struct Mirrors {
    /// Addresses of folders with the files, the first to be tried first.
    pub addresses: Vec<String>,
    /// How long to wait for a connection.
    pub connect: Duration,
    /// How long to wait for the next bytes.
    pub stall: Duration,
    /// How long to wait before a download that broke off is resumed.
    pub pause: Duration,
}

impl Mirrors {
    /// The mirrors of a data set.
    pub fn of(set: &Published) -> Self {
        Self::at(
            set.mirrors
                .iter()
                .map(|&mirror| mirror.to_owned())
                .collect(),
        )
    }

    /// These mirrors, with the usual timeouts.
    pub fn at(addresses: Vec<String>) -> Self {
        Self {
            addresses,
            connect: Duration::from_secs(20),
            stall: Duration::from_secs(30),
            pause: Duration::from_secs(1),
        }
    }

    /// What talks to the mirror at this address. A mirror over HTTPS may not redirect to one
    /// without it.
    pub(super) fn agent(&self, address: &str) -> Agent {
        // Looking up a name with a timeout takes a thread; without one, the system's timeout
        // applies.
        let resolve = crease_system::are_available().then_some(self.connect);
        let mut config = Agent::config_builder()
            .https_only(address.starts_with("https://"))
            .http_status_as_error(false)
            .user_agent(concat!("crease/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(resolve)
            .timeout_connect(Some(self.connect))
            .timeout_recv_response(Some(self.stall))
            .timeout_per_read(Some(self.stall));
        // Otherwise as the environment says (HTTPS_PROXY, ALL_PROXY, NO_PROXY, ...).
        if is_this_machine(address) {
            config = config.proxy(None);
        }
        config.build().into()
    }
}

/// No proxy leads to this machine itself.
fn is_this_machine(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    ["127.0.0.1", "localhost", "[::1]"].into_iter().any(|name| {
        host.strip_prefix(name)
            .is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::PUBLISHED;

    #[test]
    fn only_this_machine_is_this_machine() {
        for (address, expected) in [
            ("http://127.0.0.1:8000/mnist/", true),
            ("http://localhost", true),
            ("https://[::1]:443/", true),
            ("https://localhost.example.org/", false),
            ("https://storage.googleapis.com/127.0.0.1/", false),
        ] {
            assert_eq!(is_this_machine(address), expected, "{address}");
        }
    }

    #[test]
    fn the_usual_mirrors_are_https() {
        for set in PUBLISHED {
            let mirrors = Mirrors::of(set);
            assert!(!mirrors.addresses.is_empty(), "{}", set.name);
            for address in &mirrors.addresses {
                assert!(mirrors.agent(address).config().https_only(), "{address}");
            }
        }
    }
}
