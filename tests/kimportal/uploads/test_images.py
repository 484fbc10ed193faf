import io
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageFilter

from kimportal.uploads import images
from kimportal.uploads.perceptual_hash import distance, perceptual_hash
from kimportal.uploads.validation import first_page, page_picture, validate_upload
from tests.kimportal.uploads.make_files import jpeg, pdf, phone_photo, picture, saved


@pytest.fixture(scope="module")
def photo():
    return validate_upload(ContentFile(phone_photo(), name="a.jpg"), max_side=2560)


@pytest.fixture(scope="module")
def poster():
    return validate_upload(ContentFile(jpeg(1080, 1350), name="a.jpg"))


def opened(rendition):
    image = Image.open(io.BytesIO(rendition.content))
    image.load()
    return image


def sizes(renditions):
    return {rendition.name: (rendition.width, rendition.height) for rendition in renditions}


def test_each_width_is_made_in_webp_and_jpeg(photo):
    renditions = images.responsive(photo)

    assert sizes(renditions) == {
        "jpeg-360": (360, 270),
        "webp-360": (360, 270),
        "jpeg-720": (720, 540),
        "webp-720": (720, 540),
        "jpeg-1080": (1080, 810),
        "webp-1080": (1080, 810),
    }
    for rendition in renditions:
        image = opened(rendition)
        assert image.size == (rendition.width, rendition.height)
        assert image.format.lower() == rendition.name.split("-")[0]
        assert not image.getexif()


def test_nothing_is_enlarged():
    small = validate_upload(ContentFile(jpeg(500, 400), name="a.jpg"))

    assert sizes(images.responsive(small)) == {
        "jpeg-360": (360, 288),
        "webp-360": (360, 288),
        "jpeg-720": (500, 400),
        "webp-720": (500, 400),
    }


def test_avif_is_smaller(photo):
    avif = {rendition.name: len(rendition.content) for rendition in images.avif(photo)}
    jpegs = {rendition.name: len(rendition.content) for rendition in images.responsive(photo)}

    assert avif.keys() == {"avif-360", "avif-720", "avif-1080"}
    assert avif["avif-1080"] < jpegs["jpeg-1080"]


def test_all_formats_at_once_are_the_same_as_one_after_the_other(poster):
    together = {rendition.name: rendition for rendition in images.in_every_format(poster)}

    separate = [*images.responsive(poster), *images.avif(poster)]
    assert together == {rendition.name: rendition for rendition in separate}
    assert len(together) == 9


def test_parallel_results_come_in_order():
    order = threading.Event()

    def slow():
        order.wait(10)
        return "first"

    def quick():
        order.set()
        return "second"

    assert list(images.run_in_parallel([slow, quick])) == ["first", "second"]


def test_results_before_a_failure_are_yielded():
    results = []

    with pytest.raises(ZeroDivisionError):
        for result in images.run_in_parallel([lambda: 1, lambda: 1 / 0]):
            results.append(result)

    assert results == [1]


def test_the_picture_of_a_link_fills_the_frame_with_the_top_of_a_poster():
    poster = picture(1080, 1350)

    image = opened(images.link_preview(poster))

    assert image.size == (1200, 630)
    # The upper quarters of the poster, from edge to edge and down to the bottom.
    for x, quarter in ((4, (16, 12)), (1195, (1060, 12))):
        for y in (4, 625):
            pairs = zip(image.getpixel((x, y)), poster.getpixel(quarter), strict=True)
            assert max(abs(a - b) for a, b in pairs) < 12


