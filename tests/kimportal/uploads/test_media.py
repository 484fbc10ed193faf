import struct

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from kimportal.uploads.fields import UploadField
from kimportal.uploads.sandbox import ogg as oggs
from tests.kimportal.uploads.make_files import (
    audio_entry,
    box,
    full_box,
    jpeg,
    m4a,
    mp3,
    mp4,
    mp4_track,
    ogg,
    ogg_page,
    video_entry,
)

AUDIO, VIDEO = UploadField(kinds=("audio",)), UploadField(kinds=("video",))
TAG = b"ID3\x04\0\0\0\0\0\x0aPLANTED..."
OLD_TAG = b"TAG" + b"PLANTED".ljust(125)


def clean_audio(data, name="a.mp3"):
    return AUDIO.clean(ContentFile(data, name=name))


def clean_video(data):
    return VIDEO.clean(ContentFile(data, name="a.mp4"))


def code(field, data, name):
    with pytest.raises(ValidationError) as refusal:
        field.clean(ContentFile(data, name=name))
    return refusal.value.code


def test_an_mp3_keeps_its_frames_and_loses_its_tags():
    clean = clean_audio(TAG + mp3(100) + OLD_TAG)

    assert clean.read() == mp3(100)
    assert (clean.kind, clean.mime, clean.extension) == ("audio", "audio/mpeg", ".mp3")
    assert clean.duration == 2.61


def test_a_concatenated_mp3_keeps_all_frames():
    assert clean_audio(mp3(50) + TAG + bytes(300) + mp3(50)).read() == mp3(100)


def test_data_after_an_mp3_is_cut_off():
    assert clean_audio(mp3() + b"PK\3\4 PLANTED" * 900).read() == mp3()


@pytest.mark.parametrize(
    "data",
    [TAG, TAG + bytes(5000), b"\xff\xfb" + b"no sound at all" * 400, mp3(3), mp3()[:1000]],
    ids=["only a tag", "zeros", "text", "three frames", "cut after two"],
)
def test_an_mp3_without_enough_frames_is_rejected(data):
    assert code(AUDIO, data, "a.mp3") == "damaged"


def test_an_ogg_keeps_its_duration_and_loses_its_comments():
    clean = clean_audio(ogg(b"TITLE=PLANTED", seconds=7) + b"PLANTED", "a.opus")

    data = clean.read()
    assert b"PLANTED" not in data
    assert data.endswith(b"\xfc" + bytes(99))
    assert (clean.mime, clean.duration) == ("audio/ogg", 7.0)


def test_each_page_of_a_sanitised_ogg_has_a_valid_checksum():
    data = clean_audio(ogg(b"METADATA_BLOCK_PICTURE=" + b"PLANTED" * 60), "a.ogg").read()

    for page in oggs.walk(data):
        content = bytearray(data[page.start : page.end])
        stored, content[22:26] = bytes(content[22:26]), bytes(4)
        assert oggs.checksum(content).to_bytes(4, "little") == stored


def test_comments_over_several_pages_are_all_blanked():
    head, tags, sound = (
        b"\x01vorbis\0\0\0\0\x01\x44\xac\0\0" + bytes(14),
        b"\x03vorbis\x03\0\0\0kim\x01\0\0\0" + b"\xff\xff\0\0" + b"PLANTED!" * 100,
        bytes(50),
    )
    first = bytearray(ogg_page(tags[:510], granule=-1, number=1))
    # Two lacing values of 255 continue the packet; ogg_page() adds a final 0, which ends it.
    first[26:30] = b"\x02\xff\xff"
    first[22:26] = bytes(4)
    first[22:26] = oggs.checksum(first).to_bytes(4, "little")
    data = (
        ogg_page(head, granule=0, number=0, first=True)
        + bytes(first)
        + ogg_page(tags[510:], granule=0, number=2)
        + ogg_page(sound, granule=44100, number=3)
    )

    clean = clean_audio(data, "a.ogg")

    assert clean.duration == 1.0
    assert b"PLANTED" not in clean.read()


