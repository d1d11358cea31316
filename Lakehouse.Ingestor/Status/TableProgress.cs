using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Status;

/// <summary>What is known of one table, for logs, metrics and <c>GET /tables</c>. Safe for use by all of its COPYs at once.</summary>
internal sealed class TableProgress(TableName table, IngestorMetrics metrics)
{
    private readonly Lock gate = new();
    private readonly List<PublishedFile> files = [];
    private TableState state = TableState.Waiting;
    private long rows;
    private long resumed;
    private long bytesRead;
    private long bytes;
    private long adjusted;
    private long estimate;
    private DateTimeOffset? started;
    private DateTimeOffset? finished;
    private long changes;
    private long changeFiles;
    private string? lastChangeFile;
    private IReadOnlyList<string>? columns;
    private long schemaChanges;
    private string? lastSchemaChange;
    private string? error;
    private IReadOnlyList<string> remarks = [];

    public TableName Table { get; } = table;

    /// <summary>Its attributes on metrics.</summary>
    public TagSet Tags { get; } = new(table);

    /// <summary>The load begins.</summary>
    public void Start(long estimatedRows, IReadOnlyList<string> notes)
    {
        lock (gate)
        {
            (state, rows, resumed, bytesRead, bytes, adjusted, error) = (TableState.Loading, 0, 0, 0, 0, 0, null);
            (estimate, remarks, started, finished) = (estimatedRows, notes, DateTimeOffset.UtcNow, null);
            files.Clear();
        }
    }

    /// <summary>The load that begins goes on with one that was interrupted.</summary>
    /// <param name="durableRows">Rows that are there already.</param>
    /// <param name="durableFiles">Their files.</param>
    public void Resume(long durableRows, IReadOnlyList<PublishedFile> durableFiles)
    {
        lock (gate)
        {
            (rows, resumed, bytes) = (durableRows, durableRows, durableFiles.Sum(file => file.Bytes));
            files.AddRange(durableFiles);
        }
    }

    /// <summary>Rows were written into a file that is not published yet.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="size">Bytes as Postgres sent them.</param>
    /// <param name="changed">Values that could not be stored as they are.</param>
    public void Add(int count, long size, long changed)
    {
        lock (gate)
        {
            rows += count;
            bytesRead += size;
            adjusted += changed;
        }

        metrics.Read(Tags, count, size);
    }

    public void Published(PublishedFile file)
    {
        lock (gate)
        {
            files.Add(file);
            bytes += file.Bytes;
        }

        metrics.Wrote(Tags, file.Bytes);
    }

    /// <summary>Changes were written into a file that is not published yet.</summary>
    public void Captured(int count, long size, long changed)
    {
        lock (gate)
        {
            changes += count;
            adjusted += changed;
        }

        metrics.Captured(Tags, count, size);
    }

    /// <summary>A change file was published.</summary>
    public void PublishedChanges(PublishedFile file)
    {
        lock (gate)
        {
            changeFiles++;
            lastChangeFile = file.Name;
            bytes += file.Bytes;
        }

        metrics.Wrote(Tags, file.Bytes);
    }

    /// <summary>The columns are now these.</summary>
    public void Columns(IReadOnlyList<SourceColumn> now)
    {
        lock (gate)
        {
            columns = [.. now.Select(column => $"{column.Name} {column.PostgresType}")];
        }
    }

    /// <summary>The columns are other ones than before.</summary>
    public void ColumnsChanged(string difference)
    {
        lock (gate)
        {
            schemaChanges++;
            lastSchemaChange = difference;
        }

        metrics.SchemaChanged(Tags);
    }

    /// <summary>It is not replicated any more.</summary>
    public void Gone(string reason) => End(TableState.Gone, reason);

    public void Loaded() => End(TableState.Loaded, null);

    /// <summary>An earlier start has loaded it.</summary>
    public void Found(long loadedRows, IReadOnlyList<PublishedFile> loadedFiles, IReadOnlyList<string> notes)
    {
        lock (gate)
        {
            (state, rows, bytes, estimate, error, remarks) = (TableState.Loaded, loadedRows, loadedFiles.Sum(file => file.Bytes), loadedRows, null, notes);
            files.Clear();
            files.AddRange(loadedFiles);
        }
    }

    public void Failed(string reason) => End(TableState.Failed, reason);

    public void Refused(string reason) => End(TableState.Refused, reason);

    /// <summary>Goes back to the queue because the connection was lost.</summary>
    public void Interrupted(string reason)
    {
        lock (gate)
        {
            if (state == TableState.Loading)
            {
                (state, error) = (TableState.Waiting, reason);
            }
        }
    }

    public TableReport Report()
    {
        lock (gate)
        {
            var total = state == TableState.Loaded ? rows : Math.Max(estimate, rows);
            double? percent = state switch
            {
                TableState.Loaded => 100,
                TableState.Loading when total > 0 => Math.Round(Math.Min(99, 100.0 * rows / total), 1),
                _ => null,
            };
            var elapsed = (finished ?? DateTimeOffset.UtcNow) - started;
            var remaining = state == TableState.Loading && rows > resumed && elapsed is { } spent ? Math.Round(spent.TotalSeconds * (total - rows) / (rows - resumed), 1) : (double?)null;
            var notes = adjusted == 0 ? remarks : [.. remarks, $"{adjusted:N0} values that Parquet cannot hold were stored as NULL or infinity (docs/types.md)"];
            return new TableReport(Table.Schema, Table.Table, state, rows, total, bytesRead, bytes, percent, elapsed?.TotalSeconds, remaining, [.. files], new ChangeReport(changes, changeFiles, lastChangeFile, columns, schemaChanges, lastSchemaChange), notes, error);
        }
    }

    private void End(TableState result, string? reason)
    {
        lock (gate)
        {
            (state, error, finished) = (result, reason, DateTimeOffset.UtcNow);
        }
    }
}
