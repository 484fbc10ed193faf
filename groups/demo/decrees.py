import io

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from kimportal.uploads.validation import validate_upload

PAPER, INK = (252, 250, 244), (30, 40, 44)
LINES = [
    (70, 30, "PEMERINTAH DESA / KELURAHAN"),
    (120, 24, "SURAT KEPUTUSAN"),
    (160, 20, "tentang"),
    (190, 22, "Pembentukan Komunitas Informasi Masyarakat (KIM)"),
    (270, 18, "Menimbang: bahwa informasi yang benar adalah hak setiap warga;"),
    (300, 18, "Mengingat: Permenkominfo 8/2019 pasal 16;"),
    (330, 18, "Memutuskan: membentuk KIM dengan susunan pengurus terlampir."),
    (760, 26, "CONTOH UNTUK DEMO - BUKAN DOKUMEN ASLI"),
]


def draw_decree(file_format):
    """Return a sample decree as the bytes of a PDF or PNG."""
    page = Image.new("RGB", (800, 1100), PAPER)
    drawing = ImageDraw.Draw(page)
    for top, size, text in LINES:
        font = ImageFont.load_default(size)
        drawing.text((400, top), text, fill=INK, font=font, anchor="ma")
    drawing.ellipse((480, 480, 640, 640), outline=(60, 60, 150), width=6)
    out = io.BytesIO()
    page.save(out, file_format)
    return out.getvalue()


def sample_decrees():
    """Return a PDF and a PNG that passed upload validation, as (content, extension, SHA-256)."""
    scans = []
    for file_format, name in (("PDF", "sk.pdf"), ("PNG", "sk.png")):
        drawn = ContentFile(draw_decree(file_format), name=name)
        clean = validate_upload(drawn, kinds=("document", "picture"), keep_bytes=True)
        scans.append((clean.read(), clean.extension, clean.sha256))
    return scans