def test_other_streams_and_broken_pages_are_rejected():
    theora = ogg_page(b"\x80theora" + bytes(40), granule=0, number=0, first=True, serial=b"FILM")

    assert code(AUDIO, theora, "a.ogg") == "audio_kind"
    assert code(AUDIO, ogg()[:-5], "a.ogg") == "damaged"
    assert code(AUDIO, ogg() + theora, "a.ogg") == "audio_kind"


PLACE = b"PLANTED -06.2088+106.8456/"


def test_an_mp4_keeps_its_layout_and_loses_its_location():
    data = mp4(PLACE) + box(b"uuid", b"PLANTED XMP")

    clean = clean_video(data)

    assert b"PLANTED" not in clean.read()
    assert (clean.size, clean.width, clean.height, clean.duration) == (len(data), 640, 360, 3.0)
    assert (clean.kind, clean.mime, clean.extension) == ("video", "video/mp4", ".mp4")


@pytest.mark.parametrize("name", [b"free", b"skip", b"wide", b"sefd", b"mett"])
def test_unused_and_unknown_boxes_of_an_mp4_are_emptied(name):
    data = mp4(b"") + box(name, PLACE)

    expected = mp4(b"") + box(b"free", bytes(len(PLACE)))
    assert clean_video(data).read().endswith(expected[-len(PLACE) - 8 :])


def test_unused_space_deep_inside_an_mp4_is_emptied():
    entry = video_entry()
    track = mp4_track(b"vide", entry, box(b"free", PLACE))
    data = mp4(b"", extra=track + box(b"skip", PLACE))

    clean = clean_video(data).read()

    assert b"PLANTED" not in clean
    assert len(clean) == len(data)


def test_a_track_of_positions_is_emptied_with_its_samples():
    """As action cameras and some phones write it: two chunks with one and two samples."""
    samples = b"video...GPS1PLANTEDvideo+++GPS2PLANTEDGPS3PLANTEDvideo---"
    start = mp4(samples=samples).index(samples)
    offsets = start + samples.index(b"GPS1"), start + samples.index(b"GPS2")
    track = mp4_track(
        b"meta",
        box(b"gpmd", bytes(8)),
        full_box(b"stsz", struct.pack(">II", 11, 3)),
        full_box(b"stsc", struct.pack(">I6I", 2, 1, 1, 1, 2, 2, 1)),
        full_box(b"stco", struct.pack(">III", 2, *offsets)),
    )
    data = mp4(samples=samples, extra=track)

    clean = clean_video(data).read()

    assert len(clean) == len(data)
    kept = b"video..." + bytes(11) + b"video+++" + bytes(22) + b"video---"
    assert clean[start : start + len(samples)] == kept
    assert b"gpmd" not in clean


