using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace Lakehouse.Delta;

/// <summary>The columns of one row group of a checkpoint or sidecar, by dotted path such as <c>add.deletionVector.offset</c>.</summary>
/// <remarks>A column that the file lacks reads as null in every row: files hold only the actions and members their writer knew.</remarks>
internal sealed class ActionColumns(RowGroupReader group, IReadOnlyDictionary<string, int> columnIndexes, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, string> interned = new(StringComparer.Ordinal);

    public int Rows { get; } = checked((int)group.MetaData.NumRows);

    public byte[]?[] Bytes(string path) => Leaf(path)?.PerRow<byte[]>(Rows) ?? new byte[]?[Rows];

    public string?[] Texts(string path) => Array.ConvertAll(Bytes(path), bytes => bytes is null ? null : Encoding.UTF8.GetString(bytes));

    public long?[] Numbers(string path) => Nullable<long>(path);

    public bool?[] Flags(string path) => Nullable<bool>(path);

    /// <summary>Maps of texts; null where a row has no entry.</summary>
    public IReadOnlyDictionary<string, string?>?[] Maps(string path)
    {
        var result = new IReadOnlyDictionary<string, string?>?[Rows];
        if (Below(path, ".key") is not { } keyPath || Below(path, ".value") is not { } valuePath)
        {
            return result;
        }

        var keys = Leaf(keyPath)!;
        var allKeys = keys.ListPerRow<byte[]>(Rows, keys.MaxDefinition);
        var values = Leaf(valuePath)!;
        var allValues = values.ListPerRow<byte[]>(Rows, keys.MaxDefinition);
        for (var row = 0; row < Rows; row++)
        {
            if (allKeys[row] is { } rowKeys)
            {
                var map = new Dictionary<string, string?>(rowKeys.Count, StringComparer.Ordinal);
                for (var i = 0; i < rowKeys.Count; i++)
                {
                    map[Intern(rowKeys[i])!] = Intern(allValues[row]?[i]);
                }

                result[row] = map;
            }
        }

        return result;
    }

    /// <summary>Lists of texts; null where a row has no element.</summary>
    public IReadOnlyList<string>?[] Lists(string path)
    {
        var result = new IReadOnlyList<string>?[Rows];
        if (Below(path, "") is { } elementPath)
        {
            var leaf = Leaf(elementPath)!;
            var lists = leaf.ListPerRow<byte[]>(Rows, leaf.MaxDefinition);
            for (var row = 0; row < Rows; row++)
            {
                result[row] = lists[row]?.ConvertAll(bytes => Encoding.UTF8.GetString(bytes!));
            }
        }

        return result;
    }

    private T?[] Nullable<T>(string path)
        where T : struct
    {
        var result = new T?[Rows];
        if (Leaf(path) is { } leaf)
        {
            var values = leaf.PerRow<T>(Rows);
            for (var row = 0; row < Rows; row++)
            {
                result[row] = leaf.Definitions[row] == leaf.MaxDefinition ? values[row] : null;
            }
        }

        return result;
    }

    private ParquetLeaf? Leaf(string path)
    {
        if (!columnIndexes.TryGetValue(path, out var index))
        {
            return null;
        }

        var leaf = ParquetLeaf.Read(group, index, cancellationToken);
        return leaf.Repetitions.Length > 0 || leaf.Definitions.Length == Rows ? leaf : throw new InvalidDataException($"The column {path} has {leaf.Definitions.Length} values for {Rows} rows.");
    }

    /// <summary>The leaf inside a map or list: writers differ in the names between (<c>key_value</c>, <c>map</c>, <c>list.element</c>, <c>bag.array</c>).</summary>
    private string? Below(string path, string ending) =>
        columnIndexes.Keys.FirstOrDefault(column => column.StartsWith(path + ".", StringComparison.Ordinal) && column.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>Partition values repeat in thousands of files: one text for each.</summary>
    private string? Intern(byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes);
        if (interned.TryGetValue(text, out var same))
        {
            return same;
        }

        if (interned.Count < 10_000)
        {
            interned.Add(text, text);
        }

        return text;
    }
}
