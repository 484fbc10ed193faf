"""Passwords that others would try first: the portal's own words, and what leaked elsewhere."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimportal.accounts.pwned_passwords import is_listed
from kimportal.mail.alerts import alert

#: Words of the portal, of elections and of places, longest first once sorted below.
WORDS = """
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
GUESSABLE = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
LEET = str.maketrans("013457@$!", "oieastasi")
LEAST_OWN = 5


class PortalWordsValidator:
    """Refuse passwords made of the portal's own words, places, years and signs alone.

    Whatever is left when those are taken out must be at least five letters or digits long.
    """

    def validate(self, password, user=None):
        plain = re.sub(r"(19|20)\d\d|[^a-z0-9]", "", password.lower())
        spelt = re.sub(r"(19|20)\d\d", "", password.lower()).translate(LEET)
        if min(own(plain), own(re.sub(r"[^a-z0-9]", "", spelt))) < LEAST_OWN:
            raise ValidationError(
                _("This password is made of words that others would try first, such as names of "
                  "places or of the portal. Add some words of your own."),
                code="password_of_portal_words",
            )  # fmt: skip

    def get_help_text(self):
        return _("Your password can’t be made only of the portal’s own words or names of places.")


class BreachedPasswordValidator:
    """Refuse passwords that the operator's list of leaked ones holds (BREACHED_PASSWORDS).

    A list that has gone missing since the start is an alarm, and stops nobody from coming in.
    """

    def __init__(self, path):
        self.path = path

    def validate(self, password, user=None):
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

    def get_help_text(self):
        return _("Your password can’t be one that is known to have leaked from other websites.")


def own(text):
    """How many characters are left without the guessable words; a digit run counts once."""
    return len(re.sub(r"\d+", "0", GUESSABLE.sub("", text)))
