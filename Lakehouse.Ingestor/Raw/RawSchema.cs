using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Source;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Lakehouse.Ingestor.Raw;

/// <summary>The columns of a table's files: <c>Op</c>, the source's, <c>dms_timestamp_col</c>, <c>change_seq</c>, and <c>_unchanged</c> in change files.</summary>
internal sealed class RawSchema(IReadOnlyList<SourceColumn> columns)
{
    public const string Operation = "Op";
    public const string CommitTime = "dms_timestamp_col";
    public const string Sequence = "change_seq";
    public const string Unchanged = "_unchanged";

    /// <summary>The source's columns.</summary>
    public IReadOnlyList<SourceColumn> Columns { get; } = columns;

    /// <summary>Fresh buffers for the source's columns.</summary>
    public ColumnBuffer[] CreateBuffers() => [.. Columns.Select(column => column.Type.Buffer())];

    /// <summary>Names of the columns of a file's first rows for which something holds.</summary>
    /// <param name="buffers">The source's columns.</param>
    /// <param name="holds">Asked of each.</param>
    public IEnumerable<string> Where(IReadOnlyList<ColumnBuffer> buffers, Func<ColumnBuffer, bool> holds) => Columns.Where((_, i) => holds(buffers[i])).Select(column => column.Name);

    /// <summary>Whether files of both schemas have the same columns.</summary>
    public bool Same(RawSchema other) => Columns.Select(column => (column.Name, column.Type.Name)).SequenceEqual(other.Columns.Select(column => (column.Name, column.Type.Name)));

    /// <summary>The schema as Parquet's native object.</summary>
    /// <param name="changes">Of change files, which have one more column.</param>
    public GroupNode CreateNode(bool changes)
    {
        Node[] fields =
        [
            ColumnTypes.Text.Node(Operation),
            .. Columns.Select(column => column.Type.Node(column.Name)),
            ColumnTypes.Instant.Node(CommitTime),
            ColumnTypes.Text.Node(Sequence),
            .. changes ? (Node[])[NameListBuffer.Node(Unchanged)] : [],
        ];
        try
        {
            return new GroupNode("schema", Repetition.Required, fields);
        }
        finally
        {
            Array.ForEach(fields, field => field.Dispose());
        }
    }
}
