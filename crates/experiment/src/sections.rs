//! Sections of an experiment file that do not affect its runs: how they are drawn and what they are
//! compared with. Another crate defines them; here they are read, checked and written with the rest, so
//! that an error in them has its line and key too.

use crate::axis::{SweepAxis, SweepValue};
use crate::check::{Check, Complaint, one_of, require};
use crate::columns::{self, Column};
use crate::settings::{Experiment, RunSettings};
use crate::sweep::Point;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Sections that another crate defines.
pub trait Sections: Serialize + DeserializeOwned {
    /// Their keys at the top level of an experiment file.
    const KEYS: &'static [&'static str];

    /// Checks that they refer to what is measured, swept and kept.
    ///
    /// # Errors
    /// If a key is wrong; the complaint names it.
    fn check(&self, scene: &Scene) -> Check;
}

/// What an experiment measures and sweeps.
pub struct Scene<'a> {
    pub(crate) experiment: &'a Experiment,
    pub(crate) axes: &'a [SweepAxis],
    pub(crate) points: &'a [Point],
}

impl Scene<'_> {
    /// The names of the columns: of each measure, or of each part of one that is a vector.
    pub fn measures(&self) -> Vec<String> {
        let columns = columns::of(self.points.iter().map(|point| &point.settings));
        columns.iter().map(Column::name).collect()
    }

    /// Returns a complaint unless `word`, written at `key`, is a number that is measured.
    ///
    /// # Errors
    /// If it is not one.
    pub fn measure(&self, word: &str, key: &str) -> Check {
        let measures = self.measures();
        let measures: Vec<&str> = measures.iter().map(String::as_str).collect();
        one_of(word, &measures, key)
    }

    /// Whether `word` is a measure that is a vector, or some of its parts; see [`Column::left_open`].
    pub fn is_vector(&self, word: &str) -> bool {
        let columns = columns::of(self.points.iter().map(|point| &point.settings));
        columns
            .iter()
            .any(|column| column.left_open(word).is_some())
    }

    /// Returns a complaint unless `word`, written at `key`, is a swept key.
    ///
    /// # Errors
    /// If it is not one.
    pub fn swept_key(&self, word: &str, key: &str) -> Check {
        let swept: Vec<&str> = self.axes.iter().map(|axis| axis.key.as_str()).collect();
        if swept.is_empty() {
            let expected = "must be a swept key, but nothing is swept";
            return require(false, key, format!("{word:?}"), expected);
        }
        one_of(word, &swept, key)
    }

    /// The values of a swept key; empty if it is not swept.
    pub fn values(&self, key: &str) -> &[SweepValue] {
        let axis = self.axes.iter().find(|axis| axis.key == key);
        axis.map_or(&[], |axis| &axis.values)
    }

    /// Returns a complaint unless all keys of `only`, written at `key`, are swept and have the
    /// given values.
    ///
    /// # Errors
    /// If one is not swept or has no such value.
    pub fn only(&self, only: &toml::Table, key: &str) -> Check {
        for (word, value) in only {
            self.swept_key(word, key)?;
            let values = self.values(word);
            let known = values.contains(&SweepValue::from(value.clone()));
            let texts = values.iter().map(|value| value.as_toml().to_string());
            let values: Vec<String> = texts.collect();
            let expected = format!(
                "must be one of its values in the sweep, {}",
                crease_input::shown(&values.join(", "))
            );
            require(known, key, format!("{word} = {value}"), &expected)?;
        }
        Ok(())
    }

    /// The settings of a run of the plan, whose number is written at `key`.
    ///
    /// # Errors
    /// If there is no such run.
    pub fn run(&self, run: usize, key: &str) -> Result<&RunSettings, Complaint> {
        let repeats = self.experiment.repeats;
        let runs = self.points.len() * repeats;
        let expected = format!("must be below the number of runs, {runs}");
        require(run < runs, key, run, &expected)?;
        Ok(&self.points[run / repeats].settings)
    }
}
