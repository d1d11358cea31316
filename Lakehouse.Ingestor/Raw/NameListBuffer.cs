using Lakehouse.Ingestor.Columns;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Lakehouse.Ingestor.Raw;

/// <summary>The column <c>_unchanged</c>: for each row NULL or a list of column names.</summary>
/// <remarks>
/// Parquet's list: <c>optional group (LIST) { repeated group list { optional binary element (STRING) } }</c>. Definition level 0 is
/// no list, 3 an element; repetition level 0 begins a row, 1 goes on in its list.
/// </remarks>
internal sealed class NameListBuffer
{
    private const short NoList = 0, Element = 3, NewRow = 0, SameRow = 1;

    private readonly List<short> definitions = [];
    private readonly List<short> repetitions = [];
    private readonly List<ByteArray> names = [];

    /// <summary>The column's place in a file's schema.</summary>
    public static Node Node(string name)
    {
        using var list = LogicalType.List();
        using var element = ColumnTypes.Text.Node("element");
        using var repeated = new GroupNode("list", Repetition.Repeated, [element]);
        return new GroupNode(name, Repetition.Optional, [repeated], list);
    }

    public void AppendNull() => Add(NoList, NewRow);

    /// <summary>Adds a name to the list of the current row, which it begins when it is the row's first.</summary>
    public void AppendName(ByteArray pinned, bool first)
    {
        names.Add(pinned);
        Add(Element, first ? NewRow : SameRow);
    }

    public void WriteTo(ColumnWriter column) => ((ColumnWriter<ByteArray>)column).WriteBatch(
        definitions.Count,
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(definitions),
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(repetitions),
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(names));

    public void Clear()
    {
        definitions.Clear();
        repetitions.Clear();
        names.Clear();
    }

    private void Add(short definition, short repetition)
    {
        definitions.Add(definition);
        repetitions.Add(repetition);
    }
}
