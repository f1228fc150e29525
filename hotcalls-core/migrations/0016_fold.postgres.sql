-- The folding of long texts: every different character is looked up once. Looking up each of some thousands among all that fold took a tenth of a
-- second. Short texts are folded as before.
ALTER FUNCTION fold(text) RENAME TO fold_short;

CREATE FUNCTION fold(whole text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(whole) = length(whole) THEN lower(whole COLLATE "C") WHEN length(whole) < 100 THEN fold_short(whole) ELSE (
    WITH known AS MATERIALIZED (
        SELECT c, fold_short(c) AS f FROM (SELECT DISTINCT string_to_table(whole, NULL) AS c) used WHERE octet_length(c) > 1
    ), changed AS MATERIALIZED (SELECT c, f FROM known WHERE c <> f)
    SELECT CASE WHEN max(length(f)) > 1 THEN (
        -- One becomes several.
        SELECT string_agg(COALESCE(f, each.c), '' ORDER BY n)
        FROM string_to_table(lower(whole COLLATE "C"), NULL) WITH ORDINALITY each (c, n) LEFT JOIN changed ON changed.c = each.c
    ) ELSE COALESCE(
        translate(lower(whole COLLATE "C"), string_agg(c, '' ORDER BY c COLLATE "C"), string_agg(f, '' ORDER BY c COLLATE "C")),
        lower(whole COLLATE "C")
    ) END FROM changed
) END;
