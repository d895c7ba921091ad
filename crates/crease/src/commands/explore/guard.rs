//! Which requests are answered.
//!
//! The server listens on loopback, where other users of the machine and every page in a browser can
//! send requests too. They do not know the token in the address. A page whose host name was made to
//! resolve to this machine sends that name as Host; a page from another site sends its origin.

use http_body_util::Full;
use hyper::body::{Body, Bytes};
use hyper::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue, ORIGIN, TRANSFER_ENCODING};
use hyper::{Method, Request, Response, StatusCode};

/// The longest address of a request.
const LONGEST_ADDRESS: usize = 1024;

/// The target of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The page.
    Page,
    /// The regions of the window in this query.
    Window(String),
    /// A sign of life of this page.
    Alive(u64),
    /// That this page was closed.
    Closed(u64),
}

/// Decides which requests are answered.
#[derive(Clone, Debug)]
pub struct Guard {
    /// `127.0.0.1:PORT`.
    host: String,
    token: String,
}

/// Why a request is refused.
pub type Refusal = (StatusCode, &'static str);

impl Guard {
    pub fn new(port: u16, token: String) -> Self {
        Self {
            host: format!("127.0.0.1:{port}"),
            token,
        }
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("http://{}/{}/", self.host, self.token)
    }

    /// The target of a request, if it is allowed.
    pub fn admit<B: Body>(&self, request: &Request<B>) -> Result<Target, Refusal> {
        let uri = request.uri();
        let length = uri.path_and_query().map_or(0, |path| path.as_str().len());
        if length > LONGEST_ADDRESS {
            return Err((StatusCode::URI_TOO_LONG, "the address is too long"));
        }
        if uri.authority().is_some() {
            return Err((StatusCode::BAD_REQUEST, "expected a path"));
        }
        if !is_once(request, &HOST, &self.host) {
            return Err((StatusCode::FORBIDDEN, "this is another host"));
        }
        let origin = format!("http://{}", self.host);
        let has_origin = request.headers().contains_key(ORIGIN);
        if has_origin && !is_once(request, &ORIGIN, &origin) {
            return Err((StatusCode::FORBIDDEN, "this is another origin"));
        }
        // No valid request has a body.
        let length = request.headers().get(CONTENT_LENGTH);
        let is_empty = length.is_none_or(|length| length == "0");
        if !is_empty || request.headers().contains_key(TRANSFER_ENCODING) {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "expected no body"));
        }
        let path = self.after_token(uri.path());
        let path = path.ok_or((StatusCode::NOT_FOUND, "nothing is here"))?;
        let query = uri.query().unwrap_or_default();
        let target = match path {
            "" => Target::Page,
            "window" => Target::Window(query.to_owned()),
            "alive" => Target::Alive(page(query)?),
            "closed" => Target::Closed(page(query)?),
            _ => return Err((StatusCode::NOT_FOUND, "nothing is here")),
        };
        let has_right_method = match target {
            Target::Page | Target::Window(_) => request.method() == Method::GET,
            Target::Alive(_) | Target::Closed(_) => request.method() == Method::POST,
        };
        if !has_right_method {
            return Err((StatusCode::METHOD_NOT_ALLOWED, "not by this method"));
        }
        // The page itself may be opened from anywhere, with its address.
        let site = request.headers().get("sec-fetch-site");
        if target != Target::Page && site.is_some_and(|site| site != "same-origin") {
            return Err((StatusCode::FORBIDDEN, "this is another site"));
        }
        Ok(target)
    }

    /// The path after the token, if it begins with it. The time that this takes reveals nothing
    /// about the token.
    fn after_token<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (token, rest) = path.strip_prefix('/')?.split_once('/')?;
        let pairs = token.bytes().zip(self.token.bytes());
        let differences = pairs.fold(0, |found, (a, b)| found | (a ^ b));
        (differences == 0 && token.len() == self.token.len()).then_some(rest)
    }
}

/// Whether a header occurs once, with this value.
fn is_once<B>(request: &Request<B>, header: &HeaderName, expected: &str) -> bool {
    let mut values = request.headers().get_all(header).iter();
    let first = values.next().map(HeaderValue::as_bytes);
    first == Some(expected.as_bytes()) && values.next().is_none()
}

/// The page of a query `page=NUMBER`.
fn page(query: &str) -> Result<u64, Refusal> {
    let number = query.strip_prefix("page=").map(str::parse);
    let number = number.and_then(Result::ok);
    number.ok_or((StatusCode::BAD_REQUEST, "expected the number of a page"))
}

