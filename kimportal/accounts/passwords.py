"""Password validators: guessable words of the portal, and passwords that leaked elsewhere."""

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimportal.accounts.pwned_passwords import is_listed
from kimportal.mail.alerts import alert

if TYPE_CHECKING:
    from kimportal.accounts.models import Person

#: Words of the portal, of elections and of places.
PORTAL_WORDS = """
kim kominfo komdigi kemkominfo kemenkominfo diskominfo kementerian komunikasi informatika digital
komunitas kelompok informasi masyarakat portal admin administrator editor reviewer penyunting
pemilu pilkada pilpres pileg pemilihan serentak umum kpu bawaslu kpps panwaslu tps coblos suara
cerdas sehat damai relawan penyuluh ketua sekretaris bendahara anggota desa kelurahan kecamatan
kabupaten kota provinsi indonesia nusantara merdeka garuda pancasila bismillah rahasia sandi
password passwd qwerty sayang cinta akun masuk
aceh medan padang riau pekanbaru batam jambi palembang bengkulu lampung bangka belitung banten
serang tangerang jakarta bogor depok bekasi bandung cirebon tasikmalaya jawa barat tengah timur
selatan utara semarang solo surakarta magelang yogyakarta jogja jogjakarta sleman bantul surabaya
sidoarjo malang kediri madiun jember banyuwangi bali denpasar mataram lombok kupang nusa tenggara
kalimantan pontianak palangkaraya banjarmasin samarinda balikpapan tarakan sulawesi manado palu
makassar kendari gorontalo mamuju ambon maluku ternate papua jayapura sorong manokwari merauke
sumatera sumatra
""".split()
GUESSABLE = re.compile("|".join(sorted(PORTAL_WORDS, key=len, reverse=True)))
LEET = str.maketrans("013457@$!", "oieastasi")
MIN_OWN_LENGTH = 5


class PortalWordsValidator:
    """Refuses passwords made only of portal words, places, years and punctuation.

    Without those, at least MIN_OWN_LENGTH letters or digits must remain.
    """

    def validate(self, password: str, user: "Person | None" = None) -> None:
        letters = re.sub(r"(19|20)\d\d|[^a-z0-9]", "", password.lower())
        unleeted = re.sub(r"(19|20)\d\d", "", password.lower()).translate(LEET)
        if (
            min(own_length(letters), own_length(re.sub(r"[^a-z0-9]", "", unleeted)))
            < MIN_OWN_LENGTH
        ):
            raise ValidationError(
                _("This password is made of words that others would try first, such as names of "
                  "places or of the portal. Add some words of your own."),
                code="password_of_portal_words",
            )  # fmt: skip

    def get_help_text(self) -> str:
        return _("Your password can’t be made only of the portal’s own words or names of places.")


class BreachedPasswordValidator:
    """Refuses passwords of the operator's list of leaked ones (BREACHED_PASSWORDS).

    If the list cannot be read the operator is alerted, and the password is accepted.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def validate(self, password: str, user: "Person | None" = None) -> None:
        try:
            listed = is_listed(self.path, password)
        except OSError as error:
            alert(f"BREACHED_PASSWORDS cannot be read: {error.strerror}", key="breached passwords")
            return
        if listed:
            raise ValidationError(
                _("This password is on a list that leaked from other websites, so strangers may "
                  "try it. That is no fault of yours; please choose another one."),
                code="password_breached",
            )  # fmt: skip

    def get_help_text(self) -> str:
        return _("Your password can’t be one that is known to have leaked from other websites.")


def own_length(text: str) -> int:
    """Count the characters outside guessable words; a run of digits counts as one."""
    return len(re.sub(r"\d+", "0", GUESSABLE.sub("", text)))
