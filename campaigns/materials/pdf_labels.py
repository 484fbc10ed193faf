"""Verification labels on PDFs. Separate module, so that only the task loads pikepdf."""

import io

import pikepdf

from campaigns.materials.verification_labels import QUIET_ZONE, qr_code
from campaigns.verification.codes import format_code


def pdf_with_label(source, code, *, side=57):
    """Return the PDF with QR and code at the lower right of its first page; `side` in points."""
    qr_pdf = io.BytesIO()
    qr_code(code).save(qr_pdf, kind="pdf", border=QUIET_ZONE, light="#fff")
    out = io.BytesIO()
    with pikepdf.open(source) as pdf, pikepdf.open(qr_pdf) as symbol, _label(code, side) as label:
        page = pdf.pages[0]
        _, low, right, _ = (float(edge) for edge in page.trimbox)
        left, bottom = right - side - 14, low + 14
        page.add_overlay(label.pages[0], pikepdf.Rectangle(left, bottom, left + side, bottom + 12))
        top = bottom + 12 + side
        page.add_overlay(symbol.pages[0], pikepdf.Rectangle(left, bottom + 12, left + side, top))
        pdf.save(out)
    return out.getvalue()


def _label(code, width):
    """Return a page of `width` × 12 points with the code in Helvetica, a standard PDF font."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(width, 12))
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
    )
    text = f"1 g 0 0 {width} 12 re f 0 g BT /F 8.5 Tf 5 3 Td ({format_code(code)}) Tj ET"
    page.Contents = pdf.make_stream(text.encode())
    return pdf
