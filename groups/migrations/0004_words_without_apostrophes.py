"""Make names with apostrophes findable without them: "Ma'rang" by "marang"."""

import re

from django.db import migrations
from django.db.models import Q

# As in kimportal/readers/names.py at the time of this migration.
SIGNS = "'’‘`´ʼʻ′"
INNER = re.compile(rf"(?<=[^\W\d_])[{SIGNS}]{{1,2}}(?=[^\W\d_])")
SOURCES = {
    ("groups", "Region"): ["path", "name"],
    ("groups", "Group"): ["name", "about", "region__path"],
}


def joined_words(texts):
    """Return the words with apostrophes, without them."""
    words = [word for text in texts for word in (text or "").casefold().split()]
    joined = [INNER.sub("", word) for word in words if INNER.search(word)]
    return list(dict.fromkeys(part for word in joined for part in re.findall(r"[^\W_]+", word)))


def add_joined_words(apps, schema_editor):
    for (app, name), fields in SOURCES.items():
        model = apps.get_model(app, name)
        condition = Q()
        for field in fields:
            for sign in SIGNS:
                condition |= Q(**{f"{field}__contains": sign})
        changed = []
        for pk, text, *sources in model.objects.filter(condition).values_list(
            "pk", "search_text", *fields
        ):
            new = [word for word in joined_words(sources) if f" {word} " not in text]
            if new:
                changed.append(model(pk=pk, search_text=f"{text or ' '}{' '.join(new)} "))
        model.objects.bulk_update(changed, ["search_text"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_search_indexes")]
    operations = [migrations.RunPython(add_joined_words, migrations.RunPython.noop)]
