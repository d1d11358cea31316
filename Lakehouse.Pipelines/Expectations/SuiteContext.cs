using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>What reading a suite needs to know.</summary>
/// <param name="Tables">The tables that the model reads: its expectations may read them too.</param>
/// <param name="Parser">Parses SQL.</param>
/// <param name="Problems">Takes what is wrong.</param>
internal sealed record SuiteContext(IReadOnlyList<TableReference> Tables, ModelSqlParser Parser, ProblemList Problems);
