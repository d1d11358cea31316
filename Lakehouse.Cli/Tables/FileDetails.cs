using System.Text.Json;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Tables;

/// <summary>A logical file of a table.</summary>
/// <param name="Path">As the log has it.</param>
/// <param name="Size">Length of the data file in bytes.</param>
/// <param name="Rows">Rows that count, or null when the statistics do not tell.</param>
/// <param name="DeletedRows">Rows that a deletion vector marks.</param>
/// <param name="PartitionValues">Values as the log writes them, by physical column name.</param>
/// <param name="Modified">Time of the file.</param>
/// <param name="Statistics">As the log has them, or null.</param>
internal sealed record FileDetails(string Path, long Size, long? Rows, long DeletedRows, IReadOnlyDictionary<string, string?> PartitionValues, DateTimeOffset Modified, JsonElement? Statistics)
{
    /// <summary>The file, without its statistics.</summary>
    public static FileDetails Of(AddFile file)
    {
        var deleted = file.DeletionVector?.Cardinality ?? 0;
        return new FileDetails(file.Path, file.Size, file.Stats?.NumRecords - deleted, deleted, file.PartitionValues, file.ModificationTime, null);
    }

    /// <summary>The file with its statistics.</summary>
    public static FileDetails WithStatistics(AddFile file) => Of(file) with { Statistics = Parse(file.StatisticsJson) };

    private static JsonElement? Parse(ReadOnlyMemory<byte> statistics)
    {
        try
        {
            using var json = JsonDocument.Parse(statistics);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // none, or damaged: they may always be missing
        }
    }
}
