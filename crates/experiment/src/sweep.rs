//! `[sweep]`: which keys take which values, and the settings at every point.

use crate::axis::{SweepAxis, SweepValue};
use crate::check::Complaint;
use crate::decode;
use crate::document::Document;
use crate::error::KeyError;
use crate::node::{Content, Node};
use crate::origin::Origin;
use crate::rules;
use crate::settings::{Design, Experiment, RunSettings};
use crease_input::{KeyPath, Segment, did_you_mean, shown};
use std::collections::HashSet;

/// Sections whose keys can be swept: those that define a run, not when it is measured or how it is
/// drawn.
const SWEPT_SECTIONS: [&str; 4] = ["network", "task", "training", "slice"];
/// The most runs of one experiment.
const MOST_RUNS: usize = 100_000;

/// One point of the sweep, with the settings that its runs share apart from their seeds.
#[derive(Clone, Debug)]
pub struct Point {
    /// The swept keys and their values here, axis by axis.
    pub values: Vec<(String, SweepValue)>,
    /// The settings, with a seed of 0.
    pub settings: RunSettings,
}

/// One swept key as it is written.
struct WrittenAxis<'a> {
    path: KeyPath,
    nodes: &'a [Node],
}

/// The axes of an experiment, as written in `document`, and all their points.
pub struct Sweep<'a> {
    document: &'a Document,
    base: toml::Value,
    written: Vec<WrittenAxis<'a>>,
    axes: Vec<SweepAxis>,
}

impl<'a> Sweep<'a> {
    /// Finds the axes, in the order of the file, without checking their values.
    ///
    /// # Errors
    /// If a key cannot be swept, or is not an array of plain values.
    pub fn find(document: &'a Document, base: &RunSettings) -> Result<Self, Box<KeyError>> {
        let root = KeyPath::default();
        let base = toml::Value::try_from(base)
            .map_err(|error| document.error(root.clone(), None, error.to_string()))?;
        let mut sweep = Self {
            document,
            base,
            written: Vec::new(),
            axes: Vec::new(),
        };
        if let Some(node) = document.root.get(&root.key("sweep")) {
            sweep.collect(node, &mut KeyPath::default())?;
        }
        Ok(sweep)
    }

    /// Checks every value and every point.
    ///
    /// # Errors
    /// If there are too many runs, or a value does not fit its key, is a duplicate, or makes a run
    /// whose settings do not fit together.
    pub fn points(
        mut self,
        experiment: &Experiment,
    ) -> Result<(Vec<SweepAxis>, Vec<Point>), Box<KeyError>> {
        self.check_count(experiment)?;
        for axis in 0..self.written.len() {
            let checked = self.check_axis(&self.written[axis])?;
            self.axes.push(checked);
        }
        let mut points = Vec::new();
        let mut chosen = vec![0; self.axes.len()];
        let centre = match experiment.design {
            Design::Grid => None,
            Design::Star => Some(self.centre()?),
        };
        loop {
            let wanted = centre.as_ref().is_none_or(|centre| {
                let pairs = chosen.iter().zip(centre);
                pairs.filter(|(index, centre)| index != centre).count() <= 1
            });
            if wanted {
                points.push(self.point(&chosen)?);
            }
            if !advance(&mut chosen, &self.axes) {
                return Ok((self.axes, points));
            }
        }
    }

    /// The position on each axis of the value that the file has outside the sweep.
    fn centre(&self) -> Result<Vec<usize>, Box<KeyError>> {
        let place = |(written, axis): (&WrittenAxis<'a>, &SweepAxis)| {
            let base = decode::lookup(&self.base, &written.path).cloned();
            let base = base.map(SweepValue::from);
            let mut values = axis.values.iter();
            let found = values.position(|value| base.as_ref() == Some(value));
            found.ok_or_else(|| {
                let base =
                    base.map_or_else(|| "none".to_owned(), |base| base.as_toml().to_string());
                let message = format!(
                    "must include {base}, the value outside the sweep, when design is star"
                );
                self.error(&written.path, message)
            })
        };
        self.written.iter().zip(&self.axes).map(place).collect()
    }

