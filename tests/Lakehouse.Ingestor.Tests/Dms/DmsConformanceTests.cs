using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests.Dms;

/// <summary>
/// What AWS DMS's user guide says of the Parquet files of an S3 target ("Using Amazon S3 as a target"), property by property, checked on the
/// Ingestor's files and on files by hand as DMS writes them with different settings; listed, ordered and merged by the Transformer's own reader.
/// </summary>
public sealed class DmsConformanceTests(PostgresFixture postgres)
{
    private const string Ingestor = "Ingestor";

    /// <summary>The specification's endpoint (GZIP, time stamp column), its defaults, and the rest of what may be set.</summary>
    public static TheoryData<string> Writers => [Ingestor, "DMS, Op, µs, GZIP", "DMS, no Op, µs, GZIP", "DMS, no Op, ms, uncompressed", "DMS, no Op, no time, uncompressed", "DMS, Op, no time, GZIP"];

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Files_of_the_full_load_are_named_LOAD_and_a_hexadecimal_counter_from_1(string writer)
    {
        await using var sample = await SampleAsync(writer);
        Assert.Equal(["LOAD00000001.parquet", "LOAD00000002.parquet"], sample.Files.Where(file => file.IsLoad).Select(file => file.Name));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Files_of_changes_are_named_by_the_time_and_read_after_the_load_in_the_order_of_their_names(string writer)
    {
        await using var sample = await SampleAsync(writer);
        Assert.Equal([true, true, false, false], sample.Files.Select(file => file.IsLoad));
        Assert.All(sample.Files.Skip(2), file => Assert.Matches("^20[0-9]{6}-[0-9]{9}[.]parquet$", file.Name));
        Assert.True(string.CompareOrdinal(sample.Files[2].Name, sample.Files[3].Name) < 0);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Op_is_the_first_column_and_the_sources_columns_follow_in_their_order(string writer)
    {
        await using var sample = await SampleAsync(writer);
        foreach (var file in sample.Files)
        {
            var columns = RawReader.Query($"DESCRIBE SELECT * FROM {sample[file]}").Select(row => $"{row[0]} {row[1]}").ToList();
            var withoutOp = file.IsLoad && writer.Contains("no Op", StringComparison.Ordinal);
            Assert.Equal(withoutOp ? [] : ["Op VARCHAR"], columns.TakeWhile(column => !column.StartsWith("id", StringComparison.Ordinal)));
            Assert.Equal(["id INTEGER", "name VARCHAR", "price DECIMAL(5,2)"], columns.SkipWhile(column => column.StartsWith("Op", StringComparison.Ordinal)).Take(3));
        }
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Op_is_I_on_the_full_load_and_I_U_or_D_on_changes_in_commit_order(string writer)
    {
        await using var sample = await SampleAsync(writer);
        Assert.All(sample.Files.Where(file => file.IsLoad && !writer.Contains("no Op", StringComparison.Ordinal)), file => Assert.Equal([["I"]], RawReader.Query($"SELECT DISTINCT Op FROM {sample[file]}")));
        Assert.Equal([["I", "5"], ["U", "1"]], RawReader.Query($"SELECT Op, id FROM read_parquet({sample[sample.Files[2]]}, file_row_number = true) ORDER BY file_row_number"));
        Assert.Equal([["D", "2"], ["D", "3"], ["I", "30"], ["U", "4"]], RawReader.Query($"SELECT Op, id FROM read_parquet({sample[sample.Files[3]]}, file_row_number = true) ORDER BY file_row_number"));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task The_time_column_comes_after_the_sources_and_never_goes_back(string writer)
    {
        await using var sample = await SampleAsync(writer);
        foreach (var file in sample.Files)
        {
            var columns = RawReader.Query($"DESCRIBE SELECT * FROM {sample[file]}").Select(row => row[0]).ToList();
            Assert.Equal(writer.Contains("no time", StringComparison.Ordinal) ? -1 : columns.IndexOf("price") + 1, columns.IndexOf("dms_timestamp_col"));
        }

        if (!writer.Contains("no time", StringComparison.Ordinal))
        {
            var files = string.Join(", ", sample.Files.Select(file => sample[file]));
            Assert.Equal([["0", "0"]], RawReader.Query($"""
                SELECT count(*) FILTER (WHERE time < before), count(*) FILTER (WHERE time IS NULL) FROM (
                    SELECT epoch_us(dms_timestamp_col::TIMESTAMP) AS time, lag(time) OVER (ORDER BY file_index, file_row_number) AS before
                    FROM read_parquet([{files}], union_by_name = true, file_row_number = true))
                """));
        }
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Time_stamps_are_64_bit_numbers_of_microseconds_or_milliseconds(string writer)
    {
        await using var sample = await SampleAsync(writer);
        foreach (var file in sample.Files.Where(_ => !writer.Contains("no time", StringComparison.Ordinal)))
        {
            var column = Assert.Single(RawReader.Query($"SELECT type, coalesce(converted_type, ''), logical_type FROM parquet_schema({sample[file]}) WHERE name = 'dms_timestamp_col'"));
            Assert.Equal("INT64", column[0]);
            Assert.Contains(writer.Contains("ms", StringComparison.Ordinal) ? "MILLIS" : "MICROS", column[1] + column[2], StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Every_column_may_be_NULL_and_a_deletion_has_at_least_the_key(string writer)
    {
        await using var sample = await SampleAsync(writer);
        Assert.Equal([["OPTIONAL"]], RawReader.Query($"SELECT DISTINCT repetition_type FROM parquet_schema({sample[sample.Files[3]]}) WHERE name IN ('Op', 'id', 'name', 'price', 'dms_timestamp_col')"));
        Assert.Equal([["2"], ["3"]], RawReader.Query($"SELECT id FROM {sample[sample.Files[3]]} WHERE Op = 'D' ORDER BY id"));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task The_Transformer_makes_the_same_table_of_all_of_them(string writer)
    {
        await using var sample = await SampleAsync(writer);
        await sample.Lake.RunAsync();
        Assert.Equal(DmsSample.Outcome, await sample.Lake.RowsAsync("staged.items", "id, name, price"));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task The_Transformer_makes_the_same_table_when_it_takes_a_file_at_a_time(string writer)
    {
        await using var sample = await SampleAsync(writer);
        var folder = sample.Lake.RawFolder("items");
        var aside = Directory.CreateDirectory(Path.Combine(sample.Lake.Folder, "aside")).FullName;
        foreach (var file in sample.Files)
        {
            File.Move(Path.Combine(folder, file.Name), Path.Combine(aside, file.Name));
        }

        foreach (var file in sample.Files)
        {
            File.Move(Path.Combine(aside, file.Name), Path.Combine(folder, file.Name));
            await sample.Lake.RunAsync();
        }

        Assert.Equal(DmsSample.Outcome, await sample.Lake.RowsAsync("staged.items", "id, name, price"));
    }

    /// <summary>
    /// DMS deletes the files of a truncated table (unless HandleSourceTableTruncated is off), so that nothing tells a reader that came before; the
    /// Ingestor's row <c>T</c> does. Rows that follow are taken either way.
    /// </summary>
    [Theory]
    [MemberData(nameof(Writers))]
    public async Task After_a_truncation_what_follows_is_taken(string writer)
    {
        await using var sample = await SampleAsync(writer);
        await sample.Lake.RunAsync();
        if (writer == Ingestor)
        {
            sample.Lake.Raw("items", "20991231-000000000.parquet", "SELECT 'T' AS \"Op\", NULL::INTEGER AS id, NULL::VARCHAR AS name, NULL::DECIMAL(5,2) AS price UNION ALL SELECT 'I', 99, 'last', 9");
        }
        else
        {
            Directory.Delete(sample.Lake.RawFolder("items"), recursive: true);
            sample.Lake.Raw("items", "20991231-000000000.parquet", "SELECT 'I' AS \"Op\", 99 AS id, 'last' AS name, 9::DECIMAL(5,2) AS price");
        }

        await sample.Lake.RunAsync();
        string[] expected = writer == Ingestor ? ["99|last|9.00"] : [.. DmsSample.Outcome, "99|last|9.00"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), await sample.Lake.RowsAsync("staged.items", "id, name, price"));
    }

    private Task<DmsSample> SampleAsync(string writer) => writer == Ingestor
        ? DmsSample.OfIngestorAsync(postgres)
        : DmsSample.ByHandAsync(
            !writer.Contains("no Op", StringComparison.Ordinal), writer.Contains("ms", StringComparison.Ordinal), !writer.Contains("no time", StringComparison.Ordinal), writer.Contains("GZIP", StringComparison.Ordinal) ? "gzip" : "uncompressed");
}
