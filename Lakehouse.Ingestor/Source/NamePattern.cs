using System.Text;
using System.Text.RegularExpressions;

namespace Lakehouse.Ingestor.Source;

/// <summary>
/// A pattern of names with the wildcards of DMS's selection rules: <c>%</c> any characters, <c>_</c> one character, <c>[_]</c> an underscore,
/// <c>[ab]</c> and <c>[a-d]</c> one of a set. Letters match in their own case only.
/// </summary>
internal sealed class NamePattern(string text)
{
    private readonly Regex regex = new(Translate(text), RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public bool Matches(string name) => regex.IsMatch(name);

    private static string Translate(string text)
    {
        var result = new StringBuilder("^");
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == '[' ? text.IndexOf(']', i + 2) : -1;
            if (end > 0)
            {
                result.Append('[').Append(text[(i + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("^", "\\^", StringComparison.Ordinal)).Append(']');
                i = end;
            }
            else
            {
                result.Append(text[i] switch { '%' => ".*", '_' => ".", var c => Regex.Escape(c.ToString()) });
            }
        }

        return result.Append("\\z").ToString();
    }
}
