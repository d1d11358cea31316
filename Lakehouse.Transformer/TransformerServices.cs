using System.ComponentModel.DataAnnotations;
using Amazon.StepFunctions;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Handover;
using Lakehouse.Transformer.History;
using Lakehouse.Transformer.Lineage;
using Lakehouse.Transformer.Maintenance;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Schedules;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer;

/// <summary>Puts the service together.</summary>
internal static class TransformerServices
{
    /// <exception cref="PipelineException">The pipeline has problems.</exception>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong.</exception>
    public static void AddTransformer(this IHostApplicationBuilder builder)
    {
        var folder = builder.Configuration["Pipeline:Folder"];
        if (string.IsNullOrWhiteSpace(folder))
        {
            throw new InvalidOperationException($"No pipeline is configured. Set Pipeline:Folder (environment variable Pipeline__Folder) to the folder that holds {PipelineLoader.FileName}.");
        }

        var lake = Lake.FromConfiguration(builder.Configuration);
        var options = Read<TransformerOptions>(builder.Configuration, TransformerOptions.Section);
        var glue = Read<GlueOptions>(builder.Configuration, GlueOptions.Section);
        Validate(options.Maintenance, $"{TransformerOptions.Section}:Maintenance");
        CheckHandover(options, glue, lake);

        // One short line for each event, so that a person can follow what happens; requests are traced, not logged.
        builder.Logging
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services
            .AddSingleton(PipelineLoader.Load(folder))
            .AddSingleton(lake)
            .AddSingleton(options)
            .AddSingleton(options.Maintenance)
            .AddSingleton(glue)
            .AddSingleton<Func<IAmazonStepFunctions>>(() => new AmazonStepFunctionsClient())
            .AddSingleton<LakeTables>()
            .AddSingleton<EnginePool>()
            .AddSingleton<TableStager>()
            .AddSingleton<ModelCurator>()
            .AddSingleton<HandoverWorker>()
            .AddSingleton<RunExecutor>()
            .AddSingleton<RunQueue>()
            .AddSingleton<RunHistory>()
            .AddSingleton(builder.Configuration.GetSection(OpenLineageOptions.Section).Get<OpenLineageOptions>() ?? new OpenLineageOptions())
            .AddSingleton<OpenLineageEmitter>()
            .AddHttpClient()
            .AddSingleton<RunRecorder>()
            .AddSingleton<TableCare>()
            .AddSingleton<IndexCare>()
            .AddSingleton<RawRetention>()
            .AddSingleton<MaintenanceWorker>()
            .AddHostedService(services => services.GetRequiredService<RunRecorder>()) // stops last, so that it takes the last run
            .AddHostedService<RunWorker>()
            .AddHostedService<RawMonitor>();
        AddSchedules(builder.Services, options);
    }

    /// <exception cref="InvalidOperationException">A schedule is wrong.</exception>
    private static void AddSchedules(IServiceCollection services, TransformerOptions transformer)
    {
        services.AddSingleton(TimeProvider.System);
        foreach (var schedule in transformer.Schedule.Select((options, place) => RunSchedule.Parse(options, $"{TransformerOptions.Section}:Schedule:{place}")))
        {
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ScheduledRuns>(provider, schedule));
        }
    }

    /// <exception cref="InvalidOperationException">Work cannot be handed over.</exception>
    private static void CheckHandover(TransformerOptions options, GlueOptions glue, Lake lake)
    {
        if (options.Engine == EngineChoice.Local)
        {
            return;
        }

        if (glue.StateMachineArn is not { } arn || !arn.Contains(":stateMachine:", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{TransformerOptions.Section}:Engine is {options.Engine}, and {GlueOptions.Section}:StateMachineArn names no state machine. Set it (environment variable Glue__StateMachineArn) to the output StateMachineArn of cloudformation/orchestration.yaml, or Engine to Local.");
        }

        if (lake.Raw.IsFile || lake.Staged.IsFile || lake.Curated.IsFile)
        {
            throw new InvalidOperationException($"{TransformerOptions.Section}:Engine is {options.Engine}, and the lake is a local folder, which Glue cannot read. Put its zones on S3 (Lake:Root), or set Engine to Local.");
        }
    }

    /// <exception cref="InvalidOperationException">A setting of the section is wrong.</exception>
    private static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = configuration.GetSection(section).Get<T>() ?? new T();
        Validate(options, section);
        return options;
    }

    private static void Validate(object options, string section)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
        {
            throw new InvalidOperationException($"The configuration section {section} is wrong: {string.Join(" ", problems.Select(problem => problem.ErrorMessage))}");
        }
    }
}