/// An answer of this type, with headers that isolate it.
pub fn answer(
    status: StatusCode,
    kind: &'static str,
    body: impl Into<Bytes>,
) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    for (name, value) in [
        ("content-type", kind),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        (
            "content-security-policy",
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
             connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ] {
        let headers = answer.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// The answer to a request that is refused.
pub fn refuse((status, why): Refusal) -> Response<Full<Bytes>> {
    answer(status, "text/plain; charset=utf-8", format!("{why}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    fn guard() -> Guard {
        Guard::new(8080, TOKEN.to_owned())
    }

    fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Full<Bytes>> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Full::default()).unwrap()
    }

    const OWN: (&str, &str) = ("host", "127.0.0.1:8080");

    fn status(method: &str, path: &str, headers: &[(&str, &str)]) -> StatusCode {
        let admitted = guard().admit(&request(method, path, headers));
        admitted.map_or_else(|(status, _)| status, |_| StatusCode::OK)
    }

    #[test]
    fn requests_with_the_token_are_admitted() {
        let path = |rest: &str| format!("/{TOKEN}/{rest}");
        for (method, rest, target) in [
            ("GET", "", Target::Page),
            (
                "GET",
                "window?s=1&t=2",
                Target::Window("s=1&t=2".to_owned()),
            ),
            ("POST", "alive?page=7", Target::Alive(7)),
            ("POST", "closed?page=7", Target::Closed(7)),
        ] {
            let own_origin = ("origin", "http://127.0.0.1:8080");
            for headers in [&[OWN][..], &[OWN, own_origin]] {
                let request = request(method, &path(rest), headers);
                assert_eq!(guard().admit(&request), Ok(target.clone()));
            }
        }
        assert_eq!(guard().address(), format!("http://127.0.0.1:8080/{TOKEN}/"));
    }

    #[test]
    fn paths_without_the_token_are_not_found() {
        let shorter = &TOKEN[..31];
        for path in [
            "/".to_owned(),
            "/window".to_owned(),
            format!("/{shorter}/"),
            format!("/{TOKEN}0/"),
            format!("/{shorter}e/"),
            format!("/{TOKEN}"),
            format!("//{TOKEN}/"),
            format!("/{TOKEN}/other"),
        ] {
            assert_eq!(
                status("GET", &path, &[OWN]),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }

    #[test]
    fn other_hosts_origins_and_sites_are_refused() {
        let page = format!("/{TOKEN}/");
        for hosts in [
            &[][..],
            &[("host", "evil.example:8080")],
            &[("host", "127.0.0.1")],
            &[("host", "127.0.0.1:80")],
            &[("host", "localhost:8080")],
            &[OWN, ("host", "evil.example")],
        ] {
            assert_eq!(status("GET", &page, hosts), StatusCode::FORBIDDEN);
        }
        for origin in ["http://evil.example", "null", "https://127.0.0.1:8080", ""] {
            let headers = [OWN, ("origin", origin)];
            assert_eq!(status("GET", &page, &headers), StatusCode::FORBIDDEN);
        }
        let alive = format!("/{TOKEN}/alive?page=1");
        for site in ["cross-site", "same-site", "none"] {
            let headers = [OWN, ("sec-fetch-site", site)];
            assert_eq!(status("POST", &alive, &headers), StatusCode::FORBIDDEN);
            // Opened from a file, a mail or the address bar.
            assert_eq!(status("GET", &page, &headers), StatusCode::OK);
        }
        let absolute = format!("http://127.0.0.1:8080{page}");
        assert_eq!(status("GET", &absolute, &[OWN]), StatusCode::BAD_REQUEST);
    }

    #[test]
    fn bodies_long_paths_and_other_methods_are_refused() {
        let page = format!("/{TOKEN}/");
        let long = format!("/{TOKEN}/window?{}", "x".repeat(1024));
        assert_eq!(status("GET", &long, &[OWN]), StatusCode::URI_TOO_LONG);
        for body in [("content-length", "1"), ("transfer-encoding", "chunked")] {
            let found = status("GET", &page, &[OWN, body]);
            assert_eq!(found, StatusCode::PAYLOAD_TOO_LARGE);
        }
        assert_eq!(
            status("GET", &page, &[OWN, ("content-length", "0")]),
            StatusCode::OK
        );
        for method in ["POST", "PUT", "OPTIONS", "HEAD"] {
            assert_eq!(
                status(method, &page, &[OWN]),
                StatusCode::METHOD_NOT_ALLOWED
            );
        }
        let no_number = format!("/{TOKEN}/alive?page=x");
        assert_eq!(status("POST", &no_number, &[OWN]), StatusCode::BAD_REQUEST);
    }
}
