using System.Diagnostics;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;
using Lakehouse.QueryApi.Trino.Translation;

namespace Lakehouse.QueryApi.Tests.Athena;

/// <summary>The parser and the writer run inside the service: no text may end it, hold it up, or make it grow.</summary>
public class AthenaRobustnessTests
{
    public static TheoryData<string> Deep => new(
        "parentheses", "negations", "signs", "plus", "minus", "divisions", "concatenations", "ands", "ors", "members", "subscripts", "predicates", "zones", "joins", "commas", "unions",
        "intersects", "subqueries", "nested queries", "arrays", "array types", "row types", "map types", "cases", "casts", "lambdas", "calls", "greatest", "maps", "sums", "withs", "in lists", "in queries",
        "nested relations", "explains", "open parentheses", "quotes", "comments", "unnest", "transforms", "not exists");

    [Theory]
    [MemberData(nameof(Deep))]
    public void Nothing_nests_or_grows_without_end(string kind)
    {
        const int Many = 20_000;
        var sql = kind switch
        {
            "parentheses" => "SELECT " + Repeat("(", Many) + "1" + Repeat(")", Many),
            "negations" => "SELECT " + Repeat("NOT ", Many) + "true",
            "signs" => "SELECT " + Repeat("- ", Many) + "1",
            "plus" => "SELECT 1" + Repeat(" + 1", Many),
            "minus" => "SELECT x" + Repeat(" - x", 800),
            "divisions" => "SELECT 1.5" + Repeat(" / 2", 800),
            "concatenations" => "SELECT 'a'" + Repeat(" || 'a'", Many),
            "ands" => "SELECT true" + Repeat(" AND true", Many),
            "ors" => "SELECT true" + Repeat(" OR false AND true", Many / 2),
            "members" => "SELECT a" + Repeat(".b", Many),
            "subscripts" => "SELECT a" + Repeat("[1]", Many),
            "predicates" => "SELECT a" + Repeat(" IS NULL", Many),
            "zones" => "SELECT a" + Repeat(" AT TIME ZONE 'UTC'", Many / 4),
            "joins" => "SELECT 1 FROM t" + Repeat(" CROSS JOIN t", Many / 2),
            "commas" => "SELECT 1 FROM t" + Repeat(", t", Many),
            "unions" => "SELECT 1" + Repeat(" UNION SELECT 1", Many / 4),
            "intersects" => "SELECT 1" + Repeat(" INTERSECT SELECT 1", Many / 4),
            "subqueries" => Repeat("SELECT (", Many) + "1" + Repeat(")", Many),
            "nested queries" => Repeat("SELECT * FROM (", Many / 2) + "SELECT 1" + Repeat(")", Many / 2),
            "arrays" => "SELECT " + Repeat("ARRAY[", Many) + Repeat("]", Many),
            "array types" => "SELECT CAST(1 AS bigint" + Repeat(" ARRAY", Many) + ")",
            "row types" => "SELECT CAST(1 AS " + Repeat("ROW(a ", Many) + "bigint" + Repeat(")", Many) + ")",
            "map types" => "SELECT CAST(1 AS " + Repeat("map(bigint, ", Many) + "bigint" + Repeat(")", Many) + ")",
            "cases" => "SELECT " + Repeat("CASE WHEN true THEN ", Many / 4) + "1" + Repeat(" END", Many / 4),
            "casts" => "SELECT " + Repeat("CAST(", 150) + "x" + Repeat(" AS bigint)", 150),
            "lambdas" => "SELECT transform(x, " + Repeat("a -> ", Many) + "1)",
            "calls" => "SELECT " + Repeat("abs(", Many) + "1" + Repeat(")", Many),
            "greatest" => "SELECT " + Repeat("greatest(", 180) + "x, y" + Repeat(", z)", 180),
            "maps" => "SELECT " + Repeat("map(k, ", 180) + "v" + Repeat(")", 180),
            "sums" => "SELECT " + Repeat("sum(", 180) + "x" + Repeat(")", 180),
            "withs" => Repeat("WITH a AS (", Many / 4) + "SELECT 1" + Repeat(") SELECT 1", Many / 4),
            "in lists" => "SELECT 1 WHERE 1 IN (1" + Repeat(", 1", Many) + ")",
            "in queries" => "SELECT 1 WHERE 1 IN " + Repeat("(SELECT 1 WHERE 1 IN ", Many / 4) + "(1" + Repeat(")", Many / 4) + ")",
            "nested relations" => "SELECT 1 FROM " + Repeat("(", Many) + "t" + Repeat(")", Many),
            "explains" => Repeat("EXPLAIN ", Many) + "SELECT 1",
            "open parentheses" => "SELECT 1 WHERE 1 IN " + Repeat("(", Many * 4),
            "quotes" => "SELECT '" + Repeat("''", Many * 4),
            "comments" => Repeat("/* */", Many) + "SELECT 1",
            "unnest" => "SELECT 1 FROM UNNEST(" + Repeat("ARRAY[", 150) + "1" + Repeat("]", 150) + ")",
            "transforms" => "SELECT " + Repeat("transform(a, x -> ", 60) + "x" + Repeat(")", 60),
            _ => "SELECT 1 WHERE " + Repeat("NOT EXISTS (SELECT 1 WHERE ", Many / 8) + "true" + Repeat(")", Many / 8),
        };
        var clock = Stopwatch.StartNew();

        Translate(sql);

        // Far above what it takes, far below what an exponential translation would.
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), $"{clock.Elapsed}");
    }

    [Fact]
    public void Damaged_statements_are_refused_or_translated()
    {
        var random = new Random(20261123);
        var statements = AthenaQueryTests.Queries.Select(row => row.Data.Item1).ToArray();
        for (var round = 0; round < 6_000; round++)
        {
            var pieces = statements[random.Next(statements.Length)].Split(' ').ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(pieces.Count);
                var other = statements[random.Next(statements.Length)].Split(' ');
                switch (random.Next(5))
                {
                    case 0 when pieces.Count > 1:
                        pieces.RemoveAt(at);
                        break;
                    case 1:
                        pieces.Insert(at, other[random.Next(other.Length)]);
                        break;
                    case 2:
                        (pieces[at], pieces[random.Next(pieces.Count)]) = (pieces[random.Next(pieces.Count)], pieces[at]);
                        break;
                    case 3 when pieces[at].Length > 0:
                        pieces[at] = pieces[at].Remove(random.Next(pieces[at].Length), 1);
                        break;
                    default:
                        pieces[at] += (char)random.Next(32, 1_000);
                        break;
                }
            }

            Translate(string.Join(' ', pieces));
        }
    }

    /// <summary>Translates; refusing is fine, any other exception is not.</summary>
    private static void Translate(string sql)
    {
        try
        {
            if (TrinoParser.ParseStatement(sql) is QueryStatement { Query: var query })
            {
                _ = Trino.TableNames.In(query);
                _ = new DuckDbWriter(sql, new TranslationContext(null, null, _ => null, _ => null)).WriteStatement(query);
            }
        }
        catch (QueryException)
        {
            // Refused with a reason.
        }
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