    fn collect(&mut self, node: &'a Node, path: &mut KeyPath) -> Result<(), Box<KeyError>> {
        let table = match &node.content {
            Content::Table(table) => table,
            Content::Array(nodes) => return self.collect_axis(nodes, path),
            Content::Scalar(_) => {
                let message = format!("found {}, expected an array of values", node.describe());
                return Err(self.error(path, message));
            }
        };
        if table.is_empty() && !path.is_root() {
            let message = "found an empty table, expected a key with an array of values";
            return Err(self.error(path, message.to_owned()));
        }
        for (key, child) in table {
            path.push(Segment::Key(key.clone()));
            if path.segments().len() == 1 && !SWEPT_SECTIONS.contains(&key.as_str()) {
                let sections = SWEPT_SECTIONS.join(", ");
                let meant = did_you_mean(key, &SWEPT_SECTIONS);
                let message =
                    format!("cannot be swept, expected a key of one of {sections}{meant}");
                return Err(self.error(path, message));
            }
            self.collect(child, path)?;
            path.pop();
        }
        Ok(())
    }

    fn collect_axis(&mut self, nodes: &'a [Node], path: &KeyPath) -> Result<(), Box<KeyError>> {
        if path.segments().len() < 2 {
            let message = "cannot be swept as a whole, expected one of its keys";
            return Err(self.error(path, message.to_owned()));
        }
        if path.to_string().starts_with("task.file") {
            let message = "cannot be swept, expected an experiment for each file";
            return Err(self.error(path, message.to_owned()));
        }
        if nodes.is_empty() {
            return Err(self.error(path, "found [], must have at least one value".to_owned()));
        }
        for node in nodes {
            if let Some(bad) = not_plain(node) {
                return Err(self.value_error(path, node, bad));
            }
        }
        self.written.push(WrittenAxis {
            path: path.clone(),
            nodes,
        });
        Ok(())
    }

    fn check_count(&self, experiment: &Experiment) -> Result<(), Box<KeyError>> {
        let repeats = experiment.repeats;
        let lengths = self.written.iter().map(|axis| axis.nodes.len());
        // The points of a star are chosen from its grid, so both have the same limit.
        let runs = lengths
            .chain([repeats])
            .try_fold(1_usize, usize::checked_mul)
            .filter(|&runs| runs <= MOST_RUNS);
        match runs {
            Some(_) => Ok(()),
            None => Err(self.error(
                &KeyPath::default(),
                format!("makes more than {MOST_RUNS} runs with {repeats} repeats, expected fewer"),
            )),
        }
    }

    /// Tries each value of one axis alone, and converts it to the type of its key: `1` for a number with
    /// a fraction becomes `1.0`, and so has the same seed.
    fn check_axis(&self, axis: &WrittenAxis<'a>) -> Result<SweepAxis, Box<KeyError>> {
        let mut values = Vec::with_capacity(axis.nodes.len());
        let mut known = HashSet::new();
        for node in axis.nodes {
            let mut tree = self.base.clone();
            self.assign(&mut tree, axis, node, node.to_value())?;
            let settings: RunSettings = decode::typed(&tree).map_err(|misfit| {
                if axis.path == misfit.path {
                    self.error_at(&axis.path, node, misfit.problem.to_string())
                } else {
                    let message = format!("{}: {}", misfit.path, misfit.problem);
                    self.error_at(&axis.path, node, message)
                }
            })?;
            rules::values(&settings)
                .map_err(|complaint| self.complain(&complaint, &[(axis, node)]))?;
            let typed = toml::Value::try_from(&settings).unwrap_or(tree);
            let value = decode::lookup(&typed, &axis.path)
                .cloned()
                .unwrap_or_else(|| node.to_value());
            if !known.insert(without_sign_of_zero(&value)) {
                return Err(self.value_error(&axis.path, node, "duplicate value"));
            }
            values.push(value.into());
        }
        Ok(SweepAxis {
            key: axis.path.to_string(),
            values,
        })
    }

    fn point(&self, chosen: &[usize]) -> Result<Point, Box<KeyError>> {
        let mut tree = self.base.clone();
        let mut values = Vec::with_capacity(chosen.len());
        let mut nodes = Vec::with_capacity(chosen.len());
        for ((written, axis), &index) in self.written.iter().zip(&self.axes).zip(chosen) {
            let (node, value) = (&written.nodes[index], axis.values[index].clone());
            self.assign(&mut tree, written, node, value.as_toml().clone())?;
            values.push((axis.key.clone(), value));
            nodes.push((written, node));
        }
        let settings: RunSettings = decode::typed(&tree).map_err(|misfit| {
            self.document
                .error(misfit.path, None, misfit.problem.to_string())
        })?;
        rules::relations(&settings).map_err(|complaint| self.complain(&complaint, &nodes))?;
        Ok(Point { values, settings })
    }

