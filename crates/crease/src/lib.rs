//! The program `crease`: it trains `ReLU` networks and counts their activation regions, exactly, while they
//! train.
//!
//! An experiment file becomes a plan of runs ([`crease_experiment`]); the module `pipeline` trains the runs
//! and measures their checkpoints ([`crease_measure`]); [`crease_report`] collects the table, draws its
//! panels, examines the paper's claims and writes the report. Separately, any network file and any
//! slice of its inputs (`network_reader`) are counted or drawn ([`crease_picture`]). This crate has the
//! command line and the commands. It is a library, with one public function, so that it compiles while the
//! libraries that it calls are still being optimised; to count regions from Rust, use [`crease_regions`].

mod activation_name;
#[cfg(feature = "train")]
mod bad_runs;
#[cfg(any(feature = "cells", feature = "data"))]
mod bar;
#[cfg(feature = "train")]
mod built_in;
mod cli;
mod commands;
mod ending;
#[cfg(feature = "train")]
mod estimate;
#[cfg(feature = "train")]
mod frozen;
#[cfg(feature = "train")]
mod hint;
#[cfg(any(feature = "train", feature = "cells", feature = "explore"))]
mod interrupt;
#[cfg(feature = "train")]
mod logging;
mod network_reader;
mod onnx;
#[cfg(feature = "train")]
mod pipeline;
#[cfg(feature = "train")]
mod shell;
mod slice_file;
mod subject;
mod terminal;

use clap::Parser;
use cli::{Cli, Command};
use ending::Ending;
use std::process::ExitCode;

/// The program `crease`, for the arguments that it was started with.
pub fn main() -> ExitCode {
    let arguments = match Cli::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => {
            let message = cli::explained(message);
            // Help and version end here too.
            let code = ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2));
            let printed = terminal::print_clap(&message);
            return printed.map_or_else(|error| mistake(&error), |()| code);
        }
    };
    let ending = match arguments.command {
        #[cfg(feature = "train")]
        Command::Run(arguments) => commands::run::run(&arguments),
        #[cfg(feature = "train")]
        Command::Plot(arguments) => commands::plot::plot(&arguments),
        #[cfg(feature = "train")]
        Command::Status(arguments) => commands::status::status(&arguments),
        #[cfg(feature = "train")]
        Command::Check(arguments) => commands::check::check(&arguments),
        #[cfg(feature = "train")]
        Command::Cite(arguments) => commands::cite::cite(&arguments),
        #[cfg(feature = "train")]
        Command::Backends => commands::backends::backends(),
        Command::Count(arguments) => commands::count::count(&arguments),
        #[cfg(feature = "draw")]
        Command::Draw(arguments) => commands::draw::draw(&arguments),
        #[cfg(feature = "train")]
        Command::Film(arguments) => commands::film::film(&arguments),
        #[cfg(feature = "explore")]
        Command::Explore(arguments) => commands::explore::explore(&arguments),
        #[cfg(feature = "cells")]
        Command::Cells(arguments) => commands::cells::cells(&arguments),
        #[cfg(feature = "data")]
        Command::Data(arguments) => commands::data::data(&arguments),
        #[cfg(feature = "train")]
        Command::Verify(arguments) => commands::verify::verify(&arguments),
        #[cfg(feature = "train")]
        Command::Slurm(arguments) => commands::slurm::slurm(&arguments),
        Command::Completions(arguments) => commands::completions::completions(&arguments),
        Command::Manual(arguments) => commands::completions::manual(&arguments),
    };
    #[cfg(feature = "train")]
    let ending = ending.map_err(commands::data::with_advice);
    ending.map_or_else(|error| mistake(&error), Ending::into)
}

fn mistake(error: &anyhow::Error) -> ExitCode {
    terminal::complain(error);
    Ending::Mistake.into()
}
