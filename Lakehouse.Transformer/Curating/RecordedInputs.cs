using System.Globalization;
using System.Text.Json;
using Lakehouse.Delta;

namespace Lakehouse.Transformer.Curating;

/// <summary>
/// The versions that a curated table was last computed from, as its commit says in <c>userMetadata</c>:
/// <c>{"model":"curated/movielens/movie_ratings/1f…","staged.movies":"4","staged.ratings":"17"}</c>.
/// </summary>
internal static class RecordedInputs
{
    private const string ModelTag = "model";

    /// <summary>Commits that are looked through: maintenance may have come after the last one of ours.</summary>
    private const int CommitsSearched = 50;

    public static Dictionary<string, string> ToTags(string appId, IReadOnlyDictionary<string, long> versions)
    {
        var tags = versions.ToDictionary(input => input.Key, input => input.Value.ToString(CultureInfo.InvariantCulture));
        tags.Add(ModelTag, appId);
        return tags;
    }

    /// <returns>Version by table, or null when the log no longer tells for this transaction.</returns>
    public static async Task<IReadOnlyDictionary<string, long>?> FindAsync(DeltaTable table, string appId, long progress, CancellationToken cancellationToken)
    {
        var searched = 0;
        await foreach (var commit in table.HistoryAsync(cancellationToken))
        {
            if (commit.Info?.UserMetadata is { } text && Parse(text, appId) is { } versions && versions.Values.Sum() == progress)
            {
                return versions;
            }

            if (++searched == CommitsSearched)
            {
                break;
            }
        }

        return null;
    }

    private static Dictionary<string, long>? Parse(string userMetadata, string appId)
    {
        try
        {
            var tags = JsonSerializer.Deserialize<Dictionary<string, string>>(userMetadata);
            return tags is not null && tags.Remove(ModelTag, out var model) && model == appId
                ? tags.ToDictionary(tag => tag.Key, tag => long.Parse(tag.Value, CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception foreign) when (foreign is JsonException or FormatException)
        {
            // Somebody else's commit: userMetadata is free text.
            return null;
        }
    }
}
