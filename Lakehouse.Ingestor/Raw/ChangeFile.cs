using Lakehouse.Storage;
using ParquetSharp;

namespace Lakehouse.Ingestor.Raw;

/// <summary>A change file that is being written under a hidden name.</summary>
internal sealed class ChangeFile : IUnpublishedFile, IDisposable
{
    /// <summary>Key of the file's metadata whose value is the <c>change_seq</c> of its last row: where capture goes on after a crash.</summary>
    private const string PositionKey = "lakehouse.position";

    private readonly ParquetFileWriter writer;
    private readonly Dictionary<string, string> metadata;

    private ChangeFile(string path, ParquetFileWriter writer, Dictionary<string, string> metadata)
    {
        Path = path;
        this.writer = writer;
        this.metadata = metadata;
    }

    public string Path { get; }

    public long Rows { get; private set; }

    /// <summary>Position of the last row.</summary>
    public ChangeSequence Last { get; private set; }

    /// <summary>Bytes so far.</summary>
    public long Bytes => new FileInfo(Path).Length;

    /// <summary>Starts a file.</summary>
    /// <param name="store">The table's folder.</param>
    /// <param name="schema">The file's columns.</param>
    /// <param name="first">The first rows, by which columns are encoded.</param>
    /// <param name="compression">The codec.</param>
    public static ChangeFile Create(ObjectStore store, RawSchema schema, ChangeRows first, RawCompression compression)
    {
        var path = store.CreateUploadFile(".parquet");
        using var node = schema.CreateNode(changes: true);
        using var properties = RawFileFormat.Properties(compression, schema, first.Columns, changes: true);
        var metadata = new Dictionary<string, string> { [PositionKey] = "" };
        return new ChangeFile(path, new ParquetFileWriter(path, node, properties, metadata), metadata);
    }

    /// <summary>The position of a published file's last row, or null where it is not a file of changes captured here.</summary>
    public static async Task<ChangeSequence?> ReadPositionAsync(ObjectStore store, string name, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(name, cancellationToken);
        using var reader = new ParquetFileReader(stream);
        using var file = reader.FileMetaData;
        return file.KeyValueMetadata is { } metadata && metadata.TryGetValue(PositionKey, out var position) ? ChangeSequence.Parse(position) : null;
    }

    /// <summary>Writes rows as a row group.</summary>
    public void Write(ChangeRows rows)
    {
        using var group = writer.AppendRowGroup();
        rows.WriteTo(group);
        Rows += rows.Count;
        Last = rows.Last;
        metadata[PositionKey] = Last.ToString();
    }

    public void Close() => writer.Close();

    /// <summary>Ends the file; one that was not published is deleted.</summary>
    public void Dispose()
    {
        writer.Dispose();
        File.Delete(Path);
    }
}
