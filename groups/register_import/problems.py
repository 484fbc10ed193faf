"""What stands in the way of a row, what was left out of it, and why a row is no KIM.

As codes in the database, as sentences in the reader's language on the page.
"""

from django.utils.translation import gettext_lazy as _

from groups.register_import.column_matching import FIELDS

#: Why a row cannot come in. `text` is what the cell says.
PROBLEMS = {
    "required": _("The name of the KIM is missing."),
    "min_length": _("The name “%(text)s” is too short."),
    "max_length": _("The name is longer than 120 letters."),
    "address": _("Write only the name, without any web or e-mail address: “%(text)s”."),
    "lookalike": _("Some letters of this name only look like Latin ones: “%(text)s”."),
    "formula": _("This formula has no stored value. Write the value instead."),
    "unknown": _("No such place in your jurisdiction: %(text)s."),
    "kind": _("There is a place of this name, but of another kind: %(text)s."),
    "ambiguous": _("Several places have this name: %(text)s. Which one is it?"),
    "disagree": _("Code and name disagree: %(text)s. Which one is right?"),
    "code_unknown": _("There is no such region code in your jurisdiction: %(text)s."),
    "missing_village": _("The village is missing. Is it a KIM of the whole district? %(text)s"),
    "no_place": _("Village, district and code are missing."),
    "same_in_file": _("The same KIM stands in row %(text)s."),
}
#: What was left out of a row that comes in all the same, and what to know of it.
NOTES = {
    "invalid": _("“%(text)s” cannot be read and is left out."),
    "partial": _("“%(text)s” has no day and is left out."),
    "future": _("“%(text)s” lies in the future and is left out."),
    "early": _("“%(text)s” is too long ago and is left out."),
    "rounded": _("A spreadsheet has shortened the number “%(text)s”; it is left out."),
    "two": _("only the first number comes in, not “%(text)s”."),
    "long": _("“%(text)s” is too long and is left out."),
    "refused": _("“%(text)s” is no name and is left out."),
    "formula": _("a formula without a stored value; it is left out."),
    "no_chair": _("nobody is invited to “%(text)s”, because the chair's name is missing."),
    "carried": _("taken from a row above: %(text)s."),
    "whole_district": _("it comes in as a KIM of the whole district."),
    "duplicate_decree": _("another KIM has this number: %(text)s."),
    "similar": _("a KIM of this name is in the same district: %(text)s."),
}
#: Why a row is left out.
REASONS = {
    "region": _("It names a region for the rows below."),
    "empty": _("It says nothing."),
    "numbering": _("It numbers the columns."),
    "heading": _("It repeats the headings."),
    "total": _("It is a total."),
    "signature": _("It belongs to the signature below the list."),
    "note": _("It is a note, without the name of a KIM."),
    "number_only": _("It holds a number and nothing else."),
    "same": _("It repeats row %(text)s word by word."),
    "dropped": _("Staff left it out."),
    "returned": _("It came back in another file."),
}
#: Labels of what is no column.
PLACE = _("Place")


def label_of(name):
    return PLACE if name == "place" else FIELDS[name].label


def sentence(problem):
    """Return the sentence of [field, code, text]: why a row cannot come in."""
    _field, code, text = problem
    return PROBLEMS[code] % {"text": text}


def note_sentence(note):
    """Return the sentence of [field, code, text], with the name of its field."""
    name, code, text = note
    return f"{label_of(name)}: {NOTES[code] % {'text': text}}"
