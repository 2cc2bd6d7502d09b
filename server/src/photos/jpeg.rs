//! JPEG: segments, each with its length, and the pixels between them.

use domain::ticket::photo::PhotoType;

use super::picture::{Picture, Reader, be16, be32, le16, le32};

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
/// Tables that pixels cannot be read without: Huffman, quantisation, restart interval.
const TABLES: [u8; 3] = [0xc4, 0xdb, 0xdd];
/// Baseline, extended and progressive: what browsers read.
const FRAMES: [u8; 3] = [0xc0, 0xc1, 0xc2];

/// What an Exif segment begins with.
const EXIF: &[u8] = b"Exif\0\0";
/// The field that says which way is up.
const ORIENTATION: u16 = 0x0112;
/// The length of the part of a JFIF header that is no thumbnail.
const JFIF: usize = 14;

/// The segments that are needed to show it, up to the end of the first image: what follows is
/// another one, or no picture at all.
pub fn clean(bytes: &[u8]) -> Option<Picture> {
    let mut reader = Reader(bytes);
    let mut kept = reader.take(2)?.to_vec();
    let (mut size, mut orientation, mut has_pixels) = (None, 1, false);
    let mut body = Vec::with_capacity(bytes.len());
    loop {
        let marker = marker(&mut reader)?;
        if marker == EOI {
            break;
        }
        let segment = segment(&mut reader)?;
        match marker {
            SOS => {
                size?;
                has_pixels = true;
                push(&mut body, marker, segment)?;
                body.extend_from_slice(pixels(&mut reader)?);
            }
            frame if FRAMES.contains(&frame) && size.is_none() => {
                size = Some((u32::from(be16(segment, 3)?), u32::from(be16(segment, 1)?)));
                push(&mut body, marker, segment)?;
            }
            table if TABLES.contains(&table) => push(&mut body, marker, segment)?,
            APP0 if segment.starts_with(b"JFIF\0") => kept.extend(jfif(segment)?),
            APP1 if segment.starts_with(EXIF) => {
                orientation = oriented(&segment[EXIF.len()..]).unwrap_or(orientation);
            }
            // Colours come out wrong without these.
            APP2 if segment.starts_with(b"ICC_PROFILE\0") => push(&mut body, marker, segment)?,
            APP14 if segment.starts_with(b"Adobe") => push(&mut body, marker, segment)?,
            // Other makers' segments and comments; 0xf0 to 0xfd are reserved and mean nothing.
            0xe0..=0xfe => {}
            _ => return None,
        }
    }
    let (width, height) = size.filter(|_| has_pixels)?;
    if orientation > 1 {
        push(&mut kept, APP1, &[EXIF, &minimal_exif(orientation)].concat())?;
    }
    kept.extend(body);
    kept.extend([0xff, EOI]);
    // From 5 on it is shown lying on its side.
    let (width, height) = if orientation >= 5 { (height, width) } else { (width, height) };
    Some(Picture { media_type: PhotoType::Jpeg, width, height, bytes: kept })
}

/// The next marker; any number of fill bytes may stand before it.
fn marker(reader: &mut Reader<'_>) -> Option<u8> {
    if reader.byte()? != 0xff {
        return None;
    }
    loop {
        match reader.byte()? {
            0xff => {}
            0 | SOI => return None,
            marker => return Some(marker),
        }
    }
}

/// What stands in a segment, after its length.
fn segment<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = be16(reader.take(2)?, 0)?;
    reader.take(usize::from(length).checked_sub(2)?)
}

fn push(out: &mut Vec<u8>, marker: u8, segment: &[u8]) -> Option<()> {
    let length = u16::try_from(segment.len() + 2).ok()?;
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(segment);
    Some(())
}

/// The pixels of a scan: until a marker that is neither an escaped byte nor a restart.
fn pixels<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
    let end = reader.0.windows(2).position(ends)?;
    reader.take(end)
}

/// The header without the thumbnail that may follow it: that shows the picture as it was once.
fn jfif(segment: &[u8]) -> Option<Vec<u8>> {
    let mut header = segment.get(..JFIF)?.to_vec();
    header[JFIF - 2..].fill(0);
    let mut out = Vec::new();
    push(&mut out, APP0, &header)?;
    Some(out)
}

/// Which way is up, from 1 to 8, where a TIFF header says so.
fn oriented(tiff: &[u8]) -> Option<u16> {
    let lesser_first = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let read16 = if lesser_first { le16 } else { be16 };
    let read32 = if lesser_first { le32 } else { be32 };
    let fields = usize::try_from(read32(tiff, 4)?).ok()?;
    let directory = tiff.get(fields..)?;
    let field = (0..usize::from(read16(directory, 0)?)).find_map(|place| {
        let field = directory.get(2 + 12 * place..14 + 12 * place)?;
        (read16(field, 0) == Some(ORIENTATION)).then_some(field)
    })?;
    read16(field, 8).filter(|value| (1..=8).contains(value))
}

/// A TIFF header that says which way is up, and nothing else.
fn minimal_exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    tiff.extend(ORIENTATION.to_be_bytes());
    // One short number, which stands in the field itself.
    tiff.extend([0, 3, 0, 0, 0, 1]);
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0; 6]);
    tiff
}
