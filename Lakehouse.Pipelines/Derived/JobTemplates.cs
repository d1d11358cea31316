namespace Lakehouse.Pipelines.Derived;

/// <summary>The Glue jobs of a pipeline as resources of CloudFormation.</summary>
/// <param name="Resources">The resources, lines of YAML.</param>
/// <param name="Outputs">An output for each.</param>
internal sealed record JobTemplates(IEnumerable<string> Resources, IEnumerable<string> Outputs)
{
    public static JobTemplates Of(Pipeline pipeline)
    {
        var jobs = new List<(string Id, string Text)>();
        Add("Stage", GlueJobs.Stage, "New raw files of one table, merged into its staged Delta table", "stage.py", null);
        foreach (var model in pipeline.Models)
        {
            var cleans = model.Zone == Zone.Staged;
            Add(
                (cleans ? "Clean" : "Curate") + string.Concat(model.Name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..])),
                GlueJobs.Curate(model),
                cleans ? $"The cleaned rows of {model.Name}, checked before they are committed" : $"The model {model.Name}, checked before it is committed",
                "curate.py",
                GlueJobs.ModelArgument(model));
        }

        Add("Quality", GlueJobs.Quality, "Every expectation suite on the published tables, as reports in the quality bucket", "quality.py", null);
        return new JobTemplates(
            jobs.SelectMany((job, place) => place == 0 ? job.Text.Split('\n') : ["", .. job.Text.Split('\n')]),
            jobs.Select(job => $"{job.Id}: {{ Value: !Ref {job.Id}, Export: {{ Name: !Sub \"${{Prefix}}-{job.Id}\" }} }}"));

        void Add(string name, string job, string description, string script, string? model)
        {
            // Of two models whose names differ in '_' only, the second has a number.
            var alike = jobs.Count(other => other.Id.StartsWith($"{name}Job", StringComparison.Ordinal));
            var id = alike == 0 ? $"{name}Job" : $"{name}Job{alike + 1}";
            jobs.Add((id, Resource(id, job, description, script, model is null ? "" : $"\n      --model: {model}")));
        }
    }

    private static string Resource(string id, string name, string description, string script, string model) => $$"""
        {{id}}:
          Type: AWS::Glue::Job
          Properties:
            Name: !Sub "{{name}}"
            Description: {{description}}
            Role: !GetAtt JobRole.Arn
            GlueVersion: "5.0"
            Command: { Name: glueetl, PythonVersion: "3", ScriptLocation: !Sub "s3://${ScriptsBucket}/${Release}/glue/{{script}}" }
            WorkerType: !Ref WorkerType
            NumberOfWorkers: !Ref Workers
            Timeout: !Ref TimeoutMinutes
            MaxRetries: 0 # the state machine retries: a retry of Glue's own is a new run that Step Functions does not wait for
            ExecutionClass: STANDARD
            ExecutionProperty: { MaxConcurrentRuns: !Ref MaxConcurrentRuns }
            SecurityConfiguration: !Ref SecurityConfiguration
            DefaultArguments:
              --datalake-formats: delta
              --enable-glue-datacatalog: "true"
              --conf: spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension --conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog
              --enable-auto-scaling: "true"
              --job-bookmark-option: job-bookmark-disable
              --enable-metrics: "true"
              --enable-observability-metrics: "true"
              --enable-spark-ui: "true"
              --spark-event-logs-path: !Sub "s3://${ScriptsBucket}/spark-events/"
              --enable-continuous-cloudwatch-log: "true"
              --continuous-log-logGroup: !Ref LogGroup
              --TempDir: !Sub "s3://${ScriptsBucket}/temporary/"
              --extra-py-files: !Sub "s3://${ScriptsBucket}/${Release}/glue/lakehouse_glue.zip"
              --additional-python-modules: !Ref PythonModules
              --pipeline_folder: !Sub "s3://${ScriptsBucket}/${Release}/pipelines/${Pipeline}/"
              --raw: !Sub "s3://${RawBucket}"
              --staged: !Sub "s3://${StagedBucket}"
              --curated: !Sub "s3://${CuratedBucket}"
              --quality: !Sub "s3://${QualityBucket}"{{model}}
            Tags: { lakehouse: !Ref Prefix, part: jobs }
        """;
}
