using Lakehouse.QueryApi.Athena;
using Lakehouse.QueryApi.Trino.Translation;

namespace Lakehouse.QueryApi.Tests.Athena;

public class AthenaDocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(TestLake.PipelineFolder, "..", "..", "docs", "athena.md"));

    [Fact]
    public void Every_function_is_documented() => Assert.DoesNotContain(FunctionTable.All, rule => !Text.Contains($"`{rule.Name}`", StringComparison.Ordinal));

    [Fact]
    public void Every_action_is_documented()
    {
        var actions = new Dictionary<string, Func<AthenaInput, CancellationToken, Task<System.Text.Json.Nodes.JsonObject>>>();
        new ExecutionActions(null!, null!, null!, null!).AddTo(actions);
        new SavedActions(null!).AddTo(actions);
        new CatalogActions(null!).AddTo(actions);

        // The service model of Athena's SDKs has 70 actions.
        Assert.Equal(70, actions.Count + AthenaActions.Refused.Count());
        Assert.DoesNotContain(actions.Keys.Concat(AthenaActions.Refused), action => !Text.Contains($"`{action}`", StringComparison.Ordinal));
    }
}
