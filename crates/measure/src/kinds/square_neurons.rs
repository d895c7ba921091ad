//! How many neurons cross any of the squares around a point, exactly: the mean over points.

use super::kind::{How, Kind, total};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind =
    Kind::of("square_neurons", How::Around(Neighbourhood::Squares, total)).on_pairs();
