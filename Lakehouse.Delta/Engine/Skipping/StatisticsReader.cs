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
    private readonly Action<int, string?> foundMin;
    private readonly Action<int, string?> foundMax;
    private readonly Action<int, string?> foundNulls;

    public StatisticsReader(IReadOnlyList<FilterColumn> columns)
    {
        (Min, Max, Nulls) = (new string?[columns.Count], new string?[columns.Count], new long?[columns.Count]);
        foundMin = (column, text) => Min[column] = text;
        foundMax = (column, text) => Max[column] = text;
        foundNulls = (column, text) => Nulls[column] = long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : null;
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

    /// <summary>Lower bounds by column: the text of the JSON value, or null.</summary>
    public string?[] Min { get; }

    /// <summary>Upper bounds by column.</summary>
    public string?[] Max { get; }

    /// <summary>Number of nulls by column, or null.</summary>
    public long?[] Nulls { get; }

    /// <summary>Reads the statistics of one file; damaged ones count as missing.</summary>
    public void Read(ReadOnlySpan<byte> statistics)
    {
        Clear();
        if (statistics.IsEmpty)
        {
            return;
        }

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

    private static void ReadTree(ref Utf8JsonReader json, Node node, Action<int, string?> found)
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
                found(child.Column, Text(ref json));
            }
        }
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return json.GetString();
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return Encoding.UTF8.GetString(json.ValueSpan);
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
