//! How many neurons cross any of the squares around a point, exactly: the mean over points.

use super::kind::{Kind, total};
use crate::around::Look;

pub(super) const KIND: Kind = Kind::Around(Look::Squares, total);
