using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Source;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Lakehouse.Ingestor.Raw;

/// <summary>The columns of a table's load files: <c>Op</c>, the source's columns, <c>dms_timestamp_col</c>, <c>change_seq</c>.</summary>
internal sealed class RawSchema(IReadOnlyList<SourceColumn> columns)
{
    public const string Operation = "Op";
    public const string CommitTime = "dms_timestamp_col";
    public const string Sequence = "change_seq";

    /// <summary>The source's columns.</summary>
    public IReadOnlyList<SourceColumn> Columns { get; } = columns;

    /// <summary>Fresh buffers for the source's columns.</summary>
    public ColumnBuffer[] CreateBuffers() => [.. Columns.Select(column => column.Type.Buffer())];

    /// <summary>The schema as Parquet's native object.</summary>
    public GroupNode CreateNode()
    {
        Node[] fields =
        [
            ColumnTypes.Text.Node(Operation),
            .. Columns.Select(column => column.Type.Node(column.Name)),
            ColumnTypes.Instant.Node(CommitTime),
            ColumnTypes.Text.Node(Sequence),
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
