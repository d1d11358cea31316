namespace Lakehouse.Delta.Engine;

/// <summary>Names data files for DuckDB.</summary>
internal static class DataFiles
{
    /// <summary>The name of a file of the log for DuckDB, which must not take characters of it for a pattern.</summary>
    public static string EnginePath(Snapshot snapshot, string path)
    {
        if (!FilePath.IsAbsolute(path))
        {
            return EscapePattern(snapshot.Store.EnginePath(FilePath.Decode(path)));
        }

        return path.StartsWith('/') || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? EscapePattern(FilePath.Canonical(path)) : path;
    }

    /// <summary>DuckDB's glob knows <c>*</c>, <c>?</c> and <c>[…]</c>; a bracket around one of them makes it plain.</summary>
    public static string EscapePattern(string path)
    {
        if (path.AsSpan().IndexOfAny("*?[") < 0)
        {
            return path;
        }

        return string.Concat(path.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));
    }
}
