using System.Collections.Concurrent;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>
/// Builds a table's content from its raw files, row by row and by the rules of docs/raw.md: what a reader must come to. Also
/// checks what a reader relies on: order, no change twice.
/// </summary>
internal static class Replay
{
    private static readonly ConcurrentDictionary<string, (bool Load, IReadOnlyList<string?[]> Changes)> Files = new();

    /// <param name="raw">The files.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">Number of key columns, which come first.</param>
    /// <param name="columns">The columns to return.</param>
    public static SortedDictionary<string, string?[]> Of(RawReader raw, string table, int key, params string[] columns)
    {
        var rows = new SortedDictionary<string, string?[]>(StringComparer.Ordinal);
        string?[]? deleted = null;
        var last = "";
        foreach (var file in raw.Files(table))
        {
            var (load, changes) = Files.GetOrAdd(Path.Combine(raw.Folder(table), file), path => Read(path, columns));
            foreach (var row in changes)
            {
                Assert.True(load ? string.CompareOrdinal(row[1], last) >= 0 : string.CompareOrdinal(row[1], last) > 0, $"{file}: {row[1]} after {last}");
                last = row[1]!;
                Apply(rows, row[0]!, row[2]?.Split('|') ?? [], row[3..], key, columns, ref deleted, $"{file} {row[1]}");
            }
        }

        return rows;
    }

    private static (bool Load, IReadOnlyList<string?[]> Changes) Read(string path, string[] columns)
    {
        var present = RawReader.Query($"DESCRIBE SELECT * FROM '{path}'").Select(row => row[0]!).ToHashSet();
        var load = !present.Contains("_unchanged");
        var select = string.Join(", ", columns.Select(column => present.Contains(column) ? $"\"{column}\"::text" : "NULL"));
        return (load, RawReader.Query($"SELECT Op, change_seq, array_to_string({(load ? "NULL" : "_unchanged")}, '|'), {select} FROM '{path}'"));
    }

    private static void Apply(SortedDictionary<string, string?[]> rows, string operation, string[] keep, string?[] values, int key, string[] columns, ref string?[]? deleted, string place)
    {
        var name = string.Join('|', values.Take(key));
        var before = operation == "U" ? rows.GetValueOrDefault(name) : deleted;
        deleted = null;
        switch (operation)
        {
            case "T":
                rows.Clear();
                break;
            case "D":
                Assert.True(rows.Remove(name, out deleted), $"{place}: {name} is deleted but not there");
                break;
            case "I":
                Assert.False(rows.ContainsKey(name), $"{place}: {name} is inserted but there already");
                goto default;
            default:
                foreach (var column in keep)
                {
                    var index = Array.IndexOf(columns, column);
                    values[index] = before![index];
                }

                rows[name] = values;
                break;
        }
    }
}
