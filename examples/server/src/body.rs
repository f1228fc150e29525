//! Request bodies: read whole up to a limit, or handed over as a stream to a thread that reads them.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::{Buf, Bytes};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::{sync::mpsc, time::timeout};

use crate::answer::Answer;

/// A client that stops in the middle of a body is not waited for longer.
const IDLE: Duration = Duration::from_secs(30);
/// How long what is too much is still read and thrown away: a client that is sending does not hear the answer before.
const DRAIN: Duration = Duration::from_secs(5);

/// The answer to a body that is too large.
pub fn too_large(limit: usize) -> Answer {
    Answer::error(413, "too_large", &format!("The request body is larger than {limit} bytes.")).with("connection", "close")
}

fn broken() -> Answer {
    Answer::error(400, "malformed", "The request body ended early.").with("connection", "close")
}

/// The next piece; `None` at the end.
async fn next(body: &mut Incoming) -> Result<Option<Bytes>, Answer> {
    loop {
        match timeout(IDLE, body.frame()).await {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(frame))) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
            Ok(Some(Err(_))) | Err(_) => return Err(broken()),
        }
    }
}

/// The whole body, if it is not too large.
pub async fn whole(mut body: Incoming, limit: usize) -> Result<Vec<u8>, Answer> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(refuse(body, limit).await);
    }
    let mut all = Vec::with_capacity(announced);
    while let Some(data) = next(&mut body).await? {
        if all.len() + data.len() > limit {
            return Err(refuse(body, limit).await);
        }
        all.extend_from_slice(&data);
    }
    Ok(all)
}

async fn refuse(mut body: Incoming, limit: usize) -> Answer {
    let _ = timeout(DRAIN, async { while let Ok(Some(_)) = next(&mut body).await {} }).await;
    too_large(limit)
}

/// The end of a body that a thread reads while it arrives.
pub struct Reader {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Read for Reader {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                None => return Ok(0),
                Some(piece) => self.piece = piece?,
            }
        }
        let n = to.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut to[..n]);
        Ok(n)
    }
}

/// The other end: fills the reader as fast as it reads, a few pieces ahead.
pub struct Pump {
    body: Incoming,
    pieces: mpsc::Sender<io::Result<Bytes>>,
    limit: usize,
    over: Arc<AtomicBool>,
}

/// Makes a stream of a body. The flag is set when it turned out too large; the reader then fails.
pub fn stream(body: Incoming, limit: usize) -> (Pump, Reader, Arc<AtomicBool>) {
    let (sender, receiver) = mpsc::channel(8);
    let over = Arc::new(AtomicBool::new(false));
    let pump = Pump { body, pieces: sender, limit, over: over.clone() };
    (pump, Reader { pieces: receiver, piece: Bytes::new() }, over)
}

impl Pump {
    /// Runs until the body or the reader's interest ends.
    pub async fn run(mut self) {
        let mut total = 0;
        loop {
            let piece = match next(&mut self.body).await {
                Ok(None) => return,
                Ok(Some(piece)) => piece,
                Err(_) => {
                    let _ = self.pieces.send(Err(io::ErrorKind::UnexpectedEof.into())).await;
                    return;
                }
            };
            total += piece.len();
            if total > self.limit {
                self.over.store(true, Ordering::Release);
                let _ = self.pieces.send(Err(io::ErrorKind::FileTooLarge.into())).await;
                return drop(refuse(self.body, self.limit).await);
            }
            if self.pieces.send(Ok(piece)).await.is_err() {
                // Nobody reads on: refused, or done with an error. What is still coming is not worth much waiting.
                return drop(refuse(self.body, self.limit).await);
            }
        }
    }
}
