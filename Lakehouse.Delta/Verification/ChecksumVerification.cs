using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Holds the version checksum file against the version (PROTOCOL.md: Version Checksum File).</summary>
/// <remarks><code>{"tableSizeBytes":1234,"numFiles":3,"numMetadata":1,"numProtocol":1,"numDeletedRecordsOpt":5,"numDeletionVectorsOpt":1, …}</code></remarks>
internal static class ChecksumVerification
{
    public static async Task RunAsync(Snapshot snapshot, Action<VerificationFinding> found, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{LogFile.Folder}{snapshot.Version:D20}.crc");
        byte[] content;
        try
        {
            content = await snapshot.Store.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            return; // writers need not make one
        }

        try
        {
            using var checksum = JsonDocument.Parse(content);
            var vectors = snapshot.Files.Where(file => file.DeletionVector is not null).ToArray();
            Compare(checksum.RootElement, "numFiles", snapshot.FileCount);
            Compare(checksum.RootElement, "tableSizeBytes", snapshot.TotalBytes);
            Compare(checksum.RootElement, "numDeletionVectorsOpt", vectors.Length);
            Compare(checksum.RootElement, "numDeletedRecordsOpt", vectors.Sum(file => file.DeletionVector!.Cardinality));
        }
        catch (JsonException damaged)
        {
            found(new VerificationFinding(VerificationCheck.Log, $"The version checksum is no JSON: {damaged.Message}", snapshot.Version, path));
        }

        void Compare(JsonElement checksum, string name, long actual)
        {
            if (checksum.ValueKind == JsonValueKind.Object && checksum.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var expected) && expected != actual)
            {
                found(new VerificationFinding(VerificationCheck.Log, $"The version checksum says {name} {expected}, the version has {actual}.", snapshot.Version, path));
            }
        }
    }
}
