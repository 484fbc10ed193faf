"""A large Indonesia in bulk: INSERT … SELECT, with the indexes built afterwards. PostgreSQL only."""

from contextlib import contextmanager

from django.db import connection

from campaigns.elections.models import Language, Pillar
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.related import EventMaterial
from campaigns.materials.models.files import MaterialFile, Rendition
from campaigns.materials.models.kinds import MaterialKind
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from groups.members.models import Membership
from groups.regions.models import RegionStats
from kimportal.audit.models import AuditEvent
from kimportal.web.search import search_text
from tests.benchmarks import tallies

#: What else is filled here in bulk, beside events, decisions and tallies.
HEAVY = (Group, Membership, Material, MaterialFile, Rendition, EventPhoto, EventMaterial)
#: Both crowds lie in the same 420 days, three weeks of them still to come.
DAYS, AHEAD = 420, 20
WORDS = "berseri maju rukun guyub jaya makmur cerdas kreatif bahari mandiri sejahtera".split()
TITLES = "pemilih suara damai sehat cerdas desa kabar bohong masker antre bilik petugas".split()
STEMS = [search_text(one).strip() for one in TITLES]
FILLING = search_text(*(f"kata{n}" for n in range(60))).strip()
WIDTHS = (360, 720, 1080)
KINDS = ("avif", "webp", "jpeg")
WORD = "(ARRAY[{}])[1 + abs(hashtext({} || n)) % {}]"
#: Which KIM held the event number n.
PLACE = "1 + (n::bigint * 7919) % (SELECT count(*) FROM groups_group)"
UUID = "md5('{}' || n)::uuid"


def word(words, salt):
    listed = ", ".join(f"'{one}'" for one in words)
    return WORD.format(listed, f"'{salt}'", len(words))


def insert(model, source, **columns):
    """Rows of `model`, each column an SQL expression over `source`; the others hold its defaults."""
    names, values, given = [], [], []
    for field in model._meta.concrete_fields:
        if field.column in columns:
            names.append(field.column)
            values.append(columns[field.column].replace("%", "%%"))
        elif not field.null and not field.primary_key:
            names.append(field.column)
            values.append("%s")
            given.append(field.get_db_prep_save(field.get_default(), connection))
    quoted = ", ".join(f'"{name}"' for name in names)
    source = source.replace("%", "%%")
    table = model._meta.db_table
    run(f'INSERT INTO "{table}" ({quoted}) SELECT {", ".join(values)} FROM {source}', given)


