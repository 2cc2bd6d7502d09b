//! WebP: chunks in a RIFF, each with its length.

use domain::ticket::photo::PhotoType;

use super::picture::{Picture, Reader, le16, le32};

const HEADER: usize = 12;
/// The flags of the extended header that promise chunks which are left out: XMP and Exif.
const PROMISES: u8 = 0b0000_1100;
/// The flag of a moving picture, which is no photo.
const MOVES: u8 = 0b0000_0010;

/// The chunks that are needed to show it.
pub fn clean(bytes: &[u8]) -> Option<Picture> {
    let mut reader = Reader(bytes);
    let length = usize::try_from(le32(reader.take(HEADER)?, 4)?).ok()?;
    // What the RIFF does not tell of is no part of it.
    let mut reader = Reader(reader.take(length.checked_sub(4)?)?);
    let (mut size, mut canvas) = (None, None);
    let mut chunks = Vec::with_capacity(bytes.len());
    while !reader.is_empty() {
        let kind = reader.take(4)?;
        let length = usize::try_from(le32(reader.take(4)?, 0)?).ok()?;
        let content = reader.take(length)?;
        // Chunks begin at even places.
        reader.take(length % 2)?;
        match kind {
            b"VP8X" if size.is_none() && canvas.is_none() => {
                canvas = Some((side(content, 4)?, side(content, 7)?));
                let mut header = content.get(..10)?.to_vec();
                if header[0] & MOVES != 0 {
                    return None;
                }
                header[0] &= !PROMISES;
                push(&mut chunks, kind, &header)?;
            }
            b"VP8 " | b"VP8L" if size.is_none() => {
                size = Some(if kind == b"VP8 " { lossy(content)? } else { lossless(content)? });
                push(&mut chunks, kind, content)?;
            }
            b"ICCP" | b"ALPH" => push(&mut chunks, kind, content)?,
            _ => {}
        }
    }
    // Whoever shows it goes by the one or the other; they must agree.
    let (width, height) = size.filter(|size| canvas.is_none_or(|canvas| canvas == *size))?;
    let mut kept = b"RIFF".to_vec();
    kept.extend(u32::try_from(chunks.len() + 4).ok()?.to_le_bytes());
    kept.extend_from_slice(b"WEBP");
    kept.extend(chunks);
    Some(Picture { media_type: PhotoType::Webp, width, height, bytes: kept })
}

fn push(out: &mut Vec<u8>, kind: &[u8], content: &[u8]) -> Option<()> {
    out.extend_from_slice(kind);
    out.extend(u32::try_from(content.len()).ok()?.to_le_bytes());
    out.extend_from_slice(content);
    out.extend(std::iter::repeat_n(0, content.len() % 2));
    Some(())
}

/// One side of the canvas: three bytes, one less than it is.
fn side(content: &[u8], at: usize) -> Option<u32> {
    let bytes = content.get(at..at + 3)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]) + 1)
}

/// The size in the frame's header, after its tag and its start code.
fn lossy(content: &[u8]) -> Option<(u32, u32)> {
    (content.get(3..6)? == [0x9d, 0x01, 0x2a]).then_some(())?;
    // The two upper bits say how it may be scaled.
    let side = |at| Some(u32::from(le16(content, at)? & 0x3fff));
    Some((side(6)?, side(8)?))
}

/// The size in the header of a lossless one: fourteen bits each, one less than it is.
fn lossless(content: &[u8]) -> Option<(u32, u32)> {
    (*content.first()? == 0x2f).then_some(())?;
    let bits = le32(content, 1)?;
    Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
}
