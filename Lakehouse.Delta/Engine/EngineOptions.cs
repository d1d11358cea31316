namespace Lakehouse.Delta.Engine;

/// <summary>Limits of a DuckDB database.</summary>
public sealed record EngineOptions
{
    /// <summary>DuckDB's <c>memory_limit</c>, such as <c>1GB</c>; null leaves DuckDB's own (80 % of the machine).</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>Number of threads; null uses all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Whether DuckDB keeps what it has read from files in its memory, as far as <see cref="MemoryLimit"/> leaves room. What is read once only fills it, and the
    /// system's own cache holds the files too.
    /// </summary>
    public bool KeepFilesInMemory { get; init; } = true;

    /// <summary>Folder for what does not fit into memory; null uses the system's temporary folder.</summary>
    public string? TempDirectory { get; init; }
}
