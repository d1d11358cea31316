using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lakehouse.QueryApi.Trino.Patterns;

/// <summary>A regular expression of Trino, whose engine is Joni with Java's syntax, as .NET's: one for each <see cref="TextRange"/>.</summary>
/// <remarks>See docs/decisions/0251-trinos-patterns-run-in-net.md.</remarks>
internal sealed class TrinoPattern
{
    /// <summary>A pattern that tries one way after another may try for ever; Trino has no such limit but the query's.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Characters that Joni takes for several ones under <c>(?i)</c>, ß for ss.</summary>
    private static readonly SearchValues<char> Ligatures = SearchValues.Create("ßẞſﬀﬁﬂﬃﬄﬅﬆ");

    private static readonly SearchValues<string> Ligated = SearchValues.Create(["ss", "ff", "fi", "fl", "st"], StringComparison.OrdinalIgnoreCase);

    private readonly string pattern;
    private readonly Lazy<Regex>[] forms;
    private readonly bool isAsciiOnly;
    private readonly bool hasWordBounds;
    private readonly bool hasLigatures;

    private TrinoPattern(string pattern, PatternWriter parsed)
    {
        this.pattern = pattern;
        Groups = parsed.Groups;
        Names = parsed.Names;
        isAsciiOnly = parsed.IsAsciiOnly;
        hasWordBounds = parsed.HasWordBounds;
        hasLigatures = parsed.IgnoresCase && pattern.AsSpan().ContainsAny(Ligated);
        if (parsed.IgnoresCase && pattern.AsSpan().ContainsAny(Ligatures))
        {
            throw new FunctionException($"NOT_SUPPORTED: A character that stands for several without regard to case (ß) in a regular expression is not available here: '{pattern}'");
        }

        forms = [.. Enum.GetValues<TextRange>().Select(range => new Lazy<Regex>(() => Compile(range)))];
    }

    /// <summary>Groups that capture.</summary>
    public int Groups { get; }

    /// <summary>Numbers of the groups with names.</summary>
    public IReadOnlyDictionary<string, int> Names { get; }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FunctionException">It is wrong, or has what is not available here.</exception>
    public static TrinoPattern Parse(string pattern)
    {
        var result = new TrinoPattern(pattern, new PatternWriter(pattern, TextRange.Ascii));
        _ = result.forms[(int)TextRange.Ascii].Value;
        return result;
    }

    /// <summary>The expression for a text.</summary>
    /// <exception cref="FunctionException">The pattern has classes that are known for ASCII only, or words of characters beyond U+FFFF.</exception>
    public Regex For(string text)
    {
        if (Ascii.IsValid(text))
        {
            return forms[(int)TextRange.Ascii].Value;
        }

        var hasPairs = text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');
        return isAsciiOnly ? throw new FunctionException($"NOT_SUPPORTED: the classes of the pattern '{pattern}' are known for ASCII only here, and the text is not: {text}")
            : hasLigatures && text.AsSpan().ContainsAny(Ligatures) ? throw new FunctionException($"NOT_SUPPORTED: the pattern '{pattern}' without regard to case is not available here for a text with ß or a ligature: {text}")
            : hasPairs && hasWordBounds && text.EnumerateRunes().Any(rune => !rune.IsBmp && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
                ? throw new FunctionException($"NOT_SUPPORTED: \\b in a text with letters beyond U+FFFF is not available here: {text}")
            : forms[(int)(hasPairs ? TextRange.All : TextRange.Basic)].Value;
    }

    /// <summary>Whether there is a match.</summary>
    /// <exception cref="FunctionException">It took too long.</exception>
    public bool IsMatch(string text) => Within(() => For(text).IsMatch(text));

    /// <summary>All matches, one behind the other.</summary>
    /// <exception cref="FunctionException">It took too long.</exception>
    public IEnumerable<Match> Matches(string text)
    {
        for (var match = Within(() => For(text).Match(text)); match.Success; match = Within(match.NextMatch))
        {
            // An empty match between the two units of a character is none.
            if (match.Length > 0 || match.Index == 0 || match.Index == text.Length || !char.IsLowSurrogate(text[match.Index]))
            {
                yield return match;
            }
        }
    }

    private T Within<T>(Func<T> search)
    {
        try
        {
            return search();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new FunctionException($"NOT_SUPPORTED: the pattern '{pattern}' takes more than {Limit.TotalSeconds:0} s for one text; write it with fewer repetitions inside repetitions");
        }
    }

    private Regex Compile(TextRange range)
    {
        var written = new PatternWriter(pattern, range);
        try
        {
            if (!written.NeedsBacktracking)
            {
                // Time in proportion to the text, whatever the pattern.
                return new Regex(written.Text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            }
        }
        catch (NotSupportedException)
        {
            // Its automaton would be too large: a{1000} of many.
        }
        catch (ArgumentException wrong)
        {
            throw Wrong(wrong);
        }

        try
        {
            return new Regex(written.Text, RegexOptions.CultureInvariant, Limit);
        }
        catch (ArgumentException wrong)
        {
            throw Wrong(wrong);
        }
    }

    private FunctionException Wrong(ArgumentException wrong) => new($"INVALID_FUNCTION_ARGUMENT: '{pattern}' is no regular expression: {wrong.Message}");
}
