//! The page served on this machine, with its interface for programs: the same views over a database, and texts tried.

mod problem;
mod limits;
mod gate;
mod filter;
mod database;
mod overview;
mod corrected;
mod extract;
mod api;

use std::future::poll_fn;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use inquit::Extractor;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

pub use limits::Limits;

/// What to serve, and to whom.
#[derive(Debug)]
pub struct Options {
    /// Where to listen.
    pub address: SocketAddr,
    /// Names by which browsers may ask for the page besides the machine's own.
    pub hosts: Vec<String>,
    /// A database that inquit wrote.
    pub database: Option<PathBuf>,
    /// Where corrections are kept; none can be made without.
    pub corrections: Option<PathBuf>,
    /// What stands above the page.
    pub title: String,
    /// What extracts.
    pub extractor: Extractor,
    /// How much is done at once.
    pub limits: Limits,
}

/// Serves until the user or the system ends it; `ready` gets the address. The error is a message for the user.
pub fn serve(options: Options, ready: impl FnOnce(SocketAddr)) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(options.limits.at_once * 2)
        .build()
        .map_err(|error| format!("cannot start ({error})"))?;
    let address = options.address;
    let limits = options.limits;
    let app = api::app(options)?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(address).await;
        let listener = listener
            .map_err(|error| format!("{address}: cannot listen there ({error}); choose another --port"))?;
        ready(listener.local_addr().map_err(|error| error.to_string())?);
        run(listener, app, limits).await;
        Ok(())
    });
    // What is still at work after the time of grace does not hold the process.
    runtime.shutdown_timeout(Duration::from_millis(100));
    served
}

/// Serves until a signal; then ends what is at hand.
async fn run(listener: TcpListener, app: Router, limits: Limits) {
    let graceful = GracefulShutdown::new();
    {
        let mut taking = pin!(take(listener, app, limits, &graceful));
        let mut ended = pin!(ended());
        poll_fn(|context| {
            if taking.as_mut().poll(context).is_ready() {
                Poll::Ready(())
            } else {
                ended.as_mut().poll(context)
            }
        })
        .await;
    }
    let _ = tokio::time::timeout(limits.grace, graceful.shutdown()).await;
}

/// Takes connections, no more at once than the limit.
async fn take(listener: TcpListener, app: Router, limits: Limits, graceful: &GracefulShutdown) {
    let connections = Arc::new(Semaphore::new(limits.connections));
    loop {
        let Ok(permit) = connections.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files and the like pass by.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(limits.time).max_buf_size(1 << 16);
        let service = TowerToHyperService::new(app.clone());
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A connection that breaks off is the other side's affair.
            let _ = connection.await;
            drop(permit);
        });
    }
}

/// Until Ctrl-C, or until the system asks the process to end.
#[cfg(unix)]
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    let mut signals: Vec<_> = signals.into_iter().flatten().collect();
    poll_fn(|context| {
        if signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

/// Until Ctrl-C.
#[cfg(not(unix))]
async fn ended() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
