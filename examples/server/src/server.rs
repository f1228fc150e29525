//! The listener: connections, their limits, and the end that lets requests finish.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::TcpListener;

use crate::handle::App;

/// A client that sends nothing is not waited for longer.
const HEADERS_WITHIN: Duration = Duration::from_secs(20);
/// Requests that run when the server is told to stop may take this long: no import does, but a client that stalls would forever.
const FINISH_WITHIN: Duration = Duration::from_secs(600);
/// Request line and headers together.
const HEAD_LIMIT: usize = 64 << 10;

/// A server that listens already.
pub struct Server {
    listener: TcpListener,
    app: Arc<App>,
}

impl Server {
    /// Listens at an address; port 0 is any free one.
    pub async fn bind(address: SocketAddr, app: App) -> io::Result<Self> {
        Self::on(std::net::TcpListener::bind(address)?, app)
    }
    /// Takes over a listener, within a runtime.
    pub fn on(listener: std::net::TcpListener, app: App) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Ok(Self { listener: TcpListener::from_std(listener)?, app: Arc::new(app) })
    }
    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is ready, then finishes the requests that run. The database is closed when the app is dropped.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(HEAD_LIMIT);
        let open = GracefulShutdown::new();
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = &mut stop => break,
            };
            let Ok((stream, peer)) = accepted else {
                // Out of descriptors, most likely: connections that end give some back.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let app = self.app.clone();
            // A task of its own: a connection that breaks is the client's affair, and what its request did is logged.
            let service = service_fn(move |request| tokio::spawn(app.clone().answer(peer, request)));
            let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move { drop(connection.await) });
        }
        drop(self.listener);
        let _ = tokio::time::timeout(FINISH_WITHIN, open.shutdown()).await;
    }
}

/// Ready when the process is told to stop, by Ctrl-C or by SIGTERM.
pub fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
