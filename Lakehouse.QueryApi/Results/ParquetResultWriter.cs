using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Lakehouse.QueryApi.Results;

/// <summary>A Parquet file. A row group is held in memory, so it is bounded by bytes as well as by rows.</summary>
/// <param name="compression">How its pages are compressed.</param>
/// <param name="level">How much, or null as the compression does it by itself.</param>
internal sealed class ParquetResultWriter(Compression compression = Compression.Snappy, int? level = null) : ResultWriter
{
    /// <summary>Names a file with a compression of its own between the service and its workers; the compression's name and its level stand behind it: <c>Zstd:3</c>.</summary>
    public const string CompressedMediaType = "application/vnd.apache.parquet;compression=";

    /// <summary>Rows of a row group, as DuckDB writes them.</summary>
    private const int MaxGroupRows = 122_880;

    /// <summary>A row group has room for this, and for <see cref="ColumnBytes"/> of each column: groups of a few rows of thousands of columns would be mostly their own description.</summary>
    private const long GroupBytes = 16 * 1024 * 1024;

    private const long ColumnBytes = 8 * 1024;

    /// <summary>A dictionary's table of some hundred values takes 100 KB while it is written: for thousands of columns more than all the rest.</summary>
    private const int MaxDictionaries = 500;

    private const int MaxDictionariesOfMany = 20;

    /// <summary>Where a hundred files are open, what each column keeps (a dictionary and its table, a page) is a hundredfold: 1,087 MB for two columns of texts with the library's own 1 MB each.</summary>
    private const int DictionaryBytesOfMany = 32 * 1024;

    private const int PageBytesOfMany = 64 * 1024;

    private ArrowSlices? slices;
    private FileWriter? writer;
    private long maxGroupBytes;
    private long groupRows;
    private long groupBytes;

    public override void Begin(BlockBuffer target, ResultRows result)
    {
        slices = new ArrowSlices(result, GroupBytes);
        maxGroupBytes = GroupBytes + (ColumnBytes * result.Columns.Length);
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(compression).CreatedBy("Lakehouse").MaxRowGroupLength(MaxGroupRows);
        if (IsOneOfMany)
        {
            builder.DictionaryPagesizeLimit(DictionaryBytesOfMany).DataPagesize(PageBytesOfMany);
        }

        if (level is { } asked)
        {
            builder.CompressionLevel(asked);
        }

        using var properties = (result.Columns.Length > (IsOneOfMany ? MaxDictionariesOfMany : MaxDictionaries) ? builder.DisableDictionary() : builder).Build();
        using var arrowBuilder = new ArrowWriterPropertiesBuilder();
        using var arrowProperties = arrowBuilder.Build();
        try
        {
            writer = new FileWriter(new BlockStream(target), result.ArrowSchema, properties, arrowProperties, leaveOpen: true);
        }
        catch (ParquetException unsupported)
        {
            throw new QueryException(Problem.UnsupportedType, $"A column's type cannot be written to Parquet: {unsupported.Message.TrimEnd('.')}. CAST it to VARCHAR.", unsupported);
        }
    }

    public override int Write(int from, int to)
    {
        var batch = slices!.Next(from, to);
        if (groupRows + batch.Length > MaxGroupRows || groupBytes + slices.Bytes > maxGroupBytes)
        {
            Release();
        }

        writer!.WriteBufferedRecordBatch(batch);
        var rows = batch.Length;
        groupRows += rows;
        groupBytes += slices.Bytes;
        slices.Release();
        return from + rows;
    }

    public override long Held => groupBytes;

    public override void Release()
    {
        if (groupRows > 0)
        {
            writer!.NewBufferedRowGroup();
            groupRows = groupBytes = 0;
        }
    }

    public override void End(ResultSummary summary) => writer!.Close();

    public override void Dispose()
    {
        writer?.Dispose();
        slices?.Dispose();
    }
}
