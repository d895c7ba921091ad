//! Addresses of what lies beside a page.

use crease_results::Folder;
use std::path::Component;

/// What stands before the addresses of what lies in the folder of the results: nothing, or where
/// that is if the page lies elsewhere.
pub(super) fn home(folder: &Folder) -> String {
    if !folder.draws_elsewhere() {
        return String::new();
    }
    // It fails only for the empty path, which is where we are.
    let path = std::path::absolute(folder.path()).unwrap_or_default();
    let names = path.components().filter_map(|part| match part {
        Component::RootDir => None,
        part => Some(encoded(&part.as_os_str().to_string_lossy())),
    });
    names.fold("/".to_owned(), |address, name| address + &name + "/")
}

/// A file's or a folder's name in an address: all that RFC 3986 does not leave as it is, percent-encoded.
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
