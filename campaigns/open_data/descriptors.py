"""Open data described for machines: Data Package with Table Schema, DCAT, and the API's schema."""

import json
import re
import types
from datetime import date, datetime
from typing import get_args
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from campaigns.open_data.datasets import ABOUT, DATASETS, LISTS
from groups.regions.widgets import CODE

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_ID = re.compile(r"[^a-z0-9]+")
#: Types of Table Schema, by the type of a column's values.
TABLE_TYPES = {
    str: {"type": "string"},
    UUID: {"type": "string", "format": "uuid"},
    int: {"type": "integer"},
    bool: {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
    date: {"type": "date"},
    datetime: {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
    list: {"type": "string"},
}


def site_address(name, *args):
    """Return an address without a language: one for every file and list."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse(name, args=args)


def datapackage():
    """Return the Data Package of all datasets, in the active language."""
    return plain(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "portal-kim",
            "title": settings.SITE_NAME,
            "description": ABOUT,
            "homepage": settings.SITE_URL + reverse("data"),
            "licenses": [{"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": LICENCE}],
            "contributors": [{"title": settings.MINISTRY_NAME, "role": "publisher"}],
            "resources": [resource(dataset) for dataset in DATASETS.values()],
        }
    )


def resource(dataset):
    return {
        "type": "table",
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.about,
        "path": site_address("data_csv", dataset.name),
        "format": "csv",
        "mediatype": "text/csv",
        # With a byte order mark, which this name of Python's also stands for.
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": table_schema(dataset),
    }


def table_schema(dataset):
    fields = [
        table_field(name, column, is_key=dataset.key == (name,))
        for name, column in dataset.columns.items()
    ]
    # Of several columns some may be empty, which a primary key forbids.
    key = (
        {"primaryKey": [*dataset.key]}
        if len(dataset.key) == 1
        else {"uniqueKeys": [[*dataset.key]]}
    )
    schema = {"fields": fields, **key, "missingValues": [""]}
    references = [
        foreign_key(dataset, name, column)
        for name, column in dataset.columns.items()
        if column.refers_to
    ]
    return {**schema, "foreignKeys": references} if references else schema


def table_field(name, column, *, is_key):
    kind, is_required = column.type, True
    if isinstance(kind, types.UnionType):
        kind, is_required = next(arg for arg in get_args(kind) if arg is not type(None)), False
    described = {"name": name, "description": column.meaning, **TABLE_TYPES[kind]}
    if column.code_list:
        described["codeList"] = f"{site_address('api-1:code_list')}?list={column.code_list}"
    constraints = {}
    # An empty text is a missing value to Table Schema.
    if is_key or (is_required and kind is not str):
        constraints["required"] = True
    if column.refers_to == "wilayah.code" or (name == "code" and column.is_code):
        # The apostrophe keeps spreadsheets from reading 35.10 as 35.1.
        constraints["pattern"] = f"'{CODE.pattern}"
    return {**described, "constraints": constraints} if constraints else described


def foreign_key(dataset, name, column):
    other, _dot, field = column.refers_to.partition(".")
    # A reference to the same table names none.
    where = {} if other == dataset.name else {"resource": other}
    return {"fields": [name], "reference": {**where, "fields": [field]}}


def catalog():
    """Return the DCAT catalogue (W3C DCAT 3) as JSON-LD, in the active language."""
    publisher = {"@type": "foaf:Agent", "foaf:name": settings.MINISTRY_NAME}
    return plain(
        {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
            },
            "@id": settings.SITE_URL + reverse("data_catalog"),
            "@type": "dcat:Catalog",
            "dct:title": text(settings.SITE_NAME),
            "dct:description": text(ABOUT),
            "dct:license": {"@id": LICENCE},
            "dct:publisher": publisher,
            "foaf:homepage": {"@id": settings.SITE_URL + reverse("data")},
            "dcat:dataset": [dcat_dataset(dataset, publisher) for dataset in DATASETS.values()],
            "dcat:service": {
                "@type": "dcat:DataService",
                "dct:title": text(f"{settings.SITE_NAME} API"),
                "dcat:endpointURL": {"@id": site_address("api-1:index")},
                "dcat:endpointDescription": {"@id": site_address("api_schema")},
            },
        }
    )


def text(value):
    return {"@value": value, "@language": get_language()}


def dcat_dataset(dataset, publisher):
    return {
        "@id": f"{settings.SITE_URL}{reverse('data')}#data-{dataset.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": text(dataset.title),
        "dct:description": text(dataset.about),
        "dct:license": {"@id": LICENCE},
        "dct:publisher": publisher,
        "dct:spatial": {"@id": "http://publications.europa.eu/resource/authority/country/IDN"},
        "dct:accrualPeriodicity": {"@id": "http://purl.org/cld/freq/continuous"},
        "dcat:landingPage": {"@id": f"{settings.SITE_URL}{reverse('data')}#data-{dataset.name}"},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": text(address.rpartition("/")[2] or "JSON"),
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{kind}"},
                "dcat:downloadURL" if is_file else "dcat:accessURL": {"@id": address},
            }
            for address, kind, is_file in distributions(dataset)
        ],
    }


def distributions(dataset):
    """Yield (address, media type, whether it is one file) of each form of a dataset."""
    yield site_address("data_csv", dataset.name), "text/csv", True
    yield site_address("data_xlsx", dataset.name), XLSX, True
    yield site_address(f"api-1:{LISTS[dataset.name]}_list"), "application/json", False


def dataset_json_ld():
    """Return the datasets in the words of schema.org, for search engines (Dataset)."""
    publisher = {"@type": "GovernmentOrganization", "name": settings.MINISTRY_NAME}
    page = settings.SITE_URL + reverse("data")
    return plain(
        {
            "@type": "DataCatalog",
            "name": settings.SITE_NAME,
            "description": ABOUT,
            "url": page,
            "license": LICENCE,
            "publisher": publisher,
            "dataset": [
                {
                    "@type": "Dataset",
                    "@id": f"{page}#data-{dataset.name}",
                    "identifier": dataset.name,
                    "name": f"{settings.SITE_NAME}: {dataset.title}",
                    # Search engines want at least fifty characters.
                    "description": f"{dataset.about} {ABOUT}",
                    "url": f"{page}#data-{dataset.name}",
                    "license": LICENCE,
                    "creator": publisher,
                    "isAccessibleForFree": True,
                    "spatialCoverage": {"@type": "Place", "name": "Indonesia"},
                    "variableMeasured": [
                        {"@type": "PropertyValue", "name": name, "description": column.meaning}
                        for name, column in dataset.columns.items()
                    ],
                    "distribution": [
                        {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": address}
                        for address, kind, _is_file in distributions(dataset)
                    ],
                }
                for dataset in DATASETS.values()
            ],
        }
    )


def openapi():
    """Return the API's description (OpenAPI 3.1), in the active language."""
    api = import_string("campaigns.open_data.api.api")  # slow to load: few requests need it
    root = reverse("api_schema").removesuffix("openapi.json")
    return plain(api.get_openapi_schema(path_prefix=root))


def plain(data):
    """Return the data with translations written out."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def operations(schema):
    """Yield what the documentation page tells of each operation of the API."""
    for path, methods in schema["paths"].items():
        answer = methods["get"]["responses"]["200"]
        fields = fields_of(schema, answer["content"]["application/json"]["schema"])
        items = next((field["items"] for field in fields if field["name"] == "items"), None)
        yield {
            "path": path,
            "id": NOT_IN_ID.sub("-", path).strip("-"),
            "summary": methods["get"]["summary"],
            "parameters": [parameter(row) for row in methods["get"].get("parameters", ())],
            "fields": fields_of(schema, items) if items else fields,
            "is_list": items is not None,
        }


def resolved(schema, part):
    """Return the part that a reference within the schema leads to."""
    while "$ref" in part:
        found = schema
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def parameter(row):
    kinds = [kind for kind in alternatives(row["schema"]) if kind.get("type") != "null"]
    values = [str(value) for kind in kinds for value in kind.get("enum", [])]
    return {
        "name": row["name"],
        "in_path": row["in"] == "path",
        "description": row.get("description") or row["schema"].get("description", ""),
        "values": values,
        "default": row["schema"].get("default"),
    }


def alternatives(part):
    return part.get("anyOf", [part])


def fields_of(schema, part):
    return [
        {
            "name": name,
            "description": field.get("description", ""),
            "items": field.get("items") and resolved(schema, field["items"]),
        }
        for name, field in resolved(schema, part)["properties"].items()
    ]
