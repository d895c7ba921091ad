//! Loading the real files, and files that are almost real. `CREASE_DATA` says where MNIST lies.

mod damaged;
mod intact;
mod support;
