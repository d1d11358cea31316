using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Trino.Patterns;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>Trino's functions of regular expressions.</summary>
internal static class PatternFunctions
{
    private static readonly Compiled<TrinoPattern> Patterns = new(TrinoPattern.Parse);

    public static IEnumerable<ScalarFunction> All =>
    [
        new("trino_regexp_like", [FunctionType.Text, FunctionType.Text], FunctionType.Boolean, Like),
        new("trino_regexp_count", [FunctionType.Text, FunctionType.Text], FunctionType.Bigint, (arguments, row, result) => result.Set(row, Matches(arguments, row).LongCount())),
        new("trino_regexp_extract", [FunctionType.Text, FunctionType.Text, FunctionType.Bigint], FunctionType.Text, Extract),
        new("trino_regexp_extract_all", [FunctionType.Text, FunctionType.Text, FunctionType.Bigint], FunctionType.Texts, ExtractAll),
        new("trino_regexp_replace", [FunctionType.Text, FunctionType.Text, FunctionType.Text], FunctionType.Text, Replace),
        new("trino_regexp_groups", [FunctionType.Text, FunctionType.Text], FunctionType.ListsOfTexts, Groups),
        new("trino_regexp_split", [FunctionType.Text, FunctionType.Text], FunctionType.Texts, Split),
        new("trino_regexp_position", [FunctionType.Text, FunctionType.Text, FunctionType.Bigint, FunctionType.Bigint], FunctionType.Integer, Position),
    ];

    private static IEnumerable<Match> Matches(ColumnVector[] arguments, long row) => Patterns.Get(arguments[1].Bytes(row)).Matches(arguments[0].Text(row)!);

    private static void Like(ColumnVector[] arguments, long row, ResultVector result) => result.Set(row, Patterns.Get(arguments[1].Bytes(row)).IsMatch(arguments[0].Text(row)!));

    private static void Extract(ColumnVector[] arguments, long row, ResultVector result)
    {
        var group = Group(arguments, row);
        var match = Matches(arguments, row).FirstOrDefault();
        if (match?.Groups[group] is { Success: true } found)
        {
            result.SetText(row, found.ValueSpan);
        }
        else
        {
            result.SetNull(row);
        }
    }

    private static void ExtractAll(ColumnVector[] arguments, long row, ResultVector result)
    {
        var group = Group(arguments, row);
        result.SetList(row, [.. Matches(arguments, row).Select(match => match.Groups[group] is { Success: true } found ? Encoding.UTF8.GetBytes(found.Value) : null)]);
    }

    /// <summary>The groups of each match, without the match itself: what a function of <c>regexp_replace</c> is given.</summary>
    private static void Groups(ColumnVector[] arguments, long row, ResultVector result) =>
        result.SetLists(row, [.. Matches(arguments, row).Select(match => match.Groups.Values.Skip(1).Select(group => group.Success ? Encoding.UTF8.GetBytes(group.Value) : null).ToArray())]);

    private static int Group(ColumnVector[] arguments, long row)
    {
        var group = arguments[2].Value<long>(row);
        var groups = Patterns.Get(arguments[1].Bytes(row)).Groups;
        return group < 0 ? throw new FunctionException("INVALID_FUNCTION_ARGUMENT: Group cannot be negative")
            : group > groups ? throw new FunctionException(string.Create(CultureInfo.InvariantCulture, $"INVALID_FUNCTION_ARGUMENT: Pattern has {groups} groups. Cannot access group {group}"))
            : (int)group;
    }

    private static void Replace(ColumnVector[] arguments, long row, ResultVector result)
    {
        var pattern = Patterns.Get(arguments[1].Bytes(row));
        var text = arguments[0].Text(row)!;
        var replaced = new StringBuilder();
        var end = 0;
        foreach (var match in pattern.Matches(text))
        {
            replaced.Append(text, end, match.Index - end);
            Replacement.Append(replaced, match, pattern, arguments[2].Text(row)!);
            end = match.Index + match.Length;
        }

        if (end == 0 && replaced.Length == 0 && text.Length > 0)
        {
            result.SetText(row, arguments[0].Bytes(row));
            return;
        }

        result.SetText(row, replaced.Append(text, end, text.Length - end).ToString().AsSpan());
    }

    private static void Split(ColumnVector[] arguments, long row, ResultVector result)
    {
        var text = arguments[0].Text(row)!;
        var parts = new List<byte[]?>();
        var end = 0;
        foreach (var match in Patterns.Get(arguments[1].Bytes(row)).Matches(text))
        {
            parts.Add(Encoding.UTF8.GetBytes(text, end, match.Index - end));
            end = match.Index + match.Length;
        }

        parts.Add(Encoding.UTF8.GetBytes(text, end, text.Length - end));
        result.SetList(row, parts);
    }

    /// <summary>The place of the n-th match from a place on, in characters from 1; -1 where there is none.</summary>
    private static void Position(ColumnVector[] arguments, long row, ResultVector result)
    {
        var (start, occurrence) = (arguments[2].Value<long>(row), arguments[3].Value<long>(row));
        if (start < 1 || occurrence < 1)
        {
            throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: {(start < 1 ? "start position" : "occurrence")} cannot be smaller than 1");
        }

        var text = arguments[0].Text(row)!;
        var found = Patterns.Get(arguments[1].Bytes(row)).Matches(text).Where(match => Characters(text, match.Index) >= start - 1).Skip((int)Math.Min(occurrence - 1, int.MaxValue)).FirstOrDefault();
        result.Set(row, found is null || start > Characters(text, text.Length) ? -1 : Characters(text, found.Index) + 1);
    }

    /// <summary>Characters of a text's beginning: two units of one count once.</summary>
    private static int Characters(string text, int length)
    {
        var characters = 0;
        foreach (var unit in text.AsSpan(0, length))
        {
            characters += char.IsLowSurrogate(unit) ? 0 : 1;
        }

        return characters;
    }
}
