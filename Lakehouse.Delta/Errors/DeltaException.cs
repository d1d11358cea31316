namespace Lakehouse.Delta;

/// <summary>A Delta table could not be read or changed. The message says what was done, to which table, version and file, and why it failed.</summary>
public class DeltaException : Exception
{
    /// <summary>Creates an exception whose message ends with the place: <c>… [table file:///t/, version 3, file _delta_log/…json]</c>.</summary>
    public DeltaException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
        : base(problem + Place(table, version, file), inner)
    {
        Table = table;
        Version = version;
        File = file;
    }

    /// <summary>Location of the table.</summary>
    public Uri? Table { get; }

    /// <summary>Version of the table that was read or written, where one is known.</summary>
    public long? Version { get; }

    /// <summary>File the problem was found in: a path relative to the table, or as the log names it.</summary>
    public string? File { get; }

    private static string Place(Uri? table, long? version, string? file)
    {
        var parts = new List<string>(3);
        if (table is not null)
        {
            parts.Add($"table {table}");
        }

        if (version is not null)
        {
            parts.Add($"version {version}");
        }

        if (file is not null)
        {
            parts.Add($"file {file}");
        }

        return parts.Count == 0 ? "" : $" [{string.Join(", ", parts)}]";
    }
}
