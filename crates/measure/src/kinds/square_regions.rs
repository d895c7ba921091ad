//! How many activation regions there are in a square around a point, exactly: the mean over squares and
//! points.

use super::kind::{Kind, regions};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::Around(Neighbourhood::Squares, regions);
