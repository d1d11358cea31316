using System.Globalization;
using System.Text;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.Testing;

namespace Lakehouse.Transformer.Planning;

/// <summary>Writes a captured test as an item of the list in a model's file of tests, so that it is read back as it was.</summary>
internal sealed class CapturedTest
{
    private readonly StringBuilder given = new("    given:\n");
    private readonly StringBuilder types = new();
    private readonly StringBuilder expected = new();

    /// <summary>Rows of an input.</summary>
    /// <param name="table">The input.</param>
    /// <param name="rows">Its rows, as texts.</param>
    /// <param name="undeclared">Its columns where the pipeline does not declare them; else null.</param>
    public void Give(TableReference table, QueryRows rows, IReadOnlyList<ModelColumn>? undeclared)
    {
        Append(given, $"      {table}", rows, "        ");
        if (undeclared is not null)
        {
            types.Append(types.Length == 0 ? "    types:\n" : "")
                .Append(CultureInfo.InvariantCulture, $"      {table}: {{ {string.Join(", ", undeclared.Select(column => $"{Quoted(column.Name)}: {Quoted(SharedTypes.NameOf(column.Type)!)}"))} }}\n");
        }
    }

    /// <summary>The rows that the model gives.</summary>
    public void Expect(QueryRows rows) => Append(expected, "    expect", rows, "      ");

    public string ToText(string name) => $"  - name: {Quoted(name.ReplaceLineEndings(" "))}\n{types}{given}{expected}";

    private static void Append(StringBuilder test, string name, QueryRows rows, string indent)
    {
        if (rows.Rows.Count == 0)
        {
            test.Append(name).Append(": []\n");
        }
        else if (rows.Rows.Any(row => row.Any(value => value is string text && text.Any(IsLostInBlocks)) || row is [null]))
        {
            test.Append(name).Append(":\n");
            foreach (var row in rows.Rows)
            {
                test.Append(CultureInfo.InvariantCulture, $"{indent}- {{ {string.Join(", ", rows.Columns.Zip(row, (column, value) => $"{Quoted(column)}: {(value is string text ? Quoted(text) : "null")}"))} }}\n");
            }
        }
        else
        {
            test.Append(name).Append(": |\n");
            foreach (var line in TestCsv.Write(rows.Columns, rows.Rows.Select(row => row.Cast<string?>())).TrimEnd('\n').Split('\n'))
            {
                test.Append(indent).Append(line).Append('\n');
            }
        }
    }

    /// <summary>YAML takes some characters in a block for the end of a line, and others not at all. (CSV cannot say that a row's only value is NULL.)</summary>
    private static bool IsLostInBlocks(char sign) => (char.IsControl(sign) && sign is not ('\n' or '\t')) || sign is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF';

    /// <summary>A text in double quotes, in which YAML knows escapes.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var sign in text)
        {
            _ = sign is '"' or '\\' ? quoted.Append('\\').Append(sign)
                : sign is '\n' or '\t' || IsLostInBlocks(sign) ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:X4}")
                : quoted.Append(sign);
        }

        return quoted.Append('"').ToString();
    }
}
