"""A PDF as a scanner would give it: pictures of its pages, slightly turned, with the noise of paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter

PAPER = 240
"""The grey value of paper in a scan."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a scan looks: dots per inch, degrees against the clock, noise (grey values), blur (pixels), JPEG quality."""

    dpi: int = 200
    angle: float = 0.7
    noise: float = 8.0
    blur: float = 0.0
    jpeg: int = 80

    def __str__(self) -> str:
        return f"{self.dpi} dpi, {self.angle:g} degrees, noise {self.noise:g}, blur {self.blur:g}, JPEG {self.jpeg}"


USUAL = Look()


def make_scan(content: bytes, look: Look = USUAL, *, color: bool = False, pages: int = 1000) -> bytes:
    """Return the first pages of a PDF as pictures without text.

    The same document gives the same bytes: the noise has a fixed seed.
    """
    random = np.random.default_rng(7)
    with pdfium.PdfDocument(content) as document:
        numbers = range(min(len(document), pages))
        pictures = [
            _make_picture(document[n].render(scale=look.dpi / 72).to_pil(), look, color, random) for n in numbers
        ]
    return bind_pictures(pictures, look.dpi, look.jpeg)


def bind_pictures(pictures: Iterable[Image.Image], dpi: int, jpeg: int = USUAL.jpeg) -> bytes:
    """Return a PDF with one picture a page."""
    first, *rest = pictures
    buffer = BytesIO()
    first.save(buffer, "PDF", save_all=True, append_images=rest, resolution=dpi, quality=jpeg)
    return buffer.getvalue()


def _make_picture(picture: Image.Image, look: Look, color: bool, random: np.random.Generator) -> Image.Image:
    shown = picture.convert("RGB" if color else "L")
    white = (255, 255, 255) if color else 255
    turned = shown.rotate(look.angle, resample=Image.Resampling.BICUBIC, fillcolor=white)
    soft = turned.filter(ImageFilter.GaussianBlur(look.blur)) if look.blur else turned
    printed = np.asarray(soft, dtype=np.float64)
    dimmed = printed * (PAPER - 10) / 255 + 10 + random.normal(0, look.noise, printed.shape)
    return Image.fromarray(dimmed.clip(0, 255).astype(np.uint8))
