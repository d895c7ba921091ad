use super::script::{Script, moment};
use crate::cli::FilmArguments;
use crate::commands::draw::page::name;
use crate::commands::draw::plane;
use crate::network_reader::NetworkReader;
use crate::subject::Subject;
use crate::{commands, onnx};
use anyhow::bail;
use crease_checkpoint::{Checkpoint, Metadata, compare_names};
use crease_input::{path_line, words};
use crease_picture::{Moment, Timeline};
use crease_regions::{Network, vertices};
use std::path::{Path, PathBuf};

/// A network, and its step, if the file states it.
struct File {
    path: PathBuf,
    metadata: Option<Metadata>,
}

/// The film of network files.
pub fn script(arguments: &FilmArguments) -> anyhow::Result<Script<'static>> {
    let reader = NetworkReader::new(&arguments.reading, commands::cores())?;
    let Some(slice) = &arguments.slice else {
        bail!("--slice: expected a slice with --network");
    };
    if let [only] = arguments.networks.as_slice() {
        bail!(
            "--network: found one network, {}, expected two or more; `crease draw` draws one",
            path_line(only)
        );
    }
    let files = in_order(&arguments.networks);
    let (Some(first), Some(last)) = (files.first(), files.last()) else {
        bail!("--network: expected two or more");
    };
    let network = load(&reader, &first.path)?;
    let plane = plane::windowed(plane::read(slice, network.inputs())?, slice, |plane| {
        Ok(vertices(
            &load(&reader, &last.path)?,
            plane,
            &reader.options,
        )?)
    })?;
    let (moments, axis) = moments(&files);
    let paths: Vec<PathBuf> = files.into_iter().map(|file| file.path).collect();
    Ok(Script {
        title: format!("{} networks, {}", paths.len(), name(slice)),
        plane,
        dots: Vec::new(),
        moments,
        timeline: Timeline {
            axis: axis.to_owned(),
            measured: Vec::new(),
        },
        options: reader.options.clone(),
        network: Box::new(move |index| load(&reader, &paths[index])),
    })
}

fn load(reader: &NetworkReader, path: &Path) -> anyhow::Result<Network> {
    let subject = Subject::read(path, reader)?;
    subject.chain(path, "films are made").cloned()
}

/// The files in order of their steps if all of them are checkpoints of Crease, otherwise of their
/// names.
fn in_order(paths: &[PathBuf]) -> Vec<File> {
    let files = paths.iter().map(|path| File {
        path: path.clone(),
        metadata: (!onnx::is_onnx(path))
            .then(|| Checkpoint::read_file(path).ok())
            .flatten()
            .map(|checkpoint| checkpoint.metadata),
    });
    let mut files: Vec<File> = files.collect();
    if files.iter().all(|file| file.metadata.is_some()) {
        files.sort_by_key(|file| file.metadata.as_ref().map(|metadata| metadata.step));
    } else {
        let text = |file: &File| file.path.to_string_lossy().into_owned();
        files.sort_by(|a, b| compare_names(&text(a), &text(b)));
    }
    files
}

/// The time of each network, and its unit.
fn moments(files: &[File]) -> (Vec<Moment>, &'static str) {
    let known: Option<Vec<&Metadata>> = files.iter().map(|file| file.metadata.as_ref()).collect();
    let moments = |name: &dyn Fn(usize) -> String, at: &dyn Fn(usize) -> f64| {
        let indices = 0..files.len();
        indices
            .map(|index| Moment {
                name: name(index),
                at: at(index),
            })
            .collect()
    };
    let Some(known) = known else {
        let name = |index: usize| name(&files[index].path);
        return (moments(&name, &|index| (index + 1) as f64), "network");
    };
    let (epoch, step) = (
        |index: usize| known[index].epoch,
        |index: usize| known[index].step as f64,
    );
    if known.windows(2).all(|pair| pair[0].epoch < pair[1].epoch) {
        let name = |index: usize| moment(known[index].step, known[index].epoch);
        (moments(&name, &epoch), "epoch")
    } else {
        let name = |index: usize| format!("step {}", words::count(known[index].step));
        (moments(&name, &step), "step")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, moment: Option<(u64, f64)>) -> File {
        File {
            path: name.into(),
            metadata: moment.map(|(step, epoch)| Metadata {
                step,
                epoch,
                seed: 1,
                config: String::new(),
            }),
        }
    }

    #[test]
    fn names_are_in_numerical_order() {
        let paths = ["e/10.pt", "e/9.pt", "e/100.pt"].map(PathBuf::from);
        let names = in_order(&paths).into_iter().map(|file| file.path);
        let expected = ["e/9.pt", "e/10.pt", "e/100.pt"].map(PathBuf::from);
        assert_eq!(names.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn time_is_in_epochs_steps_or_networks() {
        let of = |files: &[File]| {
            let (moments, axis) = moments(files);
            let named = moments.into_iter().map(|moment| (moment.name, moment.at));
            (named.collect::<Vec<_>>(), axis)
        };
        let epochs = [file("a", Some((0, 0.0))), file("b", Some((1500, 2.5)))];
        let expected = vec![
            ("initialisation".to_owned(), 0.0),
            ("epoch 2.5, step 1,500".to_owned(), 2.5),
        ];
        assert_eq!(of(&epochs), (expected, "epoch"));
        let steps = [file("a", Some((5, 0.0))), file("b", Some((7, 0.0)))];
        let expected = vec![("step 5".to_owned(), 5.0), ("step 7".to_owned(), 7.0)];
        assert_eq!(of(&steps), (expected, "step"));
        let others = [file("f/a", Some((5, 0.0))), file("f/b", None)];
        let expected = vec![("a".to_owned(), 1.0), ("b".to_owned(), 2.0)];
        assert_eq!(of(&others), (expected, "network"));
    }
}
