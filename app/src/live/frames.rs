//! The format of `text/event-stream`: bytes in, whole events out.

/// One event of the stream. A frame without a name is a heartbeat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    pub event: String,
    pub id: Option<i64>,
    pub data: String,
}

/// Collects bytes until a frame is whole.
#[derive(Debug, Default)]
pub struct Frames {
    rest: Vec<u8>,
}

impl Frames {
    /// Takes bytes as they came, and gives the frames that are whole now.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Frame> {
        self.rest.extend_from_slice(bytes);
        let mut frames = Vec::new();
        let mut begin = 0;
        while let Some(length) = self.rest[begin..].windows(2).position(|pair| pair == b"\n\n") {
            let text = String::from_utf8_lossy(&self.rest[begin..begin + length]);
            frames.push(frame(&text));
            begin += length + 2;
        }
        self.rest.drain(..begin);
        frames
    }
}

fn frame(text: &str) -> Frame {
    let mut frame = Frame::default();
    for line in text.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut frame.event),
            "id" => frame.id = value.parse().ok(),
            "data" if frame.data.is_empty() => value.clone_into(&mut frame.data),
            "data" => {
                frame.data.push('\n');
                frame.data.push_str(value);
            }
            _ => {}
        }
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_whole_however_the_bytes_are_cut() {
        let sent = "event: ticket\nid: 7\ndata: {\"a\":\"朱\"}\n\nid: 8\n\n".as_bytes();
        for cut in 0..sent.len() {
            let mut frames = Frames::default();
            let mut told = frames.feed(&sent[..cut]);
            told.extend(frames.feed(&sent[cut..]));
            let ticket =
                Frame { event: "ticket".into(), id: Some(7), data: "{\"a\":\"朱\"}".into() };
            assert_eq!(told, [ticket, Frame { id: Some(8), ..Frame::default() }], "cut at {cut}");
        }
    }
}
