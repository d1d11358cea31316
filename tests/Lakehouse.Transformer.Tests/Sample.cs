using System.Runtime.CompilerServices;

namespace Lakehouse.Transformer.Tests;

internal static class Sample
{
    public static string Folder { get; } = Find();

    private static string Find([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../samples/MovieLens"));
}
