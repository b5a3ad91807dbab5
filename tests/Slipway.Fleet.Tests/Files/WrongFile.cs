// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet.Tests;

/// <summary>A wrong fleet file, and what stands beside it.</summary>
internal sealed record WrongFile(string Title, string Text)
{
    internal IReadOnlyList<Diagnostic> Problems()
    {
        var beside = Text.Split('\n').Where(static line => line.StartsWith("#! ", StringComparison.Ordinal)).Select(static line => line[3..].Split(' ', 2)).ToList();
        IEnumerable<string> Given(string option) => beside.Where(words => words[0] == option).Select(static words => words[1]);
        return FleetText.Expand(Text, new()
        {
            Registry = Given("SLIPWAY_REGISTRY").LastOrDefault(),
            Set = [.. Given("--set")],
            Variables = Given("--var").Select(static pair => pair.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]),
        }).Diagnostics;
    }

    /// <summary>All that is told of it, as people see it.</summary>
    internal string Tell() => string.Concat(Problems().Select(static problem => DiagnosticRenderer.Render(problem)));
}
