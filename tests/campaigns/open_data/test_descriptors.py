"""Data Package, DCAT and schema.org: read as other programs read them."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import load_workbook
from pyld import jsonld

from campaigns.coverage import rebuild as recount
from campaigns.open_data.datasets import DATASETS
from groups.regions.models import RegionStats
from tests.campaigns.open_data.test_open_data import text_of
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db
DCAT, DCT = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"


@pytest.fixture
def full():
    """Rows with everything that goes wrong in tables: codes like numbers, empty cells, months."""
    RegionFactory(code="11.10.04.2001")
    campaign = CampaignFactory(slug="2020", name="Serentak")
    group = GroupFactory(region=RegionFactory(), kim_id_number="0012", founded=None)
    MaterialFactory(campaign=campaign, title="2020", code="2E345678")
    EventFactory(group=group, campaign=campaign)
    EventFactory(group=group, campaign=None, attendance=None)
    recount.rebuild()
    RegionStats.objects.rebuild()


def rows_of(client, resource):
    text = text_of(client.get(resource["path"].removeprefix(settings.SITE_URL)))
    return list(csv.DictReader(io.StringIO(text, newline="")))


CASTS = {
    "string": lambda field, text: UUID(text) if field.get("format") == "uuid" else text,
    "integer": lambda field, text: int(text),
    "boolean": lambda field, text: {
        **dict.fromkeys(field["trueValues"], True),
        **dict.fromkeys(field["falseValues"], False),
    }[text],
    "date": lambda field, text: date.fromisoformat(text),
    "datetime": lambda field, text: datetime.strptime(text, field["format"]).astimezone(UTC),
}


def cast(field, text, missing):
    """Return the value that Table Schema reads, after checking the field's constraints."""
    constraints = field.get("constraints", {})
    if text in missing:
        assert not constraints.get("required"), field
        return None
    if pattern := constraints.get("pattern"):
        assert re.fullmatch(pattern, text), (field, text)
    return CASTS[field["type"]](field, text)


def typed(resource, rows):
    schema = resource["schema"]
    names = [field["name"] for field in schema["fields"]]
    assert [list(row) for row in rows] == [names] * len(rows)
    return [
        {f["name"]: cast(f, row[f["name"]], schema["missingValues"]) for f in schema["fields"]}
        for row in rows
    ]


def test_every_file_is_as_the_data_package_says(client, full):
    package = client.get(reverse("datapackage")).json()
    tables = {r["name"]: typed(r, rows_of(client, r)) for r in package["resources"]}

    assert set(tables) == set(DATASETS) and all(tables.values())
    for resource in package["resources"]:
        table, schema = tables[resource["name"]], resource["schema"]
        for key in [schema["primaryKey"]] if "primaryKey" in schema else schema["uniqueKeys"]:
            values = [tuple(row[name] for name in key) for row in table]
            assert len(values) == len(set(values)), (resource["name"], key)
        for reference in schema.get("foreignKeys", []):
            other = tables[reference["reference"].get("resource", resource["name"])]
            known = {row[reference["reference"]["fields"][0]] for row in other}
            used = {row[reference["fields"][0]] for row in table} - {None}
            assert used and used <= known, (resource["name"], reference)


def test_codes_are_strings_to_table_schema_and_to_spreadsheets(client, full):
    package = client.get(reverse("datapackage")).json()
    tables = {r["name"]: rows_of(client, r) for r in package["resources"]}

    kinds = {
        field["type"]
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
        if "code" in field["name"] or field["name"] in ("slug", "parent", "kim_id_number")
    }
    assert kinds == {"string"}
    assert "'11.10" in {row["code"] for row in tables["wilayah"]}
    assert {row["kim_id_number"] for row in tables["kim"]} == {"'0012"}
    assert [(row["code"], row["title"]) for row in tables["materi"]] == [("'2E345678", "'2020")]
    months = {row["value"] for row in tables["rekap"] if row["facet"] == "month"}
    assert months and all(re.fullmatch(r"'\d{4}-\d\d", month) for month in months)


