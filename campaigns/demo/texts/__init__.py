"""Texts of the demo's materials, from the facts and sources of DOMAIN.md."""

from campaigns.demo.texts.healthy import HEALTHY
from campaigns.demo.texts.languages import LANGUAGES
from campaigns.demo.texts.made_by_kim import MADE_BY_KIM
from campaigns.demo.texts.peaceful import PEACEFUL
from campaigns.demo.texts.programme import PROGRAMME
from campaigns.demo.texts.smart import SMART

#: Newest first; originals come before their translations and new editions.
ORDER = """
one-table morning five-steps cat tps-15-first tps-15 masks quiet-night own-voice open-book metre
hoax-routes respect dates one-table-jv own-voice-jv saring saring-jv radio-sehat leaflet-tps
fifty-people one-table-su handbook slides jingle morning-en one-table-min storyboard pen
one-table-ban saring-su saring-en saring-min speech turnout article-seed clarification-fake twelve
article-next article-adinda hand-washing-jv first-voters returned-slogan draft-story
""".split()

_BY_KEY = {
    spec["key"]: spec
    for part in (SMART, HEALTHY, PEACEFUL, PROGRAMME, LANGUAGES, MADE_BY_KIM)
    for spec in part
}
MATERIALS = [_BY_KEY[key] for key in ORDER]
