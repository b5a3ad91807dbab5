// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>What an agent was started for; one of another kind is no use to who asks for this.</summary>
public sealed record AgentKind
{
    /// <summary>Whether it accepts test licenses. The default is not to.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>The file of the policy that it judges images by, an absolute path; null, the default, for none.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>The words that make <c>slipway agent</c> one of this kind.</summary>
    public IReadOnlyList<string> Words => [.. IsDevelopment ? (string[])["--development"] : [], .. PolicyFile is null ? Array.Empty<string>() : ["--policy", PolicyFile]];

    /// <summary><c>for development, with the policy '/etc/policy.yaml'</c>.</summary>
    public override string ToString() => $"{(IsDevelopment ? "" : "not ")}for development, {(PolicyFile is null ? "without a policy" : $"with the policy '{PolicyFile}'")}";
}
