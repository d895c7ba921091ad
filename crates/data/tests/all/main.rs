//! Loading and importing the real files, and files that are almost real. `CREASE_DATA` says where MNIST lies.

mod damaged;
mod imported;
mod intact;
mod support;
