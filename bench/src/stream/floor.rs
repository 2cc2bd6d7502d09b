//! The floor: whoever tells many the same cannot do less than one `write()` for each of them.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Mutex, PoisonError},
    thread,
};

use anyhow::{Context, Result, ensure};
use socket2::{Domain, Socket, Type};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n: hi\n\n";
/// Connections that may wait to be taken; whoever comes beyond that tries again only after a second.
const WAITING: i32 = 4096;
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// Listens on a port until the process is ended. A `GET` is a listener's; the body of a `POST` is told
/// to them all, as it is, when the request has been answered.
pub fn run(port: u16) -> Result<()> {
    let listener = listen(port)?;
    let listeners = Mutex::new(Vec::new());
    thread::scope(|scope| {
        loop {
            let (stream, _) = listener.accept()?;
            // Whoever goes before they have asked is nobody's concern.
            scope.spawn(|| serve(stream, &listeners));
        }
    })
}

fn listen(port: u16) -> Result<TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into())?;
    socket.listen(WAITING)?;
    Ok(socket.into())
}

fn serve(stream: TcpStream, listeners: &Mutex<Vec<TcpStream>>) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(2048, stream);
    let (is_post, length) = read_head(&mut reader)?;
    if is_post {
        return tell(reader, length, listeners);
    }
    let mut stream = reader.into_inner();
    stream.set_nonblocking(true)?;
    let mut listeners = listeners.lock().unwrap_or_else(PoisonError::into_inner);
    stream.write_all(HEAD)?;
    listeners.push(stream);
    Ok(())
}

/// Whether a request is a `POST`, and the length of its body.
fn read_head(reader: &mut BufReader<TcpStream>) -> Result<(bool, usize)> {
    let (mut line, mut length, mut is_post) = (String::new(), 0, false);
    loop {
        line.clear();
        ensure!(reader.read_line(&mut line)? > 0, "the client has gone");
        let line = line.trim_end().to_ascii_lowercase();
        is_post |= line.starts_with("post ");
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().context("no length")?;
        }
        if line.is_empty() {
            return Ok((is_post, length));
        }
    }
}

/// Serves one who tells, from its first request on.
fn tell(
    mut reader: BufReader<TcpStream>,
    mut length: usize,
    listeners: &Mutex<Vec<TcpStream>>,
) -> Result<()> {
    loop {
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        reader.get_mut().write_all(ANSWER)?;
        let mut listeners = listeners.lock().unwrap_or_else(PoisonError::into_inner);
        // Those who have gone are forgotten; everybody else must take it whole.
        listeners.retain_mut(|listener| listener.write_all(&body).is_ok());
        drop(listeners);
        length = read_head(&mut reader)?.1;
    }
}
