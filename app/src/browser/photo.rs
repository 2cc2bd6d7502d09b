//! Pictures from the camera or the gallery, turned upright and made small on this device. What a camera
//! writes beside the pixels, such as where they were taken, does not come along.

use js_sys::Promise;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlInputElement, ImageBitmap,
    ImageBitmapOptions, ImageOrientation, Url,
};

/// Longest side and quality, tried one after the other until the picture is small enough.
const TRIES: [(u32, f64); 6] =
    [(2048, 0.8), (2048, 0.65), (2048, 0.5), (1600, 0.5), (1280, 0.45), (1024, 0.4)];
/// Small enough for a weak signal, in bytes.
const ENOUGH: f64 = 900_000.0;

/// The browser cannot show what was chosen.
#[derive(Debug)]
pub struct Unreadable;

impl From<JsValue> for Unreadable {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// A small JPEG, and the address at which this page shows it for as long as it is held.
pub struct Picture {
    pub blob: JsValue,
    pub address: String,
}

impl Drop for Picture {
    fn drop(&mut self) {
        Url::revoke_object_url(&self.address).ok();
    }
}

/// Takes the chosen files out of an input, which may then be asked for the same ones again.
pub fn chosen(input: &HtmlInputElement) -> Vec<File> {
    let files = input.files().map(|list| (0..list.length()).filter_map(|n| list.get(n)).collect());
    input.set_value("");
    files.unwrap_or_default()
}

/// Makes a file an upright, small JPEG.
pub async fn shrink(file: &File) -> Result<Picture, Unreadable> {
    let bitmap = decoded(file).await?;
    let shrunk = smaller(&bitmap).await;
    // Tens of megabytes that would wait for the browser to tidy up.
    bitmap.close();
    let blob = shrunk?;
    let address = Url::create_object_url_with_blob(&blob)?;
    Ok(Picture { blob: blob.into(), address })
}

async fn decoded(file: &File) -> Result<ImageBitmap, Unreadable> {
    let upright = ImageBitmapOptions::new();
    upright.set_image_orientation(ImageOrientation::FromImage);
    let decoding =
        window().create_image_bitmap_with_blob_and_image_bitmap_options(file, &upright)?;
    Ok(JsFuture::from(decoding).await?.dyn_into()?)
}

async fn smaller(bitmap: &ImageBitmap) -> Result<Blob, Unreadable> {
    let mut tries = TRIES.into_iter();
    loop {
        let (side, quality) = tries.next().ok_or(Unreadable)?;
        let blob = encoded(&drawn(bitmap, side)?, quality).await?;
        if blob.size() <= ENOUGH {
            return Ok(blob);
        }
    }
}

fn drawn(bitmap: &ImageBitmap, side: u32) -> Result<HtmlCanvasElement, Unreadable> {
    let (width, height) = fitted(bitmap.width(), bitmap.height(), side);
    let canvas: HtmlCanvasElement =
        document().create_element("canvas")?.dyn_into().map_err(|_| Unreadable)?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or(Unreadable)?;
    let context: CanvasRenderingContext2d = context.dyn_into().map_err(|_| Unreadable)?;
    let (width, height) = (f64::from(width), f64::from(height));
    // What is see-through would come out black.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)?;
    Ok(canvas)
}

async fn encoded(canvas: &HtmlCanvasElement, quality: f64) -> Result<Blob, Unreadable> {
    let encoding = Promise::new(&mut |resolve, reject| {
        let taken = Closure::once_into_js(move |blob: JsValue| {
            resolve.call1(&JsValue::NULL, &blob).ok();
        });
        let quality = JsValue::from_f64(quality);
        let begun = canvas.to_blob_with_type_and_encoder_options(
            taken.unchecked_ref(),
            "image/jpeg",
            &quality,
        );
        if let Err(reason) = begun {
            reject.call1(&JsValue::NULL, &reason).ok();
        }
    });
    // It is null where the canvas was too large for the device.
    JsFuture::from(encoding).await?.dyn_into().map_err(|_| Unreadable)
}

/// The size of a picture whose longest side is `side` at the most.
fn fitted(width: u32, height: u32, side: u32) -> (u32, u32) {
    let scale = (f64::from(side) / f64::from(width.max(height).max(1))).min(1.0);
    let scaled = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_is_scaled_and_a_small_one_stays() {
        assert_eq!(fitted(4032, 3024, 2048), (2048, 1536));
        assert_eq!(fitted(3024, 4032, 2048), (1536, 2048));
        assert_eq!(fitted(800, 600, 2048), (800, 600));
        assert_eq!(fitted(20_000, 3, 2048), (2048, 1));
    }
}
