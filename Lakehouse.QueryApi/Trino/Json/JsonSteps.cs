using System.Globalization;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>A path of <c>json_extract</c> and its kin: <c>$.store["a b"][0]</c>. A step is a member's name and, where it is a number, an element's index.</summary>
internal sealed class JsonSteps
{
    private readonly IReadOnlyList<(byte[] Name, int Index)> steps;

    private JsonSteps(IReadOnlyList<(byte[] Name, int Index)> steps) => this.steps = steps;

    /// <summary>Reads a path.</summary>
    /// <exception cref="FunctionException">It is none.</exception>
    public static JsonSteps Parse(string path)
    {
        var steps = new List<(byte[] Name, int Index)>();
        if (!path.StartsWith('$'))
        {
            throw Invalid(path);
        }

        for (var index = 1; index < path.Length;)
        {
            var name = path[index] switch
            {
                '.' => ReadWord(path, ref index, ":_"),
                '[' when path.AsSpan(index).StartsWith("[\"") => ReadQuoted(path, ref index),
                '[' => ReadWord(path, ref index, "_"),
                _ => throw Invalid(path),
            };
            steps.Add((Encoding.UTF8.GetBytes(name), int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var element) ? element : -1));
        }

        return new JsonSteps(steps);
    }

    /// <summary>Goes to the first token of the value at the path's end.</summary>
    /// <returns>There is one.</returns>
    public bool TryFind(ref JsonScanner scanner)
    {
        if (scanner.Read() is JsonToken.End or JsonToken.Malformed)
        {
            return false;
        }

        foreach (var (name, index) in steps)
        {
            if (!(scanner.Token switch
            {
                JsonToken.StartObject => TryFindMember(ref scanner, name),
                JsonToken.StartArray => TryFindElement(ref scanner, index),
                _ => false,
            }))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFindMember(ref JsonScanner scanner, byte[] name)
    {
        while (scanner.Read() == JsonToken.Name)
        {
            var isFound = scanner.IsEscaped ? Encoding.UTF8.GetBytes(JsonText.Unescape(scanner.Value)).AsSpan().SequenceEqual(name) : scanner.Value.SequenceEqual(name);
            scanner.Read();
            if (isFound || !scanner.Skip())
            {
                return isFound && scanner.Token != JsonToken.Malformed;
            }
        }

        return false;
    }

    private static bool TryFindElement(ref JsonScanner scanner, int index)
    {
        for (var at = 0; scanner.Read() is not (JsonToken.EndArray or JsonToken.Malformed); at++)
        {
            if (at == index)
            {
                return true;
            }

            if (!scanner.Skip())
            {
                return false;
            }
        }

        return false;
    }

    private static string ReadWord(string path, ref int index, string others)
    {
        var isSubscript = path[index++] == '[';
        var start = index;
        while (index < path.Length && (char.IsLetterOrDigit(path[index]) || others.Contains(path[index], StringComparison.Ordinal)))
        {
            index++;
        }

        var word = path[start..index];
        return word.Length > 0 && (!isSubscript || (index < path.Length && path[index++] == ']')) ? word : throw Invalid(path);
    }

    private static string ReadQuoted(string path, ref int index)
    {
        var name = new StringBuilder();
        for (index += 2; index < path.Length && path[index] != '"'; index++)
        {
            if (path[index] == '\\' && (++index == path.Length || path[index] is not ('"' or '\\')))
            {
                throw Invalid(path);
            }

            name.Append(path[index]);
        }

        if (!path.AsSpan(Math.Min(index, path.Length)).StartsWith("\"]"))
        {
            throw Invalid(path);
        }

        index += 2;
        return name.ToString();
    }

    private static FunctionException Invalid(string path) => new($"INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '{path}'");
}
