"""A PDF as a scanner would give it: pictures of its pages, slightly turned, with the noise of paper."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

PAPER = 240
"""The grey value of paper in a scan."""


def scanned(
    content: bytes, *, dpi: int = 200, angle: float = 0.7, noise: float = 8.0, colour: bool = False, pages: int = 1000
) -> bytes:
    """Return the first pages of a PDF as pictures without text, turned by `angle` degrees against the clock.

    The same document gives the same bytes: the noise has a fixed seed.
    """
    random = np.random.default_rng(7)
    with pdfium.PdfDocument(content) as document:
        taken = range(min(len(document), pages))
        pictures = [_scan(document[n].render(scale=dpi / 72).to_pil(), angle, noise, colour, random) for n in taken]
    return bound(pictures, dpi)


def bound(pictures: Iterable[Image.Image], dpi: int) -> bytes:
    """Return a PDF with one picture a page."""
    first, *rest = pictures
    out = BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=dpi, quality=80)
    return out.getvalue()


def _scan(picture: Image.Image, angle: float, noise: float, colour: bool, random: np.random.Generator) -> Image.Image:
    shown = picture.convert("RGB" if colour else "L")
    white = (255, 255, 255) if colour else 255
    turned = np.asarray(shown.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=white), dtype=np.float64)
    dimmed = turned * (PAPER - 10) / 255 + 10 + random.normal(0, noise, turned.shape)
    return Image.fromarray(dimmed.clip(0, 255).astype(np.uint8))
