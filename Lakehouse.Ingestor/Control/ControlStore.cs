using System.Text.Json;
using System.Text.Json.Serialization;
using Lakehouse.Ingestor.Raw;
using Lakehouse.Ingestor.Source;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Control;

/// <summary>The control files of a source: <c>{raw}/{source}/_ingestor/</c>.</summary>
/// <param name="store">The source's folder.</param>
internal sealed class ControlStore(ObjectStore store)
{
    /// <summary>The table's control file, or null before its first load.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public async Task<TableControl?> ReadAsync(TableName table, CancellationToken cancellationToken)
    {
        var path = RawFolder.Control(table);
        try
        {
            return JsonSerializer.Deserialize(await store.ReadAsync(path, cancellationToken), ControlJson.Default.TableControl);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException(
                $"Could not read the control file {store.Root}{path} of {table}: {damaged.Message} Delete it together with the table's folder {RawFolder.Of(table)}/ to load the table anew.", damaged);
        }
    }

    /// <summary>Writes the table's control file.</summary>
    public Task WriteAsync(TableName table, TableControl control, CancellationToken cancellationToken) =>
        store.PutAsync(RawFolder.Control(table), JsonSerializer.SerializeToUtf8Bytes(control, ControlJson.Default.TableControl), cancellationToken);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TableControl))]
internal sealed partial class ControlJson : JsonSerializerContext;
