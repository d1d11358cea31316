namespace Lakehouse.CloudFormation.Tests;

public sealed class DataSafetyTests
{
    private static readonly string[] HoldData =
    [
        "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::RDS::DBInstance", "AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SecretsManager::Secret",
        "AWS::Logs::LogGroup", "AWS::ECR::Repository", "AWS::CloudFormation::Stack",
    ];

    /// <summary>Types that take tags as a list; Glue and SSM take a map. (Schedules, policies and the like take none.)</summary>
    private static readonly string[] Taggable =
    [
        "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::RouteTable", "AWS::EC2::InternetGateway", "AWS::EC2::EIP", "AWS::EC2::NatGateway",
        "AWS::EC2::SecurityGroup", "AWS::EC2::VPCEndpoint", "AWS::EC2::FlowLog", "AWS::Logs::LogGroup", "AWS::IAM::Role", "AWS::SecretsManager::Secret", "AWS::RDS::DBInstance",
        "AWS::RDS::DBSubnetGroup", "AWS::RDS::DBParameterGroup", "AWS::DMS::ReplicationSubnetGroup", "AWS::DMS::Endpoint", "AWS::DMS::ReplicationConfig", "AWS::Glue::Job",
        "AWS::Glue::Crawler", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::StepFunctions::StateMachine", "AWS::Athena::WorkGroup", "AWS::ECR::Repository",
        "AWS::ECS::Cluster", "AWS::ECS::TaskDefinition", "AWS::ECS::Service", "AWS::ServiceDiscovery::HttpNamespace", "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::SSM::Parameter", "AWS::CloudWatch::Alarm", "AWS::CloudFormation::Stack",
        "AWS::Events::Rule", "AWS::Budgets::Budget",
    ];

    private static IEnumerable<(Template Template, string Name, System.Text.Json.Nodes.JsonObject Resource)> Resources =>
        from template in Template.All
        from resource in template.Resources
        select (template, resource.Key, resource.Value!.AsObject());

    [Fact]
    public void Whatever_holds_data_says_what_becomes_of_it() =>
        Assert.All(Resources.Where(found => HoldData.Contains(found.Resource["Type"]!.ToString())), found =>
        {
            Assert.True(found.Resource["DeletionPolicy"] is not null && found.Resource["UpdateReplacePolicy"] is not null, $"{found.Template} {found.Name}");
            Assert.Equal(found.Resource["DeletionPolicy"]!.ToString(), found.Resource["UpdateReplacePolicy"]!.ToString());
        });

    [Fact]
    public void Buckets_and_their_key_outlive_the_stack_and_the_database_leaves_a_snapshot() =>
        Assert.All(
            Resources.Where(found => found.Resource["Type"]!.ToString() is "AWS::S3::Bucket" or "AWS::KMS::Key" or "AWS::RDS::DBInstance"),
            found => Assert.Equal(found.Resource["Type"]!.ToString() == "AWS::RDS::DBInstance" ? "Snapshot" : "Retain", found.Resource["DeletionPolicy"]!.ToString()));

    [Fact]
    public void Buckets_are_encrypted_closed_to_the_public_and_forget_abandoned_uploads()
    {
        foreach (var (template, name, bucket) in Resources.Where(found => found.Resource["Type"]!.ToString() == "AWS::S3::Bucket"))
        {
            var properties = bucket["Properties"]!;
            Assert.NotNull(properties["BucketEncryption"]);
            Assert.Equal(["true", "true", "true", "true"], properties["PublicAccessBlockConfiguration"]!.AsObject().Select(setting => setting.Value!.ToString()));
            Assert.Contains("BucketOwnerEnforced", properties["OwnershipControls"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.True(properties["LifecycleConfiguration"]!.ToJsonString().Contains("AbortIncompleteMultipartUpload", StringComparison.Ordinal), $"{template} {name}");
        }
    }

    [Fact]
    public void Whatever_takes_tags_has_the_lakes_tag() =>
        Assert.All(Resources.Where(found => Taggable.Contains(found.Resource["Type"]!.ToString())), found =>
        {
            var tags = (found.Resource["Properties"]?["Tags"] ?? found.Resource["Properties"]?["ResourceTags"])?.ToJsonString() ?? "";
            Assert.True(tags.Contains("lakehouse", StringComparison.Ordinal) && tags.Contains("{\"Ref\":\"Prefix\"}", StringComparison.Ordinal), $"{found.Template} {found.Name}: {tags}");
        });

    [Fact]
    public void Nothing_is_reachable_from_the_internet_unless_asked()
    {
        Assert.Equal("false", Template.Named("source.yaml").Properties("Database")["PubliclyAccessible"]!.ToString());
        Assert.All(Resources.Where(found => found.Resource["Type"]!.ToString() == "AWS::EC2::Subnet"), found => Assert.Equal("false", found.Resource["Properties"]!["MapPublicIpOnLaunch"]!.ToString()));
        Assert.All(
            Resources.Where(found => found.Resource["Properties"]?["SecurityGroupIngress"] is not null),
            found => Assert.DoesNotContain("0.0.0.0/0", found.Resource["Properties"]!["SecurityGroupIngress"]!.ToJsonString(), StringComparison.Ordinal));
    }
}
