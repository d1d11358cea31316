-- Trino's functions where the engine's own differ. Most decide by the type of an argument: typeof() of an argument is known when a statement
-- is bound, so such a CASE costs nothing at run time, and cast_to_type(x, y) takes only the type of y.

-- 7 / 2 = 3, 7e0 / 2 = 3.5, DECIMAL keeps the larger scale; a zero divisor is an error, for floating point infinity or NaN.
CREATE MACRO trino_div(a, b) AS CASE
    WHEN b <> 0 THEN CASE WHEN typeof(a + b) LIKE 'DECIMAL%' THEN cast_to_type('NOT_SUPPORTED: division of decimals whose types the statement does not tell is not available here; cast them to decimal(p, s)', a + b) ELSE cast_to_type(a // b, a + b) END
    WHEN b IS NULL OR a IS NULL THEN NULL
    WHEN typeof(a + b) IN ('DOUBLE', 'FLOAT') THEN cast_to_type(CASE WHEN a = 0 OR isnan(CAST(a AS DOUBLE)) THEN 'nan' WHEN a < 0 THEN '-inf' ELSE 'inf' END, a + b)
    ELSE cast_to_type('DIVISION_BY_ZERO: Division by zero', a + b) END;
-- Of integers of 128 bits, halves away from zero.
CREATE MACRO trino_half_up(n, d) AS CASE
    WHEN d <> 0 THEN CASE WHEN (n < 0) = (d < 0) THEN 1 ELSE -1 END * ((2 * CAST(abs(n) AS HUGEINT) + CAST(abs(d) AS HUGEINT)) // (2 * CAST(abs(d) AS HUGEINT)))
    WHEN d IS NULL OR n IS NULL THEN NULL
    ELSE CAST('DIVISION_BY_ZERO: Division by zero' AS HUGEINT) END;
CREATE MACRO trino_unless_decimal(x) AS CASE WHEN typeof(x) LIKE 'DECIMAL%' THEN cast_to_type('NOT_SUPPORTED: avg of a decimal whose type the statement does not tell is not available here; cast it to decimal(p, s)', x) ELSE x END;
CREATE MACRO trino_mod(a, b) AS CASE
    WHEN b <> 0 THEN a % b
    WHEN b IS NULL OR a IS NULL THEN NULL
    WHEN typeof(a + b) IN ('DOUBLE', 'FLOAT') THEN cast_to_type('nan', a % b)
    ELSE cast_to_type('DIVISION_BY_ZERO: Division by zero', a % b) END;
CREATE MACRO trino_ln(x) AS CASE WHEN x > 0 THEN ln(CASE WHEN x > 0 THEN x END) WHEN x = 0 THEN CAST('-inf' AS DOUBLE) WHEN x IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_log2(x) AS CASE WHEN x > 0 THEN log2(CASE WHEN x > 0 THEN x END) WHEN x = 0 THEN CAST('-inf' AS DOUBLE) WHEN x IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_log10(x) AS CASE WHEN x > 0 THEN log10(CASE WHEN x > 0 THEN x END) WHEN x = 0 THEN CAST('-inf' AS DOUBLE) WHEN x IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_sqrt(x) AS CASE WHEN x >= 0 THEN sqrt(CASE WHEN x >= 0 THEN x END) WHEN x IS NULL THEN NULL ELSE CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_sign(x) AS CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') AND isnan(TRY_CAST(x AS DOUBLE)) THEN x ELSE cast_to_type(sign(x), x) END;
CREATE MACRO trino_finite(x) AS CASE WHEN isfinite(x) THEN x END;
CREATE MACRO trino_cbrt(x) AS CASE WHEN round(cbrt(x)) * round(cbrt(x)) * round(cbrt(x)) = x THEN round(cbrt(x)) ELSE cbrt(x) END;
CREATE MACRO trino_random() AS random(), (n) AS CAST(floor(random() * n) AS BIGINT), (m, n) AS CAST(CASE WHEN m >= n THEN CAST('INVALID_FUNCTION_ARGUMENT: start value must be less than stop value' AS BIGINT) ELSE 0 END + m + floor(random() * (n - m)) AS BIGINT);
CREATE MACRO trino_acos(x) AS CASE WHEN abs(x) <= 1 THEN acos(CASE WHEN abs(x) <= 1 THEN x END) WHEN x IS NOT NULL THEN CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_asin(x) AS CASE WHEN abs(x) <= 1 THEN asin(CASE WHEN abs(x) <= 1 THEN x END) WHEN x IS NOT NULL THEN CAST('nan' AS DOUBLE) END;
CREATE MACRO trino_radix(radix) AS CASE WHEN radix BETWEEN 2 AND 36 THEN radix WHEN radix IS NOT NULL THEN CAST('INVALID_FUNCTION_ARGUMENT: Radix must be between 2 and 36' AS BIGINT) END;
CREATE MACRO trino_from_known_digits(digits, radix) AS CAST(list_sum(list_transform(range(1, length(digits) + 1), lambda trino_i: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', lower(substring(digits, CAST(trino_i AS BIGINT), 1))) - 1 AS HUGEINT) * CAST(power(radix, length(digits) - trino_i) AS HUGEINT))) AS BIGINT);
CREATE MACRO trino_from_digits(digits, radix) AS CASE WHEN length(digits) > 0 AND trim(lower(digits), left('0123456789abcdefghijklmnopqrstuvwxyz', CAST(radix AS INTEGER))) = '' THEN trino_from_known_digits(digits, radix) WHEN digits IS NOT NULL THEN CAST('INVALID_FUNCTION_ARGUMENT: Not a valid base-' || radix || ' number: ' || digits AS BIGINT) END;
CREATE MACRO trino_from_base(digits, radix) AS CASE WHEN left(digits, 1) = '-' THEN -1 ELSE 1 END * trino_from_digits(CASE WHEN left(digits, 1) IN ('-', '+') THEN substring(digits, 2) ELSE digits END, radix);
CREATE MACRO trino_to_base(value, radix) AS CASE WHEN value < 0 THEN '-' ELSE '' END || CASE WHEN value = 0 THEN '0' ELSE ltrim(array_to_string(list_transform(range(63, -1, -1), lambda trino_i: CASE WHEN trino_i * log2(radix) > 64 THEN '' ELSE substring('0123456789abcdefghijklmnopqrstuvwxyz', CAST((abs(value)::HUGEINT // CAST(power(radix::HUGEINT, trino_i) AS HUGEINT)) % radix AS BIGINT) + 1, 1) END), ''), '0') END;
CREATE MACRO trino_width_bucket(x, low, high, bins) AS CASE
    WHEN low = high THEN CAST('INVALID_FUNCTION_ARGUMENT: bounds cannot equal each other' AS BIGINT)
    WHEN low <= high THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN bins + 1 ELSE CAST(floor(bins * (x - low) / (high - low)) AS BIGINT) + 1 END
    ELSE CASE WHEN x > low THEN 0 WHEN x <= high THEN bins + 1 ELSE CAST(floor(bins * (low - x) / (low - high)) AS BIGINT) + 1 END END;
CREATE MACRO trino_width_bucket_bins(x, bins) AS CAST(len(list_filter(bins, lambda trino_b: trino_b <= x)) AS BIGINT);
CREATE MACRO trino_wilson(successes, trials, z, sign) AS ((successes / trials) + z * z / (2 * trials) + sign * z * sqrt((successes / trials) * (1 - successes / trials) / trials + z * z / (4 * trials * trials))) / (1 + z * z / trials);
CREATE MACRO trino_bit_count(x, bits) AS CASE WHEN bits NOT BETWEEN 2 AND 64 THEN CAST('INVALID_FUNCTION_ARGUMENT: Bits specified must be between 2 and 64, got ' || bits AS BIGINT) WHEN bits < 64 AND x NOT BETWEEN -CAST(power(2, bits - 1) AS BIGINT) AND CAST(power(2, bits - 1) AS BIGINT) - 1 THEN CAST('INVALID_FUNCTION_ARGUMENT: Number must be representable with the bits specified. ' || x || ' cannot be represented with ' || bits || ' bits' AS BIGINT) ELSE CAST(CASE WHEN bits = 64 THEN bit_count(x) ELSE bit_count(x & ((CAST(1 AS BIGINT) << least(bits, 62)) - 1)) END AS BIGINT) END;
-- Shifts stay within the 8, 16, 32 or 64 bits of the value's type.
CREATE MACRO trino_bits(x) AS CASE typeof(x) WHEN 'TINYINT' THEN 8 WHEN 'SMALLINT' THEN 16 WHEN 'BIGINT' THEN 64 ELSE 32 END;
CREATE MACRO trino_low_bits(x) AS CAST(x AS HUGEINT) & (CAST(power(2, trino_bits(x)) AS HUGEINT) - 1);
CREATE MACRO trino_signed(x, bits) AS x - CASE WHEN x >= CAST(power(2, bits - 1) AS HUGEINT) THEN CAST(power(2, bits) AS HUGEINT) ELSE 0::HUGEINT END;
CREATE MACRO trino_shift_left(x, n) AS CASE WHEN n >= trino_bits(x) THEN cast_to_type(0, x) ELSE cast_to_type(trino_signed((trino_low_bits(x) * CAST(power(2, n) AS HUGEINT)) & (CAST(power(2, trino_bits(x)) AS HUGEINT) - 1), trino_bits(x)), x) END;
CREATE MACRO trino_shift_right(x, n) AS CASE WHEN n >= trino_bits(x) THEN cast_to_type(0, x) WHEN n = 0 THEN x ELSE cast_to_type(trino_low_bits(x) // CAST(power(2, n) AS HUGEINT), x) END;

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
CREATE MACRO trino_java_number(x, is_real) AS CASE WHEN x = 0 OR abs(x) BETWEEN 1e-3 AND 9999999 THEN CAST(x AS VARCHAR) ELSE trino_floating(TRY_CAST(x AS DOUBLE), is_real) END;
-- Of a decimal without digits before its point the engine writes '.5'.
CREATE MACRO trino_decimal_text(x) AS regexp_replace(CAST(x AS VARCHAR), '^(-?)\.', '\10.');
CREATE MACRO trino_varchar(x) AS CASE
    WHEN typeof(x) LIKE 'DECIMAL%' THEN trino_decimal_text(x)
    WHEN typeof(x) = 'JSON' THEN trino_json_value(CAST(x AS VARCHAR), 'varchar')
    WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN trino_floating(TRY_CAST(x AS DOUBLE), typeof(x) = 'FLOAT')
    WHEN typeof(x) IN ('VARCHAR', 'BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT', 'HUGEINT', 'BOOLEAN', 'DATE', 'UUID', 'INTEGER_LITERAL', '"NULL"') OR typeof(x) LIKE 'U%INT' THEN CAST(x AS VARCHAR)
    WHEN x IS NULL THEN NULL
    ELSE CAST(CAST('NOT_SUPPORTED: a ' || typeof(x) || ' whose type the statement does not tell is not cast to varchar here; cast it to timestamp(3), time(3) … in between' AS INTEGER) AS VARCHAR) END;
CREATE MACRO trino_duration_text(i) AS CASE WHEN epoch_ms(i) < 0 THEN '-' ELSE '' END || printf('%d %02d:%02d:%02d.%03d', abs(epoch_ms(i)) // 86400000, abs(epoch_ms(i)) // 3600000 % 24, abs(epoch_ms(i)) // 60000 % 60, abs(epoch_ms(i)) // 1000 % 60, abs(epoch_ms(i)) % 1000);
CREATE MACRO trino_months(i) AS datepart('year', i) * 12 + datepart('month', i);
CREATE MACRO trino_months_text(i) AS CASE WHEN trino_months(i) < 0 THEN '-' ELSE '' END || printf('%d-%d', abs(trino_months(i)) // 12, abs(trino_months(i)) % 12);

-- Text is read strictly where the engine would take blanks, points and words: Trino's CAST('1.5' AS integer) fails.
CREATE MACRO trino_fitting(s, n, name) AS CASE WHEN length(s) > n THEN CAST(CAST('INVALID_CAST_ARGUMENT: Value ' || s || ' cannot be represented as ' || name AS INTEGER) AS VARCHAR) ELSE s END;
CREATE MACRO trino_refused_text(s, name) AS 'INVALID_CAST_ARGUMENT: Cannot cast ''' || s || ''' to ' || name;
CREATE MACRO trino_integer_text(s, name) AS CASE WHEN regexp_full_match(s, '[+-]?[0-9]+') THEN s ELSE trino_refused_text(s, name) END;
CREATE MACRO trino_unless_text(x, name) AS CASE WHEN typeof(x) = 'VARCHAR' THEN cast_to_type(trino_integer_text(CAST(x AS VARCHAR), name), x) ELSE x END;
CREATE MACRO trino_number_text(s) AS CASE WHEN regexp_full_match(s, '\s*[+-]?(NaN|Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)\s*') THEN s ELSE trino_refused_text(s, 'DOUBLE') END;
CREATE MACRO trino_boolean_text(s) AS CASE WHEN lower(s) IN ('t', 'true', '1', 'f', 'false', '0') THEN s ELSE trino_refused_text(s, 'BOOLEAN') END;
CREATE MACRO trino_date_text(s) AS CASE WHEN regexp_full_match(s, '\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\s*') THEN s ELSE trino_refused_text(s, 'DATE') END;
CREATE MACRO trino_timestamp_text(s) AS CASE WHEN regexp_full_match(s, '\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]{1,12})?)?)?\s*') THEN s
    WHEN regexp_full_match(s, '\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2} .* .*') THEN 'NOT_SUPPORTED: a time zone in a text that is cast to timestamp is not read here: ' || s
    ELSE trino_refused_text(s, 'TIMESTAMP') END;
CREATE MACRO trino_zoned_text(s) AS CASE WHEN regexp_full_match(s, '\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]{1,12})?)?)?( ?(UTC|Z|\+00:00))?\s*') THEN regexp_replace(s, ' ?(UTC|Z)\s*$', '+00')
    ELSE 'NOT_SUPPORTED: a text with another time zone than UTC is not cast to timestamp with time zone here, or it is no timestamp: ' || s END;
CREATE MACRO trino_time_text(s) AS CASE WHEN regexp_full_match(s, '\s*[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]{1,12})?)?\s*') THEN s ELSE trino_refused_text(s, 'TIME') END;
CREATE MACRO trino_any_date_text(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN cast_to_type(trino_date_text(CAST(x AS VARCHAR)), x) ELSE x END;
CREATE MACRO trino_any_timestamp_text(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN cast_to_type(trino_timestamp_text(CAST(x AS VARCHAR)), x) ELSE x END;
CREATE MACRO trino_any_zoned_text(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN cast_to_type(trino_zoned_text(CAST(x AS VARCHAR)), x) ELSE x END;
CREATE MACRO trino_any_time_text(x) AS CASE WHEN typeof(x) = 'VARCHAR' THEN cast_to_type(trino_time_text(CAST(x AS VARCHAR)), x) ELSE x END;
-- 2024-01-01T10:00Z: the engine wants seconds. Without a zone it is UTC; another offset is right only where nothing shows it.
CREATE MACRO trino_iso8601(s) AS CASE
    WHEN regexp_full_match(s, '[0-9]{4}-[0-9]{2}-[0-9]{2}(T([0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?') THEN CAST(CASE WHEN contains(s, ':') THEN regexp_replace(replace(regexp_replace(s, 'Z$', ''), ',', '.'), '(T[0-9]{2}:[0-9]{2})([+-]|$)', '\1:00\2') ELSE left(s, 10) || 'T00:00:00' END || CASE WHEN regexp_matches(s, 'T.*[+-][0-9]{2}:?[0-9]{2}$') THEN '' ELSE '+00' END AS TIMESTAMPTZ)
    WHEN s IS NOT NULL THEN CAST('INVALID_FUNCTION_ARGUMENT: Invalid format: "' || s || '"' AS TIMESTAMPTZ) END;
CREATE MACRO trino_iso8601_utc(s) AS CASE WHEN regexp_matches(s, 'T.*[+-][0-9:]+$') AND NOT regexp_matches(s, '[+-]00:?00$') THEN CAST('NOT_SUPPORTED: from_iso8601_timestamp keeps the offset of ' || s || ', which values do not here; write from_iso8601_timestamp(x) AT TIME ZONE UTC' AS TIMESTAMPTZ) ELSE trino_iso8601(s) END;
CREATE MACRO trino_two_digit_year(t) AS CASE WHEN year(t) = 1969 THEN t + to_years(100) ELSE t END;
CREATE MACRO trino_move_date(d, i) AS CASE WHEN epoch_ms(i) % 86400000 = 0 THEN CAST(d + i AS DATE) WHEN i IS NOT NULL THEN CAST('INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date' AS DATE) END;

-- Text
CREATE MACRO trino_length(x) AS CASE WHEN typeof(x) = 'BLOB' THEN octet_length(CASE WHEN typeof(x) = 'BLOB' THEN CAST(x AS BLOB) END) ELSE length(CAST(x AS VARCHAR)) END;
CREATE MACRO trino_substr(s, start) AS CASE WHEN start = 0 OR abs(start) > length(s) THEN CASE WHEN s IS NOT NULL THEN '' END ELSE substring(s, start) END;
CREATE MACRO trino_substr_length(s, start, n) AS CASE WHEN start = 0 OR abs(start) > length(s) OR n <= 0 THEN CASE WHEN s IS NOT NULL THEN '' END WHEN start < 0 THEN substring(s, length(s) + start + 1, n) ELSE substring(s, start, n) END;
-- Java's white space; the engine trims blanks only.
CREATE MACRO trino_blanks() AS ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(28) || chr(29) || chr(30) || chr(31) || chr(5760) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233) || chr(8287) || chr(12288);
CREATE MACRO trino_codepoint(s) AS CASE WHEN length(s) = 1 THEN unicode(s) WHEN s IS NOT NULL THEN CAST('INVALID_FUNCTION_ARGUMENT: Input string must be a single character string' AS INTEGER) END;
CREATE MACRO trino_replace(s, part, other) AS CASE WHEN part = '' THEN other || array_to_string(string_split(s, ''), other) || CASE WHEN s = '' THEN '' ELSE other END ELSE replace(s, part, other) END;
CREATE MACRO trino_delimiter(d) AS CASE WHEN d = '' THEN CAST(CAST('INVALID_FUNCTION_ARGUMENT: The delimiter may not be the empty string' AS INTEGER) AS VARCHAR) ELSE d END;
CREATE MACRO trino_padding(s) AS CASE WHEN s = '' THEN CAST(CAST('INVALID_FUNCTION_ARGUMENT: Padding string must not be empty' AS INTEGER) AS VARCHAR) ELSE s END;
CREATE MACRO trino_pad_length(n) AS CASE WHEN n < 0 THEN CAST('INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]' AS INTEGER) ELSE n END;
CREATE MACRO trino_split(s, d, n) AS CASE WHEN n < 1 THEN [CAST(CAST('INVALID_FUNCTION_ARGUMENT: Limit must be positive' AS INTEGER) AS VARCHAR)] WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE list_append(list_slice(string_split(s, d), 1, n - 1), array_to_string(list_slice(string_split(s, d), n, len(string_split(s, d))), d)) END;
CREATE MACRO trino_split_part(s, d, n) AS CASE WHEN n < 1 THEN CAST(CAST('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero' AS INTEGER) AS VARCHAR) ELSE string_split(s, d)[n] END;
CREATE MACRO trino_split_to_map(s, entries, pairs) AS map_from_entries(list_transform(CASE WHEN s = '' THEN [] ELSE string_split(s, entries) END, lambda trino_e: {'k': CASE WHEN contains(trino_e, pairs) THEN split_part(trino_e, pairs, 1) ELSE CAST(CAST('INVALID_FUNCTION_ARGUMENT: Key-value delimiter must appear exactly once in each entry. Bad input: ' || trino_e AS INTEGER) AS VARCHAR) END, 'v': array_to_string(list_slice(string_split(trino_e, pairs), 2, len(string_split(trino_e, pairs))), pairs)}));
CREATE MACRO trino_strpos_from(s, part, n) AS CASE WHEN len(string_split(s, part)) <= n THEN 0 ELSE length(array_to_string(list_slice(string_split(s, part), 1, n), part)) + 1 END;
CREATE MACRO trino_strpos(s, part, n) AS CASE WHEN n = 0 THEN CAST('INVALID_FUNCTION_ARGUMENT: ''instance'' must not be zero' AS BIGINT) WHEN n < 0 AND trino_strpos_from(reverse(s), reverse(part), -n) > 0 THEN length(s) - trino_strpos_from(reverse(s), reverse(part), -n) - length(part) + 2 WHEN n < 0 THEN 0 ELSE trino_strpos_from(s, part, n) END;
CREATE MACRO trino_luhn(digits) AS list_sum(list_transform(range(1, length(digits) + 1), lambda trino_i: CASE WHEN trino_i % 2 = 1 THEN CAST(substring(reverse(digits), trino_i, 1) AS INTEGER) ELSE CAST(substring(reverse(digits), trino_i, 1) AS INTEGER) * 2 // 10 + CAST(substring(reverse(digits), trino_i, 1) AS INTEGER) * 2 % 10 END)) % 10 = 0;
CREATE MACRO trino_contains_sequence(x, y) AS CASE WHEN x IS NULL OR y IS NULL THEN NULL ELSE len(list_filter(range(0, len(x) - len(y) + 1), lambda trino_i: list_slice(x, trino_i + 1, trino_i + len(y)) = y)) > 0 END;
CREATE MACRO trino_multimap_entry(k, v) AS CASE WHEN k IS NULL THEN {'k': cast_to_type(CAST(CAST('INVALID_FUNCTION_ARGUMENT: map key cannot be null' AS INTEGER) AS VARCHAR), k), 'v': v} ELSE {'k': k, 'v': v} END;
-- What stands between matches, and what stands for each match; NULL for one of them makes all of it NULL.
CREATE MACRO trino_replaced(parts, replacements) AS CASE WHEN len(list_filter(replacements, lambda trino_e: trino_e IS NULL)) = 0 THEN array_to_string(list_transform(parts, lambda trino_e, trino_i: trino_e || coalesce(replacements[trino_i], '')), '') END;

-- JSON
CREATE MACRO trino_json_of(x) AS CASE
    WHEN typeof(x) = 'FLOAT' THEN trino_json_number(TRY_CAST(x AS FLOAT))
    WHEN typeof(x) = 'DOUBLE' THEN trino_json_number(TRY_CAST(x AS DOUBLE))
    WHEN typeof(x) LIKE 'DECIMAL%' THEN CAST(trino_decimal_text(x) AS JSON)
    WHEN typeof(x) IN ('VARCHAR', 'JSON', 'BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT', 'HUGEINT', 'BOOLEAN', 'DATE', 'INTEGER_LITERAL') THEN to_json(x)
    WHEN x IS NULL THEN NULL
    ELSE CAST(CAST('NOT_SUPPORTED: a ' || typeof(x) || ' whose type the statement does not tell is not cast to JSON here; cast it to the type that it has in between' AS INTEGER) AS JSON) END;

-- Arrays and maps
CREATE MACRO trino_subscript(x, i) AS CASE
    WHEN x[i] IS NOT NULL OR x IS NULL OR i IS NULL THEN x[i]
    WHEN typeof(x) LIKE 'MAP(%' THEN CASE WHEN list_contains(json_keys(to_json(x)), CAST(i AS VARCHAR)) THEN NULL ELSE x[cast_to_type(CAST(CAST('INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || CAST(i AS VARCHAR) AS INTEGER) AS VARCHAR), i)] END
    WHEN TRY_CAST(CAST(i AS VARCHAR) AS BIGINT) BETWEEN 1 AND json_array_length(to_json(x)) THEN NULL
    ELSE x[cast_to_type(CAST(CAST('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length' AS INTEGER) AS VARCHAR), i)] END;
CREATE MACRO trino_element_at(x, i) AS x[CASE WHEN i = 0 THEN CAST('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1' AS BIGINT) ELSE i END];
CREATE MACRO trino_at(x, i) AS CASE
    WHEN i = 0 THEN x[CAST('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1' AS INTEGER)]
    WHEN i < 0 THEN x[CAST('INVALID_FUNCTION_ARGUMENT: Array subscript is negative' AS INTEGER)]
    WHEN i > len(x) THEN x[CAST('INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length' AS INTEGER)]
    ELSE x[i] END;
CREATE MACRO trino_sequence(a, b, step) AS list_filter(list_transform(range(0, len(generate_series(a, b, step)) + 1), lambda trino_i: cast_to_type(a + step * trino_i, a)), lambda trino_d: CASE WHEN a <= b THEN trino_d <= b ELSE trino_d >= b END);
CREATE MACRO trino_series(a, b, step) AS CASE WHEN step = 0 OR (b > a AND step < 0) OR (b < a AND step > 0) THEN [CAST('INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start' AS BIGINT)] ELSE generate_series(a, b, step) END;
CREATE MACRO trino_trim_array(x, n) AS CASE WHEN n < 0 OR n > len(x) THEN list_slice(x, CAST('INVALID_FUNCTION_ARGUMENT: size must not exceed array cardinality' AS INTEGER), 1) ELSE list_slice(x, 1, len(x) - n) END;
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
CREATE MACRO trino_ngrams(x, n) AS CASE WHEN n <= 0 THEN [list_slice(x, CAST('INVALID_FUNCTION_ARGUMENT: N must be positive' AS INTEGER), 1)] WHEN len(x) <= n THEN [x] ELSE list_transform(range(1, len(x) - n + 2), lambda trino_i: list_slice(x, trino_i, trino_i + n - 1)) END;
-- Of a comparator; all pairs are compared.
CREATE MACRO trino_comparison(c) AS CASE WHEN c IN (-1, 0, 1) THEN c ELSE CAST('INVALID_FUNCTION_ARGUMENT: Lambda comparator must return either -1, 0, or 1' AS INTEGER) END;
CREATE MACRO trino_sortable(n) AS CASE WHEN n > 5000 THEN CAST('NOT_SUPPORTED: array_sort with a comparator takes up to 5000 elements here, the array has ' || n AS BIGINT) ELSE n END;
-- Places of n elements out of those before m, in Trino's order: the last place grows slowest.
CREATE MACRO trino_places1(m) AS list_transform(range(1, m), lambda trino_p1: [trino_p1]);
CREATE MACRO trino_places2(m) AS flatten(list_transform(range(1, m), lambda trino_p2: list_transform(trino_places1(trino_p2), lambda trino_c2: list_append(trino_c2, trino_p2))));
CREATE MACRO trino_places3(m) AS flatten(list_transform(range(1, m), lambda trino_p3: list_transform(trino_places2(trino_p3), lambda trino_c3: list_append(trino_c3, trino_p3))));
CREATE MACRO trino_places4(m) AS flatten(list_transform(range(1, m), lambda trino_p4: list_transform(trino_places3(trino_p4), lambda trino_c4: list_append(trino_c4, trino_p4))));
CREATE MACRO trino_places5(m) AS flatten(list_transform(range(1, m), lambda trino_p5: list_transform(trino_places4(trino_p5), lambda trino_c5: list_append(trino_c5, trino_p5))));
CREATE MACRO trino_combination_count(m, n) AS CAST(list_reduce(list_transform(range(1, n + 1), lambda trino_i: (CAST(m AS DOUBLE) - n + trino_i) / trino_i), lambda trino_x, trino_y: trino_x * trino_y, 1e0) AS DOUBLE);
-- The end of places for k of m elements; of none where k is not the number that is asked for: the engine computes all branches of a CASE over constants.
CREATE MACRO trino_combination_end(m, n, k) AS CASE WHEN n <> k OR k > m THEN 0 WHEN round(trino_combination_count(m, k)) * k > 100000 THEN CAST('INVALID_FUNCTION_ARGUMENT: combinations exceed max size' AS BIGINT) ELSE m + 1 END;
CREATE MACRO trino_combinations(x, n) AS CASE
    WHEN n < 0 THEN [list_slice(x, CAST('INVALID_FUNCTION_ARGUMENT: combination size must not be negative: ' || n AS INTEGER), 1)]
    WHEN n > 5 THEN [list_slice(x, CAST('INVALID_FUNCTION_ARGUMENT: combination size must not exceed 5: ' || n AS INTEGER), 1)]
    WHEN n = 0 THEN CASE WHEN x IS NOT NULL THEN [list_slice(x, 1, 0)] END
    ELSE list_transform(CASE n WHEN 1 THEN trino_places1(trino_combination_end(len(x), n, 1)) WHEN 2 THEN trino_places2(trino_combination_end(len(x), n, 2)) WHEN 3 THEN trino_places3(trino_combination_end(len(x), n, 3)) WHEN 4 THEN trino_places4(trino_combination_end(len(x), n, 4)) WHEN 5 THEN trino_places5(trino_combination_end(len(x), n, 5)) END, lambda trino_c: list_transform(trino_c, lambda trino_p: x[trino_p])) END;
CREATE MACRO trino_slice(x, start, n) AS CASE
    WHEN start = 0 THEN list_slice(x, CAST('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1' AS INTEGER), 1)
    WHEN n < 0 THEN list_slice(x, CAST('INVALID_FUNCTION_ARGUMENT: length must be greater than or equal to 0' AS INTEGER), 1)
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
