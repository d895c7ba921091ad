//! The page and its windows over HTTP, on loopback.

use super::guard::{Guard, Target, answer, refuse};
use super::pages::Pages;
use super::windows::Windows;
use anyhow::Context;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// The most connections at a time.
const CONNECTIONS: usize = 64;
/// The most bytes that are buffered of an incomplete request, and the most headers.
const REQUEST: usize = 16 << 10;
const HEADERS: usize = 64;
/// How long the head of a request may take, and an open connection may be idle.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often to check whether to stop.
const OFTEN: Duration = Duration::from_millis(100);

/// What is served, and the guard of requests.
struct Site {
    guard: Guard,
    windows: Windows,
    pages: Mutex<Pages>,
}

impl Site {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why the server stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Ctrl-C.
    Interrupted,
    /// The last page was closed.
    Closed,
}

/// Serves until the last page is closed or `interrupted` is set. `ready` receives the address.
pub fn serve(
    windows: Windows,
    port: u16,
    interrupted: &AtomicBool,
    ready: impl FnOnce(&str) -> anyhow::Result<()>,
) -> anyhow::Result<Stopped> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(2)
        .build()
        .context("cannot listen")?;
    let stopped = runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .with_context(|| format!("cannot listen on 127.0.0.1:{port}"))?;
        let port = listener.local_addr().context("cannot listen")?.port();
        let site = Arc::new(Site {
            guard: Guard::new(port, token()?),
            windows,
            pages: Mutex::new(Pages::new()),
        });
        ready(&site.guard.address())?;
        Ok(accept(&listener, &site, interrupted).await)
    });
    // A count that is under way has been cancelled with its request.
    runtime.shutdown_timeout(Duration::from_secs(1));
    stopped
}

/// 128 random bits that cannot be guessed.
fn token() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|error| anyhow::anyhow!("the system gives no random numbers: {error}"))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

async fn accept(listener: &TcpListener, site: &Arc<Site>, interrupted: &AtomicBool) -> Stopped {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        if interrupted.load(Ordering::Relaxed) {
            return Stopped::Interrupted;
        }
        if site.pages().are_gone(Instant::now()) {
            return Stopped::Closed;
        }
        let accepted = tokio::time::timeout(OFTEN, listener.accept()).await;
        let Ok(Ok((stream, _))) = accepted else {
            if matches!(accepted, Ok(Err(_))) {
                // Usually too many open files; there may be fewer later.
                tokio::time::sleep(OFTEN).await;
            }
            continue;
        };
        // A connection beyond the limit is closed at once.
        if let Ok(permit) = Arc::clone(&connections).try_acquire_owned() {
            let site = Arc::clone(site);
            tokio::spawn(async move {
                converse(stream, site).await;
                drop(permit);
            });
        }
    }
}

/// Answers the requests of one connection.
async fn converse(stream: TcpStream, site: Arc<Site>) {
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(respond(&site, &request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_headers(HEADERS)
        .max_buf_size(REQUEST)
        .serve_connection(TokioIo::new(stream), service);
    // A client that disconnects, or does not speak HTTP, is ignored.
    let _ = connection.await;
}

async fn respond(site: &Arc<Site>, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    match site.guard.admit(request) {
        Err(refusal) => refuse(refusal),
        Ok(Target::Page) => {
            let page = site.pages().open(Instant::now());
            let html = site.windows.page(page);
            answer(StatusCode::OK, "text/html; charset=utf-8", html)
        }
        Ok(Target::Window(query)) => match site.windows.count(&query).await {
            Ok(json) => answer(StatusCode::OK, "application/json", json),
            Err(refusal) => {
                let json = serde_json::json!({ "error": refusal.why }).to_string();
                answer(refusal.status, "application/json", json)
            }
        },
        Ok(Target::Alive(page)) => {
            site.pages().alive(page, Instant::now());
            answer(StatusCode::NO_CONTENT, "text/plain", "")
        }
        Ok(Target::Closed(page)) => {
            site.pages().close(page, Instant::now());
            answer(StatusCode::NO_CONTENT, "text/plain", "")
        }
    }
}
