use super::Measure;
use serde::{Deserialize, Serialize};

/// One `[[panel]]` of the figure. All panels of an experiment stand side by side, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// The horizontal axis; `epoch`, `step` or a measure. Against a measure, each curve joins the
    /// means over runs checkpoint by checkpoint.
    pub x: Axis,
    /// The vertical axis: a measure, mean and band (one standard deviation between runs).
    pub y: Axis,
    /// The swept key that makes one curve a value; left out, all runs make one curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Title of the legend; the key's last word if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legend: Option<String>,
    /// Horizontal lines, for what a theorem predicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference: Vec<Reference>,
}

/// One axis of a panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// `epoch`, `step` or a measure's name.
    pub of: String,
    /// What stands beside the axis; made from the name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How values are laid out.
    #[serde(default)]
    pub scale: Scale,
    /// Lower end of the axis; from the data if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Upper end of the axis; from the data if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// The layout of an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Equal differences, equal distances.
    #[default]
    Linear,
    /// Equal ratios, equal distances; values that are not positive are left out.
    Logarithmic,
}

/// A horizontal line across a panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Where it crosses the vertical axis.
    pub y: f64,
    /// What is written on it.
    pub label: String,
}

/// One `[[claim]]`: a statement of the paper, and the number here that speaks to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Claim {
    /// The mean of a measure at initialisation, over a predicted value.
    Initial {
        /// The paper's words.
        paper: String,
        /// The measure.
        measure: Measure,
        /// The predicted value.
        predicted: f64,
    },
    /// The ratio of a measure at the end to its value at initialisation, by a swept key.
    Growth {
        /// The paper's words.
        paper: String,
        /// The measure.
        measure: Measure,
        /// The swept key.
        by: String,
    },
    /// The value of a measure at the end, by a swept key; and whether the largest value of the key
    /// stays below a bound that the others pass.
    Final {
        /// The paper's words.
        paper: String,
        /// The measure.
        measure: Measure,
        /// The swept key.
        by: String,
        /// The largest value of the key is said to stay below this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        largest_stays_below: Option<f64>,
    },
}
