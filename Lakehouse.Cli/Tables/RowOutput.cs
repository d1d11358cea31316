using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Lakehouse.Cli.Output;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Tables;

/// <summary>Where and how rows are written.</summary>
/// <param name="Format">How.</param>
/// <param name="Limit">Most rows, or null for all.</param>
/// <param name="Out">A file, or null for standard output.</param>
internal sealed record RowOutput(RowFormat Format, long? Limit, string? Out)
{
    /// <summary>Tables are laid out in memory and read by people.</summary>
    public const long TableRows = 1_000;

    /// <summary>Whether a program reads the output as it comes.</summary>
    public bool IsForMachines => IsStandardOutput && Format == RowFormat.JsonLines;

    /// <summary>Whether rows go to standard output.</summary>
    public bool IsStandardOutput => Out is null;

    /// <summary>Makes a progress show how far the writing has come.</summary>
    /// <param name="progress">What people see.</param>
    /// <param name="engine">Where the rows are read.</param>
    /// <param name="rows">Rows that there are, or null.</param>
    /// <param name="bytes">Length of the files that hold them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<RowProgress> FollowAsync(Progress progress, DuckDbEngine engine, long? rows, long bytes, CancellationToken cancellationToken)
    {
        // A limit ends the reading before all files are read.
        var written = new RowProgress(engine, Limit is { } most ? Math.Min(most, rows ?? most) : rows, Limit is null ? bytes : null);
        if (progress.IsShown)
        {
            await written.EnableAsync(cancellationToken);
            progress.Follow(written.Present);
        }

        return written;
    }

    /// <summary>Writes the rows of all parts, as if they were one.</summary>
    /// <param name="engine">Where they are read.</param>
    /// <param name="columns">The columns of the parts.</param>
    /// <param name="parts">What to read, part by part; a Parquet file is written from one part only.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OutputClosedException">Nobody reads any more.</exception>
    public async Task WriteAsync(DuckDbEngine engine, IReadOnlyList<StructField> columns, IAsyncEnumerable<RowSelect> parts, RowProgress progress, CancellationToken cancellationToken)
    {
        if (Format == RowFormat.Table)
        {
            await WriteTableAsync(engine, columns, parts, progress, cancellationToken);
            return;
        }

        if (Out is null)
        {
            await using var output = new StandardOutput();
            await WriteLinesAsync(engine, columns, parts, progress, output.WriteAsync, cancellationToken);
            return;
        }

        using var file = OutputFile.Create(Out);
        var count = await WriteFileAsync(engine, columns, parts, progress, file.Path, cancellationToken);
        await file.PublishAsync(cancellationToken);
        await Console.Error.WriteLineAsync($"{Count(count)} written to {Out}");
    }

    private static string Count(long rows) => rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows");

    private async Task WriteTableAsync(DuckDbEngine engine, IReadOnlyList<StructField> columns, IAsyncEnumerable<RowSelect> parts, RowProgress progress, CancellationToken cancellationToken)
    {
        var most = Limit ?? TableRows;
        var texts = new List<string?[]>();
        await EachAsync(parts, progress, most + 1, async (part, limit) =>
        {
            var rows = await new EngineQuery(engine, part.Texts(limit)).ReadTextsAsync(cancellationToken);
            texts.AddRange(rows);
            return rows.Count;
        });
        var more = texts.Count > most;
        var shown = more ? texts[..(int)most] : texts;
        Grid.Write([.. columns.Select(column => (column.Name, IsNumber(column.Type)))], shown);
        await Console.Error.WriteLineAsync($"{Count(shown.Count)}{(more ? " (there are more: raise --limit, or take all with --format csv or jsonl)" : "")}");
    }

    private async Task<long> WriteFileAsync(DuckDbEngine engine, IReadOnlyList<StructField> columns, IAsyncEnumerable<RowSelect> parts, RowProgress progress, string path, CancellationToken cancellationToken)
    {
        if (Format == RowFormat.Parquet)
        {
            return await EachAsync(parts, progress, Limit, (part, limit) =>
                new EngineQuery(engine, $"COPY ({part.Typed(limit)}) TO {SqlText.Literal(path)} (FORMAT parquet, COMPRESSION zstd)").ExecuteAsync(cancellationToken));
        }

        await using var stream = new FileStream(path, FileMode.CreateNew);
        return await WriteLinesAsync(engine, columns, parts, progress, stream.WriteAsync, cancellationToken);
    }

    private async Task<long> WriteLinesAsync(DuckDbEngine engine, IReadOnlyList<StructField> columns, IAsyncEnumerable<RowSelect> parts, RowProgress progress, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        if (Format == RowFormat.JsonLines)
        {
            return await EachAsync(parts, progress, Limit, (part, limit) => new EngineQuery(engine, part.JsonLines(limit)).CopyLinesAsync("\n", write, progress, cancellationToken));
        }

        await write(Encoding.UTF8.GetBytes(CsvLine.Header(columns) + CsvLine.End), cancellationToken);
        return await EachAsync(parts, progress, Limit, (part, limit) => new EngineQuery(engine, part.CsvLines(limit)).CopyLinesAsync(CsvLine.End, write, progress, cancellationToken));
    }

    /// <summary>Takes part after part until there are enough rows; returns how many there are.</summary>
    private static async Task<long> EachAsync(IAsyncEnumerable<RowSelect> parts, RowProgress progress, long? limit, Func<RowSelect, long?, Task<long>> take)
    {
        var rows = 0L;
        await foreach (var part in parts)
        {
            progress.BeginPart(part.Bytes);
            try
            {
                rows += await take(part, limit - rows);
            }
            catch (DuckDBException error) when (part.Explain(error) is { } explained)
            {
                throw explained;
            }

            if (rows >= limit)
            {
                break;
            }
        }

        return rows;
    }

    private static bool IsNumber(DataType type) =>
        type is DecimalType or PrimitiveType { Name: "byte" or "short" or "integer" or "long" or "float" or "double" };
}
