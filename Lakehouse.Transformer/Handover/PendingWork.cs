using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Handover;

/// <summary>The raw files that no run has read yet.</summary>
/// <param name="Bytes">Their length.</param>
/// <param name="Fingerprint">The same for the same files of the same tables.</param>
internal sealed record PendingWork(long Bytes, string Fingerprint)
{
    public static async Task<PendingWork> FindAsync(Pipeline pipeline, TableStager stager, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        var text = new StringBuilder(pipeline.Name);
        foreach (var table in pipeline.Staged)
        {
            var files = await stager.PendingFilesAsync(table, cancellationToken);
            bytes += files.Sum(file => file.Size);
            if (files.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{table.Name} {files[0].Number} {files[^1].Number} {files.Count}");
            }
        }

        return new PendingWork(bytes, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16)));
    }
}
