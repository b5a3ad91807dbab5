// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The fields of a module: those of the module API's install request.</summary>
internal static class ModuleFields
{
    private static readonly FieldSet HealthCheck = new(
        "health-check", "A health check", "How to tell that a module is well.",
        [
            new("test", FieldShape.Text, "A command line that ends with 0 when it is.", "redis-cli ping") { IsRequired = true },
            new("interval", FieldShape.Text, "Between two checks.", "30s"),
            new("timeout", FieldShape.Text, "How long one may take.", "10s"),
            new("retries", FieldShape.Text, "How many in a row may fail.", "3"),
            new("start_period", FieldShape.Text, "How long failures at the start do not count.", "5s"),
        ]);

    private static readonly FleetField[] Fields =
    [
        new("image", FieldShape.Text, "The target of the fleet that it runs.", "app"),
        new("docker_image", FieldShape.Text, "A reference to an image that isn't of the fleet.", "docker.io/library/redis:7"),
        new("display_name", FieldShape.Text, "Its name for people.", "The shop") { Default = "its name" },
        new("description", FieldShape.Text, "What it is.", "The shop's web pages"),
        new("version", FieldShape.Text, "Its version.", "1.0.0") { Default = "the image's" },
        new("license_key", FieldShape.Text, "The key of its licence.", "XXXX-XXXX"),
        new("ports", new TextsShape("`HOST:CONTAINER`, or a list of them", FieldShape.Like("HOST:CONTAINER", NamePatterns.PortPairOrWords)), "Ports of the host and of the container.", "[\"8000:8000\"]"),
        new("environment", FieldShape.TextMap, "Variables of its environment.", "{ REDIS_URL: redis://redis:6379 }"),
        new("volumes", FieldShape.Texts, "Volumes.", "[\"data:/data\"]"),
        new("cpu_limit", FieldShape.Text, "How many cores it may use.", "\"1.0\""),
        new("memory_limit", FieldShape.Text, "How much memory it may use.", "512m"),
        new("network_mode", FieldShape.Text, "Its network.", "bridge"),
        new("depends_on", FieldShape.Texts, "Modules of the file that must be healthy before it starts.", "[redis]"),
        new("route_prefix", FieldShape.Text, "The path that requests to it begin with.", "/shop"),
        new("health_check", FieldShape.Of(HealthCheck), "How to tell that it is well.", "{ test: curl -f localhost, interval: 5s }") { Default = "the image's" },
        new("security_profile", FieldShape.OneOf(ModuleReader.Profiles), "How much it may do.", "strict"),
    ];

    /// <summary>A module under its name.</summary>
    internal static FieldSet Module { get; } = new("module", "A module", "What `slipway up` installs, in the words of the module API.", Fields)
    {
        Conflicts = [("image", "docker_image")], NeedsOneOf = ["image", "docker_image"],
    };

    /// <summary>A module in a list.</summary>
    internal static FieldSet Listed { get; } = new(
        "listed-module", "A module in a list", "In a list, as in the module API, a module says its name itself.",
        [new("module_name", FieldShape.Like("3 to 50 lower-case letters, digits and `-`", NamePatterns.Module), "Its name.", "shop") { IsRequired = true }, .. Fields])
    {
        Conflicts = Module.Conflicts, NeedsOneOf = Module.NeedsOneOf, Shared = Fields, SharedWith = Module.Title,
    };

    /// <summary>Every part, in the order of the reference.</summary>
    internal static IReadOnlyList<FieldSet> All { get; } = [Module, Listed, HealthCheck];
}