def run(statement, given=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


@contextmanager
def in_bulk(*models):
    """Without time-outs, foreign keys' checks, and the indexes of these models until the end."""
    run("SET statement_timeout = 0; SET session_replication_role = replica")
    run("SET maintenance_work_mem = '256MB'; SET work_mem = '256MB'")
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [tables],
        )
        indexes = cursor.fetchall()
    for name, _definition in indexes:
        run(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        run(definition)
    run("ANALYZE; RESET ALL")


def groups(count):
    """Live KIM in as many villages, each with three officers."""
    name = f"'KIM ' || {word(WORDS, 'a')} || ' ' || {word(WORDS, 'b')} || ' ' || n"
    rare = "CASE WHEN n % 5000 = 7 THEN ' lumbung' ELSE '' END"
    villages = (
        "(SELECT code, search_text AS path, row_number() OVER (ORDER BY md5(code)) AS n"
        f" FROM groups_region WHERE level = 4 ORDER BY md5(code) LIMIT {count}) AS village"
    )
    insert(
        Group, villages, slug="'kim-' || n", name=f"{name} || {rare}", region_id="code",
        state="'live'", verified_at="now()", last_confirmed_at="now()",
        about="repeat('Kabar resmi dari rumah ke rumah. ', 5)",
        search_text=f"' ' || lower({name} || {rare}) || path",
    )  # fmt: skip
    insert(
        Membership, "groups_group g, unnest(ARRAY['chair', 'secretary', 'treasurer']) AS role",
        group_id="g.id", name="'Bu Sri'", role="role", name_is_public="true",
    )  # fmt: skip
    RegionStats.objects.rebuild()


def materials(first, last, campaign):
    """Published materials number `first` to `last`, each with a poster in the usual forms."""
    languages = dict(Language.objects.values_list("slug", "pk"))
    tags = ["id"] * 14 + ["jv"] * 3 + ["su"] * 2 + ["mad"]
    common = word([str(languages[tag]) for tag in tags], "tag")
    rare = "CASE WHEN n % 5000 = 7 THEN ' lumbung padi' ELSE '' END"
    title, stems = (
        " || ' ' || ".join([*(word(words, salt) for salt in "cdef"), rare])
        for words in (TITLES, STEMS)
    )
    series = f"generate_series({first}, {last - 1}) AS n"
    insert(
        Material, series, slug="'materi-' || n", title=title, state="'live'",
        kind=word(MaterialKind.values, "kind"), family=UUID.format("family"),
        language_id=f"CASE WHEN n % 5000 = 9 THEN {languages['ace']} ELSE ({common})::bigint END",
        campaign_id=f"CASE WHEN n % 3 = 0 THEN NULL ELSE {campaign} END",
        code="lpad(upper(to_hex(n)), 8, 'Z')", summary=f"initcap({title})",
        published_at="now() - n * interval '1 minute'",
        body_html="repeat('<p>Datang ke TPS membawa surat dan KTP, dan pulang dengan tenang.</p>', 8)",
        search_text=f"' ' || {stems} || ' {FILLING} '",
    )  # fmt: skip
    made = f"campaigns_material WHERE slug IN (SELECT 'materi-' || n FROM {series})"
    run(
        "INSERT INTO campaigns_material_pillars (material_id, pillar_id) SELECT id,"
        f" (SELECT array_agg(id) FROM campaigns_pillar)[1 + abs(hashtext(slug)) % 3] FROM {made}"
    )
    insert(
        MaterialFile, made, material_id="id", role="'original'", kind="'picture'",
        mime="'image/jpeg'", size="84000", width="1080", height="1350",
        file="'materials/aa/' || md5(slug) || '.jpg'", rendered_at="now()",
        original_name="'poster.jpg'",
    )  # fmt: skip
    files = f"campaigns_materialfile f WHERE material_id IN (SELECT id FROM {made})"
    names = [f"{kind}-{width}" for kind in KINDS for width in WIDTHS]
    for name in [*names, "link-preview", "low-data", "social", "story", "print"]:
        width = name.partition("-")[2] if name in names else "1080"
        insert(
            Rendition, files, file_id="id", name=f"'{name}'", width=width,
            content=f"'renditions/aa/' || md5(id || '{name}') || '.jpg'", mime="'image/jpeg'",
            height=f"{width} * 5 / 4", size=f"{width} * 60",
        )  # fmt: skip


def events(count, campaign, reviewer, waiting=50):
    """Reported events, one in `waiting` not yet looked at, and a decision for each, by the reviewer
    or by nobody known."""
    series = f"generate_series(1, {count}) AS n"
    starts = f"now() + interval '{AHEAD} days' - n * interval '{DAYS * 86400 / count} seconds'"
    held = f"(SELECT id, region_id, search_text AS words, row_number() OVER (ORDER BY id) AS place FROM groups_group) AS g, {series} WHERE place = {PLACE}"
    state = f"CASE WHEN n % {waiting} = 7 THEN 'waiting' ELSE 'live' END"
    rare = "CASE WHEN n % 997 = 3 THEN ' lumbung' ELSE '' END"
    insert(
        OutreachEvent, held, id=UUID.format("event"), title="'Rembug warga ' || n", state=state,
        state_since=starts, submitted_at=starts, starts=starts,
        ends=f"{starts} + interval '1 hour'", venue="'Balai RW'", group_id="g.id",
        region_id="g.region_id", mode="(ARRAY['in_person','in_person','in_person','online','hybrid'])[1 + n % 5]",
        attendance="n % 90", reported_at=f"CASE WHEN n > {count} / 20 THEN now() END",
        campaign_id=f"CASE WHEN n % 3 = 0 THEN NULL ELSE {campaign} END",
        flags="CASE WHEN n % 2 = 0 THEN ' late_report ' ELSE '' END",
        search_text=f"' rembug warga ' || n || {rare} || ' balai rw ' || g.words",
    )  # fmt: skip
    event = UUID.format("event")
    pillars = ",".join(str(pk) for pk in Pillar.objects.values_list("pk", flat=True))
    run(
        "INSERT INTO campaigns_outreachevent_pillars (outreachevent_id, pillar_id)"
        f" SELECT {event}, (ARRAY[{pillars}])[1 + n % 3] FROM {series}"
    )
    made = ", ".join(
        f"""{{"name":"{kind}-{width}","path":"photos/a.jpg","url":"/media/photos/a.jpg","width":{width},"height":{width}}}"""
        for kind in KINDS
        for width in WIDTHS
    )
    insert(
        EventPhoto, f"{series} WHERE n % 10 = 1", event_id=event, sha256="md5('photo' || n)",
        file="'event-photos/aa/' || md5('photo' || n) || '.jpg'", width="1080", height="1080",
        has_consent="true", renditions=f"'[{made}]'",
    )  # fmt: skip
    brought = "(SELECT array_agg(id ORDER BY id) FROM campaigns_material WHERE id <= 500)"
    insert(
        EventMaterial, f"{series}, {brought} AS m (ids) WHERE n % 10 = 2", event_id=event,
        material_id="ids[1 + n % cardinality(ids)]", copies="n % 40",
    )  # fmt: skip
    insert(
        AuditEvent, f"{series}, campaigns_outreachevent e WHERE e.id = {event}",
        target_type="'campaigns.outreachevent'", target_id="e.id::text", target_repr="e.title",
        region_code="e.region_id", action="'approve'", before="'waiting'", after="'live'", at="e.starts",
        by_id=f"CASE WHEN n % 10 = 0 THEN {reviewer} END",
    )  # fmt: skip
    tallies.count(insert, run)
