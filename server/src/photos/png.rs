//! PNG: chunks, each with its length and its checksum.

use domain::ticket::photo::PhotoType;

use super::picture::{Picture, Reader, be32};

const SIGNATURE: usize = 8;
/// The pixels and what their colours need; everything else is told of them, not shown.
const KEPT: [&[u8; 4]; 11] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP",
];

/// The chunks that are needed to show it, up to its end.
pub fn clean(bytes: &[u8]) -> Option<Picture> {
    let mut reader = Reader(bytes);
    let mut kept = reader.take(SIGNATURE)?.to_vec();
    let (mut size, mut has_pixels) = (None, false);
    loop {
        let rest = reader.0;
        let length = usize::try_from(be32(reader.take(4)?, 0)?).ok()?;
        let kind = reader.take(4)?;
        let content = reader.take(length)?;
        let checksum = be32(reader.take(4)?, 0)?;
        let whole = &rest[..length + 12];
        if checksum != crc(&whole[4..length + 8]) {
            return None;
        }
        // The header stands first, and once.
        if (kind == b"IHDR") != size.is_none() {
            return None;
        }
        if KEPT.iter().any(|name| *name == kind) {
            kept.extend_from_slice(whole);
        } else if kind[0].is_ascii_uppercase() {
            // It could not be shown without a chunk that nobody knows.
            return None;
        }
        match kind {
            b"IHDR" => size = Some((be32(content, 0)?, be32(content, 4)?)),
            b"IDAT" => has_pixels = true,
            b"IEND" => break,
            _ => {}
        }
    }
    let (width, height) = size.filter(|_| has_pixels)?;
    Some(Picture { media_type: PhotoType::Png, width, height, bytes: kept })
}

/// The checksum of a chunk (ISO 3309, as zlib counts it).
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    };
    !bytes.iter().fold(!0, step)
}
