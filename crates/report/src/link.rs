//! Addresses of files next to a page.

use crease_results::Folder;
use std::path::Component;

/// The prefix of addresses in the folder of the results: empty, or the folder if the page is elsewhere.
pub(super) fn home(folder: &Folder) -> String {
    if !folder.draws_elsewhere() {
        return String::new();
    }
    // It fails only for the empty path, the current folder.
    let path = std::path::absolute(folder.path()).unwrap_or_default();
    let names = path.components().filter_map(|part| match part {
        Component::RootDir => None,
        part => Some(encoded(&part.as_os_str().to_string_lossy())),
    });
    names.fold("/".to_owned(), |address, name| address + &name + "/")
}

/// The name of a file or folder in an address, percent-encoded as RFC 3986 asks.
pub(super) fn encoded(name: &str) -> String {
    let plain = |byte: u8| match byte {
        b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    name.bytes().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        assert_eq!(encoded("fig5-quick_1"), "fig5-quick_1");
        assert_eq!(encoded("50 % #ä"), "50%20%25%20%23%C3%A4");
        assert_eq!(encoded("a?b(c)[d]"), "a%3Fb%28c%29%5Bd%5D");
    }
}
