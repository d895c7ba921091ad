use std::process::ExitCode;

/// How a command ended; scripts tell these apart by the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All was done: 0.
    Done,
    /// Some runs failed or diverged; all else was done: 1.
    RunsFailed,
    /// A statement of the papers is contradicted; all else was done: 1.
    Contradicted,
    /// The command line, the experiment or the disk does not allow what was asked: 2.
    Mistake,
    /// Ctrl-C: 130, as shells have it.
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
