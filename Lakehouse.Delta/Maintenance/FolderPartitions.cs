using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Partition columns as the folders of files tell them: <c>year=2024/month=5/part-0.parquet</c>.</summary>
internal sealed class FolderPartitions
{
    private const string Null = "__HIVE_DEFAULT_PARTITION__";

    private readonly Uri table;
    private readonly Dictionary<string, string?[]> values = new(StringComparer.Ordinal);

    /// <exception cref="SchemaMismatchException">Folders differ in their partition columns, or from the schema that is given.</exception>
    public FolderPartitions(Uri table, StructType? given, IReadOnlyList<string> paths)
    {
        this.table = table;
        var names = Folders(paths[0]).Select(folder => folder.Name).ToArray();
        foreach (var path in paths)
        {
            var folders = Folders(path).ToArray();
            if (!folders.Select(folder => folder.Name).SequenceEqual(names, StringComparer.OrdinalIgnoreCase))
            {
                throw new SchemaMismatchException($"The folder cannot be converted: {paths[0]} lies in the partition columns ({string.Join(", ", names)}), another file in ({string.Join(", ", folders.Select(folder => folder.Name))}).", table, null, path);
            }

            values[path] = [.. folders.Select(folder => folder.Value)];
        }

        Schema = given ?? new StructType([.. names.Select((name, i) => new StructField(name, TypeOf([.. values.Values.Select(value => value[i]).OfType<string>()])))]);
        if (!Schema.Fields.Select(field => field.Name).SequenceEqual(names, StringComparer.OrdinalIgnoreCase))
        {
            throw new SchemaMismatchException($"The folder cannot be converted: its folders are the partition columns ({string.Join(", ", names)}), not ({string.Join(", ", Schema.Fields.Select(field => field.Name))}).", table);
        }
    }

    /// <summary>The partition columns.</summary>
    public StructType Schema { get; }

    /// <summary>Column → value of a file.</summary>
    public Dictionary<string, string?> ValuesOf(string path) =>
        Schema.Fields.Select((field, i) => (field.Name, Value: values[path][i])).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    /// <exception cref="SchemaMismatchException">A value is none of the column's type.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.OpenInternal();
        for (var i = 0; i < Schema.Fields.Count; i++)
        {
            var field = Schema.Fields[i];
            foreach (var value in values.Values.Select(value => value[i]).OfType<string>().Distinct(StringComparer.Ordinal).Where(_ => field.Type != PrimitiveType.String))
            {
                try
                {
                    await engine.ExecuteAsync($"SELECT {PartitionValue.ToSql(value, field.Type)}", cancellationToken).ConfigureAwait(false);
                }
                catch (DuckDBException wrong)
                {
                    throw new SchemaMismatchException($"The folder cannot be converted: '{value}' is no value of the partition column '{field.Name}' of type {field.Type}.", table, null, null, wrong);
                }
            }
        }
    }

    /// <summary>The narrowest type of all that values can have.</summary>
    private static PrimitiveType TypeOf(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? PrimitiveType.String
        : texts.All(text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) ? PrimitiveType.Long
        : texts.All(text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) ? PrimitiveType.Date
        : texts.All(text => FilterValueText.Time(text) is not null) ? PrimitiveType.Timestamp
        : PrimitiveType.String;

    private static IEnumerable<(string Name, string? Value)> Folders(string path) =>
        path.Split('/')[..^1].Select(folder => (folder, At: folder.IndexOf('=', StringComparison.Ordinal))).Where(part => part.At > 0)
            .Select(part => (Uri.UnescapeDataString(part.folder[..part.At]), part.folder[(part.At + 1)..] is var value && value == Null ? null : Uri.UnescapeDataString(value)));
}
