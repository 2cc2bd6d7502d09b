//! What one listener hears: the bytes of a stream as they come, and the changes in them.

use anyhow::{Context, Result, bail, ensure};
use memchr::memmem;

/// Takes the bytes of one answer. It reads every event, wherever the bytes are cut, and holds their
/// order against that of the log.
pub struct Ear {
    body: Body,
    /// Bytes of a head or an event whose end has not come yet.
    begun: Vec<u8>,
    /// The last change that was heard, once that is known.
    place: Option<i64>,
    hears: Hears,
    pub is_listening: bool,
}

/// Which changes concern a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    All,
    Some,
    Nothing,
}

/// How far the answer has been read.
enum Body {
    Head,
    /// Up to the end of the connection.
    Whole,
    /// In chunks: between two of them, with what was read of the next one's length.
    Length(usize),
    /// Within a chunk: bytes that are left.
    Chunk(usize),
    /// Behind a chunk: bytes of its line's end that are left.
    End(usize),
}

const HEAD_END: &[u8] = b"\r\n\r\n";
const EVENT_END: &[u8] = b"\n\n";
/// How the data of every change begin; those who hand on our events hand this on, too.
const SEQ: &[u8] = b"data: {\"seq\":";

impl Ear {
    /// `place` is where the listener was; without one it begins where its first heartbeat says.
    pub fn new(place: Option<i64>, hears: Hears) -> Self {
        Self { body: Body::Head, begun: Vec::new(), place, hears, is_listening: false }
    }

    /// Takes bytes; `heard` is told of each change.
    pub fn take(&mut self, mut bytes: &[u8], mut heard: impl FnMut(i64)) -> Result<()> {
        while !bytes.is_empty() {
            bytes = match self.body {
                Body::Head => self.take_head(bytes)?,
                Body::Whole => {
                    self.take_text(bytes, &mut heard)?;
                    &[]
                }
                Body::Length(length) => self.take_length(length, bytes)?,
                Body::Chunk(left) => {
                    let (text, rest) = bytes.split_at(left.min(bytes.len()));
                    self.take_text(text, &mut heard)?;
                    let left = left - text.len();
                    self.body = if left == 0 { Body::End(2) } else { Body::Chunk(left) };
                    rest
                }
                Body::End(left) => {
                    let taken = left.min(bytes.len());
                    let left = left - taken;
                    self.body = if left == 0 { Body::Length(0) } else { Body::End(left) };
                    &bytes[taken..]
                }
            }
        }
        Ok(())
    }

    fn take_head<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8]> {
        let before = self.begun.len();
        self.begun.extend_from_slice(bytes);
        let Some(end) = memmem::find(&self.begun, HEAD_END) else { return Ok(&[]) };
        let head = String::from_utf8_lossy(&self.begun[..end]).to_ascii_lowercase();
        ensure!(head.starts_with("http/1.1 200 "), "a listener is refused: {head}");
        let in_chunks = head.contains("\r\ntransfer-encoding: chunked");
        self.body = if in_chunks { Body::Length(0) } else { Body::Whole };
        self.begun.clear();
        Ok(&bytes[end + HEAD_END.len() - before..])
    }

    fn take_length<'a>(&mut self, length: usize, bytes: &'a [u8]) -> Result<&'a [u8]> {
        let (digit, rest) = (bytes[0], &bytes[1..]);
        self.body = match (digit, char::from(digit).to_digit(16)) {
            (_, Some(digit)) => Body::Length(length * 16 + digit as usize),
            (b'\r', _) => Body::Length(length),
            (b'\n', _) if length > 0 => Body::Chunk(length),
            (b'\n', _) => bail!("a listener's stream has ended"),
            _ => bail!("no length of a chunk: {}", String::from_utf8_lossy(bytes)),
        };
        Ok(rest)
    }

    fn take_text(&mut self, text: &[u8], heard: &mut impl FnMut(i64)) -> Result<()> {
        if self.begun.is_empty() {
            let read = self.read_events(text, heard)?;
            self.begun.extend_from_slice(&text[read..]);
        } else {
            let mut begun = std::mem::take(&mut self.begun);
            begun.extend_from_slice(text);
            let read = self.read_events(&begun, heard)?;
            begun.drain(..read);
            self.begun = begun;
        }
        Ok(())
    }

    /// Reads the events that are whole; gives how many bytes these were.
    fn read_events(&mut self, text: &[u8], heard: &mut impl FnMut(i64)) -> Result<usize> {
        let mut read = 0;
        while let Some(end) = memmem::find(&text[read..], EVENT_END) {
            let event = &text[read..read + end];
            match memmem::find(event, SEQ) {
                Some(at) => heard(self.change(event, &event[at + SEQ.len()..])?),
                None => self.other(event)?,
            }
            read += end + EVENT_END.len();
        }
        Ok(read)
    }

    fn change(&mut self, event: &[u8], seq: &[u8]) -> Result<i64> {
        let digits = seq.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let seq: i64 = std::str::from_utf8(&seq[..digits])?.parse()?;
        let place = self.place.context("a change comes before the place where it belongs")?;
        let follows = match self.hears {
            Hears::All => seq == place + 1,
            Hears::Some => seq > place,
            Hears::Nothing => false,
        };
        ensure!(follows, "a listener at {place} hears {seq}");
        ensure!(event.ends_with(b"}"), "a change is cut: {}", String::from_utf8_lossy(event));
        self.place = Some(seq);
        Ok(seq)
    }

    /// What says where the listener is, or that it listens.
    fn other(&mut self, event: &[u8]) -> Result<()> {
        let text = std::str::from_utf8(event)?;
        ensure!(!text.contains("event: resync"), "a listener is told to read anew");
        if let Some(place) = text.strip_prefix("id: ").and_then(|place| place.parse().ok()) {
            let known = *self.place.get_or_insert(place);
            ensure!(
                self.hears != Hears::All || known == place,
                "a listener at {known} is said to be at {place}"
            );
            self.place = Some(place);
            self.is_listening = true;
        } else if text.starts_with(':') {
            // A peer's greeting: its channel is new.
            self.place.get_or_insert(0);
            self.is_listening = true;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
        6\r\nid: 6\n\r\n1\r\n\n\r\n42\r\nevent: ticket\nid: 7\ndata: {\"seq\":7}\n\nevent: gone\ndata: {\"seq\":8}\n\n\r\n";

    #[test]
    fn changes_are_heard_wherever_the_bytes_are_cut() {
        for cut in 0..ANSWER.len() {
            let (mut ear, mut heard) = (Ear::new(None, Hears::All), Vec::new());
            for part in [&ANSWER[..cut], &ANSWER[cut..]] {
                ear.take(part.as_bytes(), |seq| heard.push(seq)).unwrap();
            }
            assert_eq!((heard, ear.is_listening), (vec![7, 8], true), "{cut}");
        }
    }

    #[test]
    fn what_is_lost_or_comes_twice_is_an_error() {
        for (place, is_right) in [(5, false), (6, true), (7, false)] {
            let mut ear = Ear::new(Some(place), Hears::All);
            let body = "HTTP/1.1 200 OK\r\n\r\ndata: {\"seq\":7}\n\n";
            assert_eq!(ear.take(body.as_bytes(), |_| {}).is_ok(), is_right, "{place}");
        }
    }
}
