//! Which steps of a run are measured.

use crate::settings::{CheckpointSeries, Keep, RunSettings, Spacing, Unit};

impl RunSettings {
    /// The steps after which the network is measured: sorted, distinct, step 0 (the network at
    /// initialisation) first.
    pub fn schedule(&self) -> Vec<u64> {
        let mut steps = vec![0];
        for series in &self.checkpoints {
            steps.extend(self.series_steps(series));
        }
        steps.sort_unstable();
        steps.dedup();
        steps
    }

    /// The steps of the schedule whose checkpoint files are kept.
    pub fn kept_steps(&self) -> Vec<u64> {
        let mut steps = self.schedule();
        let kept = match self.keep {
            Keep::All => steps.len(),
            Keep::Last => 1,
            Keep::None => 0,
        };
        steps.split_off(steps.len() - kept)
    }

    /// Optimiser steps of the whole run.
    pub fn total_steps(&self) -> u64 {
        self.training.total_steps(self.task.examples())
    }

    /// How many epochs `step` steps are, with fractions.
    pub fn epoch_of(&self, step: u64) -> f64 {
        if step == 0 {
            return 0.0; // also where an epoch has no steps
        }
        step as f64 / self.steps_per(Unit::Epochs)
    }

    /// The step of the schedule nearest to an epoch.
    pub fn step_at(&self, epoch: f64) -> u64 {
        let away = |step: u64| (self.epoch_of(step) - epoch).abs();
        let nearest = self.schedule().into_iter();
        nearest
            .min_by(|&a, &b| away(a).total_cmp(&away(b)))
            .unwrap_or(0)
    }

    /// The widths of all layers: inputs, hidden layers, outputs.
    pub fn widths(&self) -> Vec<usize> {
        let mut widths = vec![self.task.inputs()];
        match self.task.hidden() {
            Some(hidden) => widths.extend(hidden),
            None => widths.extend(&self.network.hidden),
        }
        widths.push(self.task.outputs());
        widths
    }

    /// The end of training, in `unit`s.
    pub(crate) fn end(&self, unit: Unit) -> f64 {
        match unit {
            Unit::Epochs => self.training.epochs as f64,
            Unit::Steps => self.total_steps() as f64,
        }
    }

    fn steps_per(&self, unit: Unit) -> f64 {
        match unit {
            Unit::Epochs => self.training.steps_per_epoch(self.task.examples()) as f64,
            Unit::Steps => 1.0,
        }
    }

    fn series_steps(&self, series: &CheckpointSeries) -> impl Iterator<Item = u64> {
        let steps_per_unit = self.steps_per(series.unit);
        let total = self.total_steps();
        let (from, last) = (series.from, series.count.saturating_sub(1));
        let to = series.to.unwrap_or_else(|| self.end(series.unit));
        let spacing = series.spacing;
        (0..series.count).map(move |position| {
            // The ends are exact, whatever rounding does in between.
            let at = match position {
                0 => from,
                _ if position == last => to,
                _ => between(spacing, from, to, position as f64 / last as f64),
            };
            ((at * steps_per_unit).round() as u64).min(total)
        })
    }
}

fn between(spacing: Spacing, from: f64, to: f64, part: f64) -> f64 {
    match spacing {
        Spacing::Linear => from + (to - from) * part,
        Spacing::Logarithmic => from * (to / from).powf(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{
        Distances, Measure, Memorise, Neighbourhoods, NetworkSettings, Slice, Task, Training,
    };

    /// 10 epochs of 4 steps, the last batch of each not full.
    fn run(checkpoints: Vec<CheckpointSeries>) -> RunSettings {
        RunSettings {
            seed: 0,
            network: NetworkSettings::default(),
            task: Task::Memorise(Memorise {
                points: 50,
                ..Memorise::default()
            }),
            training: Training {
                batch: 16,
                epochs: 10,
                ..Training::default()
            },
            checkpoints,
            keep: Keep::None,
            slice: Slice::Plane,
            distances: Distances::default(),
            neighbourhoods: Neighbourhoods::default(),
            measures: vec![Measure::Loss],
        }
    }

    fn series(
        unit: Unit,
        spacing: Spacing,
        from: f64,
        to: Option<f64>,
        count: usize,
    ) -> CheckpointSeries {
        CheckpointSeries {
            unit,
            spacing,
            from,
            to,
            count,
        }
    }

    #[test]
    fn linear_epochs_end_at_the_last_step() {
        let run = run(vec![series(Unit::Epochs, Spacing::Linear, 0.0, None, 6)]);
        assert_eq!(run.total_steps(), 40);
        assert_eq!(run.schedule(), [0, 8, 16, 24, 32, 40]);
    }

    #[test]
    fn step_0_always_belongs() {
        let run = run(vec![series(Unit::Epochs, Spacing::Linear, 5.0, None, 2)]);
        assert_eq!(run.schedule(), [0, 20, 40]);
    }

    #[test]
    fn fractions_of_an_epoch_round_to_the_nearest_step() {
        let run = run(vec![series(
            Unit::Epochs,
            Spacing::Linear,
            0.2,
            Some(0.9),
            2,
        )]);
        assert_eq!(run.schedule(), [0, 1, 4]);
        assert_eq!(run.epoch_of(1), 0.25);
    }

    #[test]
    fn logarithmic_steps_have_equal_ratios() {
        let run = run(vec![series(
            Unit::Steps,
            Spacing::Logarithmic,
            1.0,
            Some(32.0),
            6,
        )]);
        assert_eq!(run.schedule(), [0, 1, 2, 4, 8, 16, 32]);
    }

    #[test]
    fn series_are_united_and_equal_steps_are_one() {
        let run = run(vec![
            series(Unit::Steps, Spacing::Logarithmic, 1.0, Some(4.0), 20),
            series(Unit::Epochs, Spacing::Linear, 1.0, Some(3.0), 3),
        ]);
        assert_eq!(run.schedule(), [0, 1, 2, 3, 4, 8, 12]);
    }

    #[test]
    fn a_single_checkpoint_stands_at_from() {
        let run = run(vec![series(Unit::Epochs, Spacing::Linear, 3.0, None, 1)]);
        assert_eq!(run.schedule(), [0, 12]);
    }

    #[test]
    fn widths_hold_both_ends() {
        assert_eq!(run(Vec::new()).widths(), [2, 32, 32, 32, 1]);
    }
}
