"""A report as KIM write it in WhatsApp groups, read into the fields of the quick form.

Lines such as "Hari/tanggal: Kamis, 26 November 2020" or "*Peserta* : 45 orang" name their field;
what names none is the story. Nothing is invented: what is not understood stays in the story.
"""

import re
from datetime import timedelta

from kimportal.readers.dates import UnreadableDate, read_date
from kimportal.readers.numbers import UnreadableNumber, read_count

MAX_LENGTH = 8000  # characters: longer than any report; the story alone holds 5,000
MAX_TITLE, MAX_VENUE, MAX_STORY = 140, 200, 5000
#: What WhatsApp puts before each message of a chat that was copied: [26/11 20.10] Ani: …
FORWARDED = re.compile(r"^\[?\d{1,2}[/.]\d{1,2}[^\]\n]{0,25}\]\s*[^:\n]{1,60}:\s", re.MULTILINE)
LINE = re.compile(r"^[\s•\-–\d.)]*(?P<name>[A-Za-z][A-Za-z /&()]{2,40}?)\s*[:=]\s*(?P<text>.*)$")
NAMES = {
    "title": "kegiatan|nama kegiatan|acara|nama acara|judul|agenda|bentuk kegiatan",
    "day": "hari|tanggal|tgl|hari/tanggal|hari/tgl|hari tanggal|hari dan tanggal|waktu",
    "time": "pukul|jam|waktu",
    "venue": "tempat|lokasi|tempat kegiatan|bertempat di|tempat acara",
    "attendance": "peserta|jumlah peserta|jumlah hadir|hadir|yang hadir|kehadiran|jumlah",
    "men": "laki-laki|laki laki|pria|l",
    "women": "perempuan|wanita|p",
    "story": "hasil|uraian|hasil kegiatan|uraian kegiatan|isi|keterangan|catatan|ringkasan",
    "speaker_0": "narasumber|pemateri|nara sumber",
    "follow_up": "tindak lanjut|rencana tindak lanjut|rtl",
    "questions": "pertanyaan|pertanyaan warga|isu|isu yang didengar",
}
FIELDS = [(name, set(words.split("|"))) for name, words in NAMES.items()]
TIME = re.compile(r"(?<![\d/])(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)(?![\d/])")
PEOPLE = re.compile(r"(?P<n>[\d.]+)\s*(?P<who>orang|peserta|jiwa|warga)?", re.IGNORECASE)
MEN = re.compile(r"(?P<n>\d+)\s*(?:orang\s*)?(?:laki|pria|L\b)", re.IGNORECASE)
WOMEN = re.compile(r"(?P<n>\d+)\s*(?:orang\s*)?(?:perempuan|wanita|P\b)", re.IGNORECASE)
TOLD_PEOPLE = re.compile(r"(\d[\d.]*)\s*(?:orang|peserta|warga)\b")
TOLD_TIME = re.compile(r"\b(?:pukul|jam)\s+(\d{1,2}[.:]\d{2})\b", re.IGNORECASE)
LINK = re.compile(r"https?://\S+")
#: The longer first: "tadi malam" was yesterday.
RELATIVE = {"tadi malam": 1, "kemarin": 1, "hari ini": 0, "tadi": 0}
HEADING = re.compile(r"\b(laporan|lapor|assalam|salam|yth|bismillah|izin|selamat)\b", re.IGNORECASE)


def read_report(text, *, today):
    """Return {field: text} of what the message tells, for fields of the quick form."""
    text = FORWARDED.sub("", text[:MAX_LENGTH].replace("\r\n", "\n"))
    found, rest = {}, []
    for line in text.split("\n"):
        plain = re.sub(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)", "", line).strip()
        if not _read_line(plain, found, today):
            rest.append(plain)
    links = LINK.findall(text)
    if links:
        found["links"] = "\n".join(dict.fromkeys(links))
    _read_rest(rest, found, today)
    return {name: value for name, value in found.items() if value}


def _read_line(line, found, today):
    """Read a line that names its field; return whether it was one."""
    match = LINE.match(line)
    if not match:
        return False
    name, value = match["name"].strip().lower(), match["text"].strip()
    fields = [field for field, words in FIELDS if name in words]
    readers = [(field, READERS.get(field, _text)) for field in fields if field not in found]
    is_read = False
    for field, reader in readers:
        read = reader(value, today)
        if read:
            found |= read if isinstance(read, dict) else {field: read}
            is_read = True
    return is_read


def _text(value, today):
    return value


def _day(value, today):
    found = {"day": find_day(value, today), "time": _time(value, today)}
    return {name: each for name, each in found.items() if each}


def find_day(value, today):
    """Return the ISO date in a text, or ""."""
    lowered = value.lower()
    for words, back in RELATIVE.items():
        if re.search(rf"\b{words}\b", lowered):
            return str(today - timedelta(days=back))
    # "Kamis, 26 November 2020 pukul 19.30 WIB": the date is one of the pieces.
    value = TIME.sub(" ", value)
    for piece in re.split(r",|;|\bpukul\b|\bjam\b|\bs/d\b|\(|\)|\bWIB\b|\bWITA\b|\bWIT\b", value):
        if re.search(r"\d", piece):
            try:
                return str(read_date(piece.strip(" .-"), today=today))
            except UnreadableDate:
                continue
    return ""


def _time(value, today):
    match = TIME.search(value)
    return f"{int(match['hour']):02d}:{match['minute']}" if match else ""


def _count(value, today):
    try:
        return str(read_count(re.split(r"[(,;]", value)[0].strip()))
    except UnreadableNumber:
        match = PEOPLE.search(value)
        return match["n"].replace(".", "") if match and match["n"].strip(".") else ""


def _attendance(value, today):
    found = {"attendance": _count(value, today)}
    for name, pattern in (("men", MEN), ("women", WOMEN)):
        if match := pattern.search(value):
            found[name] = match["n"]
    is_total = re.match(r"\D*\d[\d.]*\s*(orang|peserta|jiwa|warga|\()", value)
    if "men" in found and "women" in found and not is_total:
        found["attendance"] = str(int(found["men"]) + int(found["women"]))
    return {name: each for name, each in found.items() if each}


READERS = {
    "day": _day,
    "time": _time,
    "attendance": _attendance,
    "men": _count,
    "women": _count,
}


def _is_title(line):
    """Return whether a line may name the event: no greeting, no sentences."""
    is_other = HEADING.search(line) or LINE.match(line) or ". " in line
    return 3 <= len(line) <= MAX_TITLE and not is_other


def _read_rest(lines, found, today):
    """Take title and story from what names no field."""
    lines = [line for line in lines if line and not LINK.fullmatch(line)]
    told = "\n".join(lines)
    if "title" not in found and (titles := [line for line in lines if _is_title(line)]):
        found["title"] = titles[0]
        lines.remove(titles[0])
    found["story"] = "\n".join(filter(None, [found.get("story", ""), *lines]))[:MAX_STORY]
    if "attendance" not in found and (match := TOLD_PEOPLE.search(told)):
        found["attendance"] = match[1].replace(".", "")
    if "day" not in found and (day := find_day(told, today)):
        found["day"] = day
    if "time" not in found and (match := TOLD_TIME.search(told)):
        found["time"] = _time(match[1], today)
    found["title"] = found.get("title", "")[:MAX_TITLE]
    found["venue"] = found.get("venue", "")[:MAX_VENUE]
