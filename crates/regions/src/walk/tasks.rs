//! One walk on several threads: the first cuts of the first layer make parts, and each thread takes
//! the next part until none is left. Counts are sums, so they do not depend on who took what.

use super::layers::Layers;
use super::polygon::Side;
use super::{Crossing, Stop, Walked, Walker};
use crate::progress::Budget;
use crate::{Options, Plane, RegionsError};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A part of the first layer, with the stacks that it needs.
pub(super) struct Task {
    sides: Vec<Side>,
    crossing: Vec<Crossing>,
    /// Forms of the second layer.
    next: Vec<f64>,
}

/// So many cuts deep the first layer is left to tasks: at most 2^7 of them a start cell.
const DEPTH: usize = 7;

pub(super) fn walk(layers: &Layers, plane: &Plane, options: &Options) -> Result<Walked, Stop> {
    let mut first = Walker::new(layers, Budget::new(options));
    first.deferred = Some(Vec::new());
    first.walk(plane)?;
    let tasks = first.deferred.take().unwrap_or_default();
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let work = || -> Result<Walked, Stop> {
        let mut walker = Walker::new(layers, Budget::new(options));
        while !stop.load(Ordering::Relaxed)
            && let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed))
        {
            walker.take_up(task).inspect_err(|_| {
                stop.store(true, Ordering::Relaxed);
            })?;
        }
        walker.close()
    };
    let others = std::thread::scope(|scope| {
        let handles: Vec<_> = (1..options.threads).map(|_| scope.spawn(work)).collect();
        let mut found = vec![work()];
        for handle in handles {
            // A panic there is a bug; the mesh then answers.
            found.push(handle.join().unwrap_or(Err(Stop::Unsure)));
        }
        found
    });
    let mut total = first.found;
    for found in others {
        let found = found?;
        total.faces += found.faces;
        total.frame_ends += found.frame_ends;
    }
    if total.faces > options.max_regions {
        return Err(Stop::Refused(RegionsError::TooMany {
            limit: options.max_regions,
        }));
    }
    Ok(total)
}

impl Walker<'_> {
    /// Leaves a part of the first layer to a task, if it lies deep enough and tasks are wanted.
    pub(super) fn defer(
        &mut self,
        cell: &Range<usize>,
        crossing: &Range<usize>,
        next: usize,
    ) -> bool {
        let Some(tasks) = &mut self.deferred else {
            return false;
        };
        if self.depth < DEPTH && !crossing.is_empty() {
            return false;
        }
        let second = self.layers.hidden.get(1);
        let size = second.map_or(0, |layer| 3 * layer.padded);
        tasks.push(Task {
            sides: self.sides[cell.clone()].to_vec(),
            crossing: self.crossing[crossing.clone()].to_vec(),
            next: self.forms[next..next + size].to_vec(),
        });
        true
    }

    fn take_up(&mut self, task: &Task) -> Result<(), Stop> {
        self.sides.clone_from(&task.sides);
        self.crossing.clone_from(&task.crossing);
        self.forms.clone_from(&self.layers.first);
        let next = self.forms.len();
        self.forms.extend_from_slice(&task.next);
        self.depth = 0;
        let (cell, crossing) = (0..task.sides.len(), 0..task.crossing.len());
        self.split(0, cell, crossing, 0, next)
    }
}
