//! One walk on several threads: the first cuts of the first layer make parts, and each thread takes
//! the next part until none is left. Counts are sums, so they do not depend on who took what, nor on when
//! the others start: where there is little to do, none.

use super::cell::Crossed;
use super::forms::Forms;
use super::found::{Stop, WalkCounts};
use super::walker::{Request, Task, Walker};
use crate::RegionsError;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// After this many cuts, the first layer is left to tasks: at most 2^7 of them for each start cell.
const DEPTH: usize = 7;

/// What takes less than this is done by one thread: starting others takes as long.
const ALONE: Duration = Duration::from_micros(100);

/// The walk nests as deep as there are units, at most; each level takes less than this from the stack.
const LEVEL: usize = 4096;

/// Networks of fewer units nest on any stack.
const SHALLOW: usize = 256;

pub(super) fn walk(request: &Request<'_>) -> Result<WalkCounts, Stop> {
    let threads = request.options.threads;
    let units = request.layers.first_ids.last().map_or(0, |&units| units);
    let units = units as usize;
    let stack = stack_for(units);
    // This must not panic. If the system gives fewer threads, those do the work; if it gives none,
    // this one does, if its stack is certain to be deep enough: then it takes part anyway.
    let shallow = units <= SHALLOW;
    let spawned = |work: &(dyn Fn() -> Result<WalkCounts, Stop> + Sync), threads: usize| {
        std::thread::scope(|scope| {
            let start = |_| crease_system::start_deep(scope, stack, work);
            let others = if shallow { threads - 1 } else { threads };
            let handles: Vec<_> = (0..others).map_while(start).collect();
            let mut total = if shallow {
                work()?
            } else if handles.is_empty() {
                return Err(Stop::NoThread);
            } else {
                WalkCounts::default()
            };
            for handle in handles {
                total.add(handle.join().unwrap_or(Err(Stop::Unsound))?);
            }
            Ok(total)
        })
    };
    if threads <= 1 {
        return spawned(&|| alone(request), 1);
    }
    let tasks = Mutex::new(Vec::new());
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let begin = || -> Result<WalkCounts, Stop> {
        let started = Instant::now();
        let mut walker = Walker::new(request);
        walker.deferred = Some(Vec::new());
        walker.walk()?;
        let deferred = walker.deferred.take().unwrap_or_default();
        while started.elapsed() < ALONE
            && let Some(task) = deferred.get(next.load(Ordering::Relaxed))
        {
            next.fetch_add(1, Ordering::Relaxed);
            walker.take_up(task)?;
        }
        if let Ok(mut tasks) = tasks.lock() {
            *tasks = deferred;
        }
        walker.close()
    };
    let mut total = spawned(&begin, 1)?;
    let tasks = tasks.into_inner().unwrap_or_default();
    let work = || -> Result<WalkCounts, Stop> {
        let mut walker = Walker::new(request);
        while !stop.load(Ordering::Relaxed)
            && let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed))
        {
            walker.take_up(task).inspect_err(|_| {
                stop.store(true, Ordering::Relaxed);
            })?;
        }
        walker.close()
    };
    if next.load(Ordering::Relaxed) < tasks.len() {
        total.add(spawned(&work, threads)?);
    }
    let limit = request.options.max_regions;
    if total.faces > limit {
        return Err(Stop::Refused(RegionsError::TooMany { limit }));
    }
    Ok(total)
}

/// Does `work` on a stack deep enough for this many units.
pub(super) fn on_deep_stack<T: Send>(
    units: usize,
    work: impl FnOnce() -> Result<T, Stop> + Send,
) -> Result<T, Stop> {
    if units <= SHALLOW {
        return work();
    }
    std::thread::scope(|scope| {
        let thread = crease_system::start_deep(scope, stack_for(units), work);
        let thread = thread.ok_or(Stop::NoThread)?;
        thread.join().unwrap_or(Err(Stop::Unsound))
    })
}

/// The bytes that a walk through this many units may take from its stack.
fn stack_for(units: usize) -> usize {
    (1 << 20) + LEVEL * units
}

fn alone(request: &Request<'_>) -> Result<WalkCounts, Stop> {
    let mut walker = Walker::new(request);
    walker.walk()?;
    walker.close()
}

impl Walker<'_> {
    /// Leaves a part of the first layer to a task, if it lies deep enough and tasks are wanted.
    pub(super) fn defer(&mut self, at: &Crossed) -> bool {
        let Some(tasks) = &mut self.deferred else {
            return false;
        };
        let second = self.layers.hidden.get(1);
        let size = second.map_or(0, |layer| 3 * layer.padded);
        tasks.push(Task {
            sides: self.sides[at.cell.clone()].to_vec(),
            crossing: self.crossing[at.crossing.clone()].to_vec(),
            next: self.forms.at(at.next)[..size].to_vec(),
            flags: self.flags[0].clone(),
        });
        true
    }

    /// Whether a part of the first layer is small enough for a task.
    pub(super) fn is_deep_enough(&self, crossing: &Range<usize>) -> bool {
        self.depth >= DEPTH || crossing.is_empty() || self.joining_pays(crossing)
    }

    fn take_up(&mut self, task: &Task) -> Result<(), Stop> {
        self.sides.clone_from(&task.sides);
        self.crossing.clone_from(&task.crossing);
        self.flags[0].clone_from(&task.flags);
        self.forms.begin(&self.layers.first);
        let next = self.forms.top();
        self.forms.push(&task.next);
        self.depth = 0;
        self.split(&Crossed {
            layer: 0,
            cell: 0..task.sides.len(),
            crossing: 0..task.crossing.len(),
            forms: Forms::FIRST,
            next,
        })
    }
}
