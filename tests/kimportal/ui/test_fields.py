"""Form fields read what people write: the readers, at work in every form."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from campaigns.events.forms.fields import HeadCountField, LocalMomentField
from kimportal.ui.fields import (
    DayField,
    DetailField,
    MailField,
    NameField,
    PastDayField,
    PastDayOrYearField,
    PhoneField,
)


@pytest.mark.parametrize("text", ["2014-08-12", "12 Agustus 2014", "12/08/14", " 12-Agt-2014 "])
def test_a_day_is_read_as_browsers_and_people_write_it(text):
    assert DayField().clean(text) == date(2014, 8, 12)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (DayField(), "kemarin", "invalid"),
        (DayField(), "Agustus 2014", "partial"),
        (DayField(), "2014", "partial"),
        (DayField(), "12/08/1899", "min_value"),
        (PastDayField(), "12 Agustus 2098", "max_value"),
        (PastDayOrYearField(), "2098", "max_value"),
        (PastDayOrYearField(), "Agustus 2014", "partial"),
        (DayField(), "-", "required"),
        (PhoneField(), "0812 3456 7890 / 0857 1111 2222", "two"),
        (PhoneField(), "8,12346E+11", "rounded"),
        (PhoneField(), "tanya saja", "invalid"),
        (PhoneField(), "belum ada", "required"),
        (DetailField(), "–", "required"),
        (NameField(), "n/a", "required"),
        (MailField(), "-", "required"),
        (HeadCountField(), "1,5", "invalid"),
        (HeadCountField(), "-3", "negative"),
        (HeadCountField(), "-", "required"),
        (LocalMomentField(), "26 November 2020", "invalid"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_field(field, text, code):
    with pytest.raises(ValidationError) as error:
        field.clean(text)

    assert error.value.error_list[0].code == code
    assert "%(" not in str(error.value.messages[0])


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (PastDayOrYearField(), "2014", date(2014, 1, 1)),
        (PastDayOrYearField(), "12 Agustus 2014", date(2014, 8, 12)),
        (PhoneField(), "+62 812-3456-7890 (WA)", "0812-3456-7890"),
        (PhoneField(required=False), "-", ""),
        (DayField(required=False), "belum ada", None),
        (MailField(required=False), "–", ""),
        (HeadCountField(required=False), "50 orang", 50),
        (HeadCountField(required=False), "1\xa0200", 1200),
        (HeadCountField(required=False), "-", None),
        (HeadCountField(required=False), "0", 0),
    ],
)
def test_what_people_write_is_read(field, text, value):
    assert field.clean(text) == value


def test_a_year_alone_is_shown_and_sent_again_as_the_year():
    class Form(forms.Form):
        founded = PastDayOrYearField()

    for day, shown in ((date(2014, 1, 1), "2014"), (date(2014, 8, 12), "12 Agustus 2014")):
        with override("id"):
            form = Form(initial={"founded": day})
            sent = Form({"founded": form["founded"].value()}, initial={"founded": day})

        assert form["founded"].value() == shown
        assert sent.changed_data == []
