//! One connection that is kept open, as a browser or a gateway keeps it.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpSocket, TcpStream};

pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
}

/// A request as bytes, so that building it costs nothing during the run.
#[derive(Clone)]
pub struct Prepared {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        Self::over(TcpStream::connect(address).await?, address).await
    }

    /// From an address of one's own, such as any of 127.0.0.0/8.
    pub async fn connect_from(address: SocketAddr, from: Ipv4Addr) -> anyhow::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(from.into(), 0))?;
        Self::over(socket.connect(address).await?, address).await
    }

    async fn over(stream: TcpStream, address: SocketAddr) -> anyhow::Result<Self> {
        stream.set_nodelay(true)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, address })
    }

    /// Sends and reads the whole answer; gives its status and body.
    pub async fn send(&mut self, request: &Prepared) -> anyhow::Result<(u16, hyper::HeaderMap, Bytes)> {
        let mut builder =
            Request::builder().method(request.method).uri(&request.path).header("host", self.address.to_string());
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        self.sender.ready().await?;
        let response =
            self.sender.send_request(builder.body(Full::new(request.body.clone()))?).await.context("no answer")?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.into_body().collect().await?.to_bytes();
        Ok((status, headers, body))
    }
}
