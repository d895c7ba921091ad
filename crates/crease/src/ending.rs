use std::process::ExitCode;

/// How a command ended; scripts see it as the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Success: 0.
    Done,
    /// Some runs failed or diverged; everything else was done: 1.
    RunsFailed,
    /// A statement of the papers is contradicted; everything else was done: 1.
    Contradicted,
    /// An error in the command line, in a file or on the disk: 2.
    Mistake,
    /// Ctrl-C: 130, as in shells.
    Interrupted,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Done => 0,
            Ending::RunsFailed | Ending::Contradicted => 1,
            Ending::Mistake => 2,
            Ending::Interrupted => 130,
        })
    }
}
