//! Serves connections. None holds a place for ever: a head has to come within a limit, a connection without a request ends,
//! and the end waits for answers under way no longer than it is told to.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Sleep, sleep, timeout},
};
use tower::ServiceExt;

/// How long a connection may do nothing. What a body may take is measured where it is read: `changxiao_web_kit::bodies`.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, from the first moment of the connection or the end of the answer before. A connection that
    /// rests between two requests ends after it, too.
    pub head: Duration,
    /// For the receiver of an answer to take the next piece of it.
    pub piece: Duration,
    /// For answers under way when the server is asked to end.
    pub ending: Duration,
}

impl Default for Patience {
    /// A head is a few hundred bytes: the slowest telephone sends them in seconds (RFC 9112, 9.5 leaves the time to the server). A proxy
    /// in front has to rest its connections for less, or it sends a request over one that is just being closed.
    /// Twenty seconds for the end leave ten of the thirty after which service managers become impatient for closing the database.
    fn default() -> Self {
        Self { head: Duration::from_secs(30), piece: Duration::from_secs(30), ending: Duration::from_secs(20) }
    }
}

/// Answers until `end` is ready; then takes no more connections, answers what was asked and cuts off what takes longer than
/// [`Patience::ending`]. Each request knows who sent it as [`ConnectInfo`].
pub async fn serve(listener: TcpListener, router: Router, patience: Patience, end: impl Future<Output = ()>) {
    let watched = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut end = pin!(end);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut end => break,
            accepted = accept(&listener) => accepted,
            // What has ended is put away.
            Some(_) = connections.join_next() => continue,
        };
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .serve_connection(TokioIo::new(Line { stream, patience: patience.piece, stalled: None }), service);
        connections.spawn(watched.watch(connection));
    }
    // Nobody else gets in while the last answers are given.
    drop(listener);
    if timeout(patience.ending, watched.shutdown()).await.is_err() {
        tracing::warn!(open = connections.len(), "connections that did not end in time are cut off");
    }
    connections.shutdown().await;
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}

/// The next connection. What ended before it was taken is nobody's trouble; where the machine has no more handles, they come back
/// as others end.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(problem) if is_of_one_connection(&problem) => {}
            Err(problem) => {
                tracing::error!(%problem, "a connection could not be taken");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_of_one_connection(problem: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(problem.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

/// A connection that ends when what is sent over it is not taken.
struct Line {
    stream: TcpStream,
    patience: Duration,
    /// Runs while the other side takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Line {
    /// What a try to send gave, or the end of the patience.
    fn judge<T>(&mut self, context: &mut Context<'_>, tried: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if tried.is_ready() {
            self.stalled = None;
            return tried;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, tried)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.judge(context, tried)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