def test_a_picture_too_narrow_to_fill_the_frame_is_shown_whole():
    narrow = picture(270, 1350)

    image = opened(images.link_preview(narrow))

    assert image.size == (1200, 630)
    assert min(image.getpixel((2, 2))) > 180


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (images.social, (1080, 1080)),
        (images.story, (1080, 1920)),
    ],
)
def test_a_canvas_has_its_size_and_the_whole_picture(make, size, poster):
    rendition = make(poster)

    image = opened(rendition)
    assert (image.size, rendition.mime) == (size, "image/jpeg")
    background = image.getpixel((2, 2))
    assert min(background) > 180
    # The four quarters of the picture meet in the middle.
    middle = (size[0] // 2, size[1] // 2)
    for x, y, quarter in ((-1, -1, 0), (1, -1, 1), (-1, 1, 2), (1, 1, 3)):
        seen = image.getpixel((middle[0] + 60 * x, middle[1] + 60 * y))
        expected = picture().getpixel(((16, 12), (48, 12), (16, 36), (48, 36))[quarter])
        assert max(abs(a - b) for a, b in zip(seen, expected, strict=True)) < 12


def test_a_picture_of_the_right_shape_fills_its_canvas():
    square = Image.new("RGB", (300, 300), "red")

    assert images.canvas(square, (1080, 1080)).getcolors() == [(1080 * 1080, (255, 0, 0))]


def test_low_data_stays_below_100_kb(photo):
    rendition = images.low_data(photo)

    assert len(rendition.content) <= 100 * 1024
    assert opened(rendition).width >= 720


def test_low_data_of_pure_noise_still_fits():
    noise = Image.merge("RGB", [Image.effect_noise((1500, 1500), 120) for _ in "RGB"])

    assert len(images.low_data(noise).content) <= 100 * 1024


def test_transparent_areas_get_the_background_colour():
    logo = picture(400, 300).convert("RGBA")
    logo.putalpha(0)
    clean = validate_upload(ContentFile(saved(logo, "PNG"), name="a.png"))

    rendition = images.responsive(clean)[0]

    seen = opened(rendition).getpixel((100, 100))
    assert max(abs(a - b) for a, b in zip(seen, images.BACKGROUND, strict=True)) <= 3


def test_a_loaded_picture_gives_the_same_renditions(poster):
    loaded = images.load(poster)

    assert images.social(loaded) == images.social(poster)
    assert sizes(images.responsive(loaded)) == sizes(images.responsive(poster))


def test_a_rendition_becomes_a_file_of_its_own(poster):
    rendition = images.social(poster)

    file = rendition.as_file()

    assert (file.read(), file.name[-4:], len(file.name)) == (rendition.content, ".jpg", 36)


def test_the_first_page_of_a_pdf_is_a_picture():
    document = validate_upload(ContentFile(pdf(2), name="a.pdf"))

    page = first_page(document, width=500)

    assert (page.kind, page.width) == ("picture", 500)
    assert sizes(images.responsive(page))["webp-360"][0] == 360


def test_any_page_is_rendered_unless_it_does_not_exist():
    document = validate_upload(ContentFile(pdf(2), name="a.pdf"))

    assert page_picture(document, number=2, width=300).pages == 2
    for number in (0, 3):
        with pytest.raises(ValidationError):
            page_picture(document, number=number)


def test_a_page_of_extreme_shape_is_rejected():
    document = pdf().replace(b"[ 0 0 612 792 ]", b"[ 0 0 612 4 ]  ")
    assert document != pdf()

    with pytest.raises(ValidationError) as refusal:
        first_page(ContentFile(document, name="a.pdf"))

    assert refusal.value.code == "pdf_page"


def test_a_forwarded_copy_has_a_similar_hash():
    # With shapes as posters have; the four flat quarters would not be distinctive.
    original = Image.effect_mandelbrot((1080, 1350), (-2, -1.2, 0.6, 1.2), 60).convert("RGB")
    forwarded = Image.open(io.BytesIO(saved(original.resize((640, 800)), "JPEG", quality=50)))
    other = original.rotate(90).filter(ImageFilter.GaussianBlur(9))

    hashes = [perceptual_hash(image) for image in (original, forwarded, other)]

    assert distance(hashes[0], hashes[1]) <= 24
    assert distance(hashes[0], hashes[2]) > 60
