using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.History;
using Lakehouse.Transformer.Planning;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Staging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lakehouse.Transformer;

/// <summary>The service's parts without its host: what <c>lakehouse pipeline plan</c>, <c>run</c> and <c>test --capture</c> work with.</summary>
internal sealed class LocalTransformer : IDisposable
{
    private readonly Pipeline pipeline;
    private readonly Lake lake;
    private readonly TransformerOptions options;
    private readonly EnginePool engines;
    private readonly TableStager stager;
    private readonly RunExecutor executor;

    public LocalTransformer(Pipeline pipeline, Lake lake, TransformerOptions? options = null)
    {
        this.pipeline = pipeline;
        this.lake = lake;
        this.options = options ?? new TransformerOptions();
        engines = new EnginePool(this.options);
        var tables = new LakeTables(pipeline, lake, this.options);
        stager = new TableStager(pipeline, lake, tables, engines, this.options, NullLogger<TableStager>.Instance);
        executor = new RunExecutor(pipeline, stager, new ModelCurator(pipeline, tables, engines, this.options), handover: null, NullLogger<RunExecutor>.Instance);
    }

    public IReadOnlyList<TableReference> Tables => executor.Tables;

    /// <summary>A run that was not started yet.</summary>
    public Run CreateRun(RunOptions asked) => new(RunTrigger.Request, executor.TablesOf(asked), asked);

    /// <summary>Carries a run out to its end, and writes it down as the service does.</summary>
    public async Task ExecuteAsync(Run run, CancellationToken cancellationToken)
    {
        try
        {
            await executor.ExecuteAsync(run, cancellationToken);
        }
        finally
        {
            await new RunHistory(pipeline, lake, options).WriteAsync([run], [], CancellationToken.None);
        }
    }

    /// <summary>What a run would do.</summary>
    public Task<IReadOnlyList<PlannedTable>> PlanAsync(CancellationToken cancellationToken) => new RunPlanner(pipeline, lake, stager, options).PlanAsync(cancellationToken);

    /// <summary>Makes a unit test of a model from rows that the lake has.</summary>
    public async Task<string> CaptureAsync(Model model, CaptureOptions asked, CancellationToken cancellationToken)
    {
        await using var lease = await engines.RentAsync(cancellationToken);
        return await new TestCapture(pipeline, lake, lease.Engine).CaptureAsync(model, asked, cancellationToken);
    }

    public void Dispose() => engines.Dispose();
}
