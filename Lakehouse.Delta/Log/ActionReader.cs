using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Reads one line of a commit or of a JSON checkpoint.</summary>
/// <remarks>
/// A line is an object with one member, the action:
/// <code>{"add":{"path":"part-0.parquet","partitionValues":{},"size":1,"modificationTime":2,"dataChange":true}}</code>
/// Unknown actions and unknown members are skipped, as the protocol asks of readers.
/// </remarks>
internal static class ActionReader
{
    /// <returns>The action, or null when it is of a kind that readers ignore.</returns>
    /// <exception cref="JsonException">The line is damaged or lacks a required member.</exception>
    public static LogAction? Read(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 256 });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The line is not a JSON object.");
        }

        LogAction? action = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var kind = json.GetString();
            json.Read();
            if (json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            action = ReadAction(kind, ref json) ?? action;
        }

        if (json.TokenType != JsonTokenType.EndObject || json.Read())
        {
            throw new JsonException("The line goes on after its object.");
        }

        return action;
    }

    private static LogAction? ReadAction(string? kind, ref Utf8JsonReader json)
    {
        switch (kind)
        {
            case "add": return FileActionReader.ReadAdd(ref json);
            case "remove": return FileActionReader.ReadRemove(ref json);
            case "cdc": return FileActionReader.ReadChangeData(ref json);
            case "metaData": return TableActionReader.ReadMetadata(ref json);
            case "protocol": return TableActionReader.ReadProtocol(ref json);
            case "txn": return TableActionReader.ReadTransaction(ref json);
            case "domainMetadata": return TableActionReader.ReadDomain(ref json);
            case "commitInfo": return TableActionReader.ReadCommitInfo(ref json);
            case "sidecar": return FileActionReader.ReadSidecar(ref json);
            case "checkpointMetadata": return TableActionReader.ReadCheckpointMetadata(ref json);
            default:
                json.Skip();
                return null;
        }
    }
}
