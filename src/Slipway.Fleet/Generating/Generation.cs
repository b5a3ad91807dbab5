// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What the generators have in common: they find what the files are of, write them, and tell what is wrong and what to know.</summary>
internal static class Generation
{
    /// <summary>Files of a pipeline.</summary>
    internal static FleetGeneration OfPipeline(
        FleetGraph graph, IReadOnlyList<FleetTarget> targets, PipelineOptions options, Func<PipelinePlan, List<Diagnostic>, List<string>, IReadOnlyList<GeneratedFile>> write)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        return Make((diagnostics, notes) => PipelinePlan.Make(graph, targets, options, diagnostics, notes) is { } plan ? write(plan, diagnostics, notes) : []);
    }

    /// <summary>Files of services.</summary>
    internal static FleetGeneration OfServices(
        FleetGraph graph, IReadOnlyList<FleetTarget> targets, ServiceOptions options, Func<IReadOnlyList<FleetService>, List<Diagnostic>, List<string>, IReadOnlyList<GeneratedFile>> write)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        return Make((diagnostics, notes) =>
        {
            var services = FleetServices.Find(graph, targets, options, diagnostics, notes);
            if (services.Count > 0)
                return write(services, diagnostics, notes);
            notes.Add("nothing of this fleet runs: it has no modules, and no image is known to listen on a port");
            return [];
        });
    }

    private static FleetGeneration Make(Func<List<Diagnostic>, List<string>, IReadOnlyList<GeneratedFile>> write)
    {
        var (diagnostics, notes) = (new List<Diagnostic>(), new List<string>());
        var files = write(diagnostics, notes);
        return new(diagnostics.Exists(static one => one.Severity == Severity.Error) ? [] : files, diagnostics, notes);
    }
}
