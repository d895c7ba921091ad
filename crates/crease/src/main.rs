//! Trains `ReLU` networks and counts their activation regions, exactly, while they train.
//!
//! An experiment file becomes a plan of runs ([`crease_experiment`]); the [`pipeline`] trains the runs
//! and measures their checkpoints ([`crease_measure`]); [`crease_report`] collects the table, draws its
//! panels, examines the paper's claims and writes the report. Separately, any network file and any
//! slice of its inputs ([`subject`]) are counted or drawn ([`crease_picture`]). This crate holds the
//! command line and the commands.

mod activation_name;
mod bad_runs;
mod built_in;
mod cli;
mod commands;
mod ending;
mod estimate;
mod frozen;
mod hint;
mod interrupt;
mod logging;
mod onnx;
mod pipeline;
mod shell;
mod slice_file;
mod subject;
mod terminal;

use clap::Parser;
use cli::{Cli, Command};
use ending::Ending;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Cli::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => {
            // Help and version come this way too.
            let code = ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2));
            let said = terminal::say_of_arguments(&message);
            return said.map_or_else(|error| mistake(&error), |()| code);
        }
    };
    let ending = match arguments.command {
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Plot(arguments) => commands::plot::plot(&arguments),
        Command::Status(arguments) => commands::status::status(&arguments),
        Command::Check(arguments) => commands::check::check(&arguments),
        Command::Cite(arguments) => commands::cite::cite(&arguments),
        Command::Backends => commands::backends::backends(),
        Command::Count(arguments) => commands::count::count(&arguments),
        Command::Draw(arguments) => commands::draw::draw(&arguments),
        Command::Data(arguments) => commands::data::data(&arguments),
        Command::Verify(arguments) => commands::verify::verify(&arguments),
        Command::Slurm(arguments) => commands::slurm::slurm(&arguments),
    };
    ending.map_or_else(
        |error| mistake(&commands::data::with_advice(error)),
        Ending::into,
    )
}

fn mistake(error: &anyhow::Error) -> ExitCode {
    terminal::complain(error);
    Ending::Mistake.into()
}
