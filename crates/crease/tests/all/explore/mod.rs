//! `crease explore`: which requests are answered, and how.

use crate::count::support::{CROSS, Files, SQUARE, crease, json, safetensors};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A server that is killed when the test ends.
pub struct Served {
    child: Child,
    pub address: String,
    port: u16,
    token: String,
}

impl Served {
    pub fn start(network: &Path, slice: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("crease"))
            .arg("explore")
            .arg("--network")
            .arg(network)
            .arg("--slice")
            .arg(slice)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let rest = address.strip_prefix("http://127.0.0.1:").unwrap();
        let (port, token) = rest.split_once('/').unwrap();
        Self {
            child,
            port: port.parse().unwrap(),
            token: token.trim_end_matches('/').to_owned(),
            address,
        }
    }

    /// A cross in a square.
    fn cross(files: &Files) -> Self {
        let network = files.write("network.safetensors", safetensors(&CROSS));
        let slice = files.write("slice.json", SQUARE);
        Self::start(&network, &slice, &[])
    }

    fn host(&self) -> String {
        format!("Host: 127.0.0.1:{}\r\n", self.port)
    }

    /// Sends this and reads the answer: its status, head and body.
    fn send(&self, request: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        // A server that has refused stops reading.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.get(9..12).and_then(|status| status.parse().ok());
        (status.unwrap_or(0), head.to_lowercase(), body.to_owned())
    }

    /// A request of a page of its own, for a path after the token.
    fn request(&self, method: &str, path: &str, headers: &str) -> (u16, String, String) {
        self.send(&format!(
            "{method} /{}/{path} HTTP/1.1\r\n{}{headers}Connection: close\r\n\r\n",
            self.token,
            self.host(),
        ))
    }

    fn window(&self, [s, t, half]: [f64; 3]) -> Value {
        let (status, _, body) = self.request("GET", &format!("window?s={s}&t={t}&half={half}"), "");
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    pub fn wait(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A network with some thousand regions.
fn network(files: &Files) -> PathBuf {
    crate::cells::network(files, &[2, 24, 24, 24, 2], 11)
}

#[test]
fn the_page_is_served_only_at_its_secret_address() {
    let files = Files::new();
    let served = Served::cross(&files);
    let (status, head, body) = served.request("GET", "", "");
    assert_eq!(status, 200);
    assert!(body.starts_with("<!DOCTYPE html>"));
    for expected in [
        "content-security-policy: default-src 'none'",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
    ] {
        assert!(head.contains(expected), "{head}");
    }
    assert_eq!(served.token.len(), 32);
    let other = Served::cross(&files);
    assert_ne!(served.token, other.token);

    let (own, token) = (served.host(), &served.token);
    let get = |path: &str, headers: &str| {
        let end = "Connection: close\r\n\r\n";
        served
            .send(&format!("GET {path} HTTP/1.1\r\n{headers}{end}"))
            .0
    };
    assert_eq!(get("/", &own), 404);
    assert_eq!(get(&format!("/{}/", other.token), &own), 404);
    assert_eq!(get(&format!("/{token}/etc/passwd"), &own), 404);
    assert_eq!(get(&format!("/{token}/../"), &own), 404);
    let page = format!("/{token}/");
    assert_eq!(get(&page, "Host: evil.example\r\n"), 403);
    assert_eq!(get(&page, "Host: localhost\r\n"), 403);
    // Without a host it is not HTTP 1.1.
    assert!([400, 403].contains(&get(&page, "")));
    assert_eq!(
        get(&page, &format!("{own}Origin: http://evil.example\r\n")),
        403
    );
    assert_eq!(get(&page, &format!("{own}Origin: null\r\n")), 403);
    let window = format!("/{token}/window?s=0&t=0&half=1");
    assert_eq!(get(&window, &own), 200);
    assert_eq!(
        get(&window, &format!("{own}Sec-Fetch-Site: cross-site\r\n")),
        403
    );
    assert_eq!(get(&page, &own), 200);
}

#[test]
fn large_requests_are_refused_while_others_are_served() {
    let files = Files::new();
    let served = Served::cross(&files);
    let long = "x".repeat(2000);
    assert_eq!(served.request("GET", &format!("window?{long}"), "").0, 414);
    let huge = format!("X-Large: {}\r\n", "x".repeat(1 << 20));
    let status = served.request("GET", "", &huge).0;
    assert!([0, 400, 431].contains(&status), "{status}");
    let many = "X: y\r\n".repeat(1000);
    let status = served.request("GET", "", &many).0;
    assert!([0, 400, 431].contains(&status), "{status}");
    assert_eq!(
        served
            .request("POST", "alive?page=0", "Content-Length: 5\r\n")
            .0,
        413
    );
    let chunked = "Transfer-Encoding: chunked\r\n";
    assert_eq!(served.request("POST", "alive?page=0", chunked).0, 413);
    assert_eq!(served.request("PUT", "", "").0, 405);
    assert_eq!(served.request("GET", "window?s=0&t=0&half=-1", "").0, 400);
    // Half a request each, and one whole.
    let idle: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
            stream.write_all(b"GET / HT").unwrap();
            stream
        })
        .collect();
    assert_eq!(served.request("GET", "", "").0, 200);
    drop(idle);
}

