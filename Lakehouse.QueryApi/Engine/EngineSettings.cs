using System.Text.Json.Serialization;

namespace Lakehouse.QueryApi.Engine;

/// <summary>What one engine may use and reach.</summary>
/// <param name="MemoryBytes">Memory that the engine's process may take.</param>
/// <param name="Threads">Worker threads.</param>
/// <param name="TempFolder">Where operators spill to when memory is short: a folder of this engine's own.</param>
/// <param name="TempBytes">Limit of what they spill.</param>
/// <param name="ReadableFolders">Local folders, ending in '/', below which table files lie.</param>
/// <param name="Databases">Names of the catalog's databases; unqualified tables are looked for in this order.</param>
internal sealed record EngineSettings(
    long MemoryBytes,
    int Threads,
    string TempFolder,
    long TempBytes,
    IReadOnlyList<string> ReadableFolders,
    IReadOnlyList<string> Databases)
{
    private const long Megabyte = 1 << 20;

    /// <summary>What operators may hold before they spill. The rest is for what DuckDB does not count (vectors, above all), for what allocators hold back and for the runtime.</summary>
    [JsonIgnore]
    public long OperatorBytes => Math.Max(MemoryBytes / 2, MemoryBytes - Math.Max(MemoryBytes / 4, (64 + (32 * Threads)) * Megabyte));
}
