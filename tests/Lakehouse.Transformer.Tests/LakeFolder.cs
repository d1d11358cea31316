using System.Text.Json;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Handover;
using Lakehouse.Transformer.History;
using Lakehouse.Transformer.Planning;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Staging;
using Lakehouse.Transformer.Tests.Emulator;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lakehouse.Transformer.Tests;

/// <summary>A lake in a temporary folder, a pipeline, and the service's parts without its host.</summary>
internal sealed class LakeFolder : IAsyncDisposable
{
    private readonly DuckDbEngine engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
    private readonly TransformerOptions options;
    private (EnginePool Engines, LakeTables Tables, RunExecutor Executor)? running;

    public LakeFolder(string? pipelineFolder = null, TransformerOptions? options = null, string? folder = null)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("lake-").FullName;
        this.options = options ?? new TransformerOptions { MemoryMegabytes = 512, MaxParallel = 2 };
        PipelineFolder = pipelineFolder ?? Path.Combine(Folder, "pipeline");
        Lake = new Lake(Zone("raw"), Zone("staged"), Zone("curated"), Zone("quality"));

        Uri Zone(string name) => new(Path.Combine(Folder, name) + "/");
    }

    public string Folder { get; }

    /// <summary>For changes behind the service's back.</summary>
    public DuckDbEngine Engine => engine;

    public Lake Lake { get; }

    public string PipelineFolder { get; }

    /// <summary>Whether one service carries out all runs until <see cref="Stop"/>; else each run has a new one.</summary>
    public bool KeepsRunning { get; init; }

    /// <summary>Builds the indexes that the service which keeps running has missed.</summary>
    public Task BuildIndexesAsync() => running!.Value.Tables.Indexes!.BuildAsync(engine, TestContext.Current.CancellationToken);

    /// <summary>Name of the pipeline and of its folders in the zones.</summary>
    public string Name { get; init; } = "shop";

    /// <summary>Writes a file of the pipeline's folder.</summary>
    public LakeFolder Write(string name, string content)
    {
        var file = Path.Combine(PipelineFolder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return this;
    }

    /// <summary>Folder of a table's raw files.</summary>
    public string RawFolder(string table) => Directory.CreateDirectory(Path.Combine(Lake.Raw.LocalPath, Name, "public", table)).FullName;

    /// <summary>Writes a raw file as the Ingestor does: under another name first, then visible at once.</summary>
    public LakeFolder Raw(string table, string name, string select)
    {
        var target = Path.Combine(RawFolder(table), name);
        var upload = Path.Combine(Folder, Guid.NewGuid() + ".tmp");
        Execute($"COPY ({select}) TO '{upload}' (FORMAT parquet)");
        File.Move(upload, target);
        return this;
    }

    /// <summary>Writes what the Ingestor records about a table's load.</summary>
    public LakeFolder Load(string table, string state, string? error = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Lake.Raw.LocalPath, Name, "_ingestor")).FullName;
        File.WriteAllText(Path.Combine(folder, $"public.{table}.json"), JsonSerializer.Serialize(new { table, state, error }));
        return this;
    }

    /// <summary>One run, to its end.</summary>
    public Task<Run> RunAsync() => RunAsync(RunOptions.Default);

    /// <summary>One run, to its end and into the history.</summary>
    public async Task<Run> RecordedRunAsync()
    {
        var run = await RunAsync();
        await RecordAsync(run);
        return run;
    }

    public Task RecordAsync(Run run) => History().WriteAsync([run], [], TestContext.Current.CancellationToken);

    public RunHistory History() => new(PipelineLoader.Load(PipelineFolder), Lake, options);

    /// <summary>One run with options, to its end.</summary>
    public async Task<Run> RunAsync(RunOptions asked)
    {
        var run = NewRun(RunTrigger.Request, asked);
        await ExecuteAsync(run, null);
        return run;
    }

    public Run NewRun(RunTrigger trigger, RunOptions? asked = null)
    {
        using var engines = new EnginePool(options);
        var wanted = asked ?? RunOptions.Default;
        return new Run(trigger, Executor(engines, options, null).TablesOf(wanted), wanted);
    }

    /// <summary>Carries a run out.</summary>
    /// <param name="run">The run.</param>
    /// <param name="glue">Where heavy work is handed over to.</param>
    public Task ExecuteAsync(Run run, StepFunctionsEmulator? glue) => ExecuteUntilStoppedAsync(run, glue, CancellationToken.None);

    /// <summary>Carries a run out, until it ends or is stopped as a service is.</summary>
    public async Task ExecuteUntilStoppedAsync(Run run, StepFunctionsEmulator? glue, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, stopping);
        if (KeepsRunning)
        {
            if (running is null)
            {
                var kept = new EnginePool(options);
                var tables = new LakeTables(PipelineLoader.Load(PipelineFolder), Lake, options);
                running = (kept, tables, Executor(kept, options, glue, tables));
            }

            await running.Value.Executor.ExecuteAsync(run, stop.Token);
            return;
        }

        using var engines = new EnginePool(options);
        await Executor(engines, options, glue).ExecuteAsync(run, stop.Token);
    }

    /// <summary>Ends the service that keeps running; the next run starts another one.</summary>
    public void Stop()
    {
        running?.Engines.Dispose();
        running = null;
    }

    /// <summary>What a run would do.</summary>
    public async Task<IReadOnlyList<PlannedTable>> PlanAsync()
    {
        using var engines = new EnginePool(options);
        var pipeline = PipelineLoader.Load(PipelineFolder);
        var stager = new TableStager(pipeline, Lake, new LakeTables(pipeline, Lake, options), engines, options, NullLogger<TableStager>.Instance);
        return await new RunPlanner(pipeline, Lake, stager, options).PlanAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What Spark's jobs do with the lake.</summary>
    public async Task PlaySparkAsync()
    {
        var local = new TransformerOptions { MemoryMegabytes = 256 };
        using var engines = new EnginePool(local);
        await Executor(engines, local, null).ExecuteAsync(NewRun(RunTrigger.Request), TestContext.Current.CancellationToken);
    }

    /// <summary>The service's parts.</summary>
    public RunExecutor Executor(EnginePool engines, TransformerOptions settings, StepFunctionsEmulator? glue, LakeTables? known = null)
    {
        var pipeline = PipelineLoader.Load(PipelineFolder);
        var tables = known ?? new LakeTables(pipeline, Lake, settings);
        var stager = new TableStager(pipeline, Lake, tables, engines, settings, NullLogger<TableStager>.Instance);
        var handover = new HandoverWorker(
            pipeline, Lake, tables, stager, settings, new GlueOptions { StateMachineArn = glue?.StateMachineArn, PollInterval = TimeSpan.FromMilliseconds(100) },
            () => glue?.Connect() ?? throw new InvalidOperationException("This test has no emulator."), NullLogger<HandoverWorker>.Instance);
        return new RunExecutor(pipeline, stager, new ModelCurator(pipeline, tables, engines, settings), handover, NullLogger<RunExecutor>.Instance);
    }

    public DeltaTable Table(string table)
    {
        var parts = table.Split('.');
        return DeltaTable.At(parts[0] switch
        {
            "staged" => ObjectStores.Open(Lake.Staged).At($"{Name}/{parts[1]}"),
            "curated" => ObjectStores.Open(Lake.Curated).At($"{Name}/{parts[1]}"),
            _ => ObjectStores.Open(Lake.Quality).At($"{Name}/ops/{parts[1]}"),
        });
    }

    public async Task<long> VersionAsync(string table) => (await Table(table).GetSnapshotAsync(TestContext.Current.CancellationToken)).Version;

    /// <summary>A relation with a table's rows.</summary>
    public async Task<string> ScanAsync(string table) =>
        (await DeltaScan.PlanAsync(await Table(table).GetSnapshotAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken)).Sql;

    /// <summary>A table's rows as texts, sorted: <c>1|a|NULL</c>.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string table, string columns = "*", string where = "true")
    {
        var snapshot = await Table(table).GetSnapshotAsync(TestContext.Current.CancellationToken);
        var scan = await DeltaScan.PlanAsync(snapshot, TestContext.Current.CancellationToken);
        return Query($"SELECT {columns} FROM {scan.Sql} WHERE {where}");
    }

    /// <summary>A query's rows as texts, sorted.</summary>
    public IReadOnlyList<string> Query(string sql)
    {
        using var command = engine.Connection.CreateCommand();
        command.CommandText = $"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "NULL" : reader.GetString(column))));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    public async Task<long> CountAsync(string table, string where = "true")
    {
        var snapshot = await Table(table).GetSnapshotAsync(TestContext.Current.CancellationToken);
        var scan = await DeltaScan.PlanAsync(snapshot, TestContext.Current.CancellationToken);
        using var command = engine.Connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {scan.Sql} WHERE {where}";
        return (long)command.ExecuteScalar()!;
    }

    public void Execute(string sql)
    {
        using var command = engine.Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await engine.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
