using System.Collections.Concurrent;
using System.Globalization;
using Lakehouse.Storage;

namespace Lakehouse.Delta.Engine;

/// <summary>CONVERT TO DELTA: one commit that names the Parquet files of a folder; none of them is written anew.</summary>
internal sealed class ConvertOperation(DeltaTable table, ConvertOptions options)
{
    private static readonly string[] Mapping = [ColumnMapper.Mode, ColumnMapper.MaxColumnId];

    private ConvertResult? result;

    public async Task<ConvertResult> RunAsync(CancellationToken cancellationToken)
    {
        await WriteAttempts.RunAsync(table, "CONVERT", snapshot => AttemptAsync(snapshot, cancellationToken), cancellationToken).ConfigureAwait(false);
        return result!;
    }

    private async Task<CommitResult> AttemptAsync(Snapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is not null)
        {
            result = new ConvertResult(snapshot.Version, snapshot.Files.Count, snapshot.TotalBytes, snapshot.Files.Sum(file => file.Stats?.NumRecords ?? 0), false);
            return CommitResult.Nothing(snapshot.Version);
        }

        if (Mapping.FirstOrDefault(options.Properties.ContainsKey) is { } mapping)
        {
            throw new SchemaMismatchException($"A folder cannot be converted with {mapping}: its files have columns under their names. Convert it first and set the property then.", table.Location);
        }

        var objects = await ListAsync(cancellationToken).ConfigureAwait(false);
        var partitions = new FolderPartitions(table.Location, options.PartitionSchema, [.. objects.Select(item => item.Path)]);
        await partitions.CheckAsync(cancellationToken).ConfigureAwait(false);
        var files = await ReadAsync(objects, cancellationToken).ConfigureAwait(false);
        var schema = ParquetSchemas.Merge(table.Location, files, partitions.Schema);
        var write = new WriteOptions { PartitionBy = [.. partitions.Schema.Fields.Select(field => field.Name)], Properties = options.Properties, CommitTags = options.CommitTags };
        var shape = CommitActions.NewShape(schema, write);
        var wanted = new StatisticsColumns(shape.Schema, shape.Metadata, []);
        var data = new StructType([.. shape.Schema.Fields.Where(field => partitions.Schema.Find(field.Name) is null)]);
        AddFile[] added = [.. files.Select(file => new AddFile(FilePath.Encode(file.Object.Path), partitions.ValuesOf(file.Object.Path), file.Object.Size, file.Object.LastModified.ToUnixTimeMilliseconds(), true)
        {
            StatisticsJson = ColumnStatistics.ToJson(data, file.Rows, file.Statistics, wanted),
        })];
        var version = await Committer.CommitAsync(table.Store, null, Info(write, added), [.. shape.ChangesSince(null), .. added], TableRead.Nothing, cancellationToken).ConfigureAwait(false);
        result = new ConvertResult(version, added.Length, added.Sum(file => file.Size), files.Sum(file => file.Rows), true);
        return new CommitResult(version, result.Rows, 0, 0, added.Length, 0, true);
    }

    private CommitInfo Info(WriteOptions write, AddFile[] added) => CommitActions.Info(
        "CONVERT",
        false,
        write,
        new Dictionary<string, string?>
        {
            ["numFiles"] = added.Length.ToString(CultureInfo.InvariantCulture),
            ["partitionedBy"] = OperationParameters.List(write.PartitionBy),
            ["collectStats"] = options.CollectStatistics ? "true" : "false",
            ["sourceFormat"] = "parquet",
        },
        new Dictionary<string, string?> { ["numConvertedFiles"] = added.Length.ToString(CultureInfo.InvariantCulture) });

    private async Task<List<ObjectInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var progress = new StepProgress(options.Progress, "listing files", "files").Begin();
        var found = new List<ObjectInfo>();
        await foreach (var item in table.Store.ListAsync("", null, cancellationToken).ConfigureAwait(false))
        {
            if (item.Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) && !VacuumOperation.IsHidden(item.Path) && !item.Path.StartsWith("_change_data/", StringComparison.Ordinal))
            {
                found.Add(item);
                progress.Add(1, item.Size);
            }
        }

        return found.Count > 0 ? found : throw new TableNotFoundException("The folder cannot be converted: it holds no file whose name ends in .parquet. Check the location.", table.Location);
    }

    private async Task<List<ParquetFooter>> ReadAsync(List<ObjectInfo> objects, CancellationToken cancellationToken)
    {
        var progress = new StepProgress(options.Progress, "reading footers", "files", objects.Count, objects.Sum(item => item.Size)).Begin();
        var footers = new ConcurrentDictionary<string, ParquetFooter>(StringComparer.Ordinal);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount * 2, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(objects, parallel, async (item, cancellation) =>
        {
            footers[item.Path] = await ParquetFooter.ReadAsync(table.Store, item, options.CollectStatistics, cancellation).ConfigureAwait(false);
            progress.Add(1, item.Size);
        }).ConfigureAwait(false);
        return [.. objects.Select(item => footers[item.Path])];
    }
}
