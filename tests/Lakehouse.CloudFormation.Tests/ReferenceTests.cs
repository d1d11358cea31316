namespace Lakehouse.CloudFormation.Tests;

public sealed class ReferenceTests
{
    public static TheoryData<string> Names => [.. Template.All.Select(template => template.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_reference_names_a_parameter_or_a_resource(string name)
    {
        var template = Template.Named(name);

        Assert.All(References.Of(template.Content).Where(found => !found.Name.StartsWith("AWS::", StringComparison.Ordinal)), found =>
            Assert.True(template.Resources.ContainsKey(found.Name) || template.Parameters.ContainsKey(found.Name), found.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_and_condition_is_used_and_described(string name)
    {
        var template = Template.Named(name);
        var used = References.Of(template.Content).Select(found => found.Name).ToHashSet();
        var conditions = References.Conditions(template.Content).ToHashSet();

        Assert.All(template.Parameters, parameter => Assert.True(used.Contains(parameter.Key) && parameter.Value!["Description"] is not null, parameter.Key));
        Assert.All(template.Conditions, condition => Assert.True(conditions.Contains(condition.Key), condition.Key));
        Assert.All(conditions, condition => Assert.True(template.Conditions.ContainsKey(condition), condition));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_says_which_values_it_takes(string name) =>
        Assert.All(Template.Named(name).Parameters, parameter =>
            Assert.True(
                (parameter.Value!["AllowedPattern"] ?? parameter.Value["AllowedValues"] ?? parameter.Value["MinValue"]) is not null || parameter.Value["Type"]!.ToString().Contains("AWS::", StringComparison.Ordinal),
                parameter.Key));

    [Fact]
    public void The_root_gives_each_stack_the_parameters_it_has_and_no_others()
    {
        foreach (var (stack, resource) in Template.Named("root.yaml").OfType("AWS::CloudFormation::Stack"))
        {
            var child = Child(resource);
            var given = resource["Properties"]!["Parameters"]!.AsObject().Select(parameter => parameter.Key).ToHashSet();
            Assert.True(given.All(child.Parameters.ContainsKey), $"{stack} gets {string.Join(", ", given.Where(parameter => !child.Parameters.ContainsKey(parameter)))}, which {child} lacks");
            Assert.Empty(child.Parameters.Where(parameter => parameter.Value!["Default"] is null && !given.Contains(parameter.Key)).Select(parameter => $"{stack}: {parameter.Key}"));
        }
    }

    [Fact]
    public void The_root_reads_only_outputs_that_its_stacks_have()
    {
        var root = Template.Named("root.yaml");
        foreach (var (name, attribute) in References.Of(root.Content).Where(found => found.Attribute is not null))
        {
            Assert.StartsWith("Outputs.", attribute, StringComparison.Ordinal);
            Assert.True(Child(root.Resources[name]!.AsObject()).Outputs.ContainsKey(attribute!["Outputs.".Length..]), $"{name}.{attribute}");
        }
    }

    [Fact]
    public void The_root_nests_every_template_but_those_that_stand_alone()
    {
        var nested = Template.Named("root.yaml").OfType("AWS::CloudFormation::Stack").Select(stack => Child(stack.Resource).Name).Order();

        Assert.Equal(Template.All.Select(template => template.Name).Except(["root.yaml", "bootstrap.yaml", "development.yaml"]), nested);
    }

    [Fact]
    public void Exports_are_prefixed_and_unlike_each_other_and_every_import_has_one()
    {
        var exports = Template.All.Where(template => template.Name != "development.yaml")
            .SelectMany(template => template.Outputs.Select(output => output.Value!["Export"]?["Name"]).Where(export => export is not null).Select(export => template.Text(export)))
            .ToList();

        Assert.All(exports, export => Assert.StartsWith("${Prefix}-", export, StringComparison.Ordinal));
        Assert.Equal(exports.Count, exports.Distinct().Count());
        Assert.All(
            Template.All.SelectMany(template => Template.Objects(template.Content).Where(found => found.ContainsKey("Fn::ImportValue")).Select(found => template.Text(found["Fn::ImportValue"]))),
            import => Assert.Contains(import, exports));
    }

    [Fact]
    public void The_whole_lake_has_the_outputs_that_the_AppHost_reads_from_the_development_stack() =>
        Assert.Empty(Template.Named("development.yaml").Outputs.Select(output => output.Key).Except(Template.Named("root.yaml").Outputs.Select(output => output.Key)));

    private static Template Child(System.Text.Json.Nodes.JsonObject stack) =>
        Template.Named(stack["Properties"]!["TemplateURL"]!["Fn::Sub"]!.ToString().Split('/')[^1]);
}
