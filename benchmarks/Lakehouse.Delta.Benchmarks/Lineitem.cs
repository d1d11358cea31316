using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Rows in the shape of TPC-H's lineitem, made from their numbers: the same number gives the same row.</summary>
internal static class Lineitem
{
    /// <summary>Its primary key.</summary>
    public static readonly IReadOnlyList<string> Key = ["l_orderkey", "l_linenumber"];

    private const string Words = "['furiously', 'sleep', 'quickly', 'carefully', 'deposits', 'ironic', 'express', 'blithely', 'requests', 'packages', 'regular', 'final', 'above', 'pending', 'accounts', 'theodolites']";

    /// <summary>A SELECT of the rows whose numbers are the column <c>i</c> of a relation.</summary>
    public static string Select(string numbers, string comment = "") => $"""
        SELECT (i // 32) * 32 + (i // 4) % 8 + 1 AS l_orderkey, (h % 2000000)::BIGINT AS l_partkey, (h // 64 % 100000)::BIGINT AS l_suppkey, (i % 4 + 1)::INTEGER AS l_linenumber,
          (h % 50 + 1)::DECIMAL(15,2) AS l_quantity, ((h // 128) % 9000000 / 100 + 900)::DECIMAL(15,2) AS l_extendedprice, (h // 256 % 11 / 100)::DECIMAL(15,2) AS l_discount, (h // 512 % 9 / 100)::DECIMAL(15,2) AS l_tax,
          ['R', 'A', 'N'][(h // 1024 % 3 + 1)::INTEGER] AS l_returnflag, ['O', 'F'][(h // 2048 % 2 + 1)::INTEGER] AS l_linestatus,
          DATE '1992-01-02' + (h // 4096 % 2526)::INTEGER AS l_shipdate, DATE '1992-01-31' + (h // 8192 % 2466)::INTEGER AS l_commitdate, DATE '1992-01-03' + (h // 16384 % 2555)::INTEGER AS l_receiptdate,
          ['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'][(h // 32768 % 4 + 1)::INTEGER] AS l_shipinstruct, ['REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB'][(h // 65536 % 7 + 1)::INTEGER] AS l_shipmode,
          '{comment}' || {Words}[(h // 131072 % 16 + 1)::INTEGER] || ' ' || {Words}[(h // 2097152 % 16 + 1)::INTEGER] || ' ' || (h // 33554432 % 100000) || ' ' || {Words}[(h // 1073741824 % 16 + 1)::INTEGER] AS l_comment
        FROM (SELECT i, hash(i) AS h FROM ({numbers}) AS n(i)) AS numbered
        """;

    /// <summary>Numbers from one to another.</summary>
    public static string Range(long start, long end) => string.Create(CultureInfo.InvariantCulture, $"SELECT range FROM range({start}, {end})");

    /// <summary>A batch of which some percent are rows of the table, spread over all of it, and the others are new.</summary>
    public static string Batch(long tableRows, long batch, long matchedPercent, int salt)
    {
        var matched = batch * matchedPercent / 100;
        var step = Math.Max(1, tableRows / Math.Max(1, matched));
        return Select(
            string.Create(CultureInfo.InvariantCulture, $"SELECT range * {step} + {salt % step} FROM range({matched}) UNION ALL SELECT {tableRows + (salt * batch)} + range FROM range({batch - matched})"),
            string.Create(CultureInfo.InvariantCulture, $"updated {salt} "));
    }

    /// <summary>Appends the rows in files of some millions each.</summary>
    public static async Task FillAsync(DeltaTable table, DuckDbEngine engine, long rows, bool deletionVectors, CancellationToken cancellationToken)
    {
        const long RowsOfFile = 5_000_000;
        var options = new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = deletionVectors ? "true" : "false" } };
        for (var start = 0L; start < rows; start += RowsOfFile)
        {
            await table.AppendAsync(engine, Select(Range(start, Math.Min(rows, start + RowsOfFile))), options, cancellationToken);
        }
    }
}
