//! Request bodies, up to a limit: read whole, or as a stream by a thread that may block.

use std::{
    io::{self, Read},
    time::Duration,
};

use bytes::{Buf, Bytes};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use tokio::{runtime::Handle, time::timeout};

use crate::answer::Answer;

/// A client that stops in the middle of a body is not waited for longer.
const IDLE: Duration = Duration::from_secs(30);
/// How long what nobody wants is still read and thrown away: a client that is sending does not hear the answer before.
const DRAIN: Duration = Duration::from_secs(5);

/// A body that is being read.
pub struct Body {
    incoming: Incoming,
    limit: usize,
    read: usize,
}

impl Body {
    /// Nothing is read yet.
    pub fn new(incoming: Incoming, limit: usize) -> Self {
        Self { incoming, limit, read: 0 }
    }

    /// The next piece; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Answer> {
        loop {
            let frame = match timeout(IDLE, self.incoming.frame()).await {
                Ok(None) => return Ok(None),
                Ok(Some(Ok(frame))) => frame,
                Ok(Some(Err(_))) | Err(_) => {
                    return Err(Answer::error(400, "malformed", "The request body ended early.").with("connection", "close"));
                }
            };
            let Ok(data) = frame.into_data() else { continue };
            self.read += data.len();
            if self.read > self.limit {
                return Err(self.too_large());
            }
            return Ok(Some(data));
        }
    }

    fn too_large(&self) -> Answer {
        Answer::error(413, "too_large", &format!("The request body is larger than {} bytes.", self.limit)).with("connection", "close")
    }

    /// The refusal of a body that says itself that it is too large: before anything of it is taken.
    pub fn announced_too_large(&self) -> Option<Answer> {
        (self.announced() > self.limit).then(|| self.too_large())
    }
    fn announced(&self) -> usize {
        usize::try_from(self.incoming.size_hint().lower()).unwrap_or(usize::MAX)
    }

    /// Reads on for a while, for nobody.
    pub async fn drain(&mut self) {
        let _ = timeout(DRAIN, async { while let Some(Ok(_)) = self.incoming.frame().await {} }).await;
    }

    /// All of it.
    pub async fn whole(mut self) -> Result<Vec<u8>, Answer> {
        let mut refused = self.announced_too_large();
        let mut all = Vec::with_capacity(if refused.is_some() { 0 } else { self.announced() });
        while refused.is_none() {
            match self.next().await {
                Ok(Some(data)) => all.extend_from_slice(&data),
                Ok(None) => return Ok(all),
                Err(answer) => refused = Some(answer),
            }
        }
        self.drain().await;
        refused.map_or(Ok(all), Err)
    }
}

/// A body as a thread reads it that may block, while it arrives.
pub struct Reader {
    pub body: Body,
    /// The answer, if the body itself is what is wrong.
    pub refused: Option<Answer>,
    piece: Bytes,
    runtime: Handle,
}

impl Reader {
    /// For a thread beside the runtime that calls this.
    pub fn new(body: Body) -> Self {
        Self { body, refused: None, piece: Bytes::new(), runtime: Handle::current() }
    }
}

impl Read for Reader {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.runtime.block_on(self.body.next()) {
                Ok(None) => return Ok(0),
                Ok(Some(piece)) => self.piece = piece,
                Err(answer) => {
                    self.refused = Some(answer);
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        let n = to.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut to[..n]);
        Ok(n)
    }
}
