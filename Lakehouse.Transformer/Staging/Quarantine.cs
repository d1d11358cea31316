using System.Text.Json;
using Lakehouse.Delta.Engine;
using Lakehouse.Storage;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Raw;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>
/// Keeps what could not be used: <c>{quality}/{pipeline}/quarantine/{table}/</c>. It is written before the commit that reads past it,
/// under a name that follows from the files, so a crash in between writes it again and never loses it.
/// </summary>
internal sealed class Quarantine(ObjectStore store)
{
    /// <summary>Keeps rows, each with the reason, its file and its place there.</summary>
    /// <returns>Where they are.</returns>
    public async Task<string> KeepRowsAsync(DuckDbEngine engine, string unusableRows, RawBatch batch, CancellationToken cancellationToken)
    {
        var name = $"{Stem(batch.Files[0])}_{Stem(batch.Files[^1])}.parquet";
        var upload = store.CreateUploadFile(".parquet");
        await engine.ExecuteAsync($"COPY ({unusableRows}) TO {Literal(upload)} (FORMAT parquet)", cancellationToken);
        await store.PutFileAsync(name, upload, cancellationToken);
        return new Uri(store.Root, name).ToString();
    }

    /// <summary>Notes that a file could not be read; the file itself stays in raw.</summary>
    /// <returns>Where the note is.</returns>
    public async Task<string> NoteFileAsync(RawFile file, Uri location, string reason, CancellationToken cancellationToken)
    {
        var name = $"{Stem(file)}.unreadable.json";
        var note = JsonSerializer.SerializeToUtf8Bytes(new { file = new Uri(location, file.Name).ToString(), size = file.Size, reason });
        await store.PutAsync(name, note, cancellationToken);
        return new Uri(store.Root, name).ToString();
    }

    private static string Stem(RawFile file) => Path.GetFileNameWithoutExtension(file.Name);
}
