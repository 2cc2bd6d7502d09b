//! Where a listener's frames go: into its connection, or into the body of an answer.

use std::{
    convert::Infallible,
    future::poll_fn,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    net::TcpStream,
    sync::mpsc::{self, error::TrySendError},
    time::timeout,
};

/// Frames that go out together: made once, written to each listener at once.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The frames within one chunk of HTTP/1.1.
    chunk: Bytes,
    /// The frames alone, in the same bytes.
    frames: Bytes,
}

const CHUNK_END: &[u8] = b"\r\n";
/// The chunk after which nothing comes.
const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

impl Batch {
    pub fn of<'a>(frames: impl Iterator<Item = &'a Bytes> + Clone) -> Self {
        let length: usize = frames.clone().map(Bytes::len).sum();
        let mut chunk = format!("{length:x}\r\n").into_bytes();
        let begin = chunk.len();
        chunk.reserve_exact(length + CHUNK_END.len());
        frames.for_each(|frame| chunk.extend_from_slice(frame));
        chunk.extend_from_slice(CHUNK_END);
        let chunk = Bytes::from(chunk);
        Self { frames: chunk.slice(begin..begin + length), chunk }
    }
}

/// One listener's way out.
#[derive(Debug)]
pub enum Outlet {
    /// A connection of HTTP/1.1 whose head is written, and on which nothing else will be said. A batch
    /// costs one system call here and little besides.
    Connection { stream: TcpStream, said: Mutex<Said> },
    /// The body of an answer, where the connection has other streams or no chunks.
    Body(mpsc::Sender<Result<Bytes, Infallible>>),
}

/// What was said on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Whole chunks: another may follow.
    Whole,
    /// The beginning of a chunk, whose rest is owed.
    Part,
    /// That nothing more comes.
    Last,
}

fn lock(said: &Mutex<Said>) -> MutexGuard<'_, Said> {
    said.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Outlet {
    pub fn connection(stream: TcpStream) -> Self {
        Self::Connection { stream, said: Mutex::new(Said::Whole) }
    }

    /// Writes what can be written at once; what is left is owed.
    pub fn offer(&self, batch: &Batch) -> Option<Bytes> {
        match self {
            Self::Connection { stream, said } => {
                let mut said = lock(said);
                if *said == Said::Last {
                    return None;
                }
                // Whether it is full or gone is seen where the rest is written.
                let written = stream.try_write(&batch.chunk).unwrap_or(0);
                if written == batch.chunk.len() {
                    return None;
                }
                *said = Said::Part;
                Some(batch.chunk.slice(written..))
            }
            Self::Body(frames) => match frames.try_send(Ok(batch.frames.clone())) {
                Ok(()) => None,
                Err(TrySendError::Full(owed) | TrySendError::Closed(owed)) => owed.ok(),
            },
        }
    }

    /// Writes frames; `None` where the listener has gone or takes nothing for as long as `patience`.
    pub async fn send(&self, frames: &[Bytes], patience: Duration) -> Option<()> {
        match self.offer(&Batch::of(frames.iter())) {
            Some(owed) => self.settle(owed, patience).await,
            None => Some(()),
        }
    }

    /// Writes what is owed; `None` as above.
    pub async fn settle(&self, mut owed: Bytes, patience: Duration) -> Option<()> {
        match self {
            Self::Connection { stream, said } => {
                while !owed.is_empty() {
                    timeout(patience, stream.writable()).await.ok()?.ok()?;
                    let written = unless_it_would_block(stream.try_write(&owed)).ok()?;
                    owed = owed.slice(written..);
                }
                *lock(said) = Said::Whole;
                Some(())
            }
            Self::Body(frames) => frames.send_timeout(Ok(owed), patience).await.ok(),
        }
    }

    /// Waits until the listener has gone. One that says more than its request is no listener.
    pub async fn gone(&self) {
        match self {
            Self::Connection { stream, .. } => {
                while poll_fn(|context| stream.poll_read_ready(context)).await.is_ok_and(|()| {
                    let heard = stream.try_read(&mut [0]);
                    heard.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
                }) {}
            }
            Self::Body(frames) => frames.closed().await,
        }
    }

    /// Says that nothing more comes, unless the listener waits for the rest of a chunk.
    pub fn end(&self) {
        if let Self::Connection { stream, said } = self {
            let mut said = lock(said);
            if *said == Said::Whole {
                let _ = stream.try_write(LAST_CHUNK);
            }
            *said = Said::Last;
        }
    }
}

fn unless_it_would_block(written: io::Result<usize>) -> io::Result<usize> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
        written => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_one_chunk() {
        let frames = [Bytes::from_static(b"id: 1\n\n"), Bytes::from_static(b"id: 2\n\n")];
        let batch = Batch::of(frames.iter());
        assert_eq!(batch.chunk, "e\r\nid: 1\n\nid: 2\n\n\r\n");
        assert_eq!(batch.frames, "id: 1\n\nid: 2\n\n");
    }
}
