using System.Diagnostics;
using System.Globalization;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>
/// The functions of ours behind Trino's JSON and regular expressions, against the engine's own that come nearest, on one thread of the same engine over the same texts.
/// The engine's do less: they keep numbers and the order of members as they stand, and their patterns know no look-around.
/// </summary>
internal static class TrinoFunctions
{
    private static readonly (string Name, string Ours, string Theirs)[] Functions =
    [
        ("json_parse", "trino_json_parse(json)", "json(json)"),
        ("json_parse, ordered", "trino_json_parse(ordered)", "json(ordered)"),
        ("JSON_VALUE", "trino_json_item(json, 'lax $.title', '', 'varchar', 'NULL', 'NULL')", "json_value(json, '$.title')"),
        ("JSON_QUERY, wildcard", "trino_json_query(json, 'lax $.genres[*]', '', 'UNCONDITIONAL', 'NULL', 'NULL')", "json_extract(json, '$.genres[*]')"),
        ("JSON_EXISTS, filter", "trino_json_exists(json, 'lax $?(@.rating > 3)', '', 'FALSE')", "CAST(json_extract(json, '$.rating') AS DOUBLE) > 3"),
        ("json_extract", "trino_json_extract(json, '$.genres')", "json_extract(json, '$.genres')"),
        ("json_extract_scalar, first", "trino_json_extract_scalar(json, '$.userid')", "json_extract_string(json, '$.userid')"),
        ("json_extract_scalar, last", "trino_json_extract_scalar(json, '$.rating')", "json_extract_string(json, '$.rating')"),
        ("json_array_length", "trino_json_array_length(list)", "json_array_length(list)"),
        ("CAST(json AS array(bigint))", "len(CAST(trino_json_elements(list) AS BIGINT[]))", "len(CAST(CAST(list AS JSON) AS BIGINT[]))"),
        ("regexp_like", @"trino_regexp_like(text, 'number \d+5')", @"regexp_matches(text, 'number \d+5')"),
        ("regexp_extract", @"trino_regexp_extract(text, '(\d+) of', 1)", @"regexp_extract(text, '(\d+) of', 1)"),
        ("regexp_extract_all", @"len(trino_regexp_extract_all(text, '[a-z]+', 0))", "len(regexp_extract_all(text, '[a-z]+'))"),
        ("regexp_replace", "trino_regexp_replace(text, '[aeiou]', '*')", "regexp_replace(text, '[aeiou]', '*', 'g')"),
        ("regexp_split", @"len(trino_regexp_split(text, '\s+'))", @"len(string_split_regex(text, '\s+'))"),
    ];

    public static void Run(long rows, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("lakehouse-functions-");
        try
        {
            using var engine = new QueryEngine(new EngineSettings(2L << 30, 1, folder.FullName, 1L << 30, [], ["lake"]));
            engine.Run(string.Create(CultureInfo.InvariantCulture, $$"""
                CREATE TEMP TABLE texts AS SELECT
                    '{"userid": ' || range || ', "title": "Film ' || range || ' (1995)", "genres": ["Drama", "Comedy"], "rating": ' || range % 10 / 2.0 || ', "rated": "2000-01-01"}' AS json,
                    '{"genres": ["Drama", "Comedy"], "rated": "2000-01-01", "rating": ' || range % 10 / 2.0 || ', "title": "Film ' || range || ' (1995)", "userid": ' || range || '}' AS ordered,
                    '[' || range || ', ' || range * 7 || ', ' || range % 10 || ']' AS list,
                    'row number ' || range || ' of some thousands' AS text
                FROM range({{rows}})
                """));
            foreach (var (name, ours, theirs) in Functions)
            {
                var (own, peer) = (double.MaxValue, double.MaxValue);
                for (var round = 0; round < rounds; round++)
                {
                    own = Math.Min(own, Measure(engine, ours));
                    peer = Math.Min(peer, Measure(engine, theirs));
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {own,7:0} ms  {peer,7:0} ms  {own / peer,5:0.0}   {own / rows * 1e6,6:0} ns a row"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows on one thread: ours, DuckDB's, ratio"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Measure(QueryEngine engine, string expression)
    {
        var start = Stopwatch.GetTimestamp();
        engine.Run($"SELECT max({expression}) FROM texts");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
