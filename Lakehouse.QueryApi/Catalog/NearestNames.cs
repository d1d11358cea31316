namespace Lakehouse.QueryApi.Catalog;

/// <summary>Guesses which name a misspelt one was meant to be.</summary>
internal static class NearestNames
{
    private const int MaxLength = 100;

    /// <summary>Up to three candidates, the nearest first.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> candidates) =>
        name.Length > MaxLength
            ? []
            : [.. candidates.Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(candidate => (candidate, distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
                .Where(pair => pair.distance <= Math.Max(2, name.Length / 3) || pair.candidate.Contains(name, StringComparison.OrdinalIgnoreCase))
                .OrderBy(pair => pair.distance)
                .Take(3)
                .Select(pair => pair.candidate)];

    /// <summary>Levenshtein's distance: insertions, deletions and replacements between two words.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
