using System.Text.Json;
using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Streams the actions of a commit file.</summary>
internal static class CommitReader
{
    private const long SmallCommit = 1 << 20;

    /// <exception cref="CorruptLogException">A line is damaged.</exception>
    /// <exception cref="MissingFileException">The commit went away, for example by log cleanup.</exception>
    public static Task ReadAsync(ObjectStore store, LogFile commit, Action<LogAction> apply, CancellationToken cancellationToken) =>
        ReadAsync(store, commit.Path, commit.Version, commit.Object.Size, apply, cancellationToken);

    public static Task ReadAsync(ObjectStore store, string path, long version, Action<LogAction> apply, CancellationToken cancellationToken) =>
        ReadAsync(store, path, version, null, apply, cancellationToken);

    private static async Task ReadAsync(ObjectStore store, string path, long version, long? size, Action<LogAction> apply, CancellationToken cancellationToken)
    {
        var number = 0;
        try
        {
            await using var stream = size < SmallCommit
                ? new MemoryStream(await store.ReadAsync(path, cancellationToken).ConfigureAwait(false)) // one request instead of two, one call instead of many
                : await store.OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
            await foreach (var line in JsonLines.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
            {
                number++;
                if (ActionReader.Read(line.Span) is { } action)
                {
                    apply(action);
                }
            }
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or FormatException or OverflowException or System.Text.DecoderFallbackException)
        {
            throw new CorruptLogException($"Line {number} is no action: {damaged.Message}", store.Root, version, path, damaged);
        }
        catch (FileNotFoundException missing)
        {
            throw new MissingFileException("The commit is gone.", store.Root, version, path, missing);
        }
    }
}