def test_samples_of_several_sizes_are_found():
    samples = b"video...GPSPLANTED-PLANTEDvideo---"
    start = mp4(samples=samples).index(samples)
    track = mp4_track(
        b"meta",
        box(b"mebx", bytes(8)),
        full_box(b"stsz", struct.pack(">4I", 0, 2, 10, 8)),
        full_box(b"stsc", struct.pack(">4I", 1, 1, 2, 1)),
        full_box(b"co64", struct.pack(">IQ", 1, start + 8)),
    )

    clean = clean_video(mp4(samples=samples, extra=track)).read()

    assert clean[start : start + len(samples)] == b"video..." + bytes(18) + b"video---"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (mp4(brand=b"qt  "), "mov"),
        (mp4(handler=b"subt"), "video_kind"),
        (mp4()[:-20], "damaged"),
        (mp4() + b"PLANTED", "damaged"),
        (mp4().replace(b"moov", b"free"), "damaged"),
        (mp4().replace(b"mdat", b"free"), "damaged"),
        (mp4().replace(b"stsd", b"free"), "damaged"),
        (mp4(video=video_entry(b"hvc1")), "video_codec"),
        (mp4(video=video_entry(b"av01")), "video_codec"),
        (mp4(video=video_entry(b"mp4v")), "video_codec"),
        (mp4(video=video_entry(profile=110)), "video_codec"),
        (mp4(video=video_entry(profile=244)), "video_codec"),
        (mp4(audio=audio_entry(b"ac-3")), "video_sound"),
        (mp4(audio=audio_entry(b"samr")), "video_sound"),
        (mp4(audio=audio_entry(object_type=0xA9)), "video_sound"),
    ],
    ids=[
        *("QuickTime", "no picture", "cut", "trailing data", "no moov", "no mdat", "no codec"),
        *("HEVC", "AV1", "MPEG-4 part 2", "10 bits", "4:4:4", "AC-3", "AMR", "DTS"),
    ],
)
def test_an_invalid_mp4_is_rejected(data, reason):
    assert code(VIDEO, data, "a.mp4") == reason


@pytest.mark.parametrize("profile", [66, 77, 100])
@pytest.mark.parametrize("object_type", [0x40, 0x67, 0x6B])
def test_what_every_phone_plays_is_accepted(profile, object_type):
    data = mp4(video=video_entry(profile=profile), audio=audio_entry(object_type=object_type))

    assert clean_video(data).duration == 3.0


@pytest.mark.parametrize("field", [AUDIO, VIDEO], ids=["audio", "video"])
@pytest.mark.parametrize("name", ["a.mp3", "a.ogg", "a.mp4"])
def test_a_picture_with_another_extension_is_rejected(field, name):
    assert code(field, jpeg(), name) in ("content", "extension")


# -- a phone's voice memos and films


@pytest.mark.parametrize("brand", [b"M4A ", b"mp42", b"isom", b"3gp4"])
def test_a_voice_memo_keeps_its_layout_and_loses_its_owner(brand):
    data = m4a(brand=brand)

    clean = UploadField().clean(ContentFile(data, name="Rekaman.m4a"))

    stored = clean.read()
    assert (len(stored), stored[:40]) == (len(data), data[:40])
    assert b"PLANTED" not in stored
    assert (clean.kind, clean.mime, clean.extension) == ("audio", "audio/mp4", ".m4a")
    assert clean.duration == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (mp4(), "m4a_kind"),  # a film
        (m4a(entry=audio_entry(codec=b"alac")), "m4a_kind"),
        (m4a(entry=audio_entry(object_type=0xA9)), "m4a_kind"),
        (m4a(handler=b"text"), "m4a_kind"),
        (m4a(brand=b"qt  "), "m4a_kind"),
        (m4a()[:-20], "damaged"),
        (m4a().replace(b"stsd", b"free"), "damaged"),
        (m4a().replace(b"trak", b"free"), "m4a_kind"),
    ],
)
def test_a_recording_that_not_every_phone_plays_is_rejected(data, reason):
    assert code(AUDIO, data, "a.m4a") == reason


@pytest.mark.parametrize(
    ("data", "name"), [(mp4(brand=b"qt  "), "IMG_0001.MOV"), (mp4(), "film.mov")]
)
def test_an_iphones_film_is_answered_with_what_to_do(data, name):
    with pytest.raises(ValidationError, match="WhatsApp"):
        UploadField().clean(ContentFile(data, name=name))


@pytest.mark.parametrize("name", ["1000023456", "IMG_2041.", "foto"])
def test_a_photo_without_an_extension_is_judged_by_its_content(name):
    picture = UploadField(kinds=("picture",))

    clean = picture.clean(ContentFile(jpeg(), name=name))

    assert (clean.mime, clean.extension) == ("image/jpeg", ".jpg")
    assert code(picture, b"#!/bin/sh", name) == "content"
