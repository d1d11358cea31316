using Lakehouse.QueryApi.Trino.Patterns;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Regular expressions: functions of ours, since the engine's lack groups that took no part, look-around and Unicode's words.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteRegularExpression(FunctionCall call)
    {
        CheckPattern(call);
        if (call.Arguments.Count > 2 && call.Arguments[2] is Lambda lambda)
        {
            return WriteReplacement(call, lambda);
        }

        var arguments = call.Arguments.Select((argument, index) => index >= 2 && call.Function != "regexp_replace" ? $"CAST({Write(argument).Sql} AS BIGINT)" : Write(argument).Sql).ToList();
        // What is not said: group 0, nothing in place of a match, from the start, the first one.
        string[] rest = call.Function switch
        {
            "regexp_extract" or "regexp_extract_all" => ["0"],
            "regexp_replace" => ["''"],
            "regexp_position" => ["1", "1"],
            _ => [],
        };
        arguments.AddRange(rest.Skip(arguments.Count - 2));
        return new($"trino_{call.Function}({Join(arguments)})", call.Function switch
        {
            "regexp_like" => "boolean",
            "regexp_count" => "bigint",
            "regexp_position" => "integer",
            "regexp_split" or "regexp_extract_all" => "array(varchar)",
            _ => "varchar",
        });
    }

    /// <summary><c>regexp_replace(x, '(\w)(\w*)', g -> upper(g[1]) || lower(g[2]))</c></summary>
    private Typed WriteReplacement(FunctionCall call, Lambda lambda)
    {
        var (text, pattern) = (Write(call.Arguments[0]).Sql, Write(call.Arguments[1]).Sql);
        var function = lambda.Parameters.Count == 1 && call.Function == "regexp_replace" ? WriteLambda(lambda, "array(varchar)")
            : throw Invalid(lambda.Offset, $"{call.Function} takes no function with {lambda.Parameters.Count} parameters here.");
        return TypeText.Kind(function.Type) is TypeKind.Text or TypeKind.Unknown
            ? new($"trino_replaced(trino_regexp_split({text}, {pattern}), list_transform(trino_regexp_groups({text}, {pattern}), {function.Sql}))", "varchar")
            : throw Mismatch(lambda.Offset, $"The function of regexp_replace gives {Shown(function.Type)}, not varchar");
    }

    /// <summary>A pattern that is written in the statement is refused before anything runs.</summary>
    private void CheckPattern(FunctionCall call)
    {
        if (Resolve(call.Arguments[1]) is not Literal { Kind: LiteralKind.Text, Text: var pattern })
        {
            return;
        }

        try
        {
            TrinoPattern.Parse(pattern);
        }
        catch (FunctionException refused) when (refused.Message.StartsWith("NOT_SUPPORTED: ", StringComparison.Ordinal))
        {
            throw NotSupported(call.Offset, $"{refused.Message["NOT_SUPPORTED: ".Length..]}.");
        }
        catch (FunctionException wrong)
        {
            throw Invalid(call.Offset, wrong.Message);
        }
    }
}
