//! What is inside a picture: told from its bytes, never from its name, and without what it says of
//! where, when and by whom it was taken.

use domain::ticket::photo::{PHOTO_SIDE, PhotoType};

use super::{jpeg, png, webp};

/// A picture that may be kept and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub media_type: PhotoType,
    /// In pixels, as it is shown.
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

/// Why bytes are no picture to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// None of the types that are kept.
    Foreign,
    /// It begins as one of them, and does not go on as it should.
    Broken,
    /// Too many pixels: whoever shows it would run out of memory.
    TooLarge,
}

/// The picture without all that is not needed to show it. Whatever is not understood is refused or
/// left out, so that nothing else hides in it. Pixels are not decoded.
pub fn clean(bytes: &[u8]) -> Result<Picture, Unfit> {
    let picture = match type_of(bytes).ok_or(Unfit::Foreign)? {
        PhotoType::Jpeg => jpeg::clean(bytes),
        PhotoType::Png => png::clean(bytes),
        PhotoType::Webp => webp::clean(bytes),
    };
    let picture = picture.ok_or(Unfit::Broken)?;
    let (width, height) = (picture.width, picture.height);
    if width.max(height) > PHOTO_SIDE {
        return Err(Unfit::TooLarge);
    }
    if width.min(height) == 0 { Err(Unfit::Broken) } else { Ok(picture) }
}

fn type_of(bytes: &[u8]) -> Option<PhotoType> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(PhotoType::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(PhotoType::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(PhotoType::Webp),
        _ => None,
    }
}

/// Bytes that are read from the front; nothing is ever read past their end.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A number of two bytes, the greater first.
pub fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A number of four bytes, the greatest first.
pub fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A number of two bytes, the lesser first.
pub fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A number of four bytes, the least first.
pub fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
