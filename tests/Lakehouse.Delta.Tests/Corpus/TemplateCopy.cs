using System.Collections.Concurrent;
using System.Text.Json;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Copies of tables whose log holds a placeholder for an absolute path.</summary>
internal static class TemplateCopy
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Copies = new(StringComparer.Ordinal);

    public static string Of(string folder, JsonElement template) => Copies.GetOrAdd(folder, _ => new Lazy<string>(() => Copy(folder, template))).Value;

    private static string Copy(string folder, JsonElement template)
    {
        var target = Path.Combine(Path.GetTempPath(), $"delta-corpus-{Guid.NewGuid():N}");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(target, recursive: true);
        var filled = Path.Combine(target, template.GetProperty("file").GetString()!);
        var value = template.GetProperty("replaceWith").GetString()!.Replace("<absolute table path>", target, StringComparison.Ordinal);
        File.WriteAllText(filled, File.ReadAllText(filled).Replace(template.GetProperty("placeholder").GetString()!, value, StringComparison.Ordinal));
        return target;
    }
}
