using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lakehouse.AppHost.Tests;

/// <summary>What the AppHost publishes, as Aspire's manifest tells it.</summary>
public sealed class PublishTests : IDisposable
{
    private static readonly TimeSpan Limit = AppHostProcess.Patience;
    private readonly TemporaryFolder folder = new();

    private static readonly (string Name, string Value)[] _parameters =
    [
        ("lake-raw", "s3://you-raw"), ("lake-staged", "s3://you-staged"), ("lake-curated", "s3://you-curated"), ("lake-quality", "s3://you-quality"), ("lake-key", "arn:aws:kms:eu-west-1:111122223333:key/k"),
        ("state-machine", "arn:aws:states:eu-west-1:111122223333:stateMachine:m"), ("movielens-connection", "Host=h"), ("source-secret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Services_refer_to_the_buckets_the_database_and_the_state_machine_of_the_stacks()
    {
        var file = Path.Combine(folder.Path, "manifest.json");
        var (code, output) = await PublishAsync("--publisher", "manifest", "--output-path", file);
        Assert.SkipWhen(output.Contains("The package Aspire.Hosting does", StringComparison.Ordinal), "The stand-in for Aspire.Hosting publishes nothing.");
        Assert.True(code == 0, output);
        var resources = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancel))!["resources"]!.AsObject();

        Assert.Equal(["ingestor", "queryapi", "transformer"], resources.Where(resource => resource.Value!["type"]?.ToString() == "project.v0").Select(resource => resource.Key).Order(StringComparer.Ordinal));
        Assert.All(["ingestor", "queryapi", "transformer"], service =>
        {
            var environment = resources[service]!["env"]!;
            Assert.Equal(["{lake-raw.value}", "{lake-staged.value}", "{lake-curated.value}", "{lake-quality.value}"], new[] { "Raw", "Staged", "Curated", "Quality" }.Select(zone => environment[$"Lake__{zone}"]!.ToString()));
            Assert.Equal("/app/pipeline", environment["Pipeline__Folder"]!.ToString());
        });
        Assert.Equal("{movielens-connection.value}", resources["ingestor"]!["env"]!["ConnectionStrings__movielens"]!.ToString());
        Assert.Equal("{state-machine.value}", resources["transformer"]!["env"]!["Glue__StateMachineArn"]!.ToString());
        Assert.DoesNotContain(resources, resource => resource.Value!["inputs"]?["value"]?["secret"]?.GetValue<bool>() == true); // what is secret is in Secrets Manager
    }

