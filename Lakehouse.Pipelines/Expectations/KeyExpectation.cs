using System.Text.Json;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>The promise that a model's key identifies its rows, as an expectation.</summary>
public static class KeyExpectation
{
    /// <summary>That no two rows agree in the key; rows with NULL in it count too.</summary>
    /// <param name="key">The key's columns; not empty.</param>
    public static Expectation Of(IReadOnlyList<string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new UniqueExpectation(key, "never", 1)
        {
            Type = key.Count == 1 ? "expect_column_values_to_be_unique" : "expect_compound_columns_to_be_unique",
            Arguments = key.Count == 1 ? JsonSerializer.Serialize(new { column = key[0] }) : JsonSerializer.Serialize(new { column_list = key }),
            Meta = """{"notes":"The model's key in pipeline.yaml."}""",
        };
    }
}
