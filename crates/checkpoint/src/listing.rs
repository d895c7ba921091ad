//! Layers and networks as errors list them.

use crease_input::shown;
use std::fmt::Write;

/// Layers of a file: names, outputs and inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerList(pub Vec<(String, [usize; 2])>);

/// Longer lists are cut.
const MOST_SHOWN: usize = 12;

impl std::fmt::Display for LayerList {
    /// `fc1 (3 x 2), fc2 (1 x 3)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        for (at, (name, [outputs, inputs])) in self.0.iter().take(MOST_SHOWN).enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            write!(text, "{comma}{} ({outputs} x {inputs})", shown(name))?;
        }
        let more = self.0.len().saturating_sub(MOST_SHOWN);
        if more > 0 {
            write!(text, " and {more} more")?;
        }
        f.write_str(&text)
    }
}

/// Layers that do not chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChain {
    /// Whether their order was given, or is that of their names.
    pub given: bool,
    /// All of them in that order.
    pub layers: LayerList,
    /// The one order in which they chain, if there is one.
    pub order: Option<Vec<String>>,
}

/// Layers that are a network by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// What chooses it: the prefix of its layers' names, or all of them.
    pub name: String,
    /// Inputs, hidden widths, outputs.
    pub widths: Vec<usize>,
}

impl Model {
    /// `ema (2-16-1)`.
    fn shown(&self) -> String {
        let widths: Vec<String> = self.widths.iter().map(usize::to_string).collect();
        format!("{} ({})", shown(&self.name), shown(&widths.join("-")))
    }
}

/// `ema (2-16-1), online (2-16-1)`.
pub(crate) fn listed(models: &[Model]) -> String {
    let mut list: Vec<String> = models.iter().take(MOST_SHOWN).map(Model::shown).collect();
    let more = models.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        list.push(format!("and {more} more"));
    }
    list.join(", ")
}
