mod answer;
mod boundary;
mod ordered;

use crate::cli::{CountArguments, OutputFormat};
use crate::ending::Ending;
use crate::network_reader::{NetworkReader, explain};
use crate::slice_file::{NamedSlice, SliceFile};
use crate::subject::Subject;
use crate::{commands, terminal};
use answer::{Answer, Csv};
use anyhow::bail;
use boundary::Boundary;
use crease_checkpoint::read_points_file;
use crease_input::path_line;
use crease_regions::{Counter, distances};
use ordered::in_order;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

/// `crease count`: counts in slices of networks, one line of JSON or CSV each.
pub fn count(arguments: &CountArguments) -> anyhow::Result<Ending> {
    let csv = arguments.format == OutputFormat::Csv;
    if csv && !arguments.slices.is_empty() && arguments.distances.is_some() {
        bail!("--format csv: expected one table at a time: pass --slice or --distances");
    }
    if csv && arguments.boundary {
        bail!("--format csv: the decision boundary of --boundary is an object: use json");
    }
    let threads = arguments
        .threads
        .map_or_else(commands::cores, NonZeroUsize::get);
    // One thread per network, and the remaining threads within each.
    let at_once = threads.min(arguments.networks.len());
    let mut reader = NetworkReader::new(&arguments.reading, (threads / at_once.max(1)).max(1))?;
    if arguments.regions_only {
        reader.options.linear_regions = false;
        reader.options.measures = false;
    }
    let files = arguments.slices.iter().map(|path| SliceFile::read(path));
    let request = Request {
        reader,
        slices: files.collect::<anyhow::Result<_>>()?,
        points: arguments.distances.as_deref(),
        boundary: arguments.boundary,
        named: csv || arguments.networks.len() > 1,
    };
    let mut table = csv.then(|| Csv::new(!arguments.slices.is_empty()));
    in_order(
        &arguments.networks,
        at_once,
        |network| request.answer(network),
        |(answers, end)| {
            let mut text = String::new();
            for answer in &answers {
                match &mut table {
                    Some(table) => table.rows(answer, &mut text),
                    None => answer.json(&mut text)?,
                }
            }
            terminal::print(&text)?;
            end
        },
    )?;
    Ok(Ending::Done)
}

/// What to compute for each network.
struct Request<'a> {
    reader: NetworkReader,
    slices: Vec<SliceFile>,
    points: Option<&'a Path>,
    /// Whether to find the decision boundary.
    boundary: bool,
    /// Whether answers always name their network and slice.
    named: bool,
}

impl Request<'_> {
    /// The answers of one network up to the first error, and that error.
    fn answer(&self, path: &Path) -> (Vec<Answer>, anyhow::Result<()>) {
        let mut answers = Vec::new();
        let end = self.find(path, &mut answers);
        (answers, end)
    }

    fn find(&self, path: &Path, answers: &mut Vec<Answer>) -> anyhow::Result<()> {
        let (subject, notes) = Subject::with_notes(path, &self.reader)?;
        let inputs = subject.inputs();
        let slices = self.slices(inputs)?;
        let points = self.points.map(|path| read_points_file(path, inputs));
        let points = points.transpose()?;
        let mut blank = Answer::new(&subject);
        blank.network = self.name(path, &slices);
        blank.notes = notes;
        self.count(path, &subject, &slices, &blank, answers)?;
        let Some(points) = points else {
            return Ok(());
        };
        let began = Instant::now();
        let found = match &subject {
            Subject::Network(loaded) => distances(&loaded.network, &points)?,
            Subject::Graph(counter) => {
                counter.distances(&points, self.reader.options.progress.as_ref())?
            }
        };
        let seconds = began.elapsed().as_secs_f64();
        // With one slice, they become part of its object.
        if let [answer] = answers.as_mut_slice() {
            answer.add_distances(found, seconds);
        } else {
            let mut answer = blank;
            answer.add_distances(found, seconds);
            answers.push(answer);
        }
        Ok(())
    }

    /// All slices, for this number of inputs.
    fn slices(&self, inputs: usize) -> anyhow::Result<Vec<NamedSlice>> {
        let mut slices = Vec::new();
        for file in &self.slices {
            slices.extend(file.slices(inputs)?);
        }
        Ok(slices)
    }

    /// The name of a network, if answers need it.
    fn name(&self, path: &Path, slices: &[NamedSlice]) -> Option<String> {
        let several = self.named || slices.len() > 1;
        several.then(|| path_line(path))
    }

    /// The answers of all slices.
    fn count(
        &self,
        path: &Path,
        subject: &Subject,
        slices: &[NamedSlice],
        blank: &Answer,
        answers: &mut Vec<Answer>,
    ) -> anyhow::Result<()> {
        let options = &self.reader.options;
        let all: Vec<_> = slices.iter().map(|named| named.slice.clone()).collect();
        let began = Instant::now();
        let counts = match (subject, all.as_slice()) {
            // One slice uses all threads itself.
            (Subject::Network(loaded), [only]) => {
                vec![Counter::new(loaded.network.clone()).count(only, options)]
            }
            (Subject::Network(loaded), several) => {
                Counter::new(loaded.network.clone()).count_all(several, options)
            }
            (Subject::Graph(counter), all) => counter.count_all(all, options),
        };
        let seconds = began.elapsed().as_secs_f64() / slices.len().max(1) as f64;
        for (index, (counts, named)) in counts.into_iter().zip(slices).enumerate() {
            let explained = |error| explain(&error, path, &named.name);
            let index = (slices.len() > 1 || self.named).then_some(index);
            let mut answer = blank.counted(&counts.map_err(explained)?, seconds, index);
            if self.boundary {
                let began = Instant::now();
                let found = Boundary::find(subject, &named.slice, options);
                answer.boundary = Some(found.map_err(explained)?);
                answer.seconds += began.elapsed().as_secs_f64();
            }
            answers.push(answer);
        }
        Ok(())
    }
}
