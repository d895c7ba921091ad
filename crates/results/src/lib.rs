//! The results folder: runs, tables and what was claimed, written whole or not at all.
