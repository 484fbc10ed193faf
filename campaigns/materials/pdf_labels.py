"""QR and code on a PDF. Apart from stamps.py, so that only the task loads pikepdf."""

import io

import pikepdf

from campaigns.materials.verification_labels import QUIET_ZONE, qr
from campaigns.verification.codes import format_code


def stamped_pdf(source, code, *, side=57):
    """The PDF with QR and code in the lower right corner of its first page; `side` in points."""
    mark = io.BytesIO()
    qr(code).save(mark, kind="pdf", border=QUIET_ZONE, light="#fff")
    out = io.BytesIO()
    with pikepdf.open(source) as pdf, pikepdf.open(mark) as symbol, _label(code, side) as label:
        page = pdf.pages[0]
        _, low, right, _ = (float(edge) for edge in page.trimbox)
        left, bottom = right - side - 14, low + 14
        page.add_overlay(label.pages[0], pikepdf.Rectangle(left, bottom, left + side, bottom + 12))
        top = bottom + 12 + side
        page.add_overlay(symbol.pages[0], pikepdf.Rectangle(left, bottom + 12, left + side, top))
        pdf.save(out)
    return out.getvalue()


def _label(code, width):
    """One page of `width` × 12 points with the code in Helvetica, which every reader has."""
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
