using System.Globalization;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Writes the log of a table with many files, whose data files do not exist.</summary>
internal static class LargeLog
{
    private const string Schema = """{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}},{"name":"name","type":"string","nullable":true,"metadata":{}},{"name":"at","type":"timestamp","nullable":true,"metadata":{}},{"name":"price","type":"double","nullable":true,"metadata":{}}]}""";

    private const string Statistics = """{"numRecords":100000,"minValues":{"id":# ,"name":"aardvark","at":"2024-01-01T00:00:00.000Z","price":0.5},"maxValues":{"id":#1,"name":"zebra crossing","at":"2024-12-31T23:59:59.999Z","price":999.5},"nullCount":{"id":0,"name":12,"at":0,"price":3}}""";

    /// <summary>Version 0 as checkpoint, then one small commit for each version.</summary>
    /// <returns>The checkpoint.</returns>
    public static async Task<string> WriteAsync(DuckDbEngine engine, string location, long files, long commits, CancellationToken cancellationToken)
    {
        var log = Directory.CreateDirectory(Path.Combine(location, "_delta_log")).FullName;
        var checkpoint = Path.Combine(log, "00000000000000000000.checkpoint.parquet");
        const string DeletionVector = "STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, \"offset\" INTEGER, sizeInBytes INTEGER, cardinality BIGINT)";
        const string Add = $"STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR, tags MAP(VARCHAR, VARCHAR), deletionVector {DeletionVector}, baseRowId BIGINT, defaultRowCommitVersion BIGINT, clusteringProvider VARCHAR)";
        const string Metadata = "STRUCT(id VARCHAR, \"name\" VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)";
        await Statements.RunAsync(
            engine,
            $$"""
            COPY (
              SELECT NULL::{{Add}} AS "add", {'minReaderVersion': 1, 'minWriterVersion': 2}::STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER) AS protocol,
                row('large', NULL, NULL, row('parquet', MAP{}), '{{Schema}}', [], MAP{}, 0)::{{Metadata}} AS "metaData"
              UNION ALL
              SELECT row('part-00000-' || uuid() || '-c000.snappy.parquet', MAP{}, 100000000 + i, 1700000000000 + i, false, replace('{{Statistics}}', '#', i::VARCHAR), NULL, NULL, NULL, NULL, NULL)::{{Add}}, NULL, NULL
              FROM range({{files}}) AS r(i)
            ) TO '{{checkpoint}}' (FORMAT parquet, COMPRESSION snappy)
            """,
            cancellationToken);
        for (var version = 1L; version <= commits; version++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $$$$"""
                {"commitInfo":{"timestamp":{{{{1700000000000 + version}}}},"operation":"WRITE","operationParameters":{"mode":"Append","partitionBy":"[]"},"isBlindAppend":true,"operationMetrics":{"numFiles":"1"}}}
                {"add":{"path":"part-00000-{{{{Guid.NewGuid()}}}}-c000.snappy.parquet","partitionValues":{},"size":1000,"modificationTime":1700000000000,"dataChange":true,"stats":"{{{{Statistics.Replace("#", "7", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}}}}"}}

                """);
            await File.WriteAllTextAsync(Path.Combine(log, string.Create(CultureInfo.InvariantCulture, $"{version:D20}.json")), text, cancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(log, "_last_checkpoint"), string.Create(CultureInfo.InvariantCulture, $$"""{"version":0,"size":{{files + 2}}}"""), cancellationToken);
        return checkpoint;
    }
}
