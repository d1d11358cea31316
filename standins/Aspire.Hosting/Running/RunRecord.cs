using System.Text.Json;

namespace Aspire.Hosting.Running;

/// <summary>
/// What a host has started, kept in a file so that a later host can stop what this one leaves behind when it is killed:
/// <c>{ "host": { "id": 12, "started": "…" }, "children": [ { "resource": "queryapi", "process": { "id": 34, "started": "…" } } ] }</c>.
/// </summary>
/// <param name="Host">The host.</param>
/// <param name="Children">Its children that run.</param>
internal sealed record RunRecord(ProcessIdentity Host, IReadOnlyList<RecordedChild> Children)
{
    /// <summary>The variable that every child inherits: by it even the grandchildren of a dead child are known.</summary>
    public const string Variable = "ASPIRE_STANDIN_HOST";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static string Marker(ProcessIdentity host) => $"{host.Id}:{host.Started}";

    /// <summary>Null where the file is gone or was never written to its end.</summary>
    public static RunRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(file), s_json);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    public void Write(string file)
    {
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(this, s_json));
        File.Move(file + ".new", file, overwrite: true);
    }
}

/// <summary>A child that runs.</summary>
/// <param name="Resource">The resource that it is.</param>
/// <param name="Process">Its process.</param>
internal sealed record RecordedChild(string Resource, ProcessIdentity Process);
