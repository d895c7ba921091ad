//! The program: [`crease::main`].

use std::process::ExitCode;

/// That of musl takes half of the time of a line.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    crease::main()
}
