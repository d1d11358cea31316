using System.ComponentModel.DataAnnotations;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.History;
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

        // One short line for each event, so that a person can follow what happens; requests are traced, not logged.
        builder.Logging
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services
            .AddSingleton(PipelineLoader.Load(folder))
            .AddSingleton(Lake.FromConfiguration(builder.Configuration))
            .AddSingleton(Options(builder.Configuration))
            .AddSingleton<EnginePool>()
            .AddSingleton<TableStager>()
            .AddSingleton<ModelCurator>()
            .AddSingleton<RunExecutor>()
            .AddSingleton<RunQueue>()
            .AddSingleton<RunHistory>()
            .AddSingleton<RunRecorder>()
            .AddHostedService(services => services.GetRequiredService<RunRecorder>()) // stops last, so that it takes the last run
            .AddHostedService<RunWorker>()
            .AddHostedService<RawMonitor>();
        AddSchedules(builder.Services, builder.Configuration);
    }

    /// <exception cref="InvalidOperationException">A schedule is wrong.</exception>
    private static void AddSchedules(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        foreach (var schedule in Options(configuration).Schedule.Select((options, place) => RunSchedule.Parse(options, $"{TransformerOptions.Section}:Schedule:{place}")))
        {
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ScheduledRuns>(provider, schedule));
        }
    }

    private static TransformerOptions Options(IConfiguration configuration)
    {
        var options = configuration.GetSection(TransformerOptions.Section).Get<TransformerOptions>() ?? new TransformerOptions();
        var problems = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true)
            ? options
            : throw new InvalidOperationException($"The configuration section {TransformerOptions.Section} is wrong: {string.Join(" ", problems.Select(problem => problem.ErrorMessage))}");
    }
}
