"""Parser of the defacement check."""

import pytest

from kimportal.monitoring.defacement.page_parser import Page, host_of

URL = "https://kim.example.go.id/kim/"


@pytest.mark.parametrize(
    "html",
    [
        '<div style="display: none"><p><a href="https://x.example/">a</a></p></div>',
        '<a style="font-size:0" href="https://x.example/">a</a>',
        '<div style="position:absolute;left:-9999px"><a href="https://x.example/">a</a></div>',
        '<span style="OPACITY:0"><a href="https://x.example/">a</a></span>',
        '<marquee style="height:1px"><a href="https://x.example/">a</a></marquee>',
        '<p style="text-indent:-4000px"><img src="/a.png"><br><a href="https://x.example/">a</a>',
    ],
)
def test_invisible_links_are_hidden(html):
    assert Page(URL, html).hidden == ["https://x.example/"]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://x.example/">a</a>',
        '<div style="display:none">Teks</div><a href="https://x.example/">a</a>',
        '<div style="opacity:0.9"><a href="https://x.example/">a</a></div>',
        '<img src="/a.png" style="display:none"><a href="https://x.example/">a</a>',
    ],
)
def test_visible_links_are_not_hidden(html):
    assert Page(URL, html).hidden == []


@pytest.mark.parametrize(
    "html",
    [
        '<script src="//x.example/a.js"></script>',
        '<iframe src="https://x.example/a.js"></iframe>',
        '<img srcset="https://x.example/a.js 2x">',
        '<link rel="stylesheet" href="https://x.example/a.js">',
        '<form action="https://x.example/a.js"></form>',
        '<meta http-equiv="refresh" content="0; url=https://x.example/a.js">',
        '<object data="https://x.example/a.js"></object>',
        '<base href="https://x.example/a.js">',
        '<button formaction="https://x.example/a.js">Kirim</button>',
    ],
)
def test_everything_a_page_fetches_is_found(html):
    assert {host_of(url) for url in Page(URL, html).fetched} == {"x.example"}


def test_links_and_canonical_urls_are_not_fetched():
    html = '<link rel="canonical" href="https://x.example/"><a href="https://x.example/">a</a>'

    assert Page(URL, html).fetched == set()


def test_titles_and_descriptions_are_text():
    html = '<title>Satu</title><meta name="description" content="Dua"><img alt="Tiga"><p>Empat</p>'

    assert Page(URL, html).text == "Satu Dua Tiga Empat"


def test_scripts_are_no_text_but_are_found():
    page = Page(
        URL, '<script>lari()</script><script type="application/ld+json">{}</script><p>Isi</p>'
    )

    assert (page.text, page.scripts) == ("Isi", ["lari()"])
