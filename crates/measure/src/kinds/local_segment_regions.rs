//! How many activation regions there are on a segment through a point, exactly: the mean over directions and
//! points.

use super::kind::{Kind, regions};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::Around(Neighbourhood::Segments, regions);
