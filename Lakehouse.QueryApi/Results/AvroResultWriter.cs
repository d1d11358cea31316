using System.Buffers;
using Avro;
using Avro.File;

namespace Lakehouse.QueryApi.Results;

/// <summary>An Avro container file: blocks of rows, each compressed with deflate.</summary>
internal sealed class AvroResultWriter : RowResultWriter
{
    public const string MediaType = "application/vnd.apache.avro";

    private IFileWriter<int>? writer;

    protected override void Begin(IBufferWriter<byte> target, ColumnVector[] columns) =>
        writer = DataFileWriter<int>.OpenWriter(new AvroRows(columns, Schema.Parse(AvroSchema.Of(columns))), new BlockStream(target), Codec.CreateCodec(Codec.Type.Deflate));

    protected override void Row(ColumnVector[] columns, int row) => writer!.Append(row);

    public override void End(ResultSummary summary) => writer!.Close();

    /// <summary>The library's writer holds memory only; to dispose of it would be to write on.</summary>
    public override void Dispose() => writer = null;
}
