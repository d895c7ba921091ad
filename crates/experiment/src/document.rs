//! The file as a tree, and errors at its keys.

use crate::check::Complaint;
use crate::error::KeyError;
use crate::node::Node;
use crease_input::KeyPath;

/// An experiment file, or the rest of it once its presets are removed.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file as the user named it.
    pub file: String,
    /// The root table.
    pub root: Node,
}

impl Document {
    /// An error at a key, with the origin of the key or of its nearest ancestor in the file.
    pub fn error(&self, path: KeyPath, found: Option<String>, message: String) -> Box<KeyError> {
        let origin = self.root.nearest(&path).origin.clone();
        Box::new(KeyError {
            file: self.file.clone(),
            origin,
            path,
            found,
            message,
        })
    }

    /// The error of a failed check, at its first key.
    pub fn complain(&self, complaint: &Complaint) -> Box<KeyError> {
        let key = complaint.keys.first().map_or("", String::as_str);
        let path = KeyPath::parse(key).unwrap_or_default();
        let (found, expected) = (complaint.found.clone(), complaint.expected.clone());
        self.error(path, Some(found), expected)
    }
}