def test_csv_begins_with_a_byte_order_mark(client, full):
    content = b"".join(client.get(reverse("data_csv", args=["kim"])))

    assert content.startswith(b"\xef\xbb\xbfslug,")


@pytest.mark.parametrize("name", DATASETS)
def test_the_book_has_the_rows_of_the_csv_and_the_meaning_of_its_columns(client, full, name):
    book = load_workbook(io.BytesIO(b"".join(client.get(reverse("data_xlsx", args=[name])))))
    text = text_of(client.get(reverse("data_csv", args=[name])))

    sheet, meanings = book.worksheets
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert [cell.value for cell in sheet[1]] == header
    assert sheet.max_row == len(rows) + 1
    for line, row in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        for cell, value in zip(line, row, strict=True):
            if cell.data_type == "s":
                assert cell.value == value.removeprefix("'")
                assert cell.quotePrefix == value.startswith("'")
    assert [row[0].value for row in meanings][1:] == header
    assert all(row[1].value for row in meanings)


@pytest.mark.parametrize("name", ["tidak-ada", "capaian"])
def test_there_is_no_file_of_another_name(client, name):
    for url_name in ("data_csv", "data_xlsx"):
        assert client.get(reverse(url_name, args=[name])).status_code == 404


# -- linked data


def loader(url, options=None):
    """Load what a reader of schema.org knows by heart; nothing is fetched."""
    assert url in ("https://schema.org", "https://schema.org/")
    context = {"@context": {"@vocab": "https://schema.org/", "@version": 1.1}}
    told = {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url}
    return {**told, "document": context}


@pytest.mark.parametrize(("prefix", "language"), [("", "id"), ("/en", "en")])
def test_dcat_is_linked_data_of_every_set_and_form(client, full, prefix, language):
    answer = client.get(f"{prefix}/data/catalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"

    (graph,) = jsonld.expand(answer.json())

    assert graph["@type"] == [f"{DCAT}Catalog"]
    sets = graph[f"{DCAT}dataset"]
    assert {s[f"{DCT}identifier"][0]["@value"] for s in sets} == set(DATASETS)
    for dataset in sets:
        assert dataset["@type"] == [f"{DCAT}Dataset"]
        assert dataset[f"{DCT}title"][0]["@language"] == language
        assert dataset[f"{DCT}license"][0]["@id"].startswith("https://creativecommons.org/")
        forms = dataset[f"{DCAT}distribution"]
        kinds = {form[f"{DCAT}mediaType"][0]["@id"].rpartition("/")[2] for form in forms}
        assert kinds == {*("csv", "json", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")}
        for form in forms:
            (link,) = form.get(f"{DCAT}downloadURL") or form[f"{DCAT}accessURL"]
            path = link["@id"].removeprefix(settings.SITE_URL)
            assert client.get(path).status_code == 200, link
    rdf = jsonld.to_rdf(answer.json(), {"format": "application/n-quads"})
    assert f"<{DCAT}downloadURL>" in rdf


def test_search_engines_find_each_set_with_what_they_require(client, full):
    html = text_of(client.get(reverse("data")))
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    (script,) = (text for text in scripts if '"dataset"' in text)

    (graph,) = jsonld.expand(json.loads(script), {"documentLoader": loader})

    sets = graph["https://schema.org/dataset"]
    assert len(sets) == len(DATASETS)
    for dataset in sets:

        def said(name, dataset=dataset):
            return dataset[f"https://schema.org/{name}"][0].get("@value")

        # Google's rules for Dataset: a name, and 50 to 5000 characters of description.
        assert dataset["@type"] == ["https://schema.org/Dataset"]
        assert said("name")
        assert 50 <= len(said("description")) <= 5000
        assert said("license").startswith("https://")
        assert dataset["https://schema.org/creator"][0]["@type"]
        assert len(dataset["https://schema.org/distribution"]) == 3
