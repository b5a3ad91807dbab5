// SPDX-License-Identifier: Apache-2.0
// Measures builds by Slipway and by its peers side by side: each round runs all of them, one after the other, and the middle of the rounds counts.
//   bench [--slipway PROGRAM] [--rounds N] [--only TEXT,TEXT] [--update FILE]
using System.Globalization;
using Slipway.Bench;
using Slipway.TestKit;

var slipway = Option("--slipway") ?? "artifacts/publish/single-file/slipway";
var rounds = int.Parse(Option("--rounds") ?? "5", CultureInfo.InvariantCulture);
var only = Option("--only");
if (!File.Exists(slipway))
{
    Console.Error.WriteLine($"bench: there is no program '{slipway}'; 'make publish' makes it, or name another by --slipway.");
    return 2;
}
// Images on their way are measured by themselves: nothing is built for it.
if (only == "transfer")
{
    await using var own = new SlipwayTransfers(Path.GetFullPath(slipway));
    await using var skopeo = await SkopeoTransfers.CreateAsync();
    await using var engine = await DockerTransfers.StartAsync();
    var transfers = await new TransferComparison([own, skopeo, engine], rounds).RunAsync();
    Console.Write(transfers);
    if (Option("--update") is { } report)
        ReportFile.Update(report, "transfers", transfers);
    return 0;
}
// Neither is anything for registries.
if (only == "registry")
{
    var servers = await new ServerComparison(Path.GetFullPath(slipway), rounds).RunAsync();
    Console.Write(servers);
    if (Option("--update") is { } report)
        ReportFile.Update(report, "registry", servers);
    return 0;
}
// Nor for containers.
if (only == "containers")
{
    using var image = await BaseArchive.CreateAsync(CancellationToken.None);
    await using var own = await SlipwayContainers.StartAsync(Path.GetFullPath(slipway), image.Path);
    await using var peer = await DockerContainers.StartAsync(image.Path);
    await using var podman = await PodmanContainers.StartAsync(image.Path);
    var containers = await new ContainerComparison([own, peer, podman], rounds).RunAsync();
    Console.Write(containers);
    if (Option("--update") is { } report)
        ReportFile.Update(report, "containers", containers);
    return 0;
}
using var bases = await BaseArchive.CreateAsync(CancellationToken.None);
await using var ours = new SlipwayBuilder(Path.GetFullPath(slipway), bases.Path);
await using var docker = await DockerBuilder.StartAsync(bases.Path);
await using var buildah = new BuildahBuilder(bases.Path);
await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Anonymous, CancellationToken.None);
using var context = new SampleContext();
using var variants = new VariantFleet();
using var hierarchy = new HierarchyFleet();
IReadOnlyList<Scenario> all =
[
    .. FleetScenario.All(variants, registry.Registry, cold: 0.4, unchanged: 1 / 16.0),
    .. FleetScenario.All(hierarchy, registry.Registry, cold: 0.35, unchanged: 1 / 40.0),
    .. ImageScenario.All(context),
];
var comparison = new Comparison(ours, [docker, buildah], rounds);
foreach (var scenario in all.Where(scenario => only is null || only.Split(',').Any(part => scenario.Name.Contains(part, StringComparison.Ordinal))))
    await comparison.RunAsync(scenario);
var tables = comparison.Table();
if (only is null || only.Split(',').Contains("platforms"))
    tables += "\n" + await new PlatformsComparison(ours, variants, bases.TwoPlatformsPath, rounds).RunAsync();
Console.Write(tables);
if (Option("--update") is { } file)
    ReportFile.Update(file, "measured", tables);
return 0;

string? Option(string name)
{
    var index = Array.IndexOf(args, name);
    return index < 0 ? null : index + 1 < args.Length ? args[index + 1] : throw new ArgumentException($"{name} wants a value");
}
