"""The summary of all targets as a query: what `matching` does with several figures for one target."""

from __future__ import annotations

# Steps in order, each a selection from the one before; the last is the answer.
SUMMARY = {
    # where figures name the target's region, those of totals (合计) and those without a region are not of it
    "named": """
SELECT target, 1 AS hit
FROM matched
WHERE own_region <> '' AND region_key <> '' AND whole = 0 AND kind <> 'unread'
GROUP BY target
""",
    # a figure of the whole year puts those of its parts aside, and both put those of other years aside;
    # of those that answer, the one that ends first is nearest to the day on which the target is due
    "timely": """
SELECT j.*, MAX(CASE WHEN in_time = 'answers' THEN 2 WHEN in_time = 'part' THEN 1 ELSE 0 END)
  OVER (PARTITION BY j.target) AS best,
  MIN(CASE WHEN in_time = 'answers' AND kind = 'figure' AND ends <> '' THEN ends END)
  OVER (PARTITION BY j.target) AS first_end
FROM judged AS j
LEFT JOIN named AS o ON o.target = j.target
WHERE undemanded = '' AND (COALESCE(o.hit, 0) = 0 OR (region_key <> '' AND whole = 0))
""",
    "present": """
SELECT t.*, MAX(CASE WHEN kind = 'figure' AND in_time = 'answers' THEN comparable ELSE 0 END)
  OVER (PARTITION BY target) AS any_comparable
FROM timely AS t
WHERE CASE WHEN in_time = 'answers' THEN 2 WHEN in_time = 'part' THEN 1 ELSE 0 END = best
  AND (in_time <> 'answers' OR ends = '' OR COALESCE(first_end, ends) = ends)
""",
    # a figure that cannot be compared counts only if there is no other
    "counted": """
SELECT p.*, CAST(figure AS DECIMAL(28, 10)) * factor AS measured,
  CASE WHEN comparable = 1 THEN '' ELSE CONCAT(CAST(figure AS TEXT), ' ', COALESCE(CAST(unit AS TEXT), '')) END AS other
FROM present AS p
WHERE kind <> 'figure' OR in_time <> 'answers' OR comparable = any_comparable
""",
    "spread": """
SELECT c.*, MIN(measured) OVER (PARTITION BY target) AS smallest, MAX(measured) OVER (PARTITION BY target) AS largest,
  MIN(other) OVER (PARTITION BY target) AS first_one, MAX(other) OVER (PARTITION BY target) AS last_one,
  MAX(CASE WHEN kind = 'figure' THEN whole ELSE 0 END) OVER (PARTITION BY target) AS any_whole
FROM counted AS c
""",
    # where the target names no region and figures disagree, those of the whole (全市, 合计) stand for it
    "chosen": """
SELECT target, region_key, period_key, own_region, due, kind, in_time, verdict, finding, measured, other,
  CASE WHEN finding = '' THEN CAST(distance AS DECIMAL(28, 10)) * factor END AS margin
FROM spread
WHERE kind <> 'figure' OR own_region <> '' OR any_whole = 0 OR whole = 1
  OR (smallest = largest AND first_one = last_one)
""",
    "grouped": """
SELECT target, COUNT(CASE WHEN kind = 'figure' THEN 1 END) AS figures,
  COUNT(CASE WHEN kind = 'unread' THEN 1 END) AS unread, MAX(in_time) AS timing,
  MIN(CASE WHEN kind = 'figure' THEN verdict END) AS only_verdict,
  MIN(CASE WHEN kind = 'figure' THEN finding END) AS only_finding,
  MIN(CASE WHEN kind = 'figure' THEN margin END) AS only_margin,
  MIN(measured) AS smallest, MAX(measured) AS largest,
  MIN(CASE WHEN kind = 'figure' THEN other END) AS first_one, MAX(CASE WHEN kind = 'figure' THEN other END) AS last_one,
  COUNT(DISTINCT CASE WHEN kind = 'figure' THEN region_key END) AS regions,
  COUNT(DISTINCT CASE WHEN kind = 'figure' THEN period_key END) AS periods
FROM chosen
GROUP BY target
""",
    "summary": """
SELECT t.id AS target, t.indicator AS indicator,
  CASE WHEN t.undemanded <> '' THEN 'unresolved'
    WHEN g.timing = 'before' THEN 'pending' WHEN g.timing = 'other' THEN 'no_data'
    WHEN COALESCE(g.figures, 0) = 0 THEN CASE WHEN COALESCE(g.unread, 0) > 0 THEN 'unresolved' ELSE 'no_data' END
    WHEN g.timing = 'part' THEN g.only_verdict
    WHEN g.smallest <> g.largest OR g.first_one <> g.last_one THEN 'unresolved'
    ELSE g.only_verdict END AS verdict,
  CASE WHEN t.undemanded <> '' THEN t.undemanded
    WHEN g.timing = 'before' THEN 'early' WHEN g.timing = 'other' THEN 'other-period'
    WHEN COALESCE(g.timing, '') = '' THEN 'absent'
    WHEN g.figures = 0 THEN CASE WHEN g.unread > 0 THEN 'unread' ELSE 'no-figure' END
    WHEN g.timing = 'part' THEN g.only_finding
    WHEN g.smallest <> g.largest OR g.first_one <> g.last_one THEN
      CASE WHEN t.region = '' AND g.regions > 1 THEN 'several-regions'
        WHEN t.due = '' AND g.periods > 1 THEN 'several-periods' ELSE 'conflict' END
    WHEN g.only_finding = '' THEN g.only_verdict
    ELSE g.only_finding END AS reason,
  COALESCE(g.figures, 0) AS figures, COALESCE(g.unread, 0) AS unread,
  CASE WHEN g.only_finding = '' AND g.timing = 'answers' AND g.smallest = g.largest AND g.first_one = g.last_one
    THEN g.only_margin END AS margin
FROM targets AS t
LEFT JOIN grouped AS g ON g.target = t.target
ORDER BY t.target
""",
}
