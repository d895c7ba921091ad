use crate::ending::Ending;
use crate::terminal;
use crease_train::Backend;
use std::fmt::Write;

/// `crease backends`: the backends of this build, and their devices.
pub fn backends() -> anyhow::Result<Ending> {
    let mut out = String::new();
    for &backend in Backend::ALL {
        let default = if backend == Backend::default() {
            ", the default"
        } else {
            ""
        };
        line(
            &mut out,
            backend.name(),
            &format!("{}{default}", backend.description()),
        );
        match backend.adapter() {
            Ok(None) => {}
            Ok(Some(used)) => {
                for adapter in backend.adapters() {
                    let is_used = if adapter == used { ": used" } else { "" };
                    line(&mut out, "", &format!("{adapter}{is_used}"));
                }
            }
            Err(error) => line(&mut out, "", &error.to_string()),
        }
    }
    for name in Backend::missing() {
        line(
            &mut out,
            name,
            &format!("not in this build: cargo build --release --features {name}"),
        );
    }
    terminal::print(&out)?;
    Ok(Ending::Done)
}

fn line(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "{name:<14}{text}");
}
