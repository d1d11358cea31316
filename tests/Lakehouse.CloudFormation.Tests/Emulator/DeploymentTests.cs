using System.Text.Json.Nodes;

namespace Lakehouse.CloudFormation.Tests.Emulator;

/// <summary>The templates, deployed by the AWS CLI into an emulated account that checks every resolved property, parameter and attribute.</summary>
public sealed class DeploymentTests(EmptyAccount account) : IClassFixture<EmptyAccount>
{
    private const string Release = """
        aws cloudformation deploy --stack-name $PREFIX-lakehouse-release --template-file cloudformation/bootstrap.yaml --parameter-overrides Prefix=$PREFIX
        aws s3 sync cloudformation s3://$PREFIX-datalake-mds-release/r --exclude '*' --include '*.yaml' --include 'derived/*' --only-show-errors
        deploy() { aws cloudformation deploy --stack-name $PREFIX-lakehouse --template-file cloudformation/root.yaml --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND \
          --parameter-overrides Prefix=$PREFIX ReleaseBucket=$PREFIX-datalake-mds-release Release=r Project=$PREFIX CrawlerPrefix=$PREFIX RawDatabaseName=${PREFIX//-/_}_raw StagedDatabaseName=${PREFIX//-/_}_staged CuratedDatabaseName=${PREFIX//-/_}_curated "$@"; }

        """;