#[test]
fn windows_have_the_counts_of_crease_count() {
    let files = Files::new();
    let network = network(&files);
    let slice = files.write("slice.json", SQUARE);
    let served = Served::start(&network, &slice, &[]);
    for window in [
        [0.0, 0.0, 1.0],
        [0.3, -0.2, 0.125],
        [0.1, 0.7, 1e-3],
        [-0.123_456_789, 0.987_654_321, 1e-9],
        [5.0, 5.0, 20.0],
    ] {
        let [s, t, half] = window;
        let page_data = served.window(window);
        let one = format!(
            r#"{{"kind": "plane", "window": {{"center": [{s}, {t}], "half_side": {half}}}}}"#
        );
        let one = files.write("window.json", one);
        let counted = json(&mut crease("count", &network, &one));
        let frame = &page_data["frames"][0];
        assert_eq!(frame["cells"], counted["activation_regions"], "{window:?}");
        assert_eq!(frame["linear_regions"], counted["linear_regions"]);
        assert_eq!(page_data["window"]["half_side"], half);
    }
    // Too many, too small: the error says so, and no more.
    let limit = served.window([0.0, 0.0, 1.0])["frames"][0]["cells"].to_string();
    let few = Served::start(&network, &slice, &["--max-regions", &limit]);
    let (status, _, body) = few.request("GET", "window?s=0&t=0&half=100", "");
    assert_eq!(status, 422, "{body}");
    let said = format!("more than {limit} regions here: zoom in");
    assert!(body.contains(&said), "{body}");
    let (status, _, body) = few.request("GET", "window?s=1&t=0&half=1e-14", "");
    assert_eq!(status, 400, "{body}");
    few.window([0.0, 0.0, 0.01]);
}

#[test]
fn two_clients_at_once_have_their_own_windows() {
    let files = Files::new();
    let slice = files.write("slice.json", SQUARE);
    let served = Served::start(&network(&files), &slice, &[]);
    let windows: Vec<[f64; 3]> = (1..=6)
        .map(|k| [0.1 * f64::from(k), 0.0, 0.1 * f64::from(k)])
        .collect();
    let alone: Vec<Value> = windows
        .iter()
        .map(|window| served.window(*window))
        .collect();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for (window, expected) in windows.iter().zip(&alone) {
                    assert_eq!(served.window(*window), *expected);
                }
            });
        }
    });
}

#[test]
fn it_ends_when_the_last_page_is_closed() {
    let files = Files::new();
    let mut served = Served::cross(&files);
    for page in 0..2 {
        let (_, _, body) = served.request("GET", "", "");
        assert!(body.contains(&format!("<meta name=\"page\" content=\"{page}\">")));
    }
    assert_eq!(served.request("POST", "alive?page=1", "").0, 204);
    assert_eq!(served.request("POST", "closed?page=0", "").0, 204);
    // One is still open.
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(served.request("POST", "alive?page=1", "").0, 204);
    assert_eq!(served.request("POST", "closed?page=1", "").0, 204);
    // Reloaded at once.
    assert_eq!(served.request("GET", "", "").0, 200);
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(served.request("POST", "closed?page=2", "").0, 204);
    assert!(served.wait().success());
}

#[test]
fn it_ends_with_ctrl_c_and_listens_on_loopback_only() {
    let files = Files::new();
    let mut served = Served::cross(&files);
    if let Ok(listening) = std::fs::read_to_string("/proc/net/tcp") {
        let port = format!(":{:04X}", served.port);
        let lines = listening
            .lines()
            .filter_map(|line| line.split_whitespace().nth(1));
        let own: Vec<&str> = lines.filter(|address| address.ends_with(&port)).collect();
        assert!(!own.is_empty());
        assert!(
            own.iter().all(|address| address.starts_with("0100007F")),
            "{own:?}"
        );
    }
    // The port is taken.
    let network = files.path("network.safetensors");
    let slice = files.path("slice.json");
    let mut second = crease("explore", &network, &slice);
    let port = served.port.to_string();
    second
        .args(["--port", &port])
        .assert()
        .code(2)
        .stderr(predicates::str::contains(format!(
            "cannot listen on 127.0.0.1:{port}"
        )));
    let pid = served.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(served.wait().success());
}
