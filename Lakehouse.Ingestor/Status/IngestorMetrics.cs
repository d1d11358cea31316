using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Status;

/// <summary>Meter and activity source <c>Lakehouse.Ingestor</c>.</summary>
internal sealed class IngestorMetrics : IDisposable
{
    public const string Name = "Lakehouse.Ingestor";

    public static readonly ActivitySource Activities = new(Name);

    /// <summary>The span of a file's publication; null where nobody listens.</summary>
    /// <param name="table">The table's attributes.</param>
    /// <param name="parent">The load's span, or that of all tables' changes.</param>
    public static Activity? StartPublication(TagSet table, ActivityContext parent) => Activities.StartActivity("publish file", ActivityKind.Internal, parent, table.Tags);

    private readonly Meter meter = new(Name);
    private readonly Counter<long> rows;
    private readonly Counter<long> changes;
    private readonly Counter<long> bytesRead;
    private readonly Counter<long> bytesWritten;
    private readonly Counter<long> files;
    private readonly Counter<long> schemaChanges;

    public IngestorMetrics()
    {
        rows = meter.CreateCounter<long>("lakehouse.ingestor.rows", "{row}", "Rows read from Postgres.");
        changes = meter.CreateCounter<long>("lakehouse.ingestor.changes", "{row}", "Rows of changes captured.");
        bytesRead = meter.CreateCounter<long>("lakehouse.ingestor.read", "By", "Bytes of values read from Postgres.");
        bytesWritten = meter.CreateCounter<long>("lakehouse.ingestor.written", "By", "Bytes of published raw files.");
        files = meter.CreateCounter<long>("lakehouse.ingestor.files", "{file}", "Published raw files.");
        schemaChanges = meter.CreateCounter<long>("lakehouse.ingestor.schema_changes", "{change}", "Changes of a captured table's columns.");
    }

    /// <summary>Measures, whenever somebody asks, how far the loads are that go on.</summary>
    /// <param name="loads">Each load with its table's attributes, the part that is done (0 to 1), and the seconds that are left, where they can be guessed.</param>
    public void Observe(Func<IEnumerable<(TagSet Table, double? Done, double? Seconds)>> loads)
    {
        meter.CreateObservableGauge("lakehouse.ingestor.load.progress", () => loads().Where(load => load.Done is not null).Select(load => new Measurement<double>(load.Done!.Value, load.Table.Tags)), "1", "Part of a table's rows that is loaded.");
        meter.CreateObservableGauge("lakehouse.ingestor.load.remaining", () => loads().Where(load => load.Seconds is not null).Select(load => new Measurement<double>(load.Seconds!.Value, load.Table.Tags)), "s", "Time until a table is loaded, guessed.");
    }

    public void Read(TagSet table, long count, long size)
    {
        rows.Add(count, table.Tags);
        bytesRead.Add(size, table.Tags);
    }

    public void Captured(TagSet table, long count, long size)
    {
        changes.Add(count, table.Tags);
        bytesRead.Add(size, table.Tags);
    }

    public void Wrote(TagSet table, long size)
    {
        files.Add(1, table.Tags);
        bytesWritten.Add(size, table.Tags);
    }

    public void SchemaChanged(TagSet table) => schemaChanges.Add(1, table.Tags);

    public void Dispose() => meter.Dispose();
}

/// <summary>A table's attributes on metrics and spans, by OpenTelemetry's names.</summary>
internal sealed class TagSet(TableName table)
{
    public readonly KeyValuePair<string, object?>[] Tags =
    [
        new("db.system.name", "postgresql"),
        new("db.namespace", table.Schema),
        new("db.collection.name", table.Table),
    ];
}
