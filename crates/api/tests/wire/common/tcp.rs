//! A server below HTTP: it can cut, hang, drip and flood.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What to do with a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Read it, then close.
    Close,
    /// Read it, then reset the connection.
    Reset,
    /// Read it, write these bytes, then close.
    Write(Vec<u8>),
    /// Read it, write these bytes, then wait for the next request on the same connection.
    Keep(Vec<u8>),
    /// Read it, write this head, then a byte now and then.
    Drip(Vec<u8>),
    /// Read it, then say nothing.
    Hang,
    /// Read it, write this head, then the chunk again and again.
    Flood(Vec<u8>, Vec<u8>),
}

pub struct FaultServer {
    pub uri: String,
    hits: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl FaultServer {
    /// Does these in turn, and the last one from then on.
    pub async fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let hits = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&hits);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acts, counter) = (acts.clone(), Arc::clone(&counter));
                tokio::spawn(serve(stream, acts, counter));
            }
        });
        Self {
            uri: format!("http://{address}"),
            hits,
            task,
        }
    }

    pub fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, acts: Vec<Act>, hits: Arc<AtomicUsize>) {
    while let Some(Act::Keep(bytes)) = answer(&mut stream, &acts, &hits).await {
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// Reads a request and does what is next, except for what keeps the connection: that is given back.
async fn answer(stream: &mut TcpStream, acts: &[Act], hits: &AtomicUsize) -> Option<Act> {
    let mut buffer = vec![0; 65_536];
    let mut got = 0;
    loop {
        match stream.read(&mut buffer[got..]).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => got += n,
        }
        if complete(&buffer[..got]) {
            break;
        }
    }
    let turn = hits.fetch_add(1, Ordering::SeqCst).min(acts.len() - 1);
    match acts[turn].clone() {
        Act::Close => {}
        Act::Keep(bytes) => return Some(Act::Keep(bytes)),
        Act::Drip(head) => {
            if stream.write_all(&head).await.is_err() {
                return None;
            }
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
        Act::Reset => {
            let _ = stream.set_zero_linger();
        }
        Act::Write(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::Hang => {
            let _ = stream.read(&mut buffer).await;
        }
        Act::Flood(head, chunk) => {
            if stream.write_all(&head).await.is_err() {
                return None;
            }
            while stream.write_all(&chunk).await.is_ok() {}
        }
    }
    None
}

/// Whether the request is there with its body.
fn complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .map_or(0, |value| value.trim().parse().unwrap());
    body.len() >= length
}
