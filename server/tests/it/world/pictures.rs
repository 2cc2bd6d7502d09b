//! Pictures made byte by byte: the server reads what is around the pixels, and never the pixels.

/// What a picture must not tell: a place, a person, a machine.
pub const SECRETS: [&[u8]; 4] =
    [b"GPSLatitude 30.8977", b"Photographer Zhang", b"thumbnail", b"<script"];

fn secrets() -> Vec<u8> {
    SECRETS.concat()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xff, marker], length.to_be_bytes().as_slice(), content].concat()
}

/// An Exif segment as cameras write it: which way is up, and where it was.
fn exif(orientation: u16, lesser_first: bool) -> Vec<u8> {
    let mut tiff = if lesser_first {
        b"II*\0\x08\0\0\0\x02\0".to_vec()
    } else {
        b"MM\0*\0\0\0\x08\0\x02".to_vec()
    };
    let mut field = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let (tag, kind, count) = if lesser_first {
            (tag.to_le_bytes(), kind.to_le_bytes(), count.to_le_bytes())
        } else {
            (tag.to_be_bytes(), kind.to_be_bytes(), count.to_be_bytes())
        };
        tiff.extend([tag.as_slice(), &kind, &count, &value].concat());
    };
    let value = if lesser_first { orientation.to_le_bytes() } else { orientation.to_be_bytes() };
    field(0x8825, 4, 1, [0, 0, 0, 0]);
    field(0x0112, 3, 1, [value[0], value[1], 0, 0]);
    [b"Exif\0\0".to_vec(), tiff, secrets()].concat()
}

/// A whole JPEG of 400 by 300, with all that a camera and a mischief add to it.
pub fn jpeg_of(width: u16, height: u16, orientation: u16, lesser_first: bool) -> Vec<u8> {
    let mut frame = vec![8];
    frame.extend(height.to_be_bytes());
    frame.extend(width.to_be_bytes());
    frame.extend([1, 1, 0x11, 0]);
    let jfif = [b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01".as_slice(), b"thumbnail"].concat();
    [
        b"\xff\xd8".to_vec(),
        segment(0xe0, &jfif),
        segment(0xe0, b"JFXX\0\x10thumbnail"),
        segment(0xe1, &exif(orientation, lesser_first)),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0".to_vec(), secrets()].concat()),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xe2, &[b"MPF\0".to_vec(), secrets()].concat()),
        segment(0xed, &[b"Photoshop 3.0\0".to_vec(), secrets()].concat()),
        segment(0xfe, &secrets()),
        segment(0xdb, &[1; 65]),
        segment(0xc0, &frame),
        segment(0xc4, &[2; 20]),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        b"pix\xff\0els\xff\xd0more".to_vec(),
        b"\xff\xd9".to_vec(),
        // Another picture behind it, and a page.
        secrets(),
    ]
    .concat()
}

/// A photo as a camera takes it.
pub fn jpeg() -> Vec<u8> {
    jpeg_of(400, 300, 6, true)
}

fn chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [kind.as_slice(), content].concat();
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes(), body.as_slice(), &crc(&body).to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// A whole PNG, with what cameras and screenshots write into it.
pub fn png_of(width: u32, height: u32) -> Vec<u8> {
    let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(*b"IHDR", &header),
        chunk(*b"iCCP", b"colours"),
        chunk(*b"eXIf", &secrets()),
        chunk(*b"tEXt", &secrets()),
        chunk(*b"iTXt", &secrets()),
        chunk(*b"zTXt", &secrets()),
        chunk(*b"tIME", &[0; 7]),
        chunk(*b"acTL", &[0; 8]),
        chunk(*b"IDAT", b"pixels"),
        chunk(*b"IEND", b""),
        secrets(),
    ]
    .concat()
}

/// A PNG with a chunk that it cannot be shown without, and nobody knows.
pub fn strange_png() -> Vec<u8> {
    let png = png_of(2, 2);
    [&png[..33], &chunk(*b"ODD!", b"?"), &png[33..]].concat()
}

fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, content) in chunks {
        body.extend_from_slice(*kind);
        body.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        body.extend_from_slice(content);
        body.extend(vec![0; content.len() % 2]);
    }
    [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body, &secrets()]
        .concat()
}

/// A whole WebP of 400 by 300 with position and all; `moving` has no place among photos.
pub fn webp(moving: bool) -> Vec<u8> {
    let flags = 0b0010_1100 | if moving { 0b10 } else { 0 };
    let canvas = [flags, 0, 0, 0, 0x8f, 1, 0, 0x2b, 1, 0];
    let frame = [b"\0\0\0\x9d\x01\x2a\x90\x01\x2c\x01".as_slice(), b"pixel"].concat();
    riff(&[
        (b"VP8X", &canvas),
        (b"ICCP", b"colours"),
        (b"VP8 ", &frame),
        (b"EXIF", &secrets()),
        (b"XMP ", &secrets()),
    ])
}

/// A lossless WebP, as short as they come.
pub fn small_webp() -> Vec<u8> {
    let bits: u32 = (400 - 1) | (300 - 1) << 14;
    riff(&[(b"VP8L", &[[0x2f].as_slice(), &bits.to_le_bytes(), b"pixels"].concat())])
}

/// Whether any of these bytes stand in those.
pub fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
