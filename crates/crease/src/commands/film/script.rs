use crease_input::words;
use crease_picture::{Moment, Timeline};
use crease_regions::{Network, Options, Plane};

/// What is shown.
pub(super) struct Script<'a> {
    pub(super) title: String,
    pub(super) plane: Plane,
    /// Points of the plane to mark.
    pub(super) dots: Vec<[f64; 2]>,
    pub(super) moments: Vec<Moment>,
    pub(super) timeline: Timeline,
    /// The network of each moment.
    pub(super) network: Box<dyn Fn(usize) -> anyhow::Result<Network> + 'a>,
    pub(super) options: Options,
}

/// `epoch 0.5, step 235`.
pub(super) fn moment(step: u64, epoch: f64) -> String {
    if step == 0 {
        return "initialisation".to_owned();
    }
    let epoch = (epoch * 1000.0).round() / 1000.0;
    format!("epoch {epoch}, step {}", words::count(step))
}
