using Lakehouse.Ingestor.Columns;
using Lakehouse.Storage;
using ParquetSharp;

namespace Lakehouse.Ingestor.Raw;

/// <summary>A load file that is being written under a hidden name.</summary>
internal sealed class LoadFile : IUnpublishedFile, IDisposable
{
    private readonly ParquetFileWriter writer;
    private readonly LoadConstants constants;
    private readonly Dictionary<string, string> metadata;

    private LoadFile(string path, ParquetFileWriter writer, LoadConstants constants, Dictionary<string, string> metadata)
    {
        Path = path;
        this.writer = writer;
        this.constants = constants;
        this.metadata = metadata;
    }

    /// <summary>Where a killed load goes on after this file.</summary>
    public LoadPosition Position
    {
        set => metadata[LoadPosition.Key] = value.ToString();
    }

    public string Path { get; }

    public long Rows { get; private set; }

    /// <summary>Bytes so far.</summary>
    public long Bytes => new FileInfo(Path).Length;

    /// <summary>Starts a file.</summary>
    /// <param name="store">The table's folder.</param>
    /// <param name="schema">The file's columns.</param>
    /// <param name="first">The first rows, by which columns are encoded.</param>
    /// <param name="compression">The codec.</param>
    /// <param name="constants">What is the same in all rows.</param>
    /// <param name="position">Where a killed load goes on after this file.</param>
    public static LoadFile Create(ObjectStore store, RawSchema schema, IReadOnlyList<ColumnBuffer> first, RawCompression compression, LoadConstants constants, LoadPosition position)
    {
        var path = store.CreateUploadFile(".parquet");
        using var node = schema.CreateNode(changes: false);
        using var properties = RawFileFormat.Properties(compression, schema, first, changes: false);
        var metadata = new Dictionary<string, string> { [LoadPosition.Key] = position.ToString() };
        return new LoadFile(path, new ParquetFileWriter(path, node, properties, metadata), constants, metadata);
    }

    /// <summary>Writes the buffers' rows as a row group.</summary>
    public void Write(ReadOnlySpan<ColumnBuffer> columns, int rows)
    {
        using var group = writer.AppendRowGroup();
        constants.WriteOperation(group.NextColumn(), rows);
        foreach (var column in columns)
        {
            column.WriteTo(group.NextColumn());
        }

        constants.WriteTime(group.NextColumn(), rows);
        constants.WriteSequence(group.NextColumn(), rows);
        Rows += rows;
    }

    public void Close() => writer.Close();

    /// <summary>Ends the file; one that was not published is deleted.</summary>
    public void Dispose()
    {
        writer.Dispose();
        File.Delete(Path);
    }
}
