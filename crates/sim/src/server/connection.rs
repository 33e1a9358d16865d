//! One connection: from bytes to a request, and an answer back, with what may happen to it on the wire.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::Sim;
use super::handle::handle;
use crate::handlers::{Reply, Request, Wire};

/// The longest body that is read.
const LONGEST: usize = 64 * 1024 * 1024;
/// Until what was sent has left.
const FLUSH: Duration = Duration::from_millis(20);
/// Between two bytes that drip.
const DRIP: Duration = Duration::from_millis(200);

/// Serves a connection to its end.
pub(super) async fn serve(sim: Arc<Sim>, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    // A second handle on the socket, to make closing it a reset.
    let socket = socket2::SockRef::from(&stream).try_clone().ok();
    let socket = Arc::new(socket);
    let service = service_fn(|incoming: hyper::Request<Incoming>| {
        let (sim, socket) = (Arc::clone(&sim), Arc::clone(&socket));
        async move {
            let Some(request) = read(incoming).await else {
                return Ok(hyper_reply(Reply::empty(413)));
            };
            let reply = handle(&sim, request);
            if !sim.config.reply_delay.is_zero() {
                sleep(sim.config.reply_delay).await;
            }
            match reply.wire {
                Wire::Hang => std::future::pending().await,
                Wire::Reset => {
                    if let Some(socket) = socket.as_ref() {
                        let _ = socket.set_linger(Some(Duration::ZERO));
                    }
                    Err(Dropped)
                }
                _ => Ok(hyper_reply(reply)),
            }
        }
    });
    // However a connection ends is the client's affair.
    let _ = hyper::server::conn::http1::Builder::new()
        .half_close(true)
        .max_buf_size(1024 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped on purpose")]
struct Dropped;

async fn read(incoming: hyper::Request<Incoming>) -> Option<Request> {
    let (head, body) = incoming.into_parts();
    let body = Limited::new(body, LONGEST).collect().await.ok()?.to_bytes();
    let header = |name: &str| {
        let value = head.headers.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    };
    let cookies: Vec<(String, String)> = head
        .headers
        .get_all("cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let path = head.uri.path().to_owned();
    let query_text = head.uri.query().unwrap_or_default().to_owned();
    let (portal, segments, query) = Request::split(&path, &query_text);
    let session = cookies
        .iter()
        .find(|(name, _)| name == crate::session::COOKIE);
    Some(Request {
        method: head.method.as_str().to_owned(),
        path,
        query_text,
        portal,
        segments,
        query,
        bearer: header("authorization")
            .and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
        session: session.map(|(_, value)| value.clone()),
        body: body.to_vec(),
        page_fault: None,
        roles_fault: None,
        task_fails: 0,
        other: false,
    })
}

fn hyper_reply(reply: Reply) -> hyper::Response<Answer> {
    let mut response = hyper::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value.as_str());
    }
    let answer = Answer::new(reply.body, reply.wire);
    response
        .body(answer)
        .unwrap_or_else(|_| hyper::Response::new(Answer::new(Vec::new(), Wire::Whole)))
}

/// The body of an answer: whole, cut or dripping.
struct Answer {
    left: Bytes,
    wire: Wire,
    length: u64,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Answer {
    fn new(body: Vec<u8>, wire: Wire) -> Self {
        let length = body.len() as u64;
        Self {
            left: Bytes::from(body),
            wire,
            length,
            waiting: None,
        }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Dropped;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Dropped>>> {
        if self.left.is_empty() {
            if self.wire != Wire::Cut {
                return Poll::Ready(None);
            }
            // The promised length was not sent: the connection is dropped, but not before what was
            // sent has left.
            let sleeping = self.waiting.get_or_insert_with(|| Box::pin(sleep(FLUSH)));
            return match sleeping.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Some(Err(Dropped))),
                Poll::Pending => Poll::Pending,
            };
        }
        let part = match self.wire {
            Wire::Cut => {
                let half = self.left.len() / 2;
                let part = self.left.split_to(half);
                self.left.clear();
                part
            }
            Wire::Drip => {
                let sleeping = self.waiting.get_or_insert_with(|| Box::pin(sleep(DRIP)));
                if sleeping.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                self.waiting = None;
                self.left.split_to(1)
            }
            _ => std::mem::take(&mut self.left),
        };
        Poll::Ready(Some(Ok(Frame::data(part))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
