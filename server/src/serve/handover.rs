//! A connection on which a stream was asked for changes hands: hyper reads the request and writes the
//! head of the answer, as for any other; then the connection belongs to the listener alone.
//!
//! Hyper keeps buffers and a task of kilobytes for each connection, and turns several wheels for each
//! frame. Written to directly, a delivery to one of a thousand takes 8 to 11 µs of CPU instead of 14 to
//! 15, most of them the kernel's, and four thousand listeners half the memory (rough figures).

use std::{
    convert::Infallible,
    io::{self, IoSlice},
    net::Shutdown,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use crate::events::listen::Listener;

/// Where a handler of one connection lays down the listener that is to have it.
#[derive(Clone, Default)]
pub struct Handover(Arc<Mutex<Option<Listener>>>);

impl Handover {
    /// The body of the answer to the listener. It says nothing: hyper asks it only after the head.
    pub fn body(self, listener: Listener) -> impl Body<Data = Bytes, Error = Infallible> + Send {
        AfterTheHead { handover: self, listener: Some(listener) }
    }

    fn listener(&self) -> std::sync::MutexGuard<'_, Option<Listener>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The listener, once all that was said before is on its way.
    pub fn take_over(&self, line: &Line) -> Option<Listener> {
        if line.is_held_up() { None } else { self.listener().take() }
    }
}

struct AfterTheHead {
    handover: Handover,
    listener: Option<Listener>,
}

impl Body for AfterTheHead {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(listener) = self.listener.take() {
            *self.handover.listener() = Some(listener);
        }
        Poll::Pending
    }
}

struct Shared {
    stream: TcpStream,
    /// Whether the last write had to wait.
    is_held_up: AtomicBool,
}

/// A connection that hyper works on and that can be taken out of its hands.
#[derive(Clone)]
pub struct Line(Arc<Shared>);

impl Line {
    pub fn new(stream: TcpStream) -> Self {
        Self(Arc::new(Shared { stream, is_held_up: AtomicBool::new(false) }))
    }

    /// The connection itself, where nobody else works on it any more.
    pub fn alone(self) -> Option<TcpStream> {
        Arc::into_inner(self.0).map(|shared| shared.stream)
    }

    fn is_held_up(&self) -> bool {
        self.0.is_held_up.load(Ordering::Relaxed)
    }

    fn poll_writing(
        &self,
        context: &mut Context<'_>,
        write: impl Fn(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let stream = &self.0.stream;
        let written = loop {
            match stream.poll_write_ready(context) {
                Poll::Ready(Ok(())) => match write(stream) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    written => break Poll::Ready(written),
                },
                Poll::Ready(Err(error)) => break Poll::Ready(Err(error)),
                Poll::Pending => break Poll::Pending,
            }
        };
        self.0.is_held_up.store(written.is_pending(), Ordering::Relaxed);
        written
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let stream = &self.0.stream;
        loop {
            ready!(stream.poll_read_ready(context))?;
            match stream.try_read_buf(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return Poll::Ready(read.map(|_| ())),
            }
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_writing(context, |stream| stream.try_write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_writing(context, |stream| stream.try_write_vectored(slices))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(socket2::SockRef::from(&self.0.stream).shutdown(Shutdown::Write))
    }
}
