// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Dockerfile;

/// <summary>What a build is given from outside.</summary>
public sealed record ArgumentScopeOptions
{
    /// <summary>Nothing given, for this machine.</summary>
    public static ArgumentScopeOptions Default { get; } = new();

    /// <summary>The values of <c>--build-arg</c>. The default is none.</summary>
    public IReadOnlyDictionary<string, string> BuildArgs { get; init; } = new Dictionary<string, string>();

    /// <summary>What the builder runs on. The default is this machine.</summary>
    public Platform BuildPlatform { get; init; } = Platform.Host;

    /// <summary>What is built for. The default is this machine.</summary>
    public Platform TargetPlatform { get; init; } = Platform.Host;

    /// <summary>The target as asked for; null, the default, stands for the last stage.</summary>
    public string? TargetStage { get; init; }
}
