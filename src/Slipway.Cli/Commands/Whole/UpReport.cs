// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Cli.Commands.Fleets;
using Slipway.Fleet;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Whole;

/// <summary>What <c>up</c> says: a line as each part begins, and at the end what was built, proven, published and installed.</summary>
internal sealed class UpReport(Session session, SelectedFleet fleet)
{
    private readonly Style _style = new(session.ErrorTerminal);
    private int _part;

    private string FleetName => fleet.Graph.Fleet.File.Name?.Value ?? "the fleet";

    /// <summary>A part of the way begins.</summary>
    public void Begin(string what) => session.Error.WriteLine(_style.Strong($"[{++_part}/4] {what} {FleetName}"));

    /// <summary>Every image is built.</summary>
    public void Built(BuildResult result) => session.Error.WriteLine(
        $"  {result.Targets.Count} images: {result.StepsRequested} steps asked for, {result.StepsRun} run, {result.StepsCached} from the cache, in {Units.Duration(result.Duration)}");

    /// <summary>All is done.</summary>
    public void End(FleetVerification verification, PublishResult published, IReadOnlyList<ModuleInstalled> installed, ServerRecord server, TimeSpan duration)
    {
        var output = session.Output;
        output.WriteLine($"{FleetName} is up, in {Units.Duration(duration)}");
        output.WriteLine();
        var table = new TextTable("IMAGE", "SIZE", "COMPRESSED", "PROVEN", "DIGEST");
        foreach (var row in FleetReport.Create(verification).Rows)
        {
            var digest = published.Published.FirstOrDefault(image => image.Target.Name == row.Target)?.Image.Digest.ShortHex ?? "-";
            table.Add(row.Target, Units.Size(row.Size), Units.Size(row.CompressedSize), $"{row.ClaimsProven} of {row.Claims} claims", digest);
        }
        table.WriteTo(output);
        output.WriteLine();
        output.WriteLine($"published to {server.Registry.Authority}: {published.Published.Sum(static image => image.References.Count)} names, {published.Published.Count} images");
        foreach (var module in installed)
        {
            var at = module.Ports.Count == 0 ? "for other modules" : string.Join(", ", module.Ports.Select(static port => $"http://127.0.0.1:{port.Split(':')[0]}"));
            output.WriteLine($"module {module.ModuleName} ({Outcome(module.Outcome)}, {module.Status}): {at}");
        }
        WriteNext(output, installed);
    }

    private static string Outcome(ModuleOutcome outcome) => outcome switch
    {
        ModuleOutcome.Replaced => "replaced",
        ModuleOutcome.Unchanged => "unchanged",
        _ => "installed",
    };

    private static void WriteNext(TextWriter output, IReadOnlyList<ModuleInstalled> installed)
    {
        output.WriteLine();
        output.WriteLine("next:");
        foreach (var module in installed.Where(static module => module.Ports.Count > 0))
            output.WriteLine($"  curl http://127.0.0.1:{module.Ports[0].Split(':')[0]}/health");
        if (installed.Count > 0)
            output.WriteLine($"  slipway module logs {installed[^1].ModuleName}");
        output.WriteLine("  slipway images");
        output.WriteLine("  slipway down");
    }
}
