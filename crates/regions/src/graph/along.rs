//! Following a line through a graph, stretch by stretch.

use super::Stop;
use super::count::GraphCounter;
use super::duplicates::{Slots, slots};
use super::event::Events;
use super::exact::Exact;
use super::field::Field;
use super::near::NearPoints;
use super::stretch::{Reach, Stretch};
use super::sweep::Sweep;
use crate::budget::Budget;
use crate::{Line, Options, RegionsError};

/// The most cuts of a stretch before the count of the line fails.
const MOST_CUTS: u32 = 2000;

/// The result on a stretch.
pub(super) struct OnStretch<'s, 'e> {
    pub stretch: &'s Stretch,
    pub slots: &'s [Slots],
    /// The functions of the last step.
    pub field: &'s Field,
    pub events: &'s mut Events,
    pub exact: &'s mut Exact<'e>,
}

impl GraphCounter {
    /// Follows a line, stretch by stretch, and adds up the points found on them, as many as the
    /// limit allows. Returns them, and how many decisions needed exact arithmetic.
    pub(super) fn along(
        &self,
        line: &Line,
        options: &Options,
        end: usize,
        mut visit: impl FnMut(OnStretch<'_, '_>) -> u64,
    ) -> Result<(u64, u64), RegionsError> {
        line.check(self.graph.input_elements())?;
        let slots = slots(&self.steps, &[&line.origin, &line.direction]);
        let sweep = Sweep {
            arch: self.arch,
            steps: &self.steps,
            slots: &slots,
            line,
            progress: options.progress.as_ref(),
            end,
            bounds: options.linear_regions,
        };
        let mut left = Stretch::whole(line.interval);
        left.reverse();
        let mut events = Events::default();
        let near = NearPoints::new(self.arch, &self.steps, &slots, line, left[0]);
        let mut exact = Exact::new(&self.graph, line, left[0], near);
        let mut budget = Budget::new(options);
        budget.spend(1)?;
        let (mut points, mut cuts) = (0u64, 0u32);
        let (mut reach, mut memory) = (Reach::default(), self.spare.take());
        while let Some(stretch) = left.pop() {
            if let Some([before, after]) = reach.split(&stretch) {
                left.extend([after, before]);
                continue;
            }
            let cut = match sweep.run(stretch, &mut events, &mut exact, &mut memory) {
                Ok((field, jumps)) => {
                    reach.came_through(&stretch, jumps);
                    points += visit(OnStretch {
                        stretch: &stretch,
                        slots: &slots,
                        field: &field,
                        events: &mut events,
                        exact: &mut exact,
                    });
                    field.end(&mut memory);
                    budget.spend(points + 1)?;
                    continue;
                }
                // The events so far show roughly where to divide the work.
                Err(Stop::Large) => {
                    reach.fell_short(&stretch);
                    events.middle()
                }
                // Anywhere else.
                Err(Stop::Cut) => {
                    let Some(next) = left.pop() else {
                        return Err(RegionsError::Unsound);
                    };
                    let whole = Stretch::join(&stretch, &next);
                    cuts += 1;
                    let part = 0.381_966_011 + 0.2 * (f64::from(cuts) * 0.618_033_988).fract();
                    divide(&mut left, &whole, part, cuts)?;
                    continue;
                }
                Err(Stop::Cancelled) => return Err(RegionsError::Cancelled),
                Err(Stop::Unsound) => return Err(RegionsError::Unsound),
            };
            cuts += 1;
            divide(&mut left, &stretch, cut, cuts)?;
        }
        self.spare.keep(memory);
        budget.close(points + 1)?;
        Ok((points, exact.fallbacks))
    }
}

fn divide(
    left: &mut Vec<Stretch>,
    stretch: &Stretch,
    at: f64,
    cuts: u32,
) -> Result<(), RegionsError> {
    match stretch.split(at) {
        Some([before, after]) if cuts < MOST_CUTS => {
            left.push(after);
            left.push(before);
            Ok(())
        }
        _ => Err(RegionsError::Unsound),
    }
}
