-- Trino's functions where the engine's own differ. Most decide by the type of an argument: typeof() of an argument is known when a statement
-- is bound, so such a CASE costs nothing at run time, and cast_to_type(x, y) takes only the type of y.

-- 7 / 2 = 3, 7e0 / 2 = 3.5, DECIMAL keeps the larger scale; a zero divisor is an error, for floating point infinity or NaN.
CREATE MACRO trino_div(a, b) AS CASE
    WHEN b <> 0 THEN cast_to_type(a // b, a + b)
    WHEN b IS NULL OR a IS NULL THEN NULL
    WHEN typeof(a + b) IN ('DOUBLE', 'FLOAT') THEN cast_to_type(CASE WHEN a = 0 OR isnan(CAST(a AS DOUBLE)) THEN 'nan' WHEN a < 0 THEN '-inf' ELSE 'inf' END, a + b)
    ELSE cast_to_type('DIVISION_BY_ZERO: Division by zero', a + b) END;
CREATE MACRO trino_mod(a, b) AS CASE
    WHEN b <> 0 THEN a % b
    WHEN b IS NULL OR a IS NULL THEN NULL
    WHEN typeof(a + b) IN ('DOUBLE', 'FLOAT') THEN cast_to_type('nan', a % b)
    ELSE cast_to_type('DIVISION_BY_ZERO: Division by zero', a % b) END;
CREATE MACRO trino_ln(x) AS CASE WHEN x > 0 THEN ln(CASE WHEN x > 0 THEN x END) WHEN x = 0 THEN CAST('-inf' AS DOUBLE) WHEN x IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_log2(x) AS CASE WHEN x > 0 THEN log2(CASE WHEN x > 0 THEN x END) WHEN x = 0 THEN CAST('-inf' AS DOUBLE) WHEN x IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_log10(x) AS CASE WHEN x > 0 THEN log10(CASE WHEN x > 0 THEN x END) WHEN x = 0 THEN CAST('-inf' AS DOUBLE) WHEN x IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_sqrt(x) AS CASE WHEN x >= 0 THEN sqrt(CASE WHEN x >= 0 THEN x END) WHEN x IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_cbrt(x) AS CASE WHEN round(cbrt(x)) * round(cbrt(x)) * round(cbrt(x)) = x THEN round(cbrt(x)) ELSE cbrt(x) END;
CREATE MACRO trino_random() AS random(), (n) AS CAST(floor(random() * n) AS BIGINT), (m, n) AS CAST(m + floor(random() * (n - m)) AS BIGINT);
CREATE MACRO trino_from_base(digits, radix) AS CAST(list_sum(list_transform(range(1, length(digits) + 1), lambda trino_i: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', lower(substring(digits, CAST(trino_i AS BIGINT), 1))) - 1 AS HUGEINT) * CAST(power(radix, length(digits) - trino_i) AS HUGEINT))) AS BIGINT);
CREATE MACRO trino_to_base(value, radix) AS CASE WHEN value < 0 THEN '-' ELSE '' END || CASE WHEN value = 0 THEN '0' ELSE ltrim(array_to_string(list_transform(range(63, -1, -1), lambda trino_i: CASE WHEN trino_i * log2(radix) > 64 THEN '' ELSE substring('0123456789abcdefghijklmnopqrstuvwxyz', CAST((abs(value)::HUGEINT // CAST(power(radix::HUGEINT, trino_i) AS HUGEINT)) % radix AS BIGINT) + 1, 1) END), ''), '0') END;
CREATE MACRO trino_width_bucket(x, low, high, bins) AS CASE
    WHEN low <= high THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN bins + 1 ELSE CAST(floor(bins * (x - low) / (high - low)) AS BIGINT) + 1 END
    ELSE CASE WHEN x > low THEN 0 WHEN x <= high THEN bins + 1 ELSE CAST(floor(bins * (low - x) / (low - high)) AS BIGINT) + 1 END END;
CREATE MACRO trino_width_bucket_bins(x, bins) AS CAST(len(list_filter(bins, lambda trino_b: trino_b <= x)) AS BIGINT);
CREATE MACRO trino_wilson(successes, trials, z, sign) AS ((successes / trials) + z * z / (2 * trials) + sign * z * sqrt((successes / trials) * (1 - successes / trials) / trials + z * z / (4 * trials * trials))) / (1 + z * z / trials);
CREATE MACRO trino_bit_count(x, bits) AS CAST(CASE WHEN bits = 64 THEN bit_count(x) ELSE bit_count(x & ((CAST(1 AS BIGINT) << least(bits, 62)) - 1)) END AS BIGINT);
CREATE MACRO trino_shift_left(x, n) AS CASE WHEN n >= 64 THEN 0 ELSE CAST(((CAST(x AS HUGEINT) * CAST(power(2, n) AS HUGEINT)) & 18446744073709551615::HUGEINT) - CASE WHEN ((CAST(x AS HUGEINT) * CAST(power(2, n) AS HUGEINT)) & 9223372036854775808::HUGEINT) <> 0 THEN 18446744073709551616::HUGEINT ELSE 0 END AS BIGINT) END;
CREATE MACRO trino_shift_right(x, n) AS CASE WHEN n >= 64 THEN 0 WHEN n = 0 THEN x ELSE CAST((CAST(x AS HUGEINT) & 18446744073709551615::HUGEINT) // CAST(power(2, n) AS HUGEINT) AS BIGINT) END;

-- Casts: half up from floating point, JSON strings without quotes, floating point in scientific form: 1.0E0, 1.2345E2, 0E0. The engine's
-- shortest text ('123.45', '1e-05') tells the digits; those of REAL are cut to seven.
CREATE MACRO trino_scientific(digits, exponent) AS left(digits, 1) || '.' || CASE WHEN length(digits) > 1 THEN substring(digits, 2) ELSE '0' END || 'E' || CAST(exponent AS VARCHAR);
CREATE MACRO trino_digits(number) AS trino_scientific(
    trim(replace(split_part(number, 'e', 1), '.', ''), '0'),
    coalesce(TRY_CAST(split_part(number, 'e', 2) AS INTEGER), 0) + length(split_part(split_part(number, 'e', 1), '.', 1)) - 1
        - (length(replace(split_part(number, 'e', 1), '.', '')) - length(ltrim(replace(split_part(number, 'e', 1), '.', ''), '0'))));
CREATE MACRO trino_floating(x, is_real) AS CASE
    WHEN x IS NULL THEN NULL
    WHEN isnan(x) THEN 'NaN'
    WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
    WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0E0' ELSE '0E0' END
    ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || trino_digits(CASE WHEN is_real THEN format('{:.6e}', abs(x)) ELSE CAST(abs(x) AS VARCHAR) END) END;
CREATE MACRO trino_rounded(x) AS CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN round(TRY_CAST(x AS DOUBLE)) END;
CREATE MACRO trino_varchar(x) AS CASE
    WHEN typeof(x) = 'JSON' THEN json_extract_string(CAST(x AS VARCHAR), '$')
    WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN trino_floating(TRY_CAST(x AS DOUBLE), typeof(x) = 'FLOAT')
    ELSE CAST(x AS VARCHAR) END;

-- Text
CREATE MACRO trino_length(x) AS CASE WHEN typeof(x) = 'BLOB' THEN octet_length(CASE WHEN typeof(x) = 'BLOB' THEN CAST(x AS BLOB) END) ELSE length(CAST(x AS VARCHAR)) END;
CREATE MACRO trino_substr(s, start) AS CASE WHEN start = 0 OR abs(start) > length(s) THEN CASE WHEN s IS NOT NULL THEN '' END ELSE substring(s, start) END;
CREATE MACRO trino_substr_length(s, start, n) AS CASE WHEN start = 0 OR abs(start) > length(s) OR n <= 0 THEN CASE WHEN s IS NOT NULL THEN '' END WHEN start < 0 THEN substring(s, length(s) + start + 1, n) ELSE substring(s, start, n) END;
CREATE MACRO trino_split(s, d, n) AS CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE list_append(list_slice(string_split(s, d), 1, n - 1), array_to_string(list_slice(string_split(s, d), n, len(string_split(s, d))), d)) END;
CREATE MACRO trino_split_part(s, d, n) AS CASE WHEN n < 1 THEN CAST(CAST('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero' AS INTEGER) AS VARCHAR) ELSE string_split(s, d)[n] END;
CREATE MACRO trino_split_to_map(s, entries, pairs) AS map_from_entries(list_transform(string_split(s, entries), lambda trino_e: {'k': split_part(trino_e, pairs, 1), 'v': array_to_string(list_slice(string_split(trino_e, pairs), 2, len(string_split(trino_e, pairs))), pairs)}));
CREATE MACRO trino_strpos(s, part, n) AS CASE WHEN len(string_split(s, part)) <= n THEN 0 ELSE length(array_to_string(list_slice(string_split(s, part), 1, n), part)) + 1 END;
CREATE MACRO trino_luhn(digits) AS list_sum(list_transform(range(1, length(digits) + 1), lambda trino_i: CASE WHEN trino_i % 2 = 1 THEN CAST(substring(reverse(digits), trino_i, 1) AS INTEGER) ELSE CAST(substring(reverse(digits), trino_i, 1) AS INTEGER) * 2 // 10 + CAST(substring(reverse(digits), trino_i, 1) AS INTEGER) * 2 % 10 END)) % 10 = 0;
CREATE MACRO trino_regexp_position(s, pattern) AS CASE WHEN regexp_matches(s, pattern) THEN CAST(length(regexp_extract(s, '(?s)^(.*?)(?:' || pattern || ')', 1)) + 1 AS INTEGER) WHEN s IS NOT NULL THEN -1 END;
CREATE MACRO trino_regexp_extract(s, pattern, n) AS CASE WHEN regexp_matches(s, pattern) THEN regexp_extract(s, pattern, n) END;
CREATE MACRO trino_url(url, part) AS nullif(regexp_extract(url, '^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?', part), CASE WHEN part = 5 THEN NULL ELSE '' END);
CREATE MACRO trino_url_host(url) AS nullif(regexp_extract(trino_url(url, 4), '^(?:[^@]*@)?([^:]*)', 1), '');
CREATE MACRO trino_url_parameter(url, name) AS url_decode(replace(list_filter(list_transform(string_split(trino_url(url, 7), '&'), lambda trino_p: CASE WHEN split_part(trino_p, '=', 1) = name THEN array_to_string(list_slice(string_split(trino_p, '='), 2, len(string_split(trino_p, '='))), '=') END), lambda trino_p: trino_p IS NOT NULL)[1], '+', ' '));

-- JSON
CREATE MACRO trino_json(x) AS CASE WHEN json_valid(x) THEN x END;
CREATE MACRO trino_json_length(x) AS CASE WHEN json_valid(x) AND json_type(CASE WHEN json_valid(x) THEN x END) = 'ARRAY' THEN json_array_length(CASE WHEN json_valid(x) THEN x END) END;
CREATE MACRO trino_json_scalar(x, path) AS CASE WHEN json_valid(x) AND json_type(CASE WHEN json_valid(x) THEN x END, path) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string(CASE WHEN json_valid(x) THEN x END, path) END;
CREATE MACRO trino_json_size(x, path) AS CASE json_type(trino_json(x), path) WHEN 'ARRAY' THEN CAST(json_array_length(trino_json(x), path) AS BIGINT) WHEN 'OBJECT' THEN CAST(len(json_keys(trino_json(x), path)) AS BIGINT) WHEN NULL THEN NULL ELSE CASE WHEN json_exists(trino_json(x), path) THEN 0 END END;

-- Arrays and maps
CREATE MACRO trino_subscript(x, i) AS CASE
    WHEN x[i] IS NOT NULL OR x IS NULL OR i IS NULL THEN x[i]
    WHEN typeof(x) LIKE 'MAP(%' THEN CASE WHEN list_contains(json_keys(to_json(x)), CAST(i AS VARCHAR)) THEN NULL ELSE x[cast_to_type(CAST(CAST('INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || CAST(i AS VARCHAR) AS INTEGER) AS VARCHAR), i)] END
    WHEN TRY_CAST(CAST(i AS VARCHAR) AS BIGINT) BETWEEN 1 AND json_array_length(to_json(x)) THEN NULL
    ELSE x[cast_to_type(CAST(CAST('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length' AS INTEGER) AS VARCHAR), i)] END;
CREATE MACRO trino_at(x, i) AS CASE
    WHEN i = 0 THEN x[CAST('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1' AS INTEGER)]
    WHEN i < 0 THEN x[CAST('INVALID_FUNCTION_ARGUMENT: Array subscript is negative' AS INTEGER)]
    WHEN i > len(x) THEN x[CAST('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length' AS INTEGER)]
    ELSE x[i] END;
CREATE MACRO trino_sequence(a, b, step) AS list_filter(list_transform(range(0, len(generate_series(a, b, step)) + 1), lambda trino_i: cast_to_type(a + step * trino_i, a)), lambda trino_d: CASE WHEN a <= b THEN trino_d <= b ELSE trino_d >= b END);
CREATE MACRO trino_distinct(x) AS list_filter(x, lambda trino_e, trino_i: list_position(x, trino_e) = trino_i);
CREATE MACRO trino_except(x, y) AS trino_distinct(list_filter(x, lambda trino_e: list_position(y, trino_e) IS NULL));
CREATE MACRO trino_intersect(x, y) AS trino_distinct(list_filter(x, lambda trino_e: list_position(y, trino_e) IS NOT NULL));
CREATE MACRO trino_overlap(x, y) AS CASE WHEN list_has_any(x, y) THEN true WHEN x IS NULL OR y IS NULL THEN NULL WHEN len(x) > 0 AND len(y) > 0 AND (list_position(x, NULL) IS NOT NULL OR list_position(y, NULL) IS NOT NULL) THEN NULL ELSE false END;
CREATE MACRO trino_contains(x, y) AS CASE WHEN list_contains(x, y) THEN true WHEN list_position(x, NULL) IS NOT NULL THEN NULL ELSE list_contains(x, y) END;
CREATE MACRO trino_array_max(x) AS CASE WHEN list_position(x, NULL) IS NULL THEN list_aggregate(x, 'max') END;
CREATE MACRO trino_array_min(x) AS CASE WHEN list_position(x, NULL) IS NULL THEN list_aggregate(x, 'min') END;
CREATE MACRO trino_array_remove(x, y) AS CASE WHEN y IS NULL THEN NULL ELSE list_filter(x, lambda trino_e: trino_e IS DISTINCT FROM y) END;
CREATE MACRO trino_all(x) AS CASE WHEN x IS NULL THEN NULL WHEN len(x) = 0 THEN true ELSE CASE WHEN list_position(x, false) IS NOT NULL THEN false WHEN list_position(x, NULL) IS NOT NULL THEN NULL ELSE true END END;
CREATE MACRO trino_any(x) AS CASE WHEN x IS NULL THEN NULL WHEN list_position(x, true) IS NOT NULL THEN true WHEN list_position(x, NULL) IS NOT NULL THEN NULL ELSE false END;
CREATE MACRO trino_ngrams(x, n) AS CASE WHEN len(x) <= n THEN [x] ELSE list_transform(range(1, len(x) - n + 2), lambda trino_i: list_slice(x, trino_i, trino_i + n - 1)) END;
CREATE MACRO trino_slice(x, start, n) AS CASE
    WHEN start = 0 THEN list_slice(x, CAST('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1' AS INTEGER), 1)
    WHEN abs(start) > len(x) OR n = 0 THEN list_slice(x, 1, 0)
    WHEN start < 0 THEN list_slice(x, len(x) + start + 1, len(x) + start + n) ELSE list_slice(x, start, start + n - 1) END;
CREATE MACRO trino_value_counts(x) AS CASE WHEN x IS NOT NULL THEN map_from_entries(list_transform(list_distinct(x), lambda trino_e: {'k': trino_e, 'v': CAST(len(list_filter(x, lambda trino_y: trino_y = trino_e)) AS BIGINT)})) END;
CREATE MACRO trino_first_of_keys(x) AS CASE WHEN len(x) = len(list_distinct(list_transform(x, lambda trino_e: trino_e.k))) THEN x ELSE list_filter(x, lambda trino_e, trino_i: list_position(list_transform(x, lambda trino_y: trino_y.k), trino_e.k) = trino_i) END;
CREATE MACRO trino_map_agg(x) AS map_from_entries(trino_first_of_keys(list_filter(x, lambda trino_e: trino_e.k IS NOT NULL)));
CREATE MACRO trino_multimap(x) AS map_from_entries(list_transform(trino_first_of_keys(list_filter(x, lambda trino_e: trino_e.k IS NOT NULL)), lambda trino_e: {'k': trino_e.k, 'v': list_transform(list_filter(x, lambda trino_y: trino_y.k = trino_e.k), lambda trino_y: trino_y.v)}));
CREATE MACRO trino_map_entries(x) AS list_transform(map_entries(x), lambda trino_e: row(trino_e.key, trino_e.value));
CREATE MACRO trino_iso8601_date(x) AS CASE
    WHEN regexp_full_match(x, '\d{4}-W\d{2}(-\d)?') THEN CAST(strptime(CASE WHEN length(x) = 8 THEN x || '-1' ELSE x END, '%G-W%V-%u') AS DATE)
    WHEN regexp_full_match(x, '\d{4}-\d{3}') THEN CAST(strptime(x, '%Y-%j') AS DATE)
    ELSE CAST(x AS DATE) END;
CREATE MACRO trino_histogram(x) AS map_from_entries(list_transform(map_entries(x), lambda trino_e: {'k': trino_e.key, 'v': CAST(trino_e.value AS BIGINT)}));
CREATE MACRO trino_great_circle(a_latitude, a_longitude, b_latitude, b_longitude) AS 6371.01 * 2 * asin(sqrt(power(sin(radians(b_latitude - a_latitude) / 2), 2) + cos(radians(a_latitude)) * cos(radians(b_latitude)) * power(sin(radians(b_longitude - a_longitude) / 2), 2)));
