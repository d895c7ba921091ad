use super::examples::ExampleFacts;
use super::kind::TaskKind;
use crate::check::{self, Check};
use serde::{Deserialize, Serialize};

/// Nothing is learned: the network is measured at initialisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Untrained {
    /// Input dimension.
    pub inputs: usize,
    /// Output dimension.
    pub outputs: usize,
}

impl Default for Untrained {
    fn default() -> Self {
        Self {
            inputs: 2,
            outputs: 1,
        }
    }
}

impl TaskKind for Untrained {
    fn name(&self) -> &'static str {
        "untrained"
    }

    fn check(&self) -> Check {
        check::whole(self.inputs, "task.untrained.inputs")?;
        check::whole(self.outputs, "task.untrained.outputs")
    }

    fn inputs(&self) -> usize {
        self.inputs
    }

    fn inputs_key(&self) -> String {
        "task.untrained.inputs".to_owned()
    }

    fn outputs(&self) -> usize {
        self.outputs
    }

    fn facts(&self) -> Option<ExampleFacts<'_>> {
        None
    }
}
