using System.Globalization;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Raw;

/// <summary>Numbers a table's load files. A number is given when the file is published, so that no number is ever missing below it.</summary>
/// <param name="store">The table's folder.</param>
/// <param name="last">The highest number that is there already.</param>
internal sealed class LoadFileSequence(ObjectStore store, uint last) : IDisposable
{
    private const string Prefix = "LOAD";
    private const string Extension = ".parquet";

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<PublishedFile> published = [];
    private uint last = last;

    /// <summary>The files published through this sequence.</summary>
    public IReadOnlyList<PublishedFile> Published
    {
        get
        {
            lock (published)
            {
                return [.. published];
            }
        }
    }

    /// <summary><c>LOAD0000001A.parquet</c>.</summary>
    public static string NameOf(uint number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:X8}{Extension}");

    /// <summary>The number in a load file's name.</summary>
    public static bool TryParse(string name, out uint number)
    {
        number = 0;
        return name.Length == Prefix.Length + 8 + Extension.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && uint.TryParse(name.AsSpan(Prefix.Length, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Continues after the files that the folder holds.</summary>
    public static async Task<LoadFileSequence> ContinueAsync(ObjectStore store, CancellationToken cancellationToken)
    {
        uint last = 0;
        await foreach (var file in store.ListAsync(Prefix, null, cancellationToken))
        {
            if (TryParse(file.Path, out var number))
            {
                last = Math.Max(last, number);
            }
        }

        return new LoadFileSequence(store, last);
    }

    /// <summary>Whether the folder held files before this attempt.</summary>
    public bool HasEarlierFiles { get; } = last > 0;

    /// <summary>Closes a file and gives it its final name, durably.</summary>
    public async Task<PublishedFile> PublishAsync(LoadFile file, CancellationToken cancellationToken)
    {
        file.Close();
        var bytes = file.Bytes;
        await turn.WaitAsync(cancellationToken);
        try
        {
            var name = NameOf(last + 1);
            await store.PutFileAsync(name, file.Path, cancellationToken);
            last++;
            var result = new PublishedFile(name, file.Rows, bytes);
            lock (published)
            {
                published.Add(result);
            }

            return result;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}

/// <summary>A raw file under its final name.</summary>
/// <param name="Name">Within the table's folder.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record PublishedFile(string Name, long Rows, long Bytes);
