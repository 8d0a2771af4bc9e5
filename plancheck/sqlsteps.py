"""The steps of a check as a query, one after the other, in DuckDB's dialect."""

from __future__ import annotations

NUMBER = "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$"
FIGURES = """
SELECT name_cell AS indicator, value_cell AS value, unit_cell AS unit, region_cell AS region, period_cell AS period,
  LOWER(REPLACE(name_text, ' ', '')) AS name_key, TRIM(value_text) AS written,
  CASE WHEN unit_text IS NULL OR LOWER(TRIM(unit_text)) IN (markers) THEN '' ELSE TRIM(unit_text) END AS unit_key,
  CASE WHEN region_text IS NULL OR LOWER(TRIM(region_text)) IN (markers) THEN ''
    ELSE LOWER(REPLACE(region_text, ' ', '')) END AS region_key,
  CASE WHEN period_text IS NULL OR LOWER(TRIM(period_text)) IN (markers) THEN ''
    ELSE REPLACE(period_text, ' ', '') END AS period_key
FROM source_table
"""
READ = """
SELECT indicator, value, unit, region, period, name_key, unit_key, region_key, period_key,
  CASE WHEN written IS NULL OR LOWER(written) IN (markers) THEN 'none'
    WHEN REGEXP_MATCHES(written, number_form) THEN 'figure' ELSE 'unread' END AS kind,
  CASE WHEN REGEXP_MATCHES(written, number_form) THEN TRY_CAST(written AS DECIMAL(38, 18)) END AS figure
FROM figures
"""
MATCHED = """
SELECT r.indicator AS indicator, r.value AS value, r.unit AS unit, r.region AS region, r.period AS period,
  r.kind AS kind, r.figure AS figure, r.region_key AS region_key, r.period_key AS period_key,
  t.target AS target, t.id AS id, t.missed AS missed, t.part AS part, t.undemanded AS undemanded,
  t.region AS own_region, t.due AS due,
  COALESCE(b.hit, 0) AS converts, b.low AS low, b.low_open AS low_open, b.high AS high, b.high_open AS high_open,
  b.factor AS factor, COALESCE(b.standing, '') AS standing, COALESCE(b.reason, '') AS why,
  CASE WHEN r.figure >= b.unlike_low AND (b.unlike_high IS NULL OR r.figure <= b.unlike_high) THEN 1
    ELSE 0 END AS unlike,
  CASE WHEN t.due = '' OR r.period_key = '' THEN 'answers' WHEN COALESCE(p.hit, 0) = 1 THEN p.in_time
    WHEN REGEXP_MATCHES(r.period_key, '^(19|20|21)[0-9][0-9]')
      AND SUBSTRING(r.period_key, 1, 4) < SUBSTRING(t.due, 1, 4) THEN 'before'
    ELSE 'other' END AS in_time,
  CASE WHEN t.due = '' OR r.period_key = '' THEN '' ELSE COALESCE(p.ends, '') END AS ends,
  CASE WHEN COALESCE(g.hit, 0) = 1 AND g.whole THEN 1 ELSE 0 END AS whole,
  CASE WHEN t.due = '' OR r.period_key = '' OR COALESCE(p.hit, 0) = 1 OR t.missed = 'pending' THEN 1
    ELSE 0 END AS timely
FROM readings AS r
JOIN names AS n ON n.name = r.name_key
JOIN targets AS t ON t.target = n.target
LEFT JOIN units AS u ON u.spelling = r.unit_key
LEFT JOIN bounds AS b ON b.target = n.target AND b.form = n.form AND b.unit = COALESCE(NULLIF(u.unit, ''), r.unit_key)
LEFT JOIN aside AS a ON a.target = n.target AND a.form = n.form AND a.unit = u.unit
LEFT JOIN regions AS g ON g.spelling = r.region_key AND g.region = t.region
LEFT JOIN periods AS p ON p.spelling = r.period_key AND p.due = t.due
WHERE (t.region = '' OR r.region_key = '' OR COALESCE(g.hit, 0) = 1)
  AND (COALESCE(b.hit, 0) = 1 OR (n.bare AND COALESCE(a.hit, 0) = 0))
"""
# where targets name regions, a total beside rows of other regions answers for none, nor does a row without a region
ALIASES = {"standing": "s", "naming": "w"}
STANDS = """(t.region = '' OR r.region_key <> '' OR COALESCE(w.named, 0) = 0)
  AND (COALESCE(g.hit, 0) = 0 OR NOT g.word
    OR (COALESCE(s.stands, 1) = 1 AND (COALESCE(s.above, 0) = 0 OR NOT g.whole)))
"""
JUDGED = """
SELECT target, id, indicator, value, unit, region, period, kind, figure, region_key, period_key, own_region, due,
  in_time, ends, whole, factor, undemanded, missed,
  CASE WHEN converts = 1 AND standing = '' AND unlike = 0 THEN 1 ELSE 0 END AS comparable,
  CASE WHEN in_time = 'before' THEN 'pending' WHEN in_time = 'other' THEN 'no_data'
    WHEN undemanded <> '' THEN 'unresolved'
    WHEN kind = 'none' THEN 'no_data'
    WHEN kind = 'unread' OR figure IS NULL THEN 'unresolved'
    WHEN in_time = 'part' THEN CASE WHEN missed = 'pending' THEN 'pending' ELSE 'unresolved' END
    WHEN converts = 0 THEN 'not_comparable'
    WHEN standing <> '' THEN standing
    WHEN unlike = 1 THEN 'not_comparable'
    WHEN (low IS NULL OR figure > low OR (figure = low AND NOT low_open))
      AND (high IS NULL OR figure < high OR (figure = high AND NOT high_open)) THEN 'met'
    ELSE missed END AS verdict,
  CASE WHEN in_time = 'before' THEN 'early' WHEN in_time = 'other' THEN 'other-period'
    WHEN undemanded <> '' THEN undemanded
    WHEN kind = 'none' THEN 'no-figure'
    WHEN kind = 'unread' OR figure IS NULL THEN 'unread'
    WHEN in_time = 'part' THEN part
    WHEN converts = 0 THEN 'units'
    WHEN standing <> '' THEN why
    WHEN unlike = 1 THEN 'share'
    ELSE '' END AS finding,
  CASE WHEN low IS NULL THEN high - figure WHEN high IS NULL THEN figure - low
    WHEN figure - low < high - figure THEN figure - low ELSE high - figure END AS distance
FROM matched
WHERE timely = 1
"""
ROWS = """
SELECT id AS target, indicator, value, unit, region, period, verdict,
  CASE WHEN finding = '' THEN verdict ELSE finding END AS reason,
  CASE WHEN finding = '' THEN CAST(distance AS DECIMAL(28, 10)) * factor END AS margin
FROM judged
WHERE in_time IN ('answers', 'part')
"""
