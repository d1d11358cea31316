using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Reads the statistics of some columns out of <c>add.stats</c> without building a document.</summary>
/// <remarks>
/// <code>{"numRecords":3,"minValues":{"id":1,"s":{"x":2}},"maxValues":{"id":3,"s":{"x":4}},"nullCount":{"id":0,"s":{"x":1}}}</code>
/// </remarks>
internal sealed class StatisticsReader
{
    private readonly Node root = new([]);

    // Made once: a closure for each member of each file would cost as much as reading it.
    private readonly Action<int, StatisticsValue?> foundMin;
    private readonly Action<int, StatisticsValue?> foundMax;
    private readonly Action<int, StatisticsValue?> foundNulls;

    /// <summary>The columns' names as flat statistics have them; null where one is inside a struct or has a name that JSON may write in several ways.</summary>
    private readonly byte[]?[]? keys;

    public StatisticsReader(IReadOnlyList<FilterColumn> columns)
    {
        (Min, Max, Nulls) = (new StatisticsValue?[columns.Count], new StatisticsValue?[columns.Count], new long?[columns.Count]);
        foundMin = (column, value) => Min[column] = value;
        foundMax = (column, value) => Max[column] = value;
        foundNulls = (column, value) => Nulls[column] = value?.Integer;
        byte[]?[] names = [.. columns.Select(column => column.Partition < 0 && column.Path.Count == 1 ? FlatStatistics.Key(column.Path[0]) : null)];
        keys = columns.Zip(names).All(pair => pair.First.Partition >= 0 || pair.Second is not null) ? names : null;
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Partition < 0)
            {
                columns[i].Path.Aggregate(root, (node, name) => node.Child(Encoding.UTF8.GetBytes(name))).Column = i;
            }
        }
    }

    /// <summary>Rows of the data file, or null.</summary>
    public long? Rows { get; private set; }

    /// <summary>Lower bounds by column, or null.</summary>
    public StatisticsValue?[] Min { get; }

    /// <summary>Upper bounds by column.</summary>
    public StatisticsValue?[] Max { get; }

    /// <summary>Number of nulls by column, or null.</summary>
    public long?[] Nulls { get; }

    /// <summary>Reads the statistics of one file; damaged ones count as missing.</summary>
    [MethodImpl(FirstCall.IsFast)]
    public void Read(ReadOnlySpan<byte> statistics)
    {
        Clear();
        if (statistics.IsEmpty || TryReadFlat(statistics))
        {
            return;
        }

        Clear();

        try
        {
            var json = new Utf8JsonReader(statistics);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref json);
            }
        }
        catch (JsonException)
        {
            Clear();
        }
    }

    [MethodImpl(FirstCall.IsFast)]
    private bool TryReadFlat(ReadOnlySpan<byte> statistics)
    {
        var flat = new FlatStatistics();
        if (keys is null || !flat.TryOpen(statistics))
        {
            return false;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] is { } key)
            {
                if (!flat.TryRead(key, out var low, out var high, out var nulls))
                {
                    return false;
                }

                (Min[i], Max[i], Nulls[i]) = (low, high, nulls);
            }
        }

        Rows = flat.Rows;
        return true;
    }

    private void ReadMember(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("numRecords"u8))
        {
            json.Read();
            Rows = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var rows) ? rows : null;
        }
        else if (json.ValueTextEquals("minValues"u8))
        {
            ReadTree(ref json, root, foundMin);
        }
        else if (json.ValueTextEquals("maxValues"u8))
        {
            ReadTree(ref json, root, foundMax);
        }
        else if (json.ValueTextEquals("nullCount"u8))
        {
            ReadTree(ref json, root, foundNulls);
        }
        else
        {
            json.Skip();
        }
    }

    private static void ReadTree(ref Utf8JsonReader json, Node node, Action<int, StatisticsValue?> found)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var child = node.Find(ref json);
            if (child is null)
            {
                json.Skip();
            }
            else if (child.Column < 0)
            {
                ReadTree(ref json, child, found);
            }
            else
            {
                json.Read();
                found(child.Column, Value(ref json));
            }
        }
    }

    private static StatisticsValue? Value(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return new StatisticsValue(json.GetString()!);
            case JsonTokenType.Number when json.TryGetInt64(out var integer):
                return new StatisticsValue(integer);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return new StatisticsValue(Encoding.UTF8.GetString(json.ValueSpan));
            default:
                json.Skip();
                return null;
        }
    }

    private void Clear()
    {
        Rows = null;
        Array.Clear(Min);
        Array.Clear(Max);
        Array.Clear(Nulls);
    }

    private sealed class Node(byte[] name)
    {
        private readonly List<Node> children = [];

        public int Column { get; set; } = -1;

        public Node Child(byte[] childName)
        {
            var child = children.Find(node => node.Is(childName));
            if (child is null)
            {
                child = new Node(childName);
                children.Add(child);
            }

            return child;
        }

        public Node? Find(ref Utf8JsonReader property)
        {
            foreach (var child in children)
            {
                if (property.ValueTextEquals(child.Name))
                {
                    return child;
                }
            }

            return null;
        }

        private byte[] Name => name;

        private bool Is(byte[] other) => name.AsSpan().SequenceEqual(other);
    }
}
