//! The state from which training resumes.

mod file;

use crate::StateError;
use crate::engine::Memory;

/// A run between two steps: with its settings, this determines the rest of it.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Steps taken.
    pub(crate) step: u64,
    /// Whether the snapshot of this step, if one is scheduled, has been taken.
    pub(crate) seen: bool,
    /// All parameters, layer after layer.
    pub(crate) parameters: Vec<f32>,
    /// What the optimiser remembers: vectors with their names, a number for each parameter.
    pub(crate) memory: Memory,
    /// The order of the examples in the current epoch, from which the next epoch's shuffle
    /// starts.
    pub(crate) order: Vec<u32>,
    /// How many 32-bit words the shuffles took from their stream.
    pub(crate) stream_position: u128,
}

impl State {
    /// Steps taken; 0 before the first.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Checks that it is the state of a run of this many steps with this many parameters and
    /// examples, whose optimiser remembers vectors of these names.
    pub(crate) fn check(
        &self,
        parameters: usize,
        memory: &[&str],
        examples: usize,
        steps: u64,
    ) -> Result<(), StateError> {
        let error = |found: String, expected: String| Err(StateError::Unfit { found, expected });
        let names: Vec<&str> = self.memory.iter().map(|(name, _)| name.as_str()).collect();
        if names != memory {
            return error(
                format!("an optimiser that remembers {}", names.join(" and ")),
                format!("one that remembers {}", memory.join(" and ")),
            );
        }
        let memory = self.memory.iter();
        let memory = memory.map(|(name, numbers)| (format!("numbers of {name}"), numbers));
        let own = ("parameters".to_owned(), &self.parameters);
        for (what, numbers) in std::iter::once(own).chain(memory) {
            if numbers.len() != parameters {
                return error(
                    format!("{} {what}", numbers.len()),
                    format!("{parameters} as the network has"),
                );
            }
        }
        // No run hands over such a state, and the step of the divergence could not be found from
        // it.
        if let Some(bad) = self.parameters.iter().find(|number| !number.is_finite()) {
            return error(
                format!("a parameter that is {bad}"),
                "finite numbers".to_owned(),
            );
        }
        if self.step > steps {
            return error(
                format!("{} steps", self.step),
                format!("at most the {steps} of the run"),
            );
        }
        if self.order.len() != examples {
            return error(
                format!("an order of {} examples", self.order.len()),
                format!("the {examples} of the task"),
            );
        }
        let mut met = vec![false; examples];
        for &index in &self.order {
            match met.get_mut(index as usize) {
                Some(met) if !*met => *met = true,
                _ => {
                    return error(
                        format!("example {index} out of place in its order"),
                        format!("each below {examples} once"),
                    );
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State {
            step: 7,
            seen: true,
            parameters: vec![0.5, -0.25],
            memory: vec![
                ("moment_1".to_owned(), vec![1e-9, 0.0]),
                ("moment_2".to_owned(), vec![1e-20, 0.0]),
            ],
            order: vec![2, 0, 1],
            stream_position: 5,
        }
    }

    #[test]
    fn a_state_of_another_run_is_refused_with_the_difference() {
        let refused = |change: fn(&mut State)| {
            let mut state = state();
            change(&mut state);
            state
                .check(2, &["moment_1", "moment_2"], 3, 10)
                .unwrap_err()
                .to_string()
        };
        state().check(2, &["moment_1", "moment_2"], 3, 10).unwrap();
        assert_eq!(
            refused(|state| state.memory[1].1.push(0.0)),
            "the training state has 3 numbers of moment_2, expected 2 as the network has"
        );
        assert_eq!(
            refused(|state| drop(state.memory.pop())),
            "the training state has an optimiser that remembers moment_1, expected one that \
             remembers moment_1 and moment_2"
        );
        assert_eq!(
            refused(|state| state.parameters[1] = f32::NEG_INFINITY),
            "the training state has a parameter that is -inf, expected finite numbers"
        );
        assert_eq!(
            refused(|state| state.step = 11),
            "the training state has 11 steps, expected at most the 10 of the run"
        );
        assert_eq!(
            refused(|state| state.order.truncate(2)),
            "the training state has an order of 2 examples, expected the 3 of the task"
        );
        for order in [vec![0, 1, 1], vec![0, 1, 3]] {
            let mut state = state();
            state.order = order;
            let message = state
                .check(2, &["moment_1", "moment_2"], 3, 10)
                .unwrap_err()
                .to_string();
            assert!(message.contains("out of place in its order"), "{message}");
        }
    }
}
