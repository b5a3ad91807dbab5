// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Fills in the words of modules: first those of the image that one runs, by the file's own, then all others, by those of its target too, its axes and
/// version among them. Names stand as they are written.
/// </summary>
internal sealed class ModuleExpansion(FleetTargets targets, List<Diagnostic> diagnostics)
{
    internal FleetModule Expand(FleetModule module)
    {
        var file = targets.File;
        var own = new Interpolation([], file.Version is null ? null : Words([], null).Fill(file.Version), file.Variables, diagnostics);
        var named = module with { Image = Fill(module.Image, own) };
        var target = targets.TargetOf(named);
        var words = target is null ? own : Words(target.Axes, target.Version);
        var filled = named with
        {
            DockerImage = Fill(module.DockerImage, words),
            DisplayName = Fill(module.DisplayName, words),
            Description = Fill(module.Description, words),
            Version = Fill(module.Version, words),
            LicenseKey = Fill(module.LicenseKey, words),
            Ports = Fill(module.Ports, words),
            Environment = [.. module.Environment.Select(variable => variable.Value is { } value && words.Fill(value, variable.Place) is { } text ? variable with { Value = text } : variable)],
            Volumes = Fill(module.Volumes, words),
            CpuLimit = Fill(module.CpuLimit, words),
            MemoryLimit = Fill(module.MemoryLimit, words),
            NetworkMode = Fill(module.NetworkMode, words),
            RoutePrefix = Fill(module.RoutePrefix, words),
            SecurityProfile = Fill(module.SecurityProfile, words),
            HealthCheck = module.HealthCheck is not { } check ? null : check with
            {
                Test = Fill(check.Test, words) ?? check.Test,
                Interval = Fill(check.Interval, words),
                Timeout = Fill(check.Timeout, words),
                Retries = Fill(check.Retries, words),
                StartPeriod = Fill(check.StartPeriod, words),
            },
        };
        new ModuleReader(diagnostics).CheckFilled(filled);
        return filled;
    }

    private Interpolation Words(IReadOnlyList<AxisValue> axes, string? version) => new(axes, version, targets.File.Variables, diagnostics);

    private static Located<string>? Fill(Located<string>? text, Interpolation words) =>
        text is { } given && words.Fill(given) is { } filled ? given with { Value = filled } : text;

    private static IReadOnlyList<Located<string>> Fill(IReadOnlyList<Located<string>> texts, Interpolation words) =>
        [.. texts.Select(text => words.Fill(text) is { } filled ? text with { Value = filled } : text)];
}
