// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests;

/// <summary>Fleet files as strings, read under the name that people know them by.</summary>
internal static class FleetText
{
    internal const string Folder = "/fleets/app";

    internal static FleetFile Read(string text, FleetReadOptions? options = null) => FleetFile.Read(SourceText.From("slipway.yaml", text), Folder, options);

    internal static FleetTargets Expand(string text, FleetReadOptions? options = null) => FleetTargets.Expand(Read(text, options));

    internal static FleetTargets ExpandWell(string text, FleetReadOptions? options = null)
    {
        var targets = Expand(text, options);
        targets.Diagnostics.ShouldBeEmpty();
        return targets;
    }

    /// <summary>Every problem of a file as it is shown to people.</summary>
    internal static string Problems(string text, FleetReadOptions? options = null) =>
        string.Concat(Expand(text, options).Diagnostics.Select(diagnostic => DiagnosticRenderer.Render(diagnostic)));

    /// <summary>Every problem of an image that has these lines, as <c>line:column: message</c>, with its help after a bar.</summary>
    internal static IReadOnlyList<string> ImageProblems(string lines) =>
        [.. Expand("fleet: f\nversion: 1.2.3\nimages:\n  app:\n" + Indent(lines, 4)).Diagnostics.Select(diagnostic => $"{diagnostic.Position}: {diagnostic.Message}" + (diagnostic.Help is null ? "" : $" | {diagnostic.Help}"))];

    internal static string Indent(string lines, int columns) =>
        string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new string(' ', columns) + line + "\n"));
}
