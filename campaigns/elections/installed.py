"""Install elections from the files in data/: dates, regions and facts, with their sources."""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from campaigns.elections.models import Election, ElectionFact
from groups.regions.models import Region

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Installed:
    """An election, what changed, and the codes of its list that the regions lack."""

    election: Election
    has_changed: bool
    unknown: list[str]


def names():
    """Return the names of the elections in data/."""
    return sorted(path.stem for path in DATA.glob("*.toml"))


def read(name):
    """Return (fields, facts, codes) of an election."""
    fields = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    facts, expected = fields.pop("facts"), fields.pop("regions")
    if len(set(codes)) != expected:
        raise ValueError(f"{name}.csv names {len(set(codes))} regions instead of {expected}")
    return fields | {"source": fields["source"].strip()}, facts, codes


@transaction.atomic
def install(name):
    """Create the election, or complete its list and facts; one that is complete stays as it is."""
    fields, facts, codes = read(name)
    election, _is_new = Election.objects.get_or_create(name=fields.pop("name"), defaults=fields)
    if election.regions_complete:
        return Installed(election, has_changed=False, unknown=[])
    regions = Region.objects.in_bulk(codes)
    election.regions.set(regions.values())
    unknown = sorted(set(codes) - regions.keys())
    election.regions_complete = not unknown
    election.source = fields["source"]
    election.save()
    election.facts.all().delete()
    ElectionFact.objects.bulk_create(
        ElectionFact(election=election, order=order, **fact) for order, fact in enumerate(facts)
    )
    return Installed(election, has_changed=True, unknown=unknown)
