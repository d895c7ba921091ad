//! Two small files in the place of a data set.

use super::server::{Answer, Request};
use crate::file::DataFile;
use crate::watch::Watch;
use crate::{DataError, Mirrors, content, fetch};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// The messages, and the progress.
#[derive(Default)]
pub struct Ear {
    pub said: Vec<String>,
    pub progress: Vec<(u64, Option<u64>)>,
}

impl Watch for Ear {
    fn note(&mut self, line: &str) {
        assert!(!line.contains('\n'), "{line}");
        self.said.push(line.to_owned());
    }

    fn progress(&mut self, _file: &str, done: u64, total: Option<u64>) {
        self.progress.push((done, total));
    }
}

impl Ear {
    pub fn heard(&self, part: &str) -> bool {
        self.said.iter().any(|line| line.contains(part))
    }
}

/// The files, and a folder for them that is removed when the test ends.
pub struct Small {
    folder: TempDir,
    pub files: Vec<DataFile>,
    pub alpha: Vec<u8>,
    pub beta: Vec<u8>,
}

impl Small {
    pub fn new() -> Self {
        let (alpha, beta) = (noise(1, 300_000), noise(2, 500));
        Self {
            folder: tempfile::tempdir().unwrap(),
            files: vec![describe("alpha", &alpha), describe("beta", &beta)],
            alpha,
            beta,
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// The names of what is in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.folder())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The packed files, by their paths on a server.
    pub fn packed(&self) -> impl Fn(&Request) -> Vec<u8> + Send + Sync + use<> {
        let (alpha, beta) = (packed(&self.alpha), packed(&self.beta));
        move |request| match request.path.as_str() {
            "/mnist/alpha.gz" => alpha.clone(),
            "/mnist/beta.gz" => beta.clone(),
            other => panic!("{other} was asked for"),
        }
    }

    /// The rule of a server without faults.
    pub fn good(&self) -> impl Fn(usize, &Request) -> Answer + Send + Sync + use<> {
        let packed = self.packed();
        move |_, request| Answer::good(&packed(request), request)
    }

    pub fn fetch(&self, addresses: &[String]) -> (Result<(), DataError>, Ear) {
        let mut ear = Ear::default();
        let mirrors = impatient(addresses);
        let result = fetch::fetch_files(self.folder(), &self.files, &mirrors, &mut ear);
        (result, ear)
    }

    /// Fetches, and checks that both files are there and right, and nothing else.
    pub fn is_fetched(&self, addresses: &[String]) -> Ear {
        let (result, ear) = self.fetch(addresses);
        result.unwrap_or_else(|error| panic!("{error}; said before: {:#?}", ear.said));
        self.is_complete();
        ear
    }

    pub fn is_complete(&self) {
        assert_eq!(self.names(), ["alpha", "beta"]);
        assert!(fs::read(self.path("alpha")).unwrap() == self.alpha);
        assert!(fs::read(self.path("beta")).unwrap() == self.beta);
    }
}

/// These mirrors, with short timeouts.
pub fn impatient(addresses: &[String]) -> Mirrors {
    Mirrors {
        addresses: addresses.to_vec(),
        connect: Duration::from_secs(5),
        stall: Duration::from_secs(5),
        pause: Duration::ZERO,
    }
}

pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn describe(name: &'static str, bytes: &[u8]) -> DataFile {
    let sha256 = content::sha256(bytes);
    DataFile::unpacked(name, bytes.len() as u64, Box::leak(sha256.into_boxed_str()))
}

/// Bytes that do not compress.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..length).map(|_| next()).collect()
}
