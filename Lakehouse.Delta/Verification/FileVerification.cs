using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Looks at each file of a version without reading data: presence, length, partition values, deletion vector.</summary>
internal sealed class FileVerification(Snapshot snapshot, Action<VerificationFinding> found, IProgress<OperationProgress>? listener)
{
    /// <summary>Deletion vectors that were read.</summary>
    public long DeletionVectors { get; private set; }

    /// <summary>Looks at all files; returns those whose data can be read.</summary>
    public async Task<IReadOnlyList<AddFile>> RunAsync(CancellationToken cancellationToken)
    {
        var sizes = await SizesAsync(cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var readable = new List<AddFile>();
        var progress = new StepProgress(listener, "looking for files", "files", snapshot.FileCount, snapshot.TotalBytes).Begin();
        foreach (var file in snapshot.Files)
        {
            if (!seen.Add(FilePath.Canonical(file.Path)))
            {
                Report(VerificationCheck.File, "The file is in the version twice, so its rows count twice.", file);
            }

            PartitionValues(file);
            var present = await PresenceAsync(file, sizes, cancellationToken).ConfigureAwait(false);
            if (await VectorAsync(file, cancellationToken).ConfigureAwait(false) && present)
            {
                readable.Add(file);
            }

            progress.Add(1, file.Size);
        }

        return readable;
    }

    private async Task<Dictionary<string, long>> SizesAsync(CancellationToken cancellationToken)
    {
        var progress = new StepProgress(listener, "listing files", "files").Begin();
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var item in snapshot.Store.ListAsync("", null, cancellationToken).ConfigureAwait(false))
        {
            sizes[item.Path] = item.Size;
            progress.Add(1, item.Size);
        }

        return sizes;
    }

    private async Task<bool> PresenceAsync(AddFile file, Dictionary<string, long> sizes, CancellationToken cancellationToken)
    {
        long? size;
        try
        {
            size = FilePath.IsAbsolute(file.Path) ? await AbsoluteSizeAsync(file.Path, cancellationToken).ConfigureAwait(false)
                : sizes.TryGetValue(FilePath.Decode(file.Path), out var listed) ? listed : null;
        }
        catch (Exception unknown) when (unknown is NotSupportedException or UriFormatException or ArgumentException)
        {
            Report(VerificationCheck.File, $"The file cannot be looked up: {unknown.Message}", file);
            return false;
        }

        if (size is null)
        {
            Report(VerificationCheck.File, "The file is not there.", file);
        }
        else if (size != file.Size)
        {
            Report(VerificationCheck.File, $"The file has {size} bytes, the log says {file.Size}.", file);
        }

        return size is not null;
    }

    private static async Task<long?> AbsoluteSizeAsync(string path, CancellationToken cancellationToken)
    {
        var location = FilePath.Canonical(path);
        var slash = location.LastIndexOf('/') + 1;
        return (await ObjectStores.Open(ObjectStores.ParseLocation(location[..slash])).HeadAsync(location[slash..], cancellationToken).ConfigureAwait(false))?.Size;
    }

    private void PartitionValues(AddFile file)
    {
        foreach (var column in snapshot.Metadata.PartitionColumns)
        {
            if (!file.PartitionValues.ContainsKey(snapshot.Schema.Find(column)?.PhysicalName ?? column))
            {
                Report(VerificationCheck.File, $"The log has no value of the partition column {column} for the file.", file);
            }
        }
    }

    private async Task<bool> VectorAsync(AddFile file, CancellationToken cancellationToken)
    {
        if (file.DeletionVector is not { } vector)
        {
            return true;
        }

        try
        {
            DeletionVectors++;
            await DeletionVectorReader.ReadAsync(snapshot, vector, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DeltaException damage) when (damage is CorruptDataException or MissingFileException)
        {
            Report(VerificationCheck.DeletionVector, damage.Message, file);
            return false;
        }
    }

    private void Report(VerificationCheck check, string problem, AddFile file) => found(new VerificationFinding(check, problem, snapshot.Version, file.Path));
}
