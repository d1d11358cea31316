using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests.Types;

/// <summary>
/// Edge values of every type are loaded and captured, read from the raw files and from the staged Delta table by DuckDB and by the QueryApi, and given back to
/// Postgres: cast to the column's type they must print what the table prints.
/// </summary>
public sealed class TypeTests(TypeLakes lakes) : IClassFixture<TypeLakes>
{
    public static TheoryData<int, string> Types => [.. TypeLakes.Majors.SelectMany(major => TypeSample.All.Select(sample => (major, sample.Name)))];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_value_is_the_same_in_Postgres_raw_staged_and_SQL_whether_loaded_or_captured(int major, string type)
    {
        var lake = lakes.Of(major);
        var number = TypeSample.All.Select(sample => sample.Name).ToList().IndexOf(type);
        var sample = TypeSample.All[number];
        var expected = await lake.Database.TextAsync($"SET TimeZone = 'UTC'; SET search_path = pg_catalog; SELECT id, CASE WHEN num_nulls(c{number}) = 0 THEN format('%s', c{number}) END FROM public.loaded ORDER BY id");
        Assert.Equal(sample.Values.Length, expected.Count(row => row[1] is not null));

        var printed = sample.Stored == "BLOB" ? $"'\\x' || hex(c{number})" : $"c{number}";
        string Select(IEnumerable<(string Name, string Sql)> relations) =>
            string.Join(" UNION ALL ", relations.Select(relation => $"SELECT '{relation.Name}' AS name, id, ({printed})::text AS v, typeof(c{number}) AS type FROM {relation.Sql}")) + " ORDER BY name, id";
        var read = (IReadOnlyList<string?[]>)[.. await lake.Sql.QueryAsync(Select(TypeLake.Queried)), .. RawReader.Query(Select(lake.Relations))];
        Assert.Equal([sample.Stored], read.Select(row => row[3]).Distinct());
        var said = sample.Stored == "VARCHAR" ? read : await SaidByPostgresAsync(lake.Database, type, read);
        Assert.Equal(
            TypeLake.Queried.Concat(lake.Relations).Select(relation => relation.Name).Order(StringComparer.Ordinal).SelectMany(name => expected.Select(row => $"{name} {row[0]}: {row[1] ?? "NULL"}")),
            said.Select(row => $"{row[0]} {row[1]}: {row[2] ?? "NULL"}"));
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task What_Parquet_cannot_hold_is_stored_alike_on_both_ways_and_counted(int major)
    {
        var lake = lakes.Of(major);
        foreach (var (_, relation) in lake.Relations)
        {
            Assert.Equal([["1", null, "infinity"]], RawReader.Query($"SELECT id, nan::text, late::text FROM {relation} WHERE id = 1"));
        }

        foreach (var table in (string[])["loaded", "captured"])
        {
            var remarks = (await lake.Ingestor.TableAsync(table)).GetProperty("remarks").EnumerateArray().Select(remark => remark.GetString()!);
            Assert.Contains(remarks, remark => remark.StartsWith("2 values that Parquet cannot hold", StringComparison.Ordinal));
        }
    }

    public static TheoryData<int> Majors => [.. TypeLakes.Majors];

    /// <summary>DuckDB prints 1e+38 where Postgres prints 1e38, and (BC) where it prints BC: Postgres says what it means.</summary>
    private static async Task<IReadOnlyList<string?[]>> SaidByPostgresAsync(TestDatabase database, string type, IReadOnlyList<string?[]> rows)
    {
        var values = string.Join(", ", rows.Select(row => $"('{row[0]}', {row[1]}, {(row[2] is { } value ? $"'{value.Replace("(BC)", "BC", StringComparison.Ordinal)}'" : "NULL")})"));
        return await database.TextAsync($"SET TimeZone = 'UTC'; SELECT name, id, CASE WHEN v IS NOT NULL THEN format('%s', CAST(v AS {type})) END FROM (VALUES {values}) t(name, id, v) ORDER BY name COLLATE \"C\", id");
    }
}
