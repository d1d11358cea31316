using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using DuckDB.NET.Data;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Tests.Athena;
using Lakehouse.QueryApi.Tests.Flight;

namespace Lakehouse.QueryApi.Tests;

/// <summary>A chunk of the engine has 2,048 rows however wide they are: answers leave it in pieces that are bounded by bytes.</summary>
public class WideRowTests(FlightApi flight) : IClassFixture<FlightApi>
{
    private const int Columns = 400;

    private const int Rows = 2_500;

    /// <summary>Texts, numbers, NULLs, lists, rows, maps and ENUMs in turn.</summary>
    private static readonly string Sql = $"SELECT {string.Join(", ", Enumerable.Range(0, Columns).Select(column => $"{Value(column)} AS c{column}"))} FROM range({Rows}) t(i)";

    [Fact]
    public async Task Every_format_holds_the_rows_of_a_wide_result()
    {
        var csv = await ReadAsync("text/csv");
        Assert.Equal(Rows + 1, csv.Count(character => character == '\n'));
        var lines = (await ReadAsync("application/x-ndjson")).TrimEnd('\n').Split('\n');
        Assert.Equal(Rows, lines.Length);
        Assert.Contains("\"c0\":\"value 0 of row 2499\",\"c1\":2500,\"c2\":null,\"c3\":[\"2499\",\"x\"]", lines[^1], StringComparison.Ordinal);
        Assert.Contains($"\"value 0 of row 2499\",2500,null,[\"2499\",\"x\"],{{\"a\":2499,\"b\":\"y\"}}", await ReadAsync("application/json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrow_batches_are_bounded_and_hold_the_rows()
    {
        using var reader = new ArrowStreamReader(new MemoryStream(Encoding.Latin1.GetBytes(await ReadAsync("application/vnd.apache.arrow.stream", Encoding.Latin1))));
        Check(Read(reader).ToList(), isDecoded: false);
        using var client = new FlightSqlClient(flight.Address);
        Check([.. (await client.QueryAsync(Sql)).Batches], isDecoded: true);
    }

    [Fact]
    public async Task A_Parquet_file_of_wide_rows_has_few_row_groups()
    {
        var file = Path.Combine(flight.Api.Lake.Folder, "wide.parquet");
        await File.WriteAllBytesAsync(file, Encoding.Latin1.GetBytes(await ReadAsync("application/vnd.apache.parquet", Encoding.Latin1)), TestContext.Current.CancellationToken);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT concat_ws('|', count(*), count(DISTINCT c0), max(c1), count(c2), max(c4.b), bool_and(c0 = 'value 0 of row ' || (c1 - 1)), (SELECT count(DISTINCT row_group_id) <= 8 FROM parquet_metadata('{file}'))) FROM read_parquet('{file}')";

        Assert.Equal($"{Rows}|{Rows}|{Rows}|{Rows / 2}|y|true|true", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Athenas_result_file_holds_the_rows_of_a_wide_result()
    {
        var athena = new AthenaClient(flight.Api.Http);
        var columns = string.Join(", ", Enumerable.Range(0, Columns).Select(column => column % 2 == 0 ? $"'😀 {column} of row ' || CAST(i AS varchar) AS c{column}" : $"IF(i % 2 = 0, i + {column}) AS c{column}"));
        var id = await athena.StartAsync($"SELECT {columns} FROM UNNEST(sequence(0, {Rows - 1})) AS t(i)");
        var execution = await athena.WaitAsync(id);
        Assert.True(execution.GetProperty("Status").GetProperty("State").GetString() == "SUCCEEDED", execution.ToString());

        var lines = await File.ReadAllLinesAsync(Path.Combine(flight.Api.Lake.Root, "athena", "results", "lakehouse-athena-results", $"{id}.csv"), TestContext.Current.CancellationToken);

        Assert.Equal(Rows + 1, lines.Length);
        for (var row = 0; row < Rows; row++)
        {
            // Every column of every row: a text may be cut anywhere on its way.
            Assert.Equal(string.Join(',', Enumerable.Range(0, Columns).Select(column => column % 2 == 0 ? $"\"😀 {column} of row {row}\"" : row % 2 == 0 ? $"\"{row + column}\"" : "")), lines[row + 1]);
        }

        var page = (await athena.CallAsync("GetQueryResults", new { QueryExecutionId = id, MaxResults = 3 })).GetProperty("ResultSet");
        Assert.Equal(Columns, page.GetProperty("ResultSetMetadata").GetProperty("ColumnInfo").GetArrayLength());
        Assert.Equal("😀 398 of row 1", page.GetProperty("Rows")[2].GetProperty("Data")[398].GetProperty("VarCharValue").GetString());
    }

    [Fact]
    public async Task A_block_is_handed_on_in_pieces()
    {
        var sizes = new List<int>();
        using var content = new MemoryStream();
        using var buffer = new BlockBuffer(piece =>
        {
            sizes.Add(piece.Length);
            content.Write(piece.Span);
            return ValueTask.CompletedTask;
        });
        var group = Enumerable.Range(0, 3_000_000).Select(index => (byte)index).ToArray();
        group.CopyTo(buffer.GetSpan(group.Length));
        buffer.Advance(group.Length);

        await buffer.FlushAsync();

        Assert.Equal(group, content.ToArray());
        Assert.All(sizes, size => Assert.InRange(size, 1, 256 * 1024));
        Assert.False(buffer.IsFull);
    }

    private static string Value(int column) => (column % 7) switch
    {
        0 => $"'value {column} of row ' || i",
        1 => $"i + {column}",
        2 => "CASE WHEN i % 2 = 0 THEN 'even' END",
        3 => "[i::VARCHAR, 'x']",
        4 => "{'a': i, 'b': 'y'}",
        5 => "MAP {'k': i}",
        _ => "(CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END)::ENUM('a', 'b')",
    };

    private static IEnumerable<RecordBatch> Read(ArrowStreamReader reader)
    {
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            yield return batch;
        }
    }

    private static void Check(List<RecordBatch> batches, bool isDecoded)
    {
        Assert.True(batches.Count >= 6, $"{batches.Count} batches.");
        Assert.Equal(Rows, batches.Sum(batch => batch.Length));
        var number = 0;
        foreach (var batch in batches)
        {
            for (var row = 0; row < batch.Length; row++, number++)
            {
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"value 392 of row {number}"), ((StringArray)batch.Column(392)).GetString(row));
                Assert.Equal(number + 393, ((Int64Array)batch.Column(393)).GetValue(row));
                Assert.Equal(number % 2 == 0 ? "even" : null, ((StringArray)batch.Column(394)).GetString(row));
                Assert.Equal(number.ToString(CultureInfo.InvariantCulture), ((StringArray)((ListArray)batch.Column(395)).GetSlicedValues(row)).GetString(0));
                Assert.Equal(number, ((Int64Array)((StructArray)batch.Column(396)).Fields[0]).GetValue(row));
                if (isDecoded)
                {
                    Assert.Equal(number % 3 == 0 ? "a" : "b", ((StringArray)batch.Column(6)).GetString(row));
                }
            }
        }
    }

    private async Task<string> ReadAsync(string format, Encoding? encoding = null)
    {
        using var response = await flight.Api.SendAsync(Sql, format);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(bytes));
        return (encoding ?? Encoding.UTF8).GetString(bytes);
    }
}
