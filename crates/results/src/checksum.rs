/// The BLAKE3 hash of a file's content, in hexadecimal digits, as `b3sum` prints it.
pub(crate) fn blake3(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
