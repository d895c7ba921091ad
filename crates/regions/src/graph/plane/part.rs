//! A part of a cell, and the values of forms in it.

use super::form::{FLOOR, Form, SHORT};
use super::hull::Hull;
use super::mesh::Mesh;
use crate::affine::SLACK;

/// A part of a cell: its corners, as rays.
#[derive(Default)]
pub(super) struct Part {
    pub ring: Vec<u32>,
    corners: Vec<[f64; 3]>,
    middle: [f64; 3],
    /// The factor of the magnitudes of a form's coefficients, and of its error, in bounds.
    slack: f64,
    reach: f64,
}

/// The least and the largest value of a form at corners, and the error of both.
pub(super) struct Range {
    pub low: f64,
    pub high: f64,
    pub bound: f64,
}

impl Range {
    pub(super) fn is_both(&self) -> bool {
        self.low < -self.bound && self.high > self.bound
    }

    /// The distance of the zero from the middle.
    pub(super) fn off(&self) -> f64 {
        (self.low + self.high).abs() / (self.high - self.low)
    }
}

impl Part {
    pub(super) fn set(&mut self, mesh: &Mesh, face: u32) {
        mesh.ring(face, &mut self.ring);
        self.corners.clear();
        let mut error = 0.0f64;
        self.middle = [0.0; 3];
        for &edge in &self.ring {
            let corner = mesh.corner(edge);
            self.corners.push(corner.at);
            error = error.max(corner.error);
            for (sum, coordinate) in self.middle.iter_mut().zip(corner.at) {
                *sum += coordinate;
            }
        }
        let count = self.corners.len() as f64;
        self.middle = self.middle.map(|sum| sum / count);
        self.slack = (error + SHORT) * SLACK;
        // No coordinate is above 1.
        self.reach = 3.0 * (1.0 + error) * SLACK;
    }

    pub(super) fn hull(&self, mesh: &Mesh) -> Hull {
        Hull::of(self.ring.iter().map(|&edge| mesh.corner(edge)))
    }

    #[inline]
    pub(super) fn range(&self, form: &Form) -> Range {
        let [f, g, h] = form.value;
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for [x, y, w] in &self.corners {
            let value = f * x + g * y + h * w;
            low = if value < low { value } else { low };
            high = if value > high { value } else { high };
        }
        Range {
            low,
            high,
            bound: self.bound(form),
        }
    }

    /// The error of a form's value at a corner.
    #[inline]
    pub(super) fn bound(&self, form: &Form) -> f64 {
        let size = form.value.iter().map(|value| value.abs()).sum::<f64>();
        (form.error * self.reach + size * self.slack) * SLACK + FLOOR
    }

    #[inline]
    pub(super) fn middle_of(&self, form: &Form) -> f64 {
        let products = form.value.iter().zip(&self.middle);
        products.map(|(value, at)| value * at).sum()
    }
}
