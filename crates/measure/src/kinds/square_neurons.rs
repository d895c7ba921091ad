//! How many neurons cross any of the squares around a point, exactly: the mean over points.

use super::kind::{Kind, total};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::Around(Neighbourhood::Squares, total);
