//! A real HTTP server on this machine that answers as badly as a test wants.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The path, `/alpha.gz`.
    pub path: String,
    /// Where the range begins, if there is one.
    pub from: Option<usize>,
}

/// An answer, as bytes on the wire.
#[derive(Clone)]
pub struct Answer {
    head: String,
    body: Vec<u8>,
    /// How long the connection stays open after the last byte.
    hold: Duration,
}

impl Answer {
    fn new(head: String, body: &[u8]) -> Self {
        Self {
            head,
            body: body.to_vec(),
            hold: Duration::ZERO,
        }
    }

    /// Only a status, such as `404 Not Found`, and more headers.
    pub fn status(status: &str, headers: &str) -> Self {
        Self::new(format!("{status}\r\n{headers}Content-Length: 0"), b"")
    }

    /// All of it, whatever range was requested.
    pub fn whole(body: &[u8]) -> Self {
        Self::new(format!("200 OK\r\nContent-Length: {}", body.len()), body)
    }

    /// All of it; the end of the connection is the end of the file.
    pub fn without_length(body: &[u8]) -> Self {
        Self::new("200 OK".to_owned(), body)
    }

    /// What a good server answers.
    pub fn good(body: &[u8], request: &Request) -> Self {
        match request.from {
            None => Self::whole(body),
            Some(from) if from < body.len() => Self::part(body, from, from),
            Some(_) => Self::status(
                "416 Range Not Satisfiable",
                &format!("Content-Range: bytes */{}\r\n", body.len()),
            ),
        }
    }

    /// The bytes from `from` on, declared as those from `said` on.
    pub fn part(body: &[u8], from: usize, said: usize) -> Self {
        let (total, rest) = (body.len(), &body[from..]);
        Self::new(
            format!(
                "206 Partial Content\r\nContent-Range: bytes {said}-{}/{total}\r\n\
                 Content-Length: {}",
                total - 1,
                rest.len()
            ),
            rest,
        )
    }

    /// Breaks off after this many bytes of the body.
    pub fn cut(mut self, length: usize) -> Self {
        self.body.truncate(length);
        self
    }

    /// Says nothing more, but does not hang up.
    pub fn hold(mut self, time: Duration) -> Self {
        self.hold = time;
        self
    }

    fn send(&self, mut to: TcpStream) -> std::io::Result<()> {
        write!(to, "HTTP/1.1 {}\r\nConnection: close\r\n\r\n", self.head)?;
        to.write_all(&self.body)?;
        to.flush()?;
        thread::sleep(self.hold);
        Ok(())
    }
}

/// A server that runs until the test process ends.
pub struct Server {
    address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers each request as `answer` says, given how many came before.
    pub fn start(answer: impl Fn(usize, &Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/mnist", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { continue };
                let Some(request) = read(&client) else {
                    continue;
                };
                let before = {
                    let mut log = log.lock().unwrap();
                    log.push(request.clone());
                    log.len() - 1
                };
                let answer = Arc::clone(&answer);
                // A client may hang up.
                thread::spawn(move || answer(before, &request).send(client));
            }
        });
        Self { address, requests }
    }

    /// The address of the folder with the files.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// All requests up to now.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Where the ranges of all requests up to now began.
    pub fn ranges(&self) -> Vec<Option<usize>> {
        self.requests()
            .into_iter()
            .map(|request| request.from)
            .collect()
    }
}

fn read(client: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(client).lines();
    let first = lines.next()?.ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut from = None;
    for line in lines {
        let line = line.ok()?.to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(range) = line.strip_prefix("range: bytes=") {
            from = range.trim_end_matches('-').parse().ok();
        }
    }
    Some(Request { path, from })
}
