import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from kimportal.uploads.fields import UploadField
from kimportal.uploads.sandbox import ogg as oggs
from tests.kimportal.uploads.make_files import box, jpeg, mp3, mp4, ogg, ogg_page

AUDIO, VIDEO = UploadField(kinds=("audio",)), UploadField(kinds=("video",))
TAG = b"ID3\x04\0\0\0\0\0\x0aPLANTED..."
OLD_TAG = b"TAG" + b"PLANTED".ljust(125)


def heard(data, name="a.mp3"):
    return AUDIO.clean(ContentFile(data, name=name))


def watched(data):
    return VIDEO.clean(ContentFile(data, name="a.mp4"))


def code(field, data, name):
    with pytest.raises(ValidationError) as refusal:
        field.clean(ContentFile(data, name=name))
    return refusal.value.code


def test_an_mp3_keeps_its_sound_and_loses_its_tags():
    clean = heard(TAG + mp3(100) + OLD_TAG)

    assert clean.read() == mp3(100)
    assert (clean.kind, clean.mime, clean.extension) == ("audio", "audio/mpeg", ".mp3")
    assert clean.duration == 2.61


def test_an_mp3_put_together_from_two_stays_whole():
    assert heard(mp3(50) + TAG + bytes(300) + mp3(50)).read() == mp3(100)


def test_what_hides_behind_an_mp3_is_cut_off():
    assert heard(mp3() + b"PK\3\4 PLANTED" * 900).read() == mp3()


@pytest.mark.parametrize(
    "data",
    [TAG, TAG + bytes(5000), b"\xff\xfb" + b"no sound at all" * 400, mp3(3), mp3()[:1000]],
    ids=["only a tag", "silence of zeros", "words", "three frames", "cut after two"],
)
def test_an_mp3_without_sound_is_refused(data):
    assert code(AUDIO, data, "a.mp3") == "damaged"


def test_an_ogg_says_how_long_it_is_and_loses_its_words():
    clean = heard(ogg(b"TITLE=PLANTED", seconds=7) + b"PLANTED", "a.opus")

    data = clean.read()
    assert b"PLANTED" not in data
    assert data.endswith(b"\xfc" + bytes(99))
    assert (clean.mime, clean.duration) == ("audio/ogg", 7.0)


def test_every_page_of_a_cleaned_ogg_still_sums_up():
    data = heard(ogg(b"METADATA_BLOCK_PICTURE=" + b"PLANTED" * 60), "a.ogg").read()

    for page in oggs.walk(data):
        whole = bytearray(data[page.start : page.end])
        told, whole[22:26] = bytes(whole[22:26]), bytes(4)
        assert oggs.checksum(whole).to_bytes(4, "little") == told


def test_comments_over_several_pages_are_all_blanked():
    head, tags, sound = (
        b"\x01vorbis\0\0\0\0\x01\x44\xac\0\0" + bytes(14),
        b"\x03vorbis\x03\0\0\0kim\x01\0\0\0" + b"\xff\xff\0\0" + b"PLANTED!" * 100,
        bytes(50),
    )
    first = bytearray(ogg_page(tags[:510], granule=-1, number=1))
    # Two lacing values of 255 say that the packet goes on; the writer put an end of 0 behind them.
    first[26:30] = b"\x02\xff\xff"
    first[22:26] = bytes(4)
    first[22:26] = oggs.checksum(first).to_bytes(4, "little")
    data = (
        ogg_page(head, granule=0, number=0, first=True)
        + bytes(first)
        + ogg_page(tags[510:], granule=0, number=2)
        + ogg_page(sound, granule=44100, number=3)
    )

    clean = heard(data, "a.ogg")

    assert clean.duration == 1.0
    assert b"PLANTED" not in clean.read()


def test_other_streams_and_broken_pages_are_refused():
    film = ogg_page(b"\x80theora" + bytes(40), granule=0, number=0, first=True, serial=b"FILM")

    assert code(AUDIO, film, "a.ogg") == "audio_kind"
    assert code(AUDIO, ogg()[:-5], "a.ogg") == "damaged"
    assert code(AUDIO, ogg() + film, "a.ogg") == "audio_kind"


def test_a_film_keeps_its_bytes_in_place_and_loses_where_it_was_taken():
    data = mp4(b"PLANTED -06.2088+106.8456/") + box(b"uuid", b"PLANTED XMP")

    clean = watched(data)

    assert b"PLANTED" not in clean.read()
    assert (clean.size, clean.width, clean.height, clean.duration) == (len(data), 640, 360, 3.0)
    assert (clean.kind, clean.mime, clean.extension) == ("video", "video/mp4", ".mp4")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (mp4(brand=b"qt  "), "video_kind"),
        (mp4(handler=b"soun"), "video_kind"),
        (mp4()[:-20], "damaged"),
        (mp4() + b"PLANTED", "damaged"),
        (mp4().replace(b"moov", b"free"), "damaged"),
        (mp4().replace(b"mdat", b"free"), "damaged"),
    ],
    ids=["QuickTime", "no picture", "cut", "something behind", "no contents", "no film"],
)
def test_what_is_no_film_is_refused(data, reason):
    assert code(VIDEO, data, "a.mp4") == reason


@pytest.mark.parametrize("field", [AUDIO, VIDEO], ids=["audio", "video"])
@pytest.mark.parametrize("name", ["a.mp3", "a.ogg", "a.mp4"])
def test_a_picture_under_another_name_is_refused(field, name):
    assert code(field, jpeg(), name) in ("content", "extension")
