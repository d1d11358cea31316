using System.Text.Json;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Athena;

/// <summary>
/// Takes an answer in <see cref="AthenaResultWriter"/>'s format into a file, and puts it at its location when it is whole: readers see
/// all of it or nothing. Memory does not grow with the result.
/// </summary>
internal sealed class ResultFile(ResultLocation location, bool isTabbed) : AnswerSink
{
    private readonly string localPath = location.Store.CreateUploadFile(isTabbed ? ".txt" : ".csv");
    private readonly MemoryStream columns = new();
    private FileStream? file;
    private bool hasColumns;

    /// <summary>The columns, from the answer's first line.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; private set; } = [];

    /// <summary>Bytes of the file.</summary>
    public long Length { get; private set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        file ??= Create(localPath);
        if (!hasColumns)
        {
            var end = block.Span.IndexOf((byte)'\n');
            columns.Write(block.Span[..(end < 0 ? block.Length : end)]);
            if (end < 0)
            {
                return;
            }

            hasColumns = true;
            Columns = JsonSerializer.Deserialize<ResultColumn[]>(columns.ToArray())!;
            block = block[(end + 1)..];
        }

        await file.WriteAsync(block, cancellationToken);
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        file ??= Create(localPath);
        if (isTabbed)
        {
            await RewriteTabbedAsync(file, cancellationToken);
        }

        Length = file.Length;
        await file.DisposeAsync();
        file = null;
        await location.Store.PutFileAsync(location.Path, localPath, cancellationToken);
    }

    public override void Dispose()
    {
        file?.Dispose();
        File.Delete(localPath);
        columns.Dispose();
    }

    private static FileStream Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.Asynchronous);
    }

    /// <summary>Lists and descriptions are short: values with tabs between them, without a line of names.</summary>
    private static async Task RewriteTabbedAsync(FileStream file, CancellationToken cancellationToken)
    {
        file.Position = 0;
        var page = await ResultPage.ReadAsync(file, 0, int.MaxValue, isTabbed: false, cancellationToken);
        file.SetLength(0);
        var text = string.Concat(page.Rows.Skip(1).Select(row => string.Join('\t', row.Select(value => (value ?? "").Replace('\n', ' '))) + "\n"));
        await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        await file.FlushAsync(cancellationToken);
    }
}
