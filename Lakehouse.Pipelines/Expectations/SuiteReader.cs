using System.Text.Encodings.Web;
using System.Text.Json;
using Lakehouse.Pipelines.Definition;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>
/// Reads a suite as Great Expectations 1.x writes it:
/// <c>{"name":"…","expectations":[{"type":"expect_…","kwargs":{…},"meta":{},"severity":"critical"}],"meta":{}}</c>.
/// </summary>
internal static class SuiteReader
{
    /// <summary>People read it in messages and pages, which escape what they must.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The suite; of a broken one, what could be read (the problems stop it from being used).</returns>
    public static ExpectationSuite Read(string file, SuiteContext context)
    {
        var problems = context.Problems;
        var content = File.ReadAllBytes(file);
        var name = Path.GetFileNameWithoutExtension(file);
        var expectations = new List<Expectation>();
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("expectations", out var list) && list.ValueKind == JsonValueKind.Array)
            {
                SuiteForm.CheckSuite(root, file, problems);
                name = root.TryGetProperty("name", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : name;
                var lines = SuiteLines.Find(content);
                expectations.AddRange(list.EnumerateArray()
                    .Select((item, index) => ReadExpectation(item, file, index < lines.Count ? lines[index] : 1, context))
                    .OfType<Expectation>());
            }
            else
            {
                problems.Add(file, 1, "This is not an expectation suite: it has no list 'expectations'. Write it as Great Expectations 1.x does: {\"name\": …, \"expectations\": [{\"type\": …, \"kwargs\": {…}}]}.");
            }
        }
        catch (JsonException invalid)
        {
            problems.Add(file, (int)(invalid.LineNumber ?? 0) + 1, $"This is not JSON that can be read: {invalid.Message} Correct it.");
        }

        return new ExpectationSuite(name, file, expectations);
    }

    private static Expectation? ReadExpectation(JsonElement item, string file, int line, SuiteContext context)
    {
        var problems = context.Problems;
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("type", out var given) || given.ValueKind != JsonValueKind.String)
        {
            problems.Add(file, line, "The expectation has no type. Add one, like \"type\": \"expect_column_values_to_not_be_null\".");
            return null;
        }

        var type = given.GetString()!;
        SuiteForm.CheckExpectation(item, type, file, line, problems);
        if (!ExpectationTypes.Known.TryGetValue(type, out var factory))
        {
            problems.Add(file, line, ExpectationTypes.Refused.TryGetValue(type, out var why)
                ? $"The expectation type '{type}' cannot be checked: {why}."
                : $"The expectation type '{type}' is not supported. {Spelling.Suggest(type, ExpectationTypes.Known.Keys)}");
            return null;
        }

        var kwargs = item.TryGetProperty("kwargs", out var values) ? values : default;
        var arguments = new ExpectationArguments(kwargs, type, file, line, context);
        var expectation = factory(arguments);
        expectation.RowCondition = arguments.RowCondition();
        arguments.ReportUnknown();
        expectation.Type = type;
        expectation.Line = line;
        expectation.Severity = ReadSeverity(item, type, file, line, problems);
        expectation.Meta = item.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object ? JsonSerializer.Serialize(meta, Readable) : "{}";
        expectation.Arguments = kwargs.ValueKind == JsonValueKind.Object ? JsonSerializer.Serialize(kwargs, Readable) : "{}";
        return expectation;
    }

    private static Severity ReadSeverity(JsonElement item, string type, string file, int line, ProblemList problems)
    {
        if (!item.TryGetProperty("severity", out var severity) || severity.ValueKind == JsonValueKind.Null)
        {
            return Severity.Critical;
        }

        if (severity.ValueKind == JsonValueKind.String && Enum.TryParse<Severity>(severity.GetString(), ignoreCase: true, out var known) && Enum.IsDefined(known))
        {
            return known;
        }

        problems.Add(file, line, $"{type} has an unknown severity {severity.GetRawText()}. Say \"critical\", \"warning\" or \"info\".");
        return Severity.Critical;
    }
}
