namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>A table to load.</summary>
internal sealed record Workload(string Name, int Rows, string Script)
{
    /// <summary>MovieLens's ratings: four small numbers.</summary>
    public static Workload Ratings(int rows) => new("ratings", rows, $"""
        CREATE UNLOGGED TABLE ratings AS SELECT (i / 150)::int AS userid, (hashint4(i) & 65535) AS movieid, ((hashint4(i + 1) & 7) / 2.0 + 0.5)::numeric(2,1) AS rating,
               (789652009 + (hashint4(i + 2) & 1073741823))::bigint AS "timestamp"
          FROM generate_series(1, {rows}) i
        """);

    /// <summary>Fifty columns of text, numeric, timestamptz and more.</summary>
    public static Workload Wide(int rows)
    {
        var columns = Enumerable.Range(0, 10).Select(n =>
            $"md5((i + {n})::text) AS t{n}, ((hashint4(i + {n}) & 1048575) / 100.0)::numeric(12,2) AS n{n}, timestamptz '2020-01-01' + (hashint4(i + {n}) & 65535) * interval '1 minute' AS z{n}, (i * {n})::bigint AS b{n}, 'word ' || (i % 50) AS w{n}");
        return new Workload("wide", rows, $"CREATE UNLOGGED TABLE wide AS SELECT {string.Join(", ", columns)} FROM generate_series(1, {rows}) i");
    }
}
