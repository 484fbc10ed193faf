"""The rows to mend as a workbook: it opens in any Excel, and can be brought back alone."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.register_import.column_matching import FIELDS
from groups.register_import.problems import note_sentence, sentence
from kimportal.exports.xlsx_export import write_workbook

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def lines_of(rows):
    """Yield the headings, then a line for each row: its key, its problems, its texts."""
    yield [_("Row key"), _("Row"), _("What is wrong"), *(str(f.label) for f in FIELDS.values())]
    for row in rows:
        words = [sentence(problem) for problem in row.problems]
        words += [note_sentence(note) for note in row.notes]
        texts = [row.texts.get(name, "") for name in FIELDS]
        yield [str(row.pk), str(row.number), " ".join(words), *texts]


def mend_sheet(rows):
    """Return the response with the workbook of these rows."""
    with TemporaryDirectory(prefix="portal-kim-register-") as folder:
        path = Path(folder) / "rows.xlsx"
        write_workbook(str(path), _("Rows to mend"), lines_of(rows))
        content = BytesIO(path.read_bytes())
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"portal-kim-register-{timezone.localdate():%Y-%m-%d}.xlsx",
        content_type=CONTENT_TYPE,
    )
