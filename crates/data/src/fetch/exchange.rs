//! One request to one mirror.

use super::range::{ContentRange, content_range};
use crate::DataError;
use crate::part::Part;
use crate::watch::Watch;
use std::io::{ErrorKind, Read};
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body};

const CHUNK: usize = 64 * 1024;

/// Why a request did not bring all of the file.
pub(super) enum Failure {
    /// The mirror, or the connection to it, failed. What arrived is in the part.
    Mirror(String),
    /// The part does not match the mirror's file.
    Misfit,
    /// The local disk failed.
    Disk(DataError),
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        Self::Disk(error)
    }
}

/// What to request.
pub(super) struct Request<'a> {
    pub agent: &'a Agent,
    pub address: &'a str,
    /// The name to report progress for.
    pub file: &'a str,
    /// The file cannot have more bytes than this.
    pub limit: u64,
}

impl Request<'_> {
    /// Requests what the part lacks, and adds it.
    pub fn exchange(&self, part: &mut Part, watch: &mut dyn Watch) -> Result<(), Failure> {
        let mut request = self.agent.get(self.address);
        // Files are unpacked here; a mirror that also packs would only confuse the ranges.
        request = request.header("Accept-Encoding", "identity");
        let begin = part.length();
        if begin > 0 {
            request = request.header("Range", format!("bytes={begin}-"));
        }
        let mut response = request
            .call()
            .map_err(|error| Failure::Mirror(format!("cannot be reached: {error}")))?;
        let total = match (response.status(), begin) {
            (StatusCode::OK, _) => {
                // Mirrors that do not support ranges answer like this too.
                part.restart()?;
                response.body().content_length()
            }
            (StatusCode::PARTIAL_CONTENT, 1..) => match range_of(&response) {
                Some(ContentRange::Bytes { first, total }) if first == begin => total,
                _ => return Err(Failure::Misfit),
            },
            (StatusCode::RANGE_NOT_SATISFIABLE, 1..) => match range_of(&response) {
                // All of it had arrived before.
                Some(ContentRange::Unsatisfied { total }) if total == begin => return Ok(()),
                _ => return Err(Failure::Misfit),
            },
            (status, _) => return Err(Failure::Mirror(format!("answers {status}"))),
        };
        self.receive(&mut response, begin, total, part, watch)
    }

    fn receive(
        &self,
        response: &mut Response<Body>,
        begin: u64,
        total: Option<u64>,
        part: &mut Part,
        watch: &mut dyn Watch,
    ) -> Result<(), Failure> {
        let most = total.unwrap_or(self.limit);
        if most > self.limit {
            let reason = format!("offers {most} bytes, expected at most {}", self.limit);
            return Err(Failure::Mirror(reason));
        }
        let mut body = response.body_mut().as_reader();
        let mut chunk = vec![0; CHUNK];
        let broke_off = |length: u64, why: &str| {
            let of = total.map_or(String::new(), |total| format!(" of {total}"));
            Failure::Mirror(format!("broke off after {length}{of} bytes{why}"))
        };
        loop {
            watch.progress(self.file, part.length(), total);
            match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) if part.length() + count as u64 > most => {
                    part.restart()?;
                    return Err(if begin > 0 {
                        // Perhaps too much only together with what had arrived before.
                        Failure::Misfit
                    } else {
                        Failure::Mirror(format!("sends more than {most} bytes"))
                    });
                }
                Ok(count) => part.append(&chunk[..count])?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(broke_off(part.length(), &format!(" ({error})"))),
            }
        }
        if total.is_some_and(|total| part.length() < total) {
            return Err(broke_off(part.length(), ""));
        }
        Ok(())
    }
}

fn range_of(response: &Response<Body>) -> Option<ContentRange> {
    let header = response.headers().get("Content-Range")?;
    content_range(header.to_str().ok()?)
}