    [Fact]
    public async Task The_CDK_application_gives_each_task_its_rights_in_the_network_of_the_stacks()
    {
        Assert.SkipUnless(OnPath("node"), "The AWS CDK needs Node.js, which is not installed.");
        var (code, output) = await PublishAsync(["--step", "publish", "--output-path", folder.Path, "--prefix", "you", .. _parameters.Select(parameter => $"Parameters:{parameter.Name}={parameter.Value}")]);
        Assert.SkipWhen(output.Contains("The package Aspire.Hosting does", StringComparison.Ordinal), "The stand-in for Aspire.Hosting publishes nothing.");
        Assert.SkipWhen(code != 0 && !OnPath("docker"), "The package Aspire.Hosting.AWS packs images with Docker, which is not installed.");
        Assert.True(code == 0, output);
        var template = await File.ReadAllTextAsync(Path.Combine(folder.Path, "cdk.out", "lakehouse.template.json"), Cancel);
        var resources = JsonNode.Parse(template)!["Resources"]!.AsObject();

        Assert.Equal(_parameters.Select(parameter => $"Param{parameter.Name.Replace("-", "", StringComparison.Ordinal)}").Order(StringComparer.Ordinal), JsonNode.Parse(template)!["Parameters"]!.AsObject().Select(parameter => parameter.Key).Where(name => name.StartsWith("Param", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("AWS::EC2::VPC\"", template, StringComparison.Ordinal);
        Assert.All(Regex.Matches(template, "\"Fn::ImportValue\": \"you(-[A-Za-z]+)\"").Select(import => import.Groups[1].Value).Distinct(), name => Assert.Contains($"${{Prefix}}{name}\"", Exports, StringComparison.Ordinal));

        Assert.Equal(["kms:Decrypt", "kms:GenerateDataKey", "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:PutObject"], Actions("TaskDefinitioningestorTaskRole"));
        Assert.Equal([.. Actions("TaskDefinitioningestorTaskRole"), "states:DescribeExecution", "states:GetExecutionHistory", "states:StartExecution"], Actions("TaskDefinitiontransformerTaskRole"));
        Assert.Equal(Actions("TaskDefinitioningestorTaskRole"), Actions("ProjectqueryapiTaskDefTaskRole"));
        Assert.DoesNotContain("\"Resource\": \"*\"", template, StringComparison.Ordinal);

        Assert.Equal(["PGUSER from Paramsourcesecret :username::", "PGPASSWORD from Paramsourcesecret :password::"], Secrets("TaskDefinitioningestor"));
        Assert.Equal(["Access__Principals__lakehouse__ApiKey from QueryApiKey"], Secrets("ProjectqueryapiTaskDef").Select(secret => Regex.Replace(secret, "QueryApiKey[0-9A-F]+ $", "QueryApiKey")));
        Assert.Empty(Secrets("TaskDefinitiontransformer"));
        Assert.DoesNotContain("\"NoEcho\": true", template, StringComparison.Ordinal);

        var ingestor = Of("AWS::ECS::Service", "Projectingestor");
        Assert.Equal("0 to 100", $"{ingestor["DeploymentConfiguration"]!["MinimumHealthyPercent"]} to {ingestor["DeploymentConfiguration"]!["MaximumPercent"]}");
        Assert.Contains("you-SourceClientsSecurityGroupId", ingestor.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("internal", Of("AWS::ElasticLoadBalancingV2::LoadBalancer", "Projectqueryapi")["Scheme"]!.ToString());
        Assert.Equal("/health", Of("AWS::ElasticLoadBalancingV2::TargetGroup", "Projectqueryapi")["HealthCheckPath"]!.ToString());
        Assert.Contains("you-VpcCidr", Of("AWS::EC2::SecurityGroup", "ProjectqueryapiLB")["SecurityGroupIngress"]!.ToJsonString(), StringComparison.Ordinal);

        JsonNode Of(string type, string name) => resources.Single(resource => resource.Value!["Type"]!.ToString() == type && resource.Key.StartsWith(name, StringComparison.Ordinal)).Value!["Properties"]!;

        IEnumerable<string> Secrets(string task) => (Of("AWS::ECS::TaskDefinition", task)["ContainerDefinitions"]![0]!["Secrets"]?.AsArray() ?? []).Select(secret => secret!["ValueFrom"] switch
        {
            JsonObject whole when whole["Fn::Join"] is { } join => $"{secret["Name"]} from {join[1]![0]!["Ref"]} {join[1]![1]}",
            var whole => $"{secret["Name"]} from {whole!["Ref"]} ",
        });

        IEnumerable<string> Actions(string role) => Of("AWS::IAM::Policy", role)["PolicyDocument"]!["Statement"]!.AsArray()
            .SelectMany(statement => statement!["Action"] is JsonArray several ? several.Select(action => action!.ToString()) : [statement["Action"]!.ToString()])
            .Distinct().Order(StringComparer.Ordinal);
    }

    private static string Exports => string.Concat(Directory.EnumerateFiles(Path.Combine(BuildOutput.Repository, "cloudformation"), "*.yaml").Select(File.ReadAllText));

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, program)));

    private async Task<(int Code, string Output)> PublishAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", BuildOutput.Program("Lakehouse.AppHost"), "--operation", "publish", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = Directory.CreateDirectory(Path.Combine(folder.Path, "home")).FullName }, // Aspire remembers parameters there
        })!;
        process.StandardInput.Close();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(Limit); // a step that fails may not return
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var error = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
