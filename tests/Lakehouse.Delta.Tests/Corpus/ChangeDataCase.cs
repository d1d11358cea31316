using System.Text.Json;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>A range of versions and the row changes in it.</summary>
internal sealed class ChangeDataCase(JsonElement json)
{
    public long Start => json.GetProperty("startVersion").GetInt64();

    public long? End => json.TryGetProperty("endVersion", out var end) && end.ValueKind == JsonValueKind.Number ? end.GetInt64() : null;

    public bool MustFail => json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.True;

    public JsonElement Columns => json.GetProperty("columns");

    public JsonElement Rows => json.GetProperty("rows");

    public override string ToString() => json.GetRawText();
}
