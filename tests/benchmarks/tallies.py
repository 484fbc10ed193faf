"""The stored tallies of a seeded crowd, counted by the database: a recount in Python takes long.

That a recount and the portal's own counting agree is tested in tests/campaigns/coverage/test_statistics.py.
"""

from campaigns.coverage.models import EventStats

COUNTED = """(
SELECT coalesce(programme, 0) AS programme,
  coalesce(village, district, regency, province, '') AS region_code,
  CASE WHEN mode IS NOT NULL THEN 'mode' WHEN month IS NOT NULL THEN 'month'
       WHEN pillar IS NOT NULL THEN 'pillar' ELSE 'all' END AS facet,
  coalesce(mode, month, pillar, '') AS value,
  (village IS NOT NULL AND coalesce(mode, month, pillar) IS NULL)::int AS villages,
  count(*) AS events, count(attendance) AS told, coalesce(sum(attendance), 0) AS attendance
FROM (
  SELECT e.campaign_id AS programme, e.region_id AS village, left(e.region_id, 8) AS district,
    left(e.region_id, 5) AS regency, left(e.region_id, 2) AS province, e.mode, e.attendance,
    to_char(e.starts AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM') AS month, p.slug AS pillar
  FROM campaigns_outreachevent e
  JOIN campaigns_outreachevent_pillars x ON x.outreachevent_id = e.id
  JOIN campaigns_pillar p ON p.id = x.pillar_id
  WHERE e.state = 'live' AND e.reported_at IS NOT NULL
) AS held
GROUP BY GROUPING SETS ((), (province), (regency), (district), (village)),
         GROUPING SETS ((), (mode), (month), (pillar)), GROUPING SETS ((), (programme))
HAVING NOT (GROUPING(programme) = 0 AND programme IS NULL)
) AS counted"""
REACHED = """
UPDATE campaigns_eventstats t SET villages = reached FROM (
  SELECT v.programme, code, count(*) AS reached FROM campaigns_eventstats v,
    unnest(ARRAY['', left(v.region_code, 2), left(v.region_code, 5), left(v.region_code, 8)]) AS code
  WHERE v.facet = 'all' AND length(v.region_code) = 13 GROUP BY v.programme, code
) AS n WHERE t.facet = 'all' AND t.programme = n.programme AND t.region_code = n.code
"""
COLUMNS = "programme region_code facet value villages events told attendance".split()


def count(insert, run):
    insert(EventStats, COUNTED, **{column: column for column in COLUMNS})
    run(REACHED)
