//! `crease verify`: the papers' statements, predicted and measured.

mod csv;
mod table;

use crate::bar::bar;
use crate::cli::VerifyArguments;
use crate::commands::{self, experiments};
use crate::ending::Ending;
use crate::terminal;
use crease_report::{THEOREMS, text};
use crease_results::{Folder, write_whole};
use crease_theorems::{Examined, Study, Verdict, Watch, examine, tally};
use indicatif::ProgressBar;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

const NETWORKS: u32 = 1000;
const QUICK_NETWORKS: u32 = 200;

/// Measures all statements, prints the table and writes it.
pub fn verify(arguments: &VerifyArguments) -> anyhow::Result<Ending> {
    let usual = if arguments.quick {
        QUICK_NETWORKS
    } else {
        NETWORKS
    };
    let networks = arguments.networks.unwrap_or(usual) as usize;
    // Claimed first, so that a folder that cannot be written is found before the work. Ctrl-C ends
    // the process at once: files are written whole or not at all.
    let (claimed, tables) = Folder::claim(&arguments.results.results, THEOREMS, None)?;
    experiments::warn_of_no_locks(&claimed, &tables);
    let folder = claimed.path();

    let screen = Screen::new();
    let study = Study {
        seed: arguments.seed,
        networks,
        quick: arguments.quick,
        threads: arguments.jobs.map_or_else(commands::cores, usize::from),
        watch: &screen,
    };
    let examined = examine(&study);
    screen.end();
    let examined = examined?;

    let csv_file = folder.join(format!("{THEOREMS}.csv"));
    write_whole(&csv_file, &csv::table(&examined)?)?;
    let page = folder.join("report.html");
    let html = crease_report::theorems(&examined, &study, table::quantity);
    write_whole(&page, html.as_bytes())?;
    if let Err(error) = crease_report::index::refresh(&arguments.results.results) {
        terminal::note(&format!("warning: the index was not written: {error}"));
    }
    terminal::print(&format!(
        "{}\nWritten:\n  {}\n  {}\n",
        table::table(&examined),
        csv_file.display(),
        page.display()
    ))?;
    Ok(ending(&examined))
}

/// One contradiction is enough.
fn ending(examined: &[Examined]) -> Ending {
    match tally(examined, Verdict::Contradicted) {
        0 => Ending::Done,
        _ => Ending::Contradicted,
    }
}

/// A progress bar of statements, or a line for each if there is no terminal; on stderr.
struct Screen {
    bar: Option<ProgressBar>,
    networks: AtomicU64,
    began: Instant,
}

impl Screen {
    fn new() -> Self {
        let template = "{bar:20.cyan/blue} {pos}/{len}  {msg}  {prefix} networks  {elapsed}";
        Self {
            bar: bar(None, template),
            networks: AtomicU64::new(0),
            began: Instant::now(),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        terminal::note(&format!(
            "{} in {}",
            text::counted(self.networks.load(Ordering::Relaxed), "network"),
            text::duration(self.began.elapsed())
        ));
    }
}

impl Watch for Screen {
    fn statement(&self, index: usize, of: usize, title: &str) {
        if let Some(bar) = &self.bar {
            bar.set_length(of as u64);
            bar.set_position(index as u64);
            bar.set_message(title.to_owned());
        } else {
            terminal::note(&format!("{:>2}/{of}  {title}", index + 1));
        }
    }

    fn network(&self) {
        let networks = self.networks.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.set_prefix(text::count(networks));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crease_theorems::{Relation, Row, STATEMENTS, verdict};

    /// A statement that holds for `kept` of 10 networks.
    fn examined(kept: usize) -> Examined {
        Examined {
            statement: &STATEMENTS[0],
            rows: vec![Row {
                setting: "1-48-1, whole line".to_owned(),
                quantity: "regions".to_owned(),
                relation: Relation::Equal,
                predicted: 49.0.into(),
                measured: 48.9.into(),
                networks: 10,
                judgement: verdict::each(kept, 10),
            }],
        }
    }

    #[test]
    fn a_contradiction_is_shown_and_decides_the_exit_code() {
        assert_eq!(ending(&[examined(10), examined(10)]), Ending::Done);
        let examined = [examined(10), examined(9)];
        assert_eq!(ending(&examined), Ending::Contradicted);
        let table = table::table(&examined);
        assert!(table.contains("\n  contradicted"), "{table}");
        assert!(
            table.contains("2 rows: 1 hold, 1 contradicted, 0 open"),
            "{table}"
        );
        let csv = String::from_utf8(csv::table(&examined).unwrap()).unwrap();
        assert!(csv.ends_with(",contradicted,\"exactly, for each network\",9 of 10 networks\n"));
    }
}
