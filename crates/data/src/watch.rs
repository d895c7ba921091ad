/// Receives the progress of a download.
pub trait Watch {
    /// Reports one sentence for the user.
    fn note(&mut self, line: &str);

    /// Reports that `done` bytes of a file have arrived, of `total` if the mirror says how many
    /// there are.
    fn progress(&mut self, file: &str, done: u64, total: Option<u64>);
}
