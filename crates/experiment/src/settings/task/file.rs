//! `[task.file]`: the user's own examples.

mod content;

pub use content::File;

use super::examples::{Data, ExampleFacts, Loss};
use super::kind::TaskKind;
use crate::check::{Check, require};
use std::path::Path;

impl File {
    fn minimised(&self) -> Loss {
        match self.classes {
            0 => Loss::SquaredError,
            classes => Loss::of_classes(classes),
        }
    }
}

impl TaskKind for File {
    fn name(&self) -> &'static str {
        "file"
    }

    fn check(&self) -> Check {
        let expected = "must name a file with at least one training example";
        require(self.examples > 0, "task.file.path", &self.path, expected)
    }

    fn inputs(&self) -> usize {
        self.inputs
    }

    fn inputs_key(&self) -> String {
        "task.file.path".to_owned()
    }

    fn outputs(&self) -> usize {
        if self.classes > 0 {
            Loss::outputs(self.classes)
        } else {
            self.targets
        }
    }

    fn facts(&self) -> Option<ExampleFacts<'_>> {
        Some(ExampleFacts {
            data: Data::File(self),
            train: self.examples,
            key: Some("path"),
            test: self.test_examples,
            classes: self.classes,
            loss: self.minimised(),
        })
    }

    fn places(&self) -> &'static [&'static str] {
        &["task.file.path"]
    }

    fn caption(&self) -> Option<String> {
        let name = Path::new(&self.path).file_name().unwrap_or_default();
        let digits = self.blake3.get(..8).unwrap_or(&self.blake3);
        let loss = self.minimised().words();
        let name = name.to_string_lossy();
        Some(format!(
            "task file ({name}, BLAKE3 {digits}..., {} examples, {loss})",
            self.examples
        ))
    }
}