    /// Writes `value` into the settings at the key of `axis`.
    fn assign(
        &self,
        tree: &mut toml::Value,
        axis: &WrittenAxis<'a>,
        node: &Node,
        value: toml::Value,
    ) -> Result<(), Box<KeyError>> {
        let mut place = tree;
        let mut here = KeyPath::default();
        for segment in axis.path.segments() {
            let Segment::Key(key) = segment else { continue };
            let is_choice = matches!(here.to_string().as_str(), "task" | "slice");
            let chosen = decode::choice(place).map(str::to_owned);
            place = match place {
                toml::Value::Table(table) if !is_choice || table.contains_key(key.as_str()) => {
                    table
                        .entry(key.clone())
                        .or_insert_with(|| toml::Value::Table(toml::Table::new()))
                }
                _ => {
                    let message = match chosen {
                        Some(chosen) if is_choice => {
                            format!("the {here} is {chosen}, expected a key of {here}.{chosen}")
                        }
                        _ => format!("{here} has no keys"),
                    };
                    return Err(self.error_at(&axis.path, node, message));
                }
            };
            here.push(segment.clone());
        }
        *place = value;
        Ok(())
    }

    /// Reports a complaint at the value of the sweep that it depends on, or at its own key if that is
    /// not swept and either nothing else is, or the user just set it.
    fn complain(
        &self,
        complaint: &Complaint,
        point: &[(&WrittenAxis<'a>, &Node)],
    ) -> Box<KeyError> {
        let paths = complaint
            .keys
            .iter()
            .map(|key| KeyPath::parse(key).unwrap_or_default());
        let paths: Vec<KeyPath> = paths.collect();
        let just_set = |path: &KeyPath| {
            let node = self.document.root.get(path);
            node.is_some_and(|node| matches!(node.origin, Origin::Set { .. }))
        };
        for (position, path) in paths.iter().enumerate() {
            let Some((axis, node)) = point.iter().find(|(axis, _)| axis.path.contains(path)) else {
                continue;
            };
            if position > 0 && just_set(&paths[0]) && !matches!(node.origin, Origin::Set { .. }) {
                break;
            }
            let message = if position == 0 {
                complaint.expected.clone()
            } else {
                let main = &complaint.keys[0];
                format!("{main}: found {}, {}", complaint.found, complaint.expected)
            };
            return self.value_error(&axis.path, node, &message);
        }
        self.document.complain(complaint)
    }

    fn error(&self, path: &KeyPath, message: String) -> Box<KeyError> {
        self.document.error(swept(path), None, message)
    }

    fn error_at(&self, path: &KeyPath, node: &Node, message: String) -> Box<KeyError> {
        Box::new(KeyError {
            file: self.document.file.clone(),
            origin: node.origin.clone(),
            path: swept(path),
            found: None,
            message,
        })
    }

    fn value_error(&self, path: &KeyPath, node: &Node, message: &str) -> Box<KeyError> {
        self.error_at(
            path,
            node,
            format!("value {}: {message}", shown(&node.to_value().to_string())),
        )
    }
}

/// The key below `sweep`.
fn swept(path: &KeyPath) -> KeyPath {
    let mut all = KeyPath::default().key("sweep");
    for segment in path.segments() {
        all.push(segment.clone());
    }
    all
}

/// Why a value cannot be on an axis.
fn not_plain(node: &Node) -> Option<&'static str> {
    match &node.content {
        Content::Table(_) => Some("a table cannot be swept, expected plain values"),
        Content::Scalar(toml::Value::Datetime(_)) => Some("a date cannot be swept"),
        Content::Scalar(toml::Value::Float(number)) if !number.is_finite() => {
            Some("must be a finite number")
        }
        Content::Scalar(_) => None,
        Content::Array(nodes) => nodes.iter().find_map(not_plain),
    }
}

/// The value as text, the same for 0.0 and -0.0.
fn without_sign_of_zero(value: &toml::Value) -> String {
    match value {
        toml::Value::Float(number) => (number + 0.0).to_string(),
        other => other.to_string(),
    }
}

/// Advances to the next point, the last axis fastest; `false` after the last.
fn advance(chosen: &mut [usize], axes: &[SweepAxis]) -> bool {
    for (index, axis) in chosen.iter_mut().zip(axes).rev() {
        *index += 1;
        if *index < axis.values.len() {
            return true;
        }
        *index = 0;
    }
    false
}
