namespace Lakehouse.CloudFormation.Tests;

public sealed class LintTests
{
    [Fact]
    public async Task The_templates_have_neither_errors_nor_warnings_in_three_regions()
    {
        Assert.SkipUnless(Tool.Exists("cfn-lint"), "cfn-lint is not installed: pip install cfn-lint.");
        var result = await Tool.RunAsync(
            "cfn-lint",
            ["--regions", "us-east-1", "eu-west-1", "ap-southeast-2", "--non-zero-exit-code", "warning", "--", .. Directory.GetFiles(Repository.PathOf("cloudformation"), "*.yaml")]);

        Assert.True(result.ExitCode == 0, result.Output);
    }
}