    [Fact]
    public async Task What_the_documentation_says_leads_from_an_empty_account_to_a_run_and_a_query_and_back()
    {
        // 5 and 6 fill a database and start DMS, which no emulator here has.
        var (code, output) = await account.ShellAsync(Walkthrough.Of("", "1.", "2.", "3.", "4.") + "\n" + Walkthrough.Of("7.") + """

            while [ "$(aws stepfunctions describe-execution --execution-arn $RUN --query status --output text)" = RUNNING ]; do sleep 0.2; done
            aws stepfunctions describe-execution --execution-arn $RUN --query '[`run`, status]' --output text

            """ + Walkthrough.Of("8."));

        Assert.True(code == 0, output);
        Assert.True(output.Contains("run\tSUCCEEDED", StringComparison.Ordinal), output);
        Assert.Contains("SELECT title, avg_rating, genres FROM datahandson_mds_movielens_deltalake.movie_ratings ORDER BY avg_rating DESC LIMIT 10;", output, StringComparison.Ordinal);
        Assert.Equal(
            ["cjmm-datalake-mds-curated", "cjmm-datalake-mds-logs", "cjmm-datalake-mds-quality", "cjmm-datalake-mds-query-results", "cjmm-datalake-mds-raw", "cjmm-datalake-mds-release", "cjmm-datalake-mds-scripts", "cjmm-datalake-mds-staged"],
            (await AskAsync("s3api list-buckets --query 'Buckets[?starts_with(Name, `cjmm-`)].Name'")).AsArray().Select(name => name!.ToString()).Order(StringComparer.Ordinal));
        var job = await AskAsync("glue get-job --job-name datahandson-mds-raw-staged-deltalake --query Job");
        Assert.Equal(["5.0", "G.1X", "3", "delta"], new[] { job["GlueVersion"], job["WorkerType"], job["NumberOfWorkers"], job["DefaultArguments"]!["--datalake-formats"] }.Select(value => value!.ToString()));
        var scripts = (await AskAsync("s3api list-objects-v2 --bucket cjmm-datalake-mds-scripts --query Contents[].Key")).AsArray().Select(key => key!.ToString()).ToList();
        Assert.Contains(job["Command"]!["ScriptLocation"]!.ToString()["s3://cjmm-datalake-mds-scripts/".Length..], scripts);
        Assert.Contains(job["DefaultArguments"]!["--extra-py-files"]!.ToString()["s3://cjmm-datalake-mds-scripts/".Length..], scripts);
        Assert.Contains($"{job["DefaultArguments"]!["--pipeline_folder"]!.ToString()["s3://cjmm-datalake-mds-scripts/".Length..]}pipeline.yaml", scripts);
        var crawler = await AskAsync("glue get-crawler --name data-handson-mds-dev-delta-crawler --query Crawler.Targets.DeltaTargets[0]");
        Assert.Equal(["true", "false"], new[] { crawler["CreateNativeDeltaTable"], crawler["WriteManifest"] }.Select(value => value!.ToString()));
        var group = await AskAsync("athena get-work-group --work-group cjmm-lakehouse --query WorkGroup.Configuration");
        Assert.Equal(["10737418240", "Athena engine version 3"], new[] { group["BytesScannedCutoffPerQuery"], group["EngineVersion"]!["SelectedEngineVersion"] }.Select(value => value!.ToString()));
        Assert.Equal("SSE_KMS", group["ResultConfiguration"]!["EncryptionConfiguration"]!["EncryptionOption"]!.ToString());

        (code, output) = await account.ShellAsync("PREFIX=cjmm\n" + Walkthrough.Removal());
        Assert.True(code == 0, output);
        Assert.Equal("[]", (await AskAsync("s3api list-buckets --query 'Buckets[?starts_with(Name, `cjmm-`)].Name'")).ToJsonString());
        Assert.Equal("[]", (await AskAsync("cloudformation describe-stacks --query 'Stacks[?starts_with(StackName, `cjmm-`)].StackName'")).ToJsonString());
    }

    [Theory]
    [InlineData("n22-characters-long-ab", "ZoneCount=3 Egress=nat Ingestion=dms 'ReplicationStart=cron(0 6 ? * MON-FRI *)' 'ReplicationStop=cron(0 20 ? * MON-FRI *)' Services=true ImageTag=1 QueryEngine=athena CollectorImage=x/collector:1 NoticeEmail=a@b.c")]
    [InlineData("open", "Services=true ImageTag=1 Ingestion=ingestor Console=true LoadBalancerScheme=internet-facing ClientCidr=192.0.2.0/24 CertificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/1 Access=jwt JwtAuthority=https://id.example.org/ JwtAudience=lake")]
    [InlineData("given", "Source=existing ExistingSecretArn=arn:aws:secretsmanager:eu-west-1:123456789012:secret:mine-AbCdEf SourceHost=db.example.org Ingestion=none Services=true ImageTag=1 Access=anonymous")]
    [InlineData("least", "Ingestion=none")]
    public async Task The_root_deploys_with(string prefix, string parameters)
    {
        var (code, output) = await account.ShellAsync($"PREFIX={prefix}\n{Release}deploy {parameters}");

        Assert.True(code == 0, output);
        Assert.Equal("CREATE_COMPLETE", (await AskAsync($"cloudformation describe-stacks --stack-name {prefix}-lakehouse --query Stacks[0].StackStatus")).ToString());
    }

    [Theory]
    [InlineData("http", "LoadBalancerScheme=internet-facing", "LoadBalancerScheme=internet-facing needs CertificateArn.")]
    [InlineData("unlocked", "LoadBalancerScheme=internet-facing CertificateArn=arn:aws:acm:eu-west-1:123456789012:certificate/1 Access=anonymous", "needs Access=key or Access=jwt")]
    [InlineData("nobody", "Ingestion=ingestor", "Ingestion=ingestor needs Services=true.")]
    [InlineData("sourceless", "Source=existing", "Source=existing needs ExistingSecretArn.")]
    [InlineData("wide", "VpcCidr=0.0.0.0/0", "does not match")]
    public async Task The_root_refuses(string prefix, string parameters, string reason)
    {
        var (code, output) = await account.ShellAsync($"PREFIX={prefix}\n{Release}deploy {parameters}");

        Assert.NotEqual(0, code);
        Assert.True(output.Contains(reason, StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task The_development_stack_deploys_with_the_outputs_that_the_AppHost_reads()
    {
        var (code, output) = await account.ShellAsync("aws cloudformation deploy --stack-name you-development --template-file cloudformation/development.yaml --parameter-overrides Prefix=you");

        Assert.True(code == 0, output);
        var outputs = (await AskAsync("cloudformation describe-stacks --stack-name you-development --query Stacks[0].Outputs")).AsArray().ToDictionary(found => found!["OutputKey"]!.ToString(), found => found!["OutputValue"]!.ToString());
        Assert.Equal("s3://you-raw-123456789012-eu-west-1", outputs["Raw"]);
        Assert.Equal("you_datahandson_mds_movielens_deltalake", outputs["CuratedDatabase"]);
    }

    /// <summary>The other tests could not fail otherwise.</summary>
    [Theory]
    [InlineData("s/VersioningConfiguration:/VersionConfiguration:/", "VersionConfiguration")]
    [InlineData("s/AWS::S3::BucketPolicy/AWS::S3::BucketPolice/", "")]
    [InlineData("s/Status: Enabled }/Status: On }/", "is not one of")]
    [InlineData("s/!Ref ReleaseBucket$/!GetAtt ReleaseBucket.Address/", "")]
    public async Task The_emulator_refuses_a_template_that_is_wrong(string change, string reason)
    {
        var (code, output) = await account.ShellAsync($"file=$(mktemp); trap 'rm $file' EXIT; sed '{change}' cloudformation/bootstrap.yaml > $file; aws cloudformation deploy --stack-name wrong-{change.Length} --template-file $file --parameter-overrides Prefix=wrong");

        Assert.NotEqual(0, code);
        Assert.True(output.Contains(reason, StringComparison.Ordinal), output);
    }

    private async Task<JsonNode> AskAsync(string command)
    {
        var (code, output) = await account.ShellAsync($"aws {command} --output json");
        Assert.True(code == 0, output);
        return JsonNode.Parse(output)!;
    }
}
