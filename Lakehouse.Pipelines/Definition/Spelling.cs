namespace Lakehouse.Pipelines.Definition;

/// <summary>Guesses what was meant by a name that is not known.</summary>
internal static class Spelling
{
    /// <summary>"; did you mean 'ratings'?" or, when nothing is near, "; known are: …" .</summary>
    public static string Suggest(string typed, IEnumerable<string> known)
    {
        var names = known.Distinct(StringComparer.Ordinal).ToList();
        return SuggestNear(typed, names)
            ?? (names.Count > 0 ? $"Known are: {string.Join(", ", names.Order(StringComparer.Ordinal))}." : "There are none.");
    }

    /// <summary>"Did you mean 'ratings'?", or null when nothing is near.</summary>
    public static string? SuggestNear(string typed, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (Name: name, Distance: Distance(typed, name)))
            .Where(candidate => candidate.Distance <= Math.Max(1, typed.Length / 3) || candidate.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
        return nearest is null ? null : $"Did you mean '{nearest}'?";
    }

    /// <summary>Levenshtein distance without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                var cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[right.Length];
    }
}
