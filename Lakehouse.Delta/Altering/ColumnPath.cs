using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>The way to a field: <c>a.b</c>; <c>`a.b`.c</c> where a name has a dot; <c>element</c>, <c>key</c> and <c>value</c> lead into lists and maps.</summary>
internal static class ColumnPath
{
    /// <exception cref="SchemaMismatchException">The text is no path.</exception>
    public static string[] Parse(string path)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '`')
            {
                if (quoted && i + 1 < path.Length && path[i + 1] == '`')
                {
                    name.Append(path[i++]);
                    continue;
                }

                quoted = !quoted;
            }
            else if (path[i] == '.' && !quoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(path[i]);
            }
        }

        names.Add(name.ToString());
        return quoted || names.Contains("") ? throw new SchemaMismatchException($"'{path}' names no column.", null) : [.. names];
    }

    public static string Format(IEnumerable<string> names) =>
        string.Join('.', names.Select(name => name.AsSpan().IndexOfAny('.', '`') < 0 ? name : $"`{name.Replace("`", "``", StringComparison.Ordinal)}`"));
}
