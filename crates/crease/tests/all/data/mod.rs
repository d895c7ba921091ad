//! `crease data`, through the binary, as a user runs it. `CREASE_DATA` names the folder of the real
//! MNIST; without it only the mistakes are tested.

mod fetching;
mod interruption;
mod mistakes;
#[allow(dead_code, reason = "the crate that it belongs to uses all of it")]
#[path = "../../../../data/src/fetch/tests/server.rs"]
mod server;
mod support;
