/// Told about the progress of a download.
pub trait Watch {
    /// One sentence for the user.
    fn say(&mut self, line: &str);

    /// `done` bytes of a file have come, of `total` where the mirror says how many there are.
    fn progress(&mut self, file: &str, done: u64, total: Option<u64>);
}
