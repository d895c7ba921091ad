//! What each panel shows.

mod of_networks;
mod over_runs;

use super::swept::{Swept, value};
use crease_experiment::Loaded;
use crease_experiment::settings::{Curves, Panel};
use crease_figure::letter;

/// A panel in words: `head`, what tells it from its neighbours, `tail`.
#[derive(Debug)]
struct Description {
    head: String,
    varies: String,
    tail: String,
}

/// A sentence a panel, with its letter where there are several, then one on means and bands.
pub(super) fn sentences(loaded: &Loaded, swept: &mut Swept) -> Vec<String> {
    let panels = &loaded.experiment.panel;
    let mut before: Option<Description> = None;
    let mut sentences = Vec::with_capacity(panels.len() + 1);
    for (index, panel) in panels.iter().enumerate() {
        let now = describe(panel, loaded, swept);
        let same = before
            .as_ref()
            .is_some_and(|before| before.head == now.head && before.tail == now.tail);
        let words = if same {
            format!("The same{}", now.varies)
        } else {
            format!("{}{}{}", now.head, now.varies, now.tail)
        };
        sentences.push(match panels.len() {
            1 => format!("{words}."),
            _ => format!("({}) {words}.", letter(index)),
        });
        before = Some(now);
    }
    sentences.extend(means(loaded));
    sentences
}

/// What lines and bands are, where curves join several runs.
fn means(loaded: &Loaded) -> Option<String> {
    let mut curves = loaded
        .experiment
        .panel
        .iter()
        .filter_map(|panel| match panel {
            Panel::Curves(curves) => Some(curves),
            _ => None,
        });
    let first = curves.next()?;
    let dots = |curves: &Curves| curves.x.of == "neurons";
    let (some_dots, all_dots) = curves.fold((dots(first), dots(first)), |(some, all), next| {
        (some || dots(next), all && dots(next))
    });
    let lines = if loaded.plan.runs.len() > 1 {
        "Lines are means over runs, bands one standard deviation between runs"
    } else {
        "Lines are those of the one run"
    };
    let dots = "each dot is the mean over runs at one checkpoint";
    Some(match (some_dots, all_dots) {
        (false, _) => format!("{lines}."),
        (true, false) => format!("{lines}; against the number of neurons, {dots}."),
        (true, true) => format!("E{}.", &dots[1..]),
    })
}

fn describe(panel: &Panel, loaded: &Loaded, swept: &mut Swept) -> Description {
    match panel {
        Panel::Curves(panel) => over_runs::curves(panel, loaded),
        Panel::Heatmap(panel) => over_runs::heatmap(panel, loaded),
        Panel::Distribution(panel) => over_runs::distribution(panel, loaded),
        Panel::Cells(panel) => of_networks::cells(panel, loaded, swept),
        Panel::Surface(panel) => of_networks::surface(panel, loaded, swept),
        Panel::Graph(panel) => of_networks::graph(panel, loaded),
        Panel::Histogram(panel) => of_networks::histogram(panel, loaded),
    }
}

/// `learning rate = 0.001`.
fn pair(key: &str, held: &toml::Value) -> String {
    format!("{} = {}", key_words(key), value(held))
}

/// The last word of a dotted key, as words.
fn key_words(key: &str) -> String {
    crate::panels::last_word(key).replace('_', " ")
}

/// Whether there is anything to tell the start from the end.
fn is_trained(loaded: &Loaded) -> bool {
    loaded.experiment.task.examples() > 0
}
