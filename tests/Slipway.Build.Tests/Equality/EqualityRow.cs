// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>A Dockerfile that we and BuildKit build, and must make the same of.</summary>
/// <param name="Id">Its name, unique among all rows.</param>
/// <param name="Serves">The point of the language that it is there for.</param>
/// <param name="Dockerfile">The Dockerfile.</param>
public sealed record EqualityRow(string Id, string Serves, string Dockerfile)
{
    public Dictionary<string, string> Args { get; init; } = [];

    public Dictionary<string, string> Labels { get; init; } = [];

    /// <summary>The stage to build; null is the last.</summary>
    public string? Stage { get; init; }

    /// <summary>The ignore file beside the Dockerfile; null is none.</summary>
    public string? Ignore { get; init; }

    /// <summary>The context's own ignore file; null is none.</summary>
    public string? ContextIgnore { get; init; }

    /// <summary>Named contexts: folders of <see cref="EqualityContext"/>, or images as <c>docker-image://…</c>.</summary>
    public Dictionary<string, string> Contexts { get; init; } = [];

    /// <summary>Secrets by id, with their values.</summary>
    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>The differences that are meant to be, of <see cref="MeantDifferences"/>.</summary>
    public IReadOnlyList<MeantDifference> Exceptions { get; init; } = [];

    public override string ToString() => Id;
}
